"""The table of parties of one treaty as the Dutch treaty database shows it (verdragenbank.overheid.nl, party table): a page of HTML.

Columns, told by their headings: Party, Signature, Ratification, Entry into force, Renunciation, Termination; of ratification the date is
followed by a letter in brackets or a word for the mode: R ratification, A accession, AC or Ac acceptance, AP or Ap approval, S or Su
succession, DS definitive signature, F formal confirmation, N notification. Dates are ``14-09-2005``.
"""

from __future__ import annotations

import re

from lxml import etree, html

from comity.model import EventKind, FormatError, LimitExceeded, Locator, Mode, PartialDate
from comity.registry.importing.found import LARGEST, MOST_ROWS, Found, Wanted, numbered_date, party_of

_HEADS = ("party", "signature", "ratification", "entry into force", "renunciation", "termination")
_MODES = {
    "": Mode.UNKNOWN,
    "r": Mode.RATIFICATION,
    "a": Mode.ACCESSION,
    "ac": Mode.ACCEPTANCE,
    "ap": Mode.APPROVAL,
    "s": Mode.SUCCESSION,
    "su": Mode.SUCCESSION,
    "ds": Mode.DEFINITIVE_SIGNATURE,
    "f": Mode.ACCEPTANCE,
    "n": Mode.ACCEPTANCE,
}
_DATED = re.compile(r"(\d{2}-\d{2}-\d{4})\s*\(?\s*([A-Za-z]{0,2})\s*\)?")
_HINT = "the layout has changed: update Comity, or take the events in as a table"


def read_dutch(content: bytes, wanted: Wanted) -> Found:
    """The events in ``content``. Raises ``FormatError`` that names the first thing which is not as described, and ``LimitExceeded``."""
    if len(content) > LARGEST:
        raise LimitExceeded(f"{wanted.file} is larger than {LARGEST:,} bytes", "check that it is one treaty's page")
    try:
        page = html.document_fromstring(content, parser=html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError):
        raise FormatError(f"{wanted.file} is not a page of HTML", "save the page again") from None
    rows, columns = _table(page, wanted.file)
    found = Found()
    for place, row in enumerate(rows, 1):
        _take({name: row[at] for name, at in columns.items()}, place, wanted, found)
    return found


def _table(page: html.HtmlElement, file: str) -> tuple[list[list[str]], dict[str, int]]:
    for table in page.iter("table"):
        rows = [[" ".join(cell.text_content().split()) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
        head = [cell.lower() for cell in rows[0]] if rows else []
        if "party" in head:
            strange = next((name for name in head if name and name not in _HEADS), None)
            missing = next((name for name in _HEADS[:4] if name not in head), None)
            if strange or missing:
                raise FormatError(f"{file}: the column {strange or missing!r} is {'not known' if strange else 'missing'}", _HINT)
            body = rows[1:]
            wrong = next((place for place, row in enumerate(body, 1) if len(row) != len(head)), None)
            if wrong is not None or len(body) > MOST_ROWS:
                raise FormatError(f"{file}: row {wrong or MOST_ROWS} of the table has {len(body[(wrong or 1) - 1])} cells", _HINT)
            return body, {name: place for place, name in enumerate(head) if name}
    raise FormatError(f"{file} has no table with a column Party", "open the page with its table of parties, and save that")


def _take(row: dict[str, str], place: int, wanted: Wanted, found: Found) -> None:
    party = party_of(row["party"], wanted)
    if party is None:
        found.refuse(
            Locator(wanted.file, row=place), f"nobody is known as {row['party'][:60]!r}", "add the name, or take this row in as a table"
        )
        return
    dates = {name: _dated(row.get(name, ""), f"{wanted.file}: row {place}, {name}") for name in _HEADS[1:]}
    signed, _ = dates["signature"]
    ratified, mode = dates["ratification"]
    begun, ended = dates["entry into force"][0], dates["termination"][0]
    denounced = dates["renunciation"][0]
    found.signatories += signed is not None
    found.parties += ratified is not None and ended is None
    if signed:
        found.events.append(wanted.event(party, EventKind.SIGNATURE, signed))
    if ratified:
        found.events.append(wanted.event(party, EventKind.CONSENT, ratified, mode, begun))
    elif begun:
        found.events.append(wanted.event(party, EventKind.ENTRY_INTO_FORCE, begun))
    if denounced or ended:
        found.events.append(wanted.event(party, EventKind.WITHDRAWAL_NOTIFIED, denounced, Mode.UNKNOWN, ended))


def _dated(text: str, where: str) -> tuple[PartialDate | None, Mode]:
    if text in ("", "-"):
        return None, Mode.UNKNOWN
    told = _DATED.fullmatch(text)
    when = numbered_date(told[1]) if told else None
    if told is None or when is None or told[2].lower() not in _MODES:
        raise FormatError(f"{where}: {text[:40]!r} is no date with a mode", _HINT)
    return when, _MODES[told[2].lower()]
