"""An organisation's own watch list, from any table: CSV, TSV, Excel, JSON lines or Parquet, with columns found by name or chosen.

Each row is one entry. Its id is the ``listing_id``, ``key`` or ``id`` column; without one, ``own-`` and a hash of names, dates and
identifiers, which stays the same as long as these do. A row that cannot be used is an issue and the rest still becomes a list.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import BinaryIO

from comity.lists.draft import named
from comity.lists.source import Reading, Source
from comity.model import Detail, Issue, Listing, Locator, Severity, Subject
from comity.tables import ColumnMap, Role, Row, SubjectBuilder, Table, TableOptions, choose, open_table_stream, recognise

SHEET = "sheet"
"""Key of ``Reading.mapping`` that names a workbook's sheet rather than a role's column."""

_SPLIT = re.compile(r"[;|]")


def read(stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    """Yield one listing for each usable row of the table in ``stream``; the suffix of ``reading.file`` tells its form.

    ``reading.mapping`` maps roles to columns (``{"name": "Full name"}``), each a column's name or its number; its key ``sheet`` names
    the sheet of a workbook. Raises ``UsageError`` for
    an unknown suffix or role, ``MissingColumn`` when no column holds a name or identifier, and ``DataError`` for bytes that are not the
    form.
    """
    chosen = [(role, column) for role, column in reading.mapping.items() if role != SHEET]
    with open_table_stream(stream, reading.file, options=TableOptions(sheet=reading.mapping.get(SHEET))) as table:
        columns = choose(chosen, table.columns) if chosen else recognise(table.columns)
        builder = SubjectBuilder(columns, file=reading.file)
        rows = 0
        for row in table.rows():
            rows = row.number
            listing = _listing(row, builder, reading)
            if listing is not None:
                yield listing
        _close(table, columns, rows, reading)


def _close(table: Table, columns: ColumnMap, rows: int, reading: Reading) -> None:
    reading.issues.extend(table.issues)
    for column in columns.unused:
        reading.ignored[f"column {column}: it has no role; give it one with --map"] = rows


def _listing(row: Row, builder: SubjectBuilder, reading: Reading) -> Listing | None:
    subject, issues = builder.build(row)
    reading.issues.extend((*row.issues, *issues))
    where = Locator(reading.file, row.number, row.line)
    if row.lost:
        return None
    if not subject.names:
        # A list entry without a name cannot be shown to the person who decides, even when a number identifies it.
        if not any(issue.severity is Severity.ERROR for issue in issues):
            reading.issue(where, "the row has no name and was left out", "every entry of a list needs a name", Severity.ERROR)
        return None
    named_subject = _with_scripts(subject)
    listed_on, dated = _listed_on(row, builder)
    reading.issues.extend(dated)
    return Listing(
        id=_id(row, builder, named_subject),
        source=reading.source,
        subject=named_subject,
        programmes=tuple(
            dict.fromkeys(text.strip() for cell in builder.texts(row, Role.PROGRAMME) for text in _SPLIT.split(cell) if text.strip())
        ),
        listed_on=listed_on,
        details=_details(row, builder.map),
        locator=where,
    )


def _with_scripts(subject: Subject) -> Subject:
    names = tuple(named(name.full, name.kind, ((part.kind, part.text) for part in name.parts)) for name in subject.names)
    return replace(subject, names=names)


def _id(row: Row, builder: SubjectBuilder, subject: Subject) -> str:
    for role in (Role.LISTING_ID, Role.KEY, Role.ID):
        if texts := builder.texts(row, role):
            return texts[0]
    facts = [
        *(f"name {name.full}" for name in subject.names),
        *(f"date {value}" for value in (*subject.birth_dates, *subject.founded)),
        *(f"{identifier.type} {identifier.key}" for identifier in subject.identifiers),
    ]
    return "own-" + hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def _listed_on(row: Row, builder: SubjectBuilder) -> tuple[date | None, tuple[Issue, ...]]:
    found, issues = builder.dates(row, Role.LISTED_ON)
    day = next((value.earliest for value in found if value.is_day), None)
    return day, issues


def _details(row: Row, columns: ColumnMap) -> tuple[Detail, ...]:
    positions = columns.positions(Role.REMARK)
    return tuple(Detail(columns.columns[position], row.cells[position].strip()) for position in positions if row.cells[position].strip())


SOURCE = Source(
    name="own:",
    title="Your own watch list",
    publisher="your organisation",
    legal_basis="whatever your organisation rests the list on",
    licence="yours",
    address="",
    cadence="whenever you import it",
    stale_after=365,
    expected_entries=(1, 1_000_000),
    max_bytes=500_000_000,
    as_of="2026-11-22",
    confidence="official",
    read=read,
)
