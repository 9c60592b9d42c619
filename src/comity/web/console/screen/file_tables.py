"""What came of a file as tables: rows by outcome, what was wrong with rows, what was odd about the file as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from comity.batch import Freshness, freshness
from comity.model import Severity, UnknownName
from comity.node.file_screening.desk import Standing
from comity.node.file_screening.results import ISSUES, Page, RowAnswer
from comity.node.service import Service
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


COSTS: Mapping[Severity, str] = {Severity.ERROR: _("the row"), Severity.WARNING: _("a value"), Severity.NOTE: _("nothing")}
"""What an issue takes from the comparison."""

FACTS: Mapping[str, str] = {
    "schema": _("kind"),
    "names": _("names"),
    "birth_dates": _("date of birth"),
    "founded": _("date of founding"),
    "nationalities": _("nationality"),
    "jurisdictions": _("jurisdiction"),
    "gender": _("gender"),
    "identifiers": _("identifiers"),
    "addresses": _("address"),
    "birth_places": _("place of birth"),
}
"""What the facts of a query are called, by their keys in the lines of answers."""


class RowOutcome(StrEnum):
    """How a row comes out: as a subject does, or not screened at all."""

    CLEAR = "clear"
    REVIEW = "review"
    STRONG = "strong"
    ERROR = "error"


def searched(service: Service, standing: Standing) -> Sequence[Freshness]:
    """The editions that the screening searches, as old as they were when it began; one that was removed since is left out."""
    if standing.stated is None:
        return ()
    editions = []
    for edition in standing.stated.editions:
        with suppress(UnknownName):
            editions.append(service.store.edition(edition))
    return tuple(freshness(editions, standing.stated.at).values())


def rows_table(words: Words, standing: Standing, page: Page, wanted: str) -> Table:
    """Rows that came out ``wanted``, each with what it says of itself, of the best hit, and why."""
    columns = (
        Column("row", words.say("Row"), is_number=True),
        Column("name", words.say("Name in the file")),
        Column("outcome", words.say("Outcome")),
        Column("score", words.say("Score"), is_number=True),
        Column("hits", words.say("Hits"), is_number=True),
        Column("list", words.say("List")),
        Column("listed", words.say("Listed name")),
        Column("why", words.say("Why")),
    )
    place = f"/screen/file/{standing.record.id}"
    query = {"outcome": wanted} if wanted else {}
    following = f"{place}/rows?{urlencode({**query, 'after': page.next})}" if page.next else ""
    csv = f"{place}/rows?{urlencode({**query, 'as': 'csv'})}"
    rows, empty = list(cells_of(words, standing, page.rows, wanted)), words.say("No row came out so.")
    return Table("rows", words.say("Rows"), columns, rows, empty, following, csv)


def cells_of(words: Words, standing: Standing, answers: Iterable[RowAnswer], wanted: str) -> Iterator[Row]:
    """``answers`` as rows of the table of those that came out ``wanted``; where that is ``issues``, a row for each issue."""
    place = f"/screen/file/{standing.record.id}"
    if wanted == ISSUES:
        return (row for one in answers for row in _issue_rows(words, place, one))
    return (_row(place, one) for one in answers)


def _row(place: str, one: RowAnswer) -> Row:
    outcome, score, source, listing, listed, why = one.added
    names = one.answer["query"].get("names", [])
    said = str(why).partition("; searched: ")[0] if one.answer["hits"] else str(one.answer.get("error", ""))
    return {
        "row": Cell(one.row, f"{place}/rows/{one.row}"),
        "name": Cell(names[0] if names else None, kind="name"),
        "outcome": Cell(RowOutcome(str(outcome)), kind="outcome"),
        "score": Cell(score),
        "hits": Cell(len(one.answer["hits"]) or None),
        "list": Cell(f"{source} {listing}".strip(), kind="name"),
        "listed": Cell(listed, kind="name"),
        "why": Cell(said, kind="name"),
    }


def issues_table(words: Words, standing: Standing, page: Page) -> Table:
    """What was wrong with rows, an issue on each line: a row may have several, and may be screened all the same."""
    place = f"/screen/file/{standing.record.id}"
    following = f"{place}/rows?{urlencode({'outcome': ISSUES, 'after': page.next})}" if page.next else ""
    rows = list(cells_of(words, standing, page.rows, ISSUES))
    empty = words.say("Nothing was wrong with any row so far.")
    csv = f"{place}/rows?outcome=issues&as=csv"
    return Table("issues", words.say("What was wrong with rows"), _issue_columns(words), rows, empty, following, csv)


def first_issues(words: Words, standing: Standing, page: Page) -> Table:
    """The first rows with which something was wrong, for the page of the file."""
    table = issues_table(words, standing, page)
    return Table(table.name, table.caption, table.columns, table.rows, table.empty, csv=table.csv)


def _issue_columns(words: Words) -> Sequence[Column]:
    return (
        Column("row", words.say("Row"), is_number=True),
        Column("column", words.say("Column")),
        Column("what", words.say("What")),
        Column("hint", words.say("What to do")),
        Column("weight", words.say("What it costs")),
    )


def _issue_rows(words: Words, place: str, one: RowAnswer) -> list[Row]:
    return [
        {
            "row": Cell(one.row, f"{place}/rows/{one.row}"),
            "column": Cell(_column_of(issue["where"]), kind="name"),
            "what": Cell(issue["what"], kind="name"),
            "hint": Cell(issue["hint"], kind="name"),
            "weight": Cell(words.say(COSTS[Severity(issue["severity"])])),
        }
        for issue in one.answer.get("issues", ())
    ]


def _column_of(where: str) -> str:
    """The column in a locator that was written as text; it stands at the end."""
    return where.partition(", column ")[2]


def table_issues(words: Words, standing: Standing) -> Table:
    """What was odd about the file as a whole, known at the end of its screening."""
    said: Sequence[Mapping[str, Any]] = (standing.summary or {}).get("issues", ())
    columns = (Column("where", words.say("Where")), Column("what", words.say("What")), Column("hint", words.say("What to do")))
    rows = [
        {
            "where": Cell(one["where"], kind="name"),
            "what": Cell(one["what"], kind="name"),
            "hint": Cell(one["hint"], kind="name"),
        }
        for one in said
    ]
    title = words.say("What was odd about the file")
    return Table("file-issues", title, columns, rows, words.say("Nothing."), csv=f"/screen/file/{standing.record.id}?as=csv")
