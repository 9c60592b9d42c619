"""The extract of the UN Security Council list that comes with the product, so that the first command works without network.

``un-sc.jsonl.xz`` holds the entries, ``un-sc.json`` its edition. Facts only (names, dates, nationalities, countries, document numbers,
programmes, listing dates): no narrative text. ``scripts/make_shipped_extract.py`` makes both from the publisher's XML file. It ages: every
answer from it says how old it is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from comity.model import Edition, StoreError
from comity.model.record import edition_from_record

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Shipped:
    """An extract: its edition, its file of listings, and the digest of its facts."""

    edition: Edition
    listings: Path
    facts: str


def shipped_extracts(folder: Path) -> dict[str, Shipped]:
    """The extracts in ``folder`` by list name. Raises ``StoreError`` when one is damaged."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            edition = edition_from_record(record["edition"])
            found[edition.source] = Shipped(edition, path.with_suffix(".jsonl.xz"), record["facts"])
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"the shipped extract {path.name} is damaged", "install Comity again") from error
    return found
