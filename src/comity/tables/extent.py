"""How far the cells of a sheet reach, found out by streaming its XML before anything is loaded.

calamine holds a sheet as one rectangle from its first cell to its last. A few hundred bytes that name the cell XFD1048576 therefore ask for
half a terabyte, and the process dies. References and limits: ECMA-376 part 1, clause 18.3.1.4 (``c``), 18.3.1.73 (``row``) and 18.18.62;
repeated rows and cells: OpenDocument 1.3 part 3, clauses 19.679 and 19.683.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from lxml import etree

from comity.model import ForbiddenContent, FormatError, LimitExceeded

MAX_CELLS = 20_000_000
"""Most cells in the rectangle from A1 to the last row and the last column that hold a value."""
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([1-9][0-9]{0,6})")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_TRIM = "delete the empty rows and columns around the table, or save it as CSV"
_AGAIN = "open it in a spreadsheet program and save it again, or save it as CSV"

Attributes = Mapping[str, str]


class _Extent:
    """A parser target that follows the cells of one part and refuses as soon as a limit is passed. ``where`` is the file and the sheet."""

    handlers: ClassVar[Mapping[str, str]] = {}

    def __init__(self, where: str) -> None:
        self.where = where
        self._at = (0, 0)
        self._last = (0, 0)
        self._known: dict[str, Callable[[Attributes], None] | None] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        """Follow one element by its local name, whatever its prefix."""
        if tag not in self._known:
            method = self.handlers.get(re.split("[}:]", tag)[-1])
            self._known[tag] = getattr(self, method) if method else None
        follow = self._known[tag]
        if follow is not None:
            follow(attributes)

    def doctype(self, name: str, _public: str | None, _system: str | None) -> None:
        """Never allowed: no spreadsheet program writes one."""
        raise ForbiddenContent(f"{self.where}: the XML has a document type ({name!r})", _AGAIN)

    def close(self) -> None:
        """Nothing is kept."""

    def _filled(self) -> None:
        """The cell at hand holds a value."""
        if self._at[0] <= self._last[0] and self._at[1] <= self._last[1]:
            return
        self._last = (max(self._last[0], self._at[0]), max(self._last[1], self._at[1]))
        cells = self._last[0] * self._last[1]
        if cells > MAX_CELLS:
            raise LimitExceeded(
                f"{self.where}: with cell {cell_name(self._at[0] - 1, self._at[1] - 1)} its used range spans {self._last[0]:,} rows and "
                f"{self._last[1]:,} columns, {cells:,} cells; the limit is {MAX_CELLS:,}",
                _TRIM,
            )

    def _bad(self, what: str) -> FormatError:
        return FormatError(f"{self.where}: {what}", _AGAIN)


class SheetExtent(_Extent):
    """Cells of Office Open XML: by reference, or one after the other where a row or cell has none. Cells without a value do not count."""

    handlers: ClassVar[Mapping[str, str]] = {"row": "_on_row", "c": "_on_cell", "v": "_on_value", "is": "_on_value", "f": "_on_value"}

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self._row = 0
        self._column = 0

    def _on_row(self, attributes: Attributes) -> None:
        stated = attributes.get("r")
        if stated is not None and (not _NUMBER.fullmatch(stated) or int(stated) > MAX_ROW):
            raise LimitExceeded(f"{self.where}: there is no row {stated[:40]!r}; the last is {MAX_ROW:,}", _AGAIN)
        self._row = int(stated) if stated is not None else self._row + 1
        self._column = 0

    def _on_cell(self, attributes: Attributes) -> None:
        stated = attributes.get("r")
        at = (self._row, self._column + 1) if stated is None else _position(stated)
        if not (1 <= at[0] <= MAX_ROW and 1 <= at[1] <= MAX_COLUMN):
            raise LimitExceeded(f"{self.where}: {(stated or str(at))[:40]!r} is not a cell between A1 and XFD1048576", _AGAIN)
        self._at, self._column = at, at[1]

    def _on_value(self, _attributes: Attributes) -> None:
        self._filled()


class OpenDocumentExtent(_Extent):
    """Cells of OpenDocument, where rows and cells say how often they are repeated. Cells without a value do not count."""

    handlers: ClassVar[Mapping[str, str]] = {
        "table": "_on_table",
        "table-row": "_on_row",
        "table-cell": "_on_cell",
        "covered-table-cell": "_on_cell",
        "p": "_on_value",
    }

    def _on_table(self, _attributes: Attributes) -> None:
        self._at = self._last = (0, 0)

    def _on_row(self, attributes: Attributes) -> None:
        self._at = (self._at[0] + self._repeats(attributes, "number-rows-repeated"), 0)

    def _on_cell(self, attributes: Attributes) -> None:
        self._at = (self._at[0], self._at[1] + self._repeats(attributes, "number-columns-repeated"))
        if any(name.endswith(("value-type", "formula")) for name in attributes):
            self._filled()

    def _on_value(self, _attributes: Attributes) -> None:
        self._filled()

    def _repeats(self, attributes: Attributes, name: str) -> int:
        stated = next((value for key, value in attributes.items() if key.endswith(name)), "1")
        if not _NUMBER.fullmatch(stated):
            raise self._bad(f"{stated[:40]!r} is not a number of repeats")
        return int(stated)


def check(chunks: Iterable[bytes], extent: SheetExtent | OpenDocumentExtent) -> None:
    """Read the XML in ``chunks`` and refuse a sheet that reaches too far.

    Raises ``LimitExceeded`` for a used range of more than ``MAX_CELLS`` or a cell that cannot exist, ``ForbiddenContent`` for a document
    type, ``FormatError`` for XML that is not well formed. The encoding is UTF-8 whatever the XML declares, as it is for calamine.
    """
    parser = etree.XMLParser(
        target=extent,  # type: ignore[arg-type]  # lxml calls only the methods that a target has
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise FormatError(f"{extent.where}: the sheet cannot be read: its XML is not well formed at line {error.lineno}", _AGAIN) from error


def _position(reference: str) -> tuple[int, int]:
    """Return row and column, from 1, of an A1 reference; zeros when it is none."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return 0, 0
    column = 0
    for letter in found.group(1).upper():
        column = column * 26 + ord(letter) - 64
    return int(found.group(2)), column


def cell_name(row: int, column: int) -> str:
    """``A1`` for row 0, column 0."""
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
