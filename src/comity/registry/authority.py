"""Authorities that act for a party: what organisations do under an instrument, as roles."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from comity.model import Confidence, FormatError, PartialDate
from comity.registry.dates import partial_date

COLUMNS = ("party", "role", "name", "place", "under", "note", "source", "as_of", "confidence")


class AuthorityRole(StrEnum):
    """What an organisation does for its state."""

    CENTRAL_AUTHORITY = "central_authority"
    FIU = "fiu"
    CONTACT_POINT_24_7 = "contact_point_24_7"
    NCB = "ncb"
    PIU = "piu"


@dataclass(frozen=True, slots=True)
class Authority:
    """One organisation in one role. ``under`` are ids of the instruments or bodies under which it acts, empty for all of its kind;
    ``place`` is the town. No persons, no telephone numbers: those come from the partner.
    """

    party: str
    role: AuthorityRole
    name: str
    place: str
    under: tuple[str, ...]
    note: str
    source: str
    as_of: PartialDate
    confidence: Confidence


def read_authorities(text: str, where: str) -> Iterator[Authority]:
    """The authorities of a table of ``COLUMNS``. Raises ``FormatError`` that names the line."""
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise FormatError(f"{where}: the columns are not as they must be", f"columns are {', '.join(COLUMNS)}")
    for row in rows:
        place = f"{where} line {rows.line_num}"
        try:
            role, confidence = AuthorityRole(row["role"]), Confidence(row["confidence"])
        except ValueError as problem:
            raise FormatError(f"{place}: {problem}", f"roles are {', '.join(AuthorityRole)}; confidences {', '.join(Confidence)}") from None
        under = tuple(one for one in row["under"].split(";") if one)
        as_of = partial_date(row["as_of"], f"{place}, as_of")
        yield Authority(row["party"], role, row["name"], row["place"], under, row["note"], row["source"], as_of, confidence)
