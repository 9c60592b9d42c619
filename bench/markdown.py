"""Writing tables and numbers as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MEBIBYTE = 2**20


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose first column is to the left and the others to the right."""
    rule = "|" + "|".join("---" if at == 0 else "---:" for at in range(len(heads))) + "|"
    return "\n".join(["| " + " | ".join(heads) + " |", rule, *("| " + " | ".join(row) + " |" for row in rows)])


def per_second(value: float) -> str:
    """A rate: three figures that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def seconds(value: float) -> str:
    """A duration in seconds or milliseconds."""
    return f"{value * 1000:.0f} ms" if value < 0.1 else f"{value:.2f} s"


def memory(value: float) -> str:
    """A size in mebibytes."""
    return f"{value / MEBIBYTE:,.0f} MiB"


def percent(value: float) -> str:
    """A share as a percentage."""
    return f"{100 * value:.1f} %"
