"""Periods in months and years, counted as the law counts them.

A period in months ends on the day of the same number, or on the month's last day where it has none (Regulation (EEC, Euratom) No 1182/71,
Article 3(2)(c)). The same Article's rule that a period ending on a holiday runs on to the next working day is left to people: an earlier
deadline harms nobody, and holidays differ by country.
"""

from __future__ import annotations

import calendar
from datetime import datetime


def months_after(when: datetime, months: int) -> datetime:
    """``when`` and ``months`` later (earlier where they are negative), at the same time of day."""
    index = when.year * 12 + when.month - 1 + months
    year, month = divmod(index, 12)
    return when.replace(year=year, month=month + 1, day=min(when.day, calendar.monthrange(year, month + 1)[1]))


def years_after(when: datetime, years: int) -> datetime:
    """``when`` and ``years`` later; 29 February becomes 28 February where the year has none."""
    return months_after(when, 12 * years)
