"""FATF consolidated assessment ratings: a workbook or table with a row for each report.

Columns, told by their headings: Jurisdiction, Report Type (MER, FUR, FURR and the like), Report Date (``May-23``, ``May 2023`` or a day),
Assessment Body, IO1 to IO11 (HE, SE, ME, LE) and R.1 to R.40 (C, LC, PC, NC, NA). Each cell becomes an assessment by the FATF or one of its
regional bodies: what an assessor said, never a score of ours (FATF Methodology 2013, 2022).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

from comity.model import EventKind, FormatError, LimitExceeded, Locator, PartialDate
from comity.registry.importing.found import LARGEST, MONTHS, MOST_ROWS, Found, Wanted, party_of
from comity.tables import open_table_stream

EFFECTIVENESS = ("HE", "SE", "ME", "LE")
COMPLIANCE = ("C", "LC", "PC", "NC", "NA", "N/A")
REPORTS = ("MER", "FUR", "FURR", "MER+FUR", "MER+FURR", "DAR")
_OUTCOME = re.compile(r"IO\.?\s*(\d{1,2})", re.IGNORECASE)
_RECOMMENDATION = re.compile(r"R\.?\s*(\d{1,2})", re.IGNORECASE)
_HINT = "the layout has changed: update Comity, or take the events in as a table"
_PLACES = {"jurisdiction": "jurisdiction", "report type": "report", "report date": "date", "date": "date"}
_PLACES |= {"assessment body": "body", "assessment body/bodies": "body"}


def read_fatf(content: bytes, wanted: Wanted) -> Found:
    """The assessments in ``content``. Raises ``FormatError`` that names the first heading or cell which is not as described, and
    ``LimitExceeded``.
    """
    if len(content) > LARGEST:
        raise LimitExceeded(f"{wanted.file} is larger than {LARGEST:,} bytes", "check that it is the consolidated ratings")
    table = open_table_stream(BytesIO(content), wanted.file)
    columns = _columns(table.columns, wanted.file)
    found = Found()
    for place, row in enumerate(table.rows(), 1):
        if place > MOST_ROWS:
            raise LimitExceeded(f"{wanted.file} has more than {MOST_ROWS:,} rows", "check that it is the consolidated ratings")
        _take({name: row.cells[at] for name, at in columns.items()}, place, wanted, found)
    return found


def _columns(heads: tuple[str, ...], file: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, head in enumerate(heads):
        name = _named(" ".join(head.split()))
        if name is None:
            raise FormatError(f"{file}: the column {head[:40]!r} is not known", _HINT)
        if name in found:
            raise FormatError(f"{file}: the column {head[:40]!r} stands twice", _HINT)
        found[name] = at
    missing = next((name for name in ("jurisdiction", "report", "date") if name not in found), None)
    if missing:
        raise FormatError(f"{file}: there is no column for the {missing}", _HINT)
    return found


def _named(head: str) -> str | None:
    if place := _PLACES.get(head.lower()):
        return place
    for pattern, mark, most in ((_OUTCOME, "IO", 11), (_RECOMMENDATION, "R", 40)):
        told = pattern.fullmatch(head)
        if told and 1 <= int(told[1]) <= most:
            return f"{mark}.{int(told[1])}"
    return None


def _take(row: Mapping[str, str], place: int, wanted: Wanted, found: Found) -> None:
    said = row["jurisdiction"].strip()
    if not said:
        return
    party = party_of(said, wanted)
    if party is None:
        found.refuse(Locator(wanted.file, row=place), f"nobody is known as {said[:60]!r}", "add the name, or take this row in as a table")
        return
    report = row["report"].strip().upper()
    if report not in REPORTS:
        raise FormatError(f"{wanted.file}: row {place}: {report[:20]!r} is no type of report", _HINT)
    when = _when(row["date"], f"{wanted.file}: row {place}")
    body = row.get("body", "").strip()
    for name, value in row.items():
        rating = value.strip().upper()
        if "." not in name or not rating:
            continue
        if rating not in (EFFECTIVENESS if name.startswith("IO") else COMPLIANCE):
            raise FormatError(f"{wanted.file}: row {place}, {name}: {rating[:20]!r} is no rating", _HINT)
        event = wanted.event(party, EventKind.ASSESSMENT, when)
        found.events.append(replace(event, articles=(name,), text=rating, scope=f"{report} {body}".strip()))
    found.parties += 1


def _when(value: str, where: str) -> PartialDate:
    text = value.strip()
    if told := re.fullmatch(r"(\d{4})-(\d{2})-\d{2}.*", text):
        return PartialDate(int(told[1]), int(told[2]))
    told = re.fullmatch(r"([A-Za-z]{3})[a-z]*[-\s.]+(\d{2}|\d{4})", text)
    if told is None or told[1].lower() not in MONTHS:
        raise FormatError(f"{where}: {text[:40]!r} is no month of a report", _HINT)
    return PartialDate(int(told[2]) + (2000 if len(told[2]) == 2 else 0), MONTHS[told[1].lower()])
