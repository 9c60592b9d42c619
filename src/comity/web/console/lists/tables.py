"""The tables of the pages about lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

from comity.model import Delta, Edition, Issue, Listing
from comity.node.lists import ListStatus
from comity.storage.database.jobs import Job, JobState
from comity.web.console.languages import caption_tag
from comity.web.console.subjects.facts import field_title
from comity.web.console.subjects.tables import listing_path
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.words import Words


def list_path(name: str) -> str:
    """The address of a list's page."""
    return f"/lists/{quote(name, safe=':')}"


def state_of(words: Words, status: ListStatus) -> str:
    """How a list stands, in words."""
    if status.damage is not None:
        return words.say("DAMAGED: %(what)s", what=status.damage.message)
    if status.edition is None:
        return words.say("never fetched")
    if status.stale:
        return words.say("STALE: older than %(days)s days", days=status.source.stale_after)
    if status.shipped:
        return words.say("the extract that is shipped")
    return words.say("up to date")


def lists_table(words: Words, statuses: Sequence[ListStatus], jobs: Mapping[str, Sequence[Job]]) -> Table:
    """Every list; ``jobs`` are those that fetch each, newest first."""
    columns = (
        Column("list", words.say("List")),
        Column("title", words.say("What it is")),
        Column("state", words.say("State")),
        Column("dated", words.say("Edition of")),
        Column("age", words.say("Age in days"), is_number=True),
        Column("entries", words.say("Entries"), is_number=True),
        Column("last", words.say("Last update")),
        Column("next", words.say("Next update")),
    )
    rows = [_list_row(words, status, jobs.get(status.name, ())) for status in statuses]
    return Table("lists", words.say("The edition in use of every list"), columns, rows, csv="/lists?as=csv")


def _list_row(words: Words, status: ListStatus, jobs: Sequence[Job]) -> Row:
    edition, ended = status.edition, last_ended(jobs)
    row = {
        "list": Cell(status.name, list_path(status.name)),
        "title": Cell(status.source.title),
        "state": Cell(state_of(words, status)),
        "next": Cell(next_run(jobs)),
        "last": Cell(None),
    }
    if ended is not None:
        said = words.say("failed") if ended.state is JobState.FAILED else words.say("done")
        row["last"] = Cell(f"{said}, {ended.finished_at:%Y-%m-%d %H:%M}", f"/jobs/{ended.id}")
    if edition is not None:
        row |= {"dated": Cell(edition.dated.date()), "age": Cell(status.age_days), "entries": Cell(edition.entries)}
    return row


def last_ended(jobs: Sequence[Job]) -> Job | None:
    """The newest of ``jobs`` that has ended."""
    return next((job for job in jobs if job.finished_at is not None), None)


def next_run(jobs: Sequence[Job]) -> datetime | None:
    """When the next of ``jobs`` runs, None when none waits."""
    return min((job.run_at for job in jobs if job.state is JobState.QUEUED), default=None)


def editions_table(words: Words, name: str, editions: Sequence[Edition], current: str) -> Table:
    """The editions that are kept, newest first, each leading to what it changed."""
    columns = (
        Column("edition", words.say("Edition")),
        Column("dated", words.say("Dated")),
        Column("fetched", words.say("Fetched")),
        Column("entries", words.say("Entries"), is_number=True),
        Column("names", words.say("Names"), is_number=True),
        Column("use", words.say("Use")),
        Column("changes", words.say("What changed")),
    )
    rows = [_edition_row(words, name, one, before, current) for one, before in zip(editions, (*editions[1:], None), strict=False)]
    empty = words.say("No edition is kept yet. One comes with the first update, or with a file that is imported.")
    return Table("editions", words.say("Editions that are kept"), columns, rows, empty, csv=f"{list_path(name)}?as=csv")


def _edition_row(words: Words, name: str, one: Edition, before: Edition | None, current: str) -> Row:
    row = {
        "edition": Cell(one.id, kind="code"),
        "dated": Cell(one.dated),
        "fetched": Cell(one.fetched_at),
        "entries": Cell(one.entries),
        "names": Cell(one.names),
        "use": Cell(words.say("in use") if one.id == current else ""),
    }
    if before is not None:
        since = words.say("since %(day)s", day=before.dated.date())
        row["changes"] = Cell(since, f"{list_path(name)}/changes?{urlencode({'old': before.id, 'new': one.id})}")
    return row


def issues_table(words: Words, issues: Sequence[Issue], next_page: str, csv: str) -> Table:
    """What could not be taken as it stood when an edition was read."""
    columns = (
        Column("where", words.say("Where")),
        Column("weight", words.say("Weight")),
        Column("what", words.say("What")),
        Column("hint", words.say("What to do")),
    )
    empty = words.say("Nothing was found when the edition in use was read: every element was taken.")
    rows = list(issue_rows(issues))
    return Table("issues", words.say("Found when the edition in use was read"), columns, rows, empty, next_page, csv)


def issue_rows(issues: Iterable[Issue]) -> Iterator[Row]:
    """``issues`` as rows of their table."""
    return (
        {
            "where": Cell(str(one.where), kind="name"),
            "weight": Cell(one.severity),
            "what": Cell(one.what, kind="name"),
            "hint": Cell(one.hint, kind="name"),
        }
        for one in issues
    )


def changes_table(words: Words) -> Table:
    """The table of what changed between two editions, for a file; ``change_rows`` are its rows."""
    columns = (
        Column("change", words.say("Change")),
        Column("id", words.say("Listing")),
        Column("name", words.say("Name")),
        Column("field", words.say("Field")),
        Column("was", words.say("Was")),
        Column("is", words.say("Is now")),
    )
    return Table("changes", words.say("Changes"), columns, ())


def change_rows(words: Words, delta: Delta) -> Iterator[Row]:
    """A row for each listing that came or went, and for each field of those that were amended."""
    for said, listings in ((words.say("added"), delta.added), (words.say("removed"), delta.removed)):
        yield from (_whole(said, one) for one in listings)
    for amendment in delta.amended:
        for change in amendment.changes:
            changed = {"field": field_title(words, change.field), "was": "; ".join(change.removed), "is": "; ".join(change.added)}
            yield _whole(words.say("amended"), amendment.new) | {key: Cell(text) for key, text in changed.items()}


def _whole(change: str, one: Listing) -> dict[str, Cell]:
    path = listing_path(one.source, one.id)
    return {
        "change": Cell(change),
        "id": Cell(one.id, path, "name"),
        "name": Cell(one.subject.caption, "", "name", caption_tag(one.subject)),
    }
