"""The cases that a search found, as a table whose rows lead to their files."""

from __future__ import annotations

from collections.abc import Mapping

from comity.node.review_desk import FoundCase, FoundCases
from comity.node.review_desk.finding import MOST_FOUND
from comity.web.console.languages import caption_tag
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words


def found_table(words: Words, found: FoundCases, csv: str) -> Table:
    """One row for each case that was found; ``csv`` is where they are had as a file; an empty table says what to search by."""
    columns = (
        Column("case", words.say("Case")),
        Column("subject", words.say("Subject")),
        Column("base", words.say("Base")),
        Column("list", words.say("List")),
        Column("listing", words.say("Listing")),
        Column("state", words.say("State")),
        Column("verdict", words.say("Verdict")),
        Column("pdf", words.say("Evidence as PDF")),
        Column("json", words.say("Evidence as JSON")),
    )
    empty = words.say("No case is known by that. Give the whole id of a case, or your own number of the subject, letter by letter.")
    most = words.say("No more than %(n)s cases are shown: of one that is not among them, give the id.", n=MOST_FOUND)
    rows = [_row(words, one) for one in found.cases]
    return Table("cases", words.say("Cases"), columns, rows, empty, csv=csv, notes=[most] if found.is_cut else [])


def _row(words: Words, found: FoundCase) -> Mapping[str, Cell]:
    case, subject = found.case, found.subject
    row = {
        "case": Cell(case.id, f"/review/{case.id}", "code"),
        "subject": Cell(subject.subject.caption, "", "name", caption_tag(subject.subject)) if subject else Cell(words.say("erased")),
        "base": Cell(found.base, kind="name"),
        "list": Cell(case.pair.list, kind="name"),
        "listing": Cell(case.pair.listing, kind="name"),
        "state": Cell(case.state),
        "verdict": Cell(case.verdict),
    }
    if subject is None:
        return row
    return row | {kind: Cell(kind.upper(), f"/evidence/case-{case.id}.{kind}") for kind in ("pdf", "json")}
