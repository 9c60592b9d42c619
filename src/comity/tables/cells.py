"""The cells of one row on their way to a subject: where they stand, the values in them, and what was found wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from comity.model import Issue, Locator, Severity
from comity.tables.table import Row

MAX_CELL = 10_000
"""Characters of a cell of plain text that are compared, names aside."""
MAX_VALUES = 200
"""Values taken from one cell."""


@dataclass(slots=True)
class RowReading:
    """One row on its way: its cells, where they stand, and what was found wrong."""

    row: Row
    file: str
    columns: tuple[str, ...]
    issues: list[Issue] = field(default_factory=list)

    def whole(self, position: int) -> str:
        """Return the cell at ``position`` without white space around it; blank when the row does not reach so far."""
        return self.row.cells[position].strip() if position < len(self.row.cells) else ""

    def cell(self, position: int) -> str:
        """Return the cell at ``position``, cut to ``MAX_CELL`` characters."""
        return self.whole(position)[:MAX_CELL].strip()

    def values(self, position: int, separators: re.Pattern[str]) -> list[str]:
        """Return the values in the cell at ``position``: those of a JSON list, or texts between ``separators``; at most ``MAX_VALUES``.

        What is neither text nor number in a list is its JSON text, for whoever reads it to refuse.
        """
        listed = structure(self.whole(position))
        if listed is None:
            return split(self.cell(position), separators)
        return [text if (text := text_of(value)) is not None else json.dumps(value, ensure_ascii=False) for value in listed[:MAX_VALUES]]

    def issue(self, position: int, what: str, hint: str, severity: Severity = Severity.WARNING) -> None:
        """Note what is wrong with the cell at ``position``, once."""
        where = Locator(self.file, self.row.number, self.row.line, self.columns[position])
        found = Issue(where, what, hint, severity)
        if found not in self.issues:
            self.issues.append(found)

    def inside(self, position: int, cells: Sequence[str]) -> RowReading:
        """Return the ``cells`` that an object in the cell at ``position`` holds as a reading of their own, with the same issues."""
        return RowReading(Row(self.row.number, self.row.line, tuple(cells)), self.file, (self.columns[position],) * len(cells), self.issues)


def structure(cell: str) -> list[object] | None:
    """Return the values of a cell that is a JSON list, the one value of a cell that is a JSON object, or None for any other cell."""
    if not cell.startswith(("[", "{")):
        return None
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else [found]


def text_of(value: object) -> str | None:
    """Return a value of a JSON list as text: texts and numbers as they stand, null as blank; None for a truth value, a list, an object."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return None
    return value.strip() if isinstance(value, str) else json.dumps(value) if isinstance(value, int | float) else None


def as_cell(value: object) -> str:
    """Return a value of a JSON object as a cell: texts as they are, null as blank, anything else as JSON text."""
    text = text_of(value)
    return json.dumps(value, ensure_ascii=False) if text is None else text


def split(text: str, separators: re.Pattern[str]) -> list[str]:
    """Return the pieces of ``text`` between ``separators`` that are not blank, of the first ``MAX_VALUES``."""
    return [value for piece in separators.split(text)[:MAX_VALUES] if (value := piece.strip())]
