"""Make ``docs/reference/lists.md`` and ``columns.md`` from the catalogue and the table of column names, or check that they are that.

python scripts/make_reference_tables.py            writes the pages
python scripts/make_reference_tables.py --check    exit code 1 when a page there is another
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from comity.lists import Source, sources
from comity.tables import Role

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
LISTS_HEAD = """# Lists

What Comity knows about each list, from its catalogue. Made by `scripts/make_reference_tables.py`; do not edit.

`as of` is the day on which these facts were last looked at. `confidence` says how sure they are: `official` means confirmed by the
publisher's own documents; `to check` means that the address and the terms are those in wide public use. Confirm them with the publisher
before you rely on them. See [limits](../limits.md).
"""
COLUMNS_HEAD = """# Columns recognised

The spellings by which a column is found, from `src/comity/tables/data/column_names.tsv`. Made by
`scripts/make_reference_tables.py`; do not edit.

Case, accents, punctuation and `camelCase` do not matter. A number at the end (`alias 2`) and an owner at the beginning (`customer name`,
`beneficiary country`) are left off when the whole name is not known. A column that is not recognised is not compared. Every run
prints which column was taken for what. Choose yourself with `--map ROLE=COLUMN`: see [screen a file](../how-to/screen-a-file.md).
"""
MEANINGS = {
    "name": "the whole name",
    "first": "given name",
    "middle": "middle name",
    "last": "family name",
    "patronymic": "patronymic",
    "alias": "other names; several in one cell are parted at `;` or a bar",
    "title": "title; set aside when names are compared",
    "birth_date": "date of birth, in full or in part",
    "birth_year": "year of birth",
    "founded": "day of incorporation, or of building",
    "nationality": "nationality of a person",
    "country": "country of residence, seat or flag",
    "gender": "gender",
    "type": "kind: person, company, organisation, vessel, aircraft",
    "id": "a number whose type is not stated; `passport:X123` states it",
    "passport": "passport number",
    "national_id": "national identity number",
    "tax_id": "tax number",
    "registration": "number in a register of companies",
    "lei": "legal entity identifier (ISO 17442)",
    "bic": "business identifier code (ISO 9362)",
    "imo": "IMO number of a ship",
    "mmsi": "MMSI of a ship",
    "call_sign": "call sign of a ship",
    "wallet": "address of a crypto-currency wallet",
    "key": "your own number for the row; never compared",
    "listing_id": "your own list: id of the entry",
    "listed_on": "your own list: day of listing",
    "programme": "your own list: reason or programme",
    "remark": "your own list: text for people",
    "ignore": "only with `--map`: leave this column out",
}


def lists_page() -> str:
    """Return the page on lists."""
    return LISTS_HEAD + "".join(_list(source) for source in sources())


def _list(source: Source) -> str:
    least, most = source.expected_entries
    rows = (
        ("title", source.title),
        ("publisher", source.publisher),
        ("legal basis", source.legal_basis),
        ("terms", source.licence),
        ("address", f"<{source.address}>" if source.address else "none: imported from a file"),
        ("cadence", source.cadence),
        ("stale after", f"{source.stale_after} days"),
        ("plausible number of entries", f"{least:,} to {most:,}"),
        ("largest file, uncompressed", f"{source.max_bytes:,} bytes"),
        ("as of", source.as_of),
        ("confidence", source.confidence),
    )
    name = source.name + "NAME" if source.name.endswith(":") else source.name
    return f"\n## {name}\n\n| | |\n|---|---|\n" + "".join(f"| {label} | {value} |\n" for label, value in rows)


def _spellings() -> Iterator[tuple[str, str, str]]:
    text = files("comity.tables").joinpath("data", "column_names.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            role, spelling, language = line.split("\t")
            yield role, spelling.replace("|", "\\|"), language


def columns_page() -> str:
    """Return the page on columns."""
    known: dict[str, list[str]] = {role.value: [] for role in Role}
    for role, spelling, language in _spellings():
        known[role].append(spelling if language == "en" else f"{spelling} ({language})")
    overview = "\n| role | what the column holds |\n|---|---|\n" + "".join(f"| `{role}` | {MEANINGS[role]} |\n" for role in known)
    return COLUMNS_HEAD + overview + "".join(f"\n## {role}\n\n{', '.join(found)}\n" for role, found in known.items() if found)


def main() -> int:
    """Write or check; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; compare")
    pages = {FOLDER / "lists.md": lists_page(), FOLDER / "columns.md": columns_page()}
    if not parser.parse_args().check:
        for path, text in pages.items():
            path.write_text(text, encoding="utf-8")
        return 0
    wrong = [path.name for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    said = "".join(f"{name} is not what the tables say: make it again\n" for name in wrong)
    sys.stdout.write(said or "The pages are what the tables say.\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
