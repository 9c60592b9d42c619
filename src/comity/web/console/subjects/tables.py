"""The tables of the pages about subjects and listings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

from comity.model import Exemption, MonitoredSubject
from comity.node.subject_pages import COUNTED_TO, BaseSize, SubjectFile
from comity.storage.database.ledger import LedgerRow
from comity.storage.database.queue import QueuedCase
from comity.web.console.languages import caption_tag
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.words import Words

SEVERAL = "; "


def listing_path(list_name: str, listing_id: str) -> str:
    """The address of a listing's page."""
    return f"/listings/{quote(list_name, safe=':')}/{quote(listing_id, safe='/:')}"


def base_path(base: str) -> str:
    """The address of the subjects of a base."""
    return f"/subjects?{urlencode({'base': base})}"


def size_cell(words: Words, size: BaseSize) -> Cell:
    """How many subjects a base has, as far as they are counted, leading to them."""
    href = base_path(size.base)
    if size.subjects is None:
        return Cell(words.say("more than %(most)s", most=f"{COUNTED_TO:,}"), href)
    return Cell(size.subjects, href)


def bases_table(words: Words, sizes: Sequence[BaseSize]) -> Table:
    """Every base and its size."""
    columns = (Column("base", words.say("Base")), Column("subjects", words.say("Subjects"), is_number=True))
    rows = [{"base": Cell(one.base, base_path(one.base)), "subjects": size_cell(words, one)} for one in sizes]
    empty = words.say("No customer is under watch yet. A base comes with the first file that is imported into it, on the page Monitoring.")
    return Table("bases", words.say("Bases"), columns, rows, empty, csv="/subjects?as=csv")


def subjects_table(words: Words, found: Sequence[MonitoredSubject], next_page: str, csv: str) -> Table:
    """A page of subjects. Without ``csv`` there is no download."""
    columns = (
        Column("key", words.say("Your number")),
        Column("name", words.say("Name")),
        Column("kind", words.say("Kind")),
        Column("born", words.say("Born or founded")),
        Column("countries", words.say("Countries")),
        Column("changed", words.say("Last changed")),
        Column("keep", words.say("Kept until")),
    )
    empty = words.say("Nobody here fits. A key is found from its first letters on; a name must be more or less whole.")
    return Table("subjects", words.say("Subjects"), columns, list(subject_rows(found)), empty, next_page, csv)


def subject_rows(found: Iterable[MonitoredSubject]) -> Iterator[Row]:
    """``found`` as rows of their table."""
    return map(_subject_row, found)


def _subject_row(one: MonitoredSubject) -> Row:
    facts = one.subject
    return {
        "key": Cell(one.key, f"/subjects/{one.id}", "name"),
        "name": Cell(facts.caption, f"/subjects/{one.id}", "name", caption_tag(facts)),
        "kind": Cell(facts.schema),
        "born": Cell(SEVERAL.join(map(str, (*facts.birth_dates, *facts.founded)))),
        "countries": Cell(SEVERAL.join(dict.fromkeys((*facts.nationalities, *facts.jurisdictions)))),
        "changed": Cell(one.changed_at),
        "keep": Cell(one.keep_until),
    }


def cases_table(words: Words, cases: Sequence[QueuedCase], csv: str, next_page: str = "") -> Table:
    """Cases, each with the pair it is about; ``csv`` is the address of the download."""
    columns = (
        Column("case", words.say("Case")),
        Column("list", words.say("List")),
        Column("listing", words.say("Listing")),
        Column("base", words.say("Base")),
        Column("outcome", words.say("Outcome")),
        Column("score", words.say("Score"), is_number=True),
        Column("state", words.say("State")),
        Column("verdict", words.say("Verdict")),
        Column("opened", words.say("Opened")),
    )
    empty = words.say("No case. One is opened when a screening finds that a subject resembles a listing.")
    return Table("cases", words.say("Cases"), columns, list(case_rows(cases)), empty, next_page, csv)


def case_rows(cases: Iterable[QueuedCase]) -> Iterator[Row]:
    """``cases`` as rows of their table."""
    return map(_case_row, cases)


def _case_row(one: QueuedCase) -> Row:
    case = one.case
    return {
        "case": Cell(case.id, f"/review/{case.id}", "tail"),
        "list": Cell(case.pair.list, f"/lists/{quote(case.pair.list, safe=':')}"),
        "listing": Cell(case.pair.listing, listing_path(case.pair.list, case.pair.listing), "name"),
        "base": Cell(one.base),
        "outcome": Cell(case.outcome, kind="outcome"),
        "score": Cell(round(case.score, 2)),
        "state": Cell(case.state),
        "verdict": Cell(case.verdict),
        "opened": Cell(case.opened_at),
    }


def exemptions_table(words: Words, exemptions: Sequence[Exemption], csv: str) -> Table:
    """The exemptions that a subject has or had; ``csv`` is the address of the download."""
    columns = (
        Column("listing", words.say("Listing")),
        Column("state", words.say("State")),
        Column("granted", words.say("Granted")),
        Column("expires", words.say("Until")),
    )
    rows = [
        {
            "listing": Cell(f"{one.pair.list} {one.pair.listing}", listing_path(one.pair.list, one.pair.listing), "name"),
            "state": Cell(one.state, f"/exemptions/{one.id}"),
            "granted": Cell(one.granted_at),
            "expires": Cell(one.expires_at),
        }
        for one in exemptions
    ]
    empty = words.say("No exemption. One comes of a decision that this subject is not the person listed.")
    return Table("exemptions", words.say("Exemptions"), columns, rows, empty, csv=csv)


def history_table(words: Words, file: SubjectFile, csv: str) -> Table:
    """What happened to a subject: as the ledger tells it to those who may see that, else as the records do. ``csv``: the download."""
    columns = [Column("at", words.say("When")), Column("what", words.say("What")), Column("more", words.say("More"))]
    if file.entries is not None:
        columns.insert(1, Column("who", words.say("Who")))
        columns.insert(0, Column("number", words.say("Entry"), is_number=True))
        rows = [*map(_entry_row, file.entries), *_records(words.say, file)]
    else:
        rows = _records(words.say, file)
    rows.sort(key=_when, reverse=True)
    return Table("history", words.say("History"), columns, rows, csv=csv)


def _when(row: Row) -> datetime:
    at = row["at"].value
    assert isinstance(at, datetime)
    return at


def _entry_row(row: LedgerRow) -> Row:
    number, entry, _ = row
    facts = SEVERAL.join(f"{name} {value}" for name, value in entry.facts.items())
    return {
        "number": Cell(number, f"/ledger/{number}"),
        "at": Cell(entry.at),
        "who": Cell(entry.actor),
        "what": Cell(entry.action, kind="code"),
        "more": Cell(facts, kind="name"),
    }


def _records(say: Callable[[str], str], file: SubjectFile) -> list[Row]:
    subject = file.subject
    told: list[Row] = [{"at": Cell(subject.added_at), "what": Cell(say("came under watch")), "more": Cell(subject.base)}]
    if subject.changed_at != subject.added_at:
        told.append({"at": Cell(subject.changed_at), "what": Cell(say("was imported with other facts"))})
    for hit in file.hits:
        listing = f"{hit.pair.list} {hit.pair.listing}"
        more = Cell(listing, listing_path(hit.pair.list, hit.pair.listing), "name")
        told.append({"at": Cell(hit.found_at), "what": Cell(say("was screened and resembled a listing")), "more": more})
    return told
