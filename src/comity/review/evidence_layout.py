"""The blocks that an evidence document is laid out from: texts, facts, tables and paragraphs, each of them printable.

The typesetter is given these as data and nothing of them as its own language, so no name can command it. A text is ``{"t": text}`` with
``"rtl": true`` where it runs from right to left and ``"small": true`` where it explains the one above; a cell is a list of texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from comity.review.evidence_text import Small
from comity.review.printable import MOST_REPLACED, Printer, code_points, is_right_to_left

View = dict[str, Any]
Cell = Sequence[str]
Row = Sequence[Cell]

NOT_SHOWN = (
    "The fonts of this document lack the characters below. They are shown in brackets, as their romanisation with the name of their "
    "script, or as their code points in Unicode. The JSON holds them as they are."
)


class Layout:
    """Makes blocks, and remembers which characters could not be shown in any of them."""

    def __init__(self) -> None:
        self._printer = Printer()

    def text(self, text: str) -> View:
        """One printable text."""
        shown = self._printer.text(text)
        view: View = {"t": shown}
        if is_right_to_left(shown):
            view["rtl"] = True
        if isinstance(text, Small):
            view["small"] = True
        return view

    def para(self, text: str) -> View:
        """A paragraph."""
        return {"type": "para", "text": self.text(text)}

    def subheading(self, text: str) -> View:
        """A heading inside a section; ``text`` is ours."""
        return {"type": "subheading", "text": text}

    def facts(self, rows: Iterable[tuple[str, Iterable[str]]]) -> View:
        """A label and its lines in each row; rows without lines are left out."""
        made = [(self.text(label), [self.text(line) for line in lines]) for label, lines in rows]
        return {"type": "facts", "rows": [{"label": label, "cell": cell} for label, cell in made if cell]}

    def table(self, heads: Sequence[str], widths: Sequence[str], rows: Iterable[Row]) -> View:
        """A table. ``widths`` are fractions (``2fr``), or ``auto`` for a column of numbers, which is set to the right."""
        cells = [[[self.text(line) for line in cell] for cell in row] for row in rows]
        return {"type": "table", "heads": [self.text(head) for head in heads], "widths": list(widths), "rows": cells}

    def not_shown(self) -> list[View]:
        """The section on what could not be shown so far, or none; so it is asked for last."""
        replaced = list(self._printer.replaced.items())
        if not replaced:
            return []
        rows = [([shown], [code_points(original)]) for original, shown in replaced[:MOST_REPLACED]]
        blocks = [self.para(NOT_SHOWN), self.table(("Shown as", "Is"), ("1fr", "2fr"), rows)]
        if len(replaced) > MOST_REPLACED:
            blocks.append(self.para(f"{len(replaced) - MOST_REPLACED:,} more stand in the JSON only."))
        return [section("Characters that are not shown", *blocks)]


def section(heading: str, *blocks: View) -> View:
    """A section of the document; ``heading`` is ours."""
    return {"heading": heading, "blocks": [*blocks]}
