"""The UK Sanctions List of the Foreign, Commonwealth and Development Office, from its CSV file.

The file has one row for each combination of a name and an address; rows of one Unique ID are one entry, wherever they stand. All entries
are held until the file ends: memory grows with the list (some 6,000 entries, 50 MB of CSV), which ``max_bytes`` bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import BinaryIO

from comity.lists.draft import Draft
from comity.lists.findings import Findings
from comity.lists.source import Reading, Source
from comity.lists.sources.uk_sl import columns as c
from comity.lists.sources.uk_sl.entry import SCHEMATA, Entry
from comity.model import FormatError, Listing, Locator, Schema, Severity
from comity.model.date_text import parse_dates
from comity.tables import Format, Row, Table, TableOptions, open_table_stream
from comity.tables.columns import normalise

PREAMBLE = "Report Date"
_HINT = "the publisher may have changed the format: look for a newer release of Comity"


def read(stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    """Yield the entries in the order in which the file first names them. Raises ``FormatError`` when it is not this list's CSV."""
    findings = Findings(reading)
    options = TableOptions(form=Format.DELIMITED, preamble=PREAMBLE, delimiter=",", max_cell=1_000_000)
    with open_table_stream(stream, reading.file, options=options) as table:
        names = _names(table, reading)
        _published(table, reading)
        entries: dict[str, Entry] = {}
        for row in table.rows():
            reading.issues.extend(row.issues)
            _take(row, names, entries, findings)
        reading.issues.extend(table.issues)
    for listing_id, entry in entries.items():
        listing = entry.draft.listing(listing_id)
        if listing is not None:
            yield listing
    findings.report()


def _names(table: Table, reading: Reading) -> tuple[str, ...]:
    """Return the column names as ``columns`` has them; unknown ones are an issue each."""
    names = tuple(normalise(column) for column in table.columns)
    missing = [column for column in (c.ID, "name 6", c.NAME_TYPE) if column not in names]
    if missing or not any(kind in names for kind in c.KIND):
        raise FormatError(
            f"{reading.file} is not the UK Sanctions List: it has no column {(missing or [c.KIND[0]])[0]!r}",
            "take the CSV file of the list, with its line of column names",
        )
    for column, name in zip(table.columns, names, strict=True):
        if name not in c.KNOWN:
            where = Locator(reading.file, column=column)
            reading.issue(where, "the column is not known to this reader; its cells were kept as text", _HINT)
    return names


def _published(table: Table, reading: Reading) -> None:
    """Return the day on the line ``Report Date: …``, at midnight UTC."""
    text = table.preamble[0].strip('",; ').partition(":")[2].strip() if table.preamble else ""
    try:
        day = parse_dates(text)[0]
    except ValueError:
        reading.issue(Locator(reading.file, line=1), "the file does not say its report date", "its age is counted from when it was fetched")
        return
    reading.published = datetime.combine(day.earliest, time(), UTC)


def _take(row: Row, names: tuple[str, ...], entries: dict[str, Entry], findings: Findings) -> None:
    cells: Mapping[str, str] = {name: cell.strip() for name, cell in zip(names, row.cells, strict=True) if cell.strip()}
    listing_id = cells.get(c.ID, "")
    where = Locator(findings.reading.file, row.number, row.line, entry=listing_id)
    if not listing_id:
        findings.add(where, "the row has no Unique ID and was left out", "look it up at the publisher", Severity.ERROR)
        return
    stated = next((cells[column] for column in c.KIND if column in cells), "")
    entry = entries.get(listing_id)
    if entry is None:
        entry = entries[listing_id] = Entry(Draft(_schema(stated, where, findings), where, findings))
    entry.check_kind(stated)
    entry.add(cells)


def _schema(stated: str, where: Locator, findings: Findings) -> Schema:
    schema = SCHEMATA.get(stated.casefold())
    if schema is None:
        findings.add(where, f"the kind {stated!r} is not known; the entry is taken as of unknown kind", _HINT)
    return schema or Schema.THING


SOURCE = Source(
    name="uk-sl",
    title="UK Sanctions List",
    publisher="Foreign, Commonwealth and Development Office of the United Kingdom",
    legal_basis="Sanctions and Anti-Money Laundering Act 2018 (c. 13), section 1, and the regulations made under it",
    licence="Open Government Licence v3.0",
    address="https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv",
    cadence="on each change, most weeks",
    stale_after=14,
    expected_entries=(3_000, 20_000),
    max_bytes=300_000_000,
    as_of="2026-11-22",
    confidence="to check",
    read=read,
)
