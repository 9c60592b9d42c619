"""Dates as the registry's files write them: ``2026-06-02``, ``2026-06`` or ``2026``."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from comity.model import FormatError, PartialDate

EARLIEST, LATEST = 1800, 2200
"""Years of dates: "no end" is left empty, not written as 9999."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def partial_date(text: str, where: str) -> PartialDate:
    """``text`` as a date. Raises ``FormatError`` that names ``where``."""
    found = known_date(text)
    if found is None:
        raise FormatError(
            f"{where}: {text[:40]} is no date", f"write 2026-06-02, 2026-06 or 2026, of {EARLIEST} to {LATEST}; no end is left empty"
        )
    return found


@lru_cache(maxsize=20_000)
def known_date(text: str) -> PartialDate | None:
    """``text`` as a date, or None where it is none."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = found.groups()
    if not EARLIEST <= int(year) <= LATEST:
        return None
    try:
        return PartialDate(int(year), int(month) if month else None, int(day) if day else None)
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def last_day(when: PartialDate) -> date:
    """The last day that ``when`` can mean, remembered: a few hundred dates are asked for a hundred thousand times."""
    return when.latest


def months_after(day: date, months: int) -> date:
    """The same day of the month, ``months`` later; the last day of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
