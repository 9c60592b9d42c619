"""Dates as records have them: a year, a month, a day, about a year, or somewhere in a range."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day, month or year of the Gregorian calendar, exact or circa, or the first of a range that ends with ``to_year``.

    ``year`` is 1..9999; ``month`` 1..12 and ``day`` 1..31 only with what stands before them. Raises ``ValueError`` for a date
    that cannot be. Written ``1968-03-07``, ``1968-03``, ``1968``, ``circa 1968``, ``1968 to 1971``. ISO 8601-1:2019 clause
    5.2.2 for the plain forms; ranges and circa are ours.
    """

    year: int
    month: int | None = None
    day: int | None = None
    circa: bool = False
    to_year: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.year <= 9999:
            raise ValueError(f"year {self.year} is not in 1..9999")
        if self.month is None and self.day is not None:
            raise ValueError("a day needs a month")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"month {self.month} is not in 1..12")
        if self.month is not None and self.day is not None and not 1 <= self.day <= monthrange(self.year, self.month)[1]:
            raise ValueError(f"{self.year:04}-{self.month:02} has no day {self.day}")
        if self.to_year is not None and not self.year <= self.to_year <= 9999:
            raise ValueError(f"the range {self.year} to {self.to_year} runs backwards")

    @property
    def earliest(self) -> date:
        """The first day it can mean, taken literally (circa adds nothing here)."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can mean, taken literally."""
        if self.to_year is not None:
            return date(self.to_year, 12, 31)
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def is_day(self) -> bool:
        """True for one exact day: not circa, not a range."""
        return self.day is not None and not self.circa and self.to_year is None

    def __str__(self) -> str:
        text = f"{self.year:04}"
        if self.month is not None:
            text += f"-{self.month:02}"
        if self.day is not None:
            text += f"-{self.day:02}"
        if self.to_year is not None:
            text += f" to {self.to_year:04}"
        return f"circa {text}" if self.circa else text
