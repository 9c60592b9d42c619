"""The cases that a search found, as a table whose rows lead to their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comity.node.review_desk import FoundCase
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words


def found_table(words: Words, found: Sequence[FoundCase]) -> Table:
    """One row for each case; an empty table says what to search by."""
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
    return Table("cases", words.say("Cases"), columns, [_row(words, one) for one in found], empty)


def _row(words: Words, found: FoundCase) -> Mapping[str, Cell]:
    case, subject = found.case, found.subject
    row = {
        "case": Cell(case.id, f"/review/{case.id}", "code"),
        "subject": Cell(subject.subject.caption if subject else words.say("erased"), kind="name"),
        "base": Cell(found.base, kind="name"),
        "list": Cell(case.pair.list, kind="name"),
        "listing": Cell(case.pair.listing, kind="name"),
        "state": Cell(case.state),
        "verdict": Cell(case.verdict),
    }
    if subject is None:
        return row
    return row | {kind: Cell(kind.upper(), f"/evidence/case-{case.id}.{kind}") for kind in ("pdf", "json")}
