"""Dates of birth that cannot be anybody's, or stand for none: they are said, and not compared."""

from __future__ import annotations

from datetime import date

from comity.model import PartialDate

OLDEST = 120
"""Years of age above which a date of birth is taken for a mistake. The oldest age ever verified is 122."""

PLACEHOLDERS = frozenset({PartialDate(1899, 12, 30), PartialDate(1899, 12, 31), PartialDate(1900, 1, 1), PartialDate(1901, 1, 1)})
"""What programs write for no date: day 0 or 1 of Excel (ECMA-376, 18.17.4), of SQL Server and of older databases."""


def implausible(born: PartialDate, today: date | None) -> str:
    """Return why ``born`` is not compared as a date of birth, or nothing. Without ``today`` only placeholders are known."""
    if born in PLACEHOLDERS:
        return "is what programs write for no date"
    if today is None:
        return ""
    if born.earliest > today:
        return "is in the future"
    last = born.latest
    age = today.year - last.year - ((today.month, today.day) < (last.month, last.day))
    return f"would make the person more than {OLDEST} years old" if age > OLDEST else ""
