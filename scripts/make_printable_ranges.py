"""Writes which characters the evidence PDF can show: what its fonts have a glyph for.

The fonts are the three text families that the typst wheel carries inside it (Libertinus Serif, New Computer Modern, DejaVu Sans Mono) and
those in ``src/comity/review/fonts``. Run it when either changes: ``python scripts/make_printable_ranges.py [--check]``.
Source: the ``cmap`` table, formats 4 and 12, of the OpenType specification (ISO/IEC 14496-22).
"""

from __future__ import annotations

import importlib.util
import struct
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "src" / "comity" / "review" / "fonts"
TABLE = FOLDER / "printable.txt"
EMBEDDED = {
    "Libertinus Serif": ("Libertinus Serif Regular", "Libertinus Serif Bold"),
    "New Computer Modern": ("NewComputerModern10-Regular", "NewComputerModern10-Bold"),
    "DejaVu Sans Mono": ("DejaVu Sans Mono", "DejaVu Sans Mono Bold"),
}
SIGNATURES = (b"OTTO", b"\x00\x01\x00\x00")
FULL_NAME = 4
Tables = dict[bytes, int]


def tables_at(data: bytes, start: int) -> Tables | None:
    """The tables of a font that begins at ``start``: name to offset in ``data``; None where no font begins."""
    (count,) = struct.unpack_from(">H", data, start + 4)
    if not 5 <= count <= 40:
        return None
    tables: Tables = {}
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, start + 12 + 16 * number)
        if start + offset + length > len(data):
            return None
        tables[tag] = start + offset
    return tables if {b"cmap", b"name", b"head"} <= tables.keys() else None


def full_name(data: bytes, at: int) -> str:
    """The font's full name from its ``name`` table at ``at``, or an empty text."""
    _, count, texts = struct.unpack_from(">HHH", data, at)
    for number in range(count):
        platform, _, _, kind, length, offset = struct.unpack_from(">6H", data, at + 6 + 12 * number)
        if kind == FULL_NAME:
            raw = data[at + texts + offset : at + texts + offset + length]
            return raw.decode("utf-16-be" if platform in {0, 3} else "latin-1")
    return ""


def covered(data: bytes, at: int) -> set[int]:
    """The code points that the ``cmap`` table at ``at`` maps to a glyph."""
    (count,) = struct.unpack_from(">H", data, at + 2)
    found: set[int] = set()
    for number in range(count):
        _, _, offset = struct.unpack_from(">HHI", data, at + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", data, at + offset)
        if form == 12:
            found.update(_grouped(data, at + offset))
        elif form == 4:
            found.update(_segmented(data, at + offset))
    return found


def _grouped(data: bytes, at: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">I", data, at + 12)
    for number in range(groups):
        first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * number)
        yield from range(first, last + 1)


def _segmented(data: bytes, at: int) -> Iterator[int]:
    segments = struct.unpack_from(">H", data, at + 6)[0] // 2
    row = f">{segments}H"
    lasts = struct.unpack_from(row, data, at + 14)
    firsts, shifts, places = (struct.unpack_from(row, data, at + 16 + 2 * segments * n) for n in (1, 2, 3))
    places_at = at + 16 + 6 * segments
    for number, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point
            if places[number]:
                (glyph,) = struct.unpack_from(">H", data, places_at + 2 * number + places[number] + 2 * (point - first))
            if glyph and (glyph + shifts[number]) & 0xFFFF:
                yield point


def embedded() -> set[int]:
    """What every weight that the PDF uses of an embedded family covers."""
    spec = importlib.util.find_spec("typst")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("typst is not installed")
    (library,) = (path for path in Path(spec.submodule_search_locations[0]).iterdir() if path.name.startswith("_typst"))
    data, fonts = library.read_bytes(), dict[str, set[int]]()
    for signature in SIGNATURES:
        start = data.find(signature)
        while start >= 0:
            tables = tables_at(data, start)
            if tables:
                fonts[full_name(data, tables[b"name"])] = covered(data, tables[b"cmap"])
            start = data.find(signature, start + 4)
    return set().union(*(set.intersection(*(fonts[name] for name in names)) for names in EMBEDDED.values()))


def packaged() -> set[int]:
    """What the fonts in the folder cover."""
    found: set[int] = set()
    for path in sorted(FOLDER.glob("*.ttf")):
        data = path.read_bytes()
        tables = tables_at(data, 0)
        if tables is None:
            raise SystemExit(f"{path.name} is no font")
        found |= covered(data, tables[b"cmap"])
    return found


def ranges(points: set[int]) -> list[tuple[int, int]]:
    """Runs of shown characters: letters, marks, numbers, punctuation, symbols and spaces; no controls, no private use."""
    runs: list[list[int]] = []
    for point in sorted(p for p in points if unicodedata.category(chr(p))[0] in "LMNPSZ"):
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return [(first, last) for first, last in runs]


def main() -> int:
    """Write the table, or with ``--check`` say whether it is fresh."""
    lines = [f"{first:04X}-{last:04X}" for first, last in ranges(embedded() | packaged())]
    text = "# Characters that the evidence PDF can show. Made by scripts/make_printable_ranges.py.\n" + "\n".join(lines) + "\n"
    if "--check" in sys.argv[1:]:
        fresh = TABLE.exists() and TABLE.read_text(encoding="utf-8") == text
        sys.stdout.write("fresh\n" if fresh else f"{TABLE.name} is not fresh: run this script without --check\n")
        return 0 if fresh else 1
    TABLE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
