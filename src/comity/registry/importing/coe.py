"""Signatures and ratifications of one treaty as the Council of Europe's Treaty Office gives them: JSON.

An array of objects, one for each state, with the fields ``Libelle_pays_ENG`` (the state), ``Date_signature``, ``Date_ratification``,
``Date_entree_vigueur``, ``Date_denonciation``, ``Date_effet_denonciation`` and ``Note`` (``a`` accession, ``s`` signature without
reservation as to ratification, ``su`` succession, ``r`` signature "ad referendum"); other fields are refused by name. Dates are
``2005-09-14`` or ``14/09/2005``, with or without a time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from comity.model import EventKind, FormatError, LimitExceeded, Locator, Mode, PartialDate
from comity.registry.importing.found import LARGEST, MOST_ROWS, Found, Wanted, numbered_date, party_of

_DATES = ("Date_signature", "Date_ratification", "Date_entree_vigueur", "Date_denonciation", "Date_effet_denonciation")
_KNOWN = frozenset({*_DATES, "Libelle_pays_ENG", "Libelle_pays_FRE", "Code_pays", "Note", "Numero_traite", "Reserves", "Declarations"})
_MODES = {"": Mode.RATIFICATION, "a": Mode.ACCESSION, "s": Mode.DEFINITIVE_SIGNATURE, "su": Mode.SUCCESSION, "r": Mode.RATIFICATION}
_HINT = "the layout has changed: update Comity, or take the events in as a table"


def read_coe(content: bytes, wanted: Wanted) -> Found:
    """The events in ``content``. Raises ``FormatError`` that names the first field which is not as described, and ``LimitExceeded``."""
    if len(content) > LARGEST:
        raise LimitExceeded(f"{wanted.file} is larger than {LARGEST:,} bytes", "check that it is one treaty's")
    try:
        rows = json.loads(content)
    except (ValueError, RecursionError):
        raise FormatError(f"{wanted.file} is not JSON", "fetch it again") from None
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise FormatError(f"{wanted.file} is not an array of states", _HINT)
    found = Found()
    for place, row in enumerate(rows, 1):
        _take(row, place, wanted, found)
    return found


def _take(row: object, place: int, wanted: Wanted, found: Found) -> None:
    where = Locator(wanted.file, row=place)
    if not isinstance(row, Mapping):
        raise FormatError(f"{wanted.file}: item {place} is not an object", _HINT)
    strange = next((key for key in row if key not in _KNOWN), None)
    if strange is not None or "Libelle_pays_ENG" not in row:
        what = f"the field {str(strange)[:40]!r} is not known" if strange else "it names no state"
        raise FormatError(f"{wanted.file}: item {place}: {what}", _HINT)
    signed, ratified, begun, denounced, ended = (_date(row.get(name), f"{wanted.file}: item {place}, {name}") for name in _DATES)
    found.signatories += signed is not None
    found.parties += ratified is not None and ended is None
    party = party_of(str(row["Libelle_pays_ENG"]), wanted)
    if party is None:
        found.refuse(where, f"nobody is known as {str(row['Libelle_pays_ENG'])[:60]!r}", "add the name, or take this row in as a table")
        return
    note = str(row.get("Note") or "").strip()
    if note not in _MODES:
        raise FormatError(f"{wanted.file}: item {place}: the note {note[:20]!r} is not known", _HINT)
    if signed:
        found.events.append(wanted.event(party, EventKind.SIGNATURE, signed))
    if ratified:
        found.events.append(wanted.event(party, EventKind.CONSENT, ratified, _MODES[note], begun))
    if denounced or ended:
        found.events.append(wanted.event(party, EventKind.WITHDRAWAL_NOTIFIED, denounced, Mode.UNKNOWN, ended))


def _date(value: object, where: str) -> PartialDate | None:
    if value in (None, ""):
        return None
    found = numbered_date(str(value).partition("T")[0].partition(" ")[0])
    if found is None:
        raise FormatError(f"{where}: {str(value)[:40]!r} is no date", _HINT)
    return found
