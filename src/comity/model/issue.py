"""What was wrong with one place in an input, so that the rest can still be used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much an issue matters: ``error`` loses a row or entry, ``warning`` loses a field, ``note`` loses nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Locator:
    """Where something stands in a source.

    ``file`` is the name shown to people; ``row`` counts data rows from 1 (a table); ``line`` counts text lines from 1; ``column`` is a
    column's name, an element or an attribute; ``entry`` is the publisher's own reference of the entry.
    """

    file: str = ""
    row: int | None = None
    line: int | None = None
    column: str = ""
    entry: str = ""

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.entry:
            parts.append(f"entry {self.entry}")
        if self.column:
            parts.append(f"column {self.column}")
        return ", ".join(parts) or "unknown place"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that could not be taken as it stood: where, what, and what to do. Never silence, never a crash."""

    where: Locator
    what: str
    hint: str = ""
    severity: Severity = Severity.WARNING

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f" ({self.hint})" if self.hint else "")
