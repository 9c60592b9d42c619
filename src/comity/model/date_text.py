"""Dates as people and publishers type them, turned into partial dates.

Reads ISO 8601-1:2019 calendar dates (clause 5.2.2, extended and basic form, also the date of a date and time), days and months in
English, French, Spanish, German and Russian words, circa, ranges, and several dates in one text. Refuses what would have to be
guessed: two-digit years, and years that can only be of another calendar. Work is linear in the length of the text, which is bounded.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache

from comity.model.partial_date import PartialDate

MAX_LENGTH = 200
"""Longest text that is looked at, in characters."""

EARLIEST_YEAR, LATEST_YEAR = 1500, 2199
"""Years outside are taken for another calendar (Hijri 1402, Buddhist 2511) and refused."""


class DateOrder(StrEnum):
    """Which comes first in ``03/04/1968``. Only asked where both readings are possible."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


_UNREADABLE = "it is not in any way of writing dates that is known here"
_NO_YEAR = "the year does not have four digits, and a century is not guessed"
_MONTHS = (
    "january february march april may june july august september october november december",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
_OTHER_SPELLINGS = {"janner": 1, "feber": 2, "setiembre": 9, "sept": 9}
_FILLERS = frozenset({"of", "the", "de", "del", "d", "le", "el", "den", "am", "г", "год", "года", "st", "nd", "rd", "th", "er"})
_CIRCA = re.compile(r"(?:circa|approximately|approximate|approx|about|around|environ|vers|hacia|etwa|около|ca?(?=[\W\d]))[.:]?\s*|~\s*")
_ALTERNATIVES = re.compile(r"\s*(?:[;|]|\b(?:or|and|ou|oder|или)\b|\b[a-h]\))\s*")
_BETWEEN = re.compile(r"\bbetween\s+([^;|]{1,80}?)\s+and\s+")
_RANGE = re.compile(r"\s+(?:to|until|till|bis|до)\s+|(?<=\d)\s*[–—]\s*(?=\w)|(?<=^\d{4})\s*[-/]\s*(?=\d{4}$)")
_YEAR = re.compile(r"\d{4}")
_TIME = re.compile(r"(?<=\d)[t ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?z|\s?[+-]\d{2}(?::?\d{2})?)?$")
_ZONE = re.compile(r"(?<=\d{4}-\d{2}-\d{2})(?:z|[+-]\d{2}:\d{2})$")
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN_TOKENS = re.compile(r"[\s.,/\-'’º°]*")


def parse_dates(text: str, order: DateOrder = DateOrder.DAY_FIRST) -> tuple[PartialDate, ...]:
    """Return every date that ``text`` gives, in its order, without repetitions.

    Raises ``ValueError`` with a reason a person understands when any part cannot be read; nothing is guessed. Excel serial numbers are the
    business of whoever reads the spreadsheet.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"a date has at most {MAX_LENGTH} characters, this has {len(text)}")
    pieces = [piece for piece in _ALTERNATIVES.split(_BETWEEN.sub(r"\1 to ", _folded(text))) if piece.strip(" ,.")]
    if not pieces:
        raise ValueError("there is no date in an empty text" if not text.strip() else f"{text.strip()!r} holds no date")
    try:
        return tuple(dict.fromkeys(_piece(piece, order) for piece in pieces))
    except ValueError as error:
        raise ValueError(f"{text.strip()!r} cannot be read as a date: {error}") from error


def _folded(text: str) -> str:
    """Lower case, accents gone, white space single; й and ё lose theirs too, on both sides of every comparison."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


@cache
def _month_numbers() -> dict[str, int]:
    """Month names and their beginnings of three letters or more, as far as these mean one month only."""
    meanings: dict[str, set[int]] = {}
    full: dict[str, int] = dict(_OTHER_SPELLINGS)
    for language in _MONTHS:
        for number, name in enumerate(_folded(language).split(), start=1):
            full[name] = number
            for length in range(3, len(name)):
                meanings.setdefault(name[:length], set()).add(number)
    return {beginning: min(found) for beginning, found in meanings.items() if len(found) == 1} | full


def _piece(piece: str, order: DateOrder) -> PartialDate:
    """One date or one range, with or without circa."""
    text = piece.strip(" ,.")
    text = text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text
    plain = _without_circa(text)
    ends = _RANGE.split(plain, maxsplit=1)
    if len(ends) == 1:
        start, to_year = _single(plain, order), None
    else:
        to_year = _single(_without_circa(ends[1]), order).year
        # In "Aug. to Sep. 1977" the year is said once, at the end.
        start = _single(ends[0] if _YEAR.search(ends[0]) else f"{ends[0]} {to_year:04}", order)
    return PartialDate(start.year, start.month, start.day, plain != text, to_year)


def _without_circa(text: str) -> str:
    found = _CIRCA.match(text)
    return text[found.end() :] if found else text


def _single(text: str, order: DateOrder) -> PartialDate:
    """One date: numbers and at most one month name, in any of the usual orders."""
    text = _ZONE.sub("", _TIME.sub("", text.strip(" ,.")))
    if _BETWEEN_TOKENS.sub("", _TOKENS.sub("", text)):
        raise ValueError(_UNREADABLE)
    tokens = [token for token in _TOKENS.findall(text) if token not in _FILLERS]
    words = [token for token in tokens if not token.isdigit()]
    if len(words) > 1 or any(word not in _month_numbers() for word in words):
        raise ValueError(_UNREADABLE)
    year, month, day = _with_month_name(tokens) if words else _numeric(tokens, order)
    return _date(year, month, day)


def _with_month_name(tokens: list[str]) -> tuple[int, int, int]:
    """``10 Dec 1948``, ``December 10, 1948``, ``1948 Dec 10``, ``Sep 1938``: the year is the number of four digits."""
    month = next(_month_numbers()[token] for token in tokens if not token.isdigit())
    numbers = [token for token in tokens if token.isdigit()]
    years = [number for number in numbers if len(number) == 4]
    if len(years) != 1:
        raise ValueError(_NO_YEAR if numbers and not years else _UNREADABLE)
    numbers.remove(years[0])
    if len(numbers) > 1 or any(len(number) > 2 for number in numbers):
        raise ValueError(_UNREADABLE)
    return int(years[0]), month, int(numbers[0]) if numbers else 0


def _numeric(tokens: list[str], order: DateOrder) -> tuple[int, int, int]:
    """Numbers only; zeros stand for what is not known, as in the UK list's ``00/00/1968``."""
    lengths = [len(token) for token in tokens]
    numbers = [int(token) for token in tokens if len(token) <= 8]
    match lengths:
        case [4]:
            return numbers[0], 0, 0
        case [8]:
            return numbers[0] // 10_000, numbers[0] // 100 % 100, numbers[0] % 100
        case [4, 1 | 2]:
            return numbers[0], numbers[1], 0
        case [1 | 2, 4]:
            return numbers[1], numbers[0], 0
        case [4, 1 | 2, 1 | 2]:
            return numbers[0], numbers[1], numbers[2]
        case [1 | 2, 1 | 2, 4]:
            return (numbers[2], *_month_and_day(numbers[0], numbers[1], order))
        case [1 | 2] | [1 | 2, 1 | 2] | [1 | 2, 1 | 2, 1 | 2]:
            raise ValueError(_NO_YEAR)
    raise ValueError(_UNREADABLE)


def _month_and_day(first: int, second: int, order: DateOrder) -> tuple[int, int]:
    """Month and day of ``first/second/year``: by ``order``, or the only way that gives a month."""
    if first > 12 >= second:
        return second, first
    if second > 12 >= first:
        return first, second
    return (second, first) if order is DateOrder.DAY_FIRST else (first, second)


def _date(year: int, month: int, day: int) -> PartialDate:
    """Return a partial date from numbers of which month and day may be zero for unknown."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(f"the year {year} is not between {EARLIEST_YEAR} and {LATEST_YEAR}; is it of another calendar?")
    return PartialDate(year, month or None, day or None)
