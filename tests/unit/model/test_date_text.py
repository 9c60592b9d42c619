"""Dates as people type them: every usual form is read, and nothing is guessed."""

from __future__ import annotations

import time

import pytest

from comity.model import PartialDate
from comity.model.date_text import MAX_LENGTH, DateOrder, parse_dates

DAY = PartialDate(1968, 3, 7)


@pytest.mark.parametrize(
    "text",
    [
        "1968-03-07",
        " 1968-03-07 ",
        "1968/3/7",
        "1968.03.07",
        "19680307",
        "1968-03-07T10:11:12.5Z",
        "1968-03-07 10:00",
        "1968-03-07T10:00:00+02:00",
        "1968-03-07Z",
        "7 Mar 1968",
        "07-Mar-1968",
        "7th of March, 1968",
        "March 7, 1968",
        "1968 March 7",
        "07/03/1968",
        "07.03.1968",
        "7-3-1968",
        "7 mars 1968",
        "7 de marzo de 1968",
        "7. März 1968",
        "7 марта 1968 г.",
    ],
)
def test_one_day_in_many_writings(text: str) -> None:
    assert parse_dates(text) == (DAY,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1968", "1968"),
        ("1968-03", "1968-03"),
        ("03/1968", "1968-03"),
        ("Sep 1938", "1938-09"),
        ("Sept. 1938", "1938-09"),
        ("1er janvier 1960", "1960-01-01"),
        ("14 févr. 1960", "1960-02-14"),
        ("14 août 1960", "1960-08-14"),
        ("31 Dez. 1960", "1960-12-31"),
        ("2 enero 1960", "1960-01-02"),
        ("8 августа 1970", "1970-08-08"),
        ("май 1970", "1970-05"),
        ("circa 1951", "circa 1951"),
        ("approximately 1951", "circa 1951"),
        ("Approximately 1951.", "circa 1951"),
        ("c. 1951", "circa 1951"),
        ("c1951", "circa 1951"),
        ("ca. 1951", "circa 1951"),
        ("circa 10 Dec 1948", "circa 1948-12-10"),
        ("1960 to 1965", "1960 to 1965"),
        ("1960-1965", "1960 to 1965"),
        ("1960 – 1965", "1960 to 1965"),
        ("1963/1964", "1963 to 1964"),
        ("between 1960 and 1965", "1960 to 1965"),
        ("circa 1960-1965", "circa 1960 to 1965"),
        ("02 Jan 1960 to 31 Dec 1965", "1960-01-02 to 1965"),
        ("Between Aug. and Sep. 1977", "1977-08 to 1977"),
        ("00/00/1968", "1968"),
        ("00/03/1968", "1968-03"),
        ("1968-00-00", "1968"),
        ("(1968)", "1968"),
    ],
)
def test_partial_circa_and_ranges(text: str, expected: str) -> None:
    assert [str(found) for found in parse_dates(text)] == [expected]


@pytest.mark.parametrize("separator", ["; ", " or ", " and ", " | ", " OR "])
def test_several_dates_keep_their_order_and_lose_repetitions(separator: str) -> None:
    found = parse_dates(separator.join(["1972-08-10", "1965", "1972-08-10"]))
    assert found == (PartialDate(1972, 8, 10), PartialDate(1965))


def test_lettered_dates() -> None:
    assert parse_dates("a) 11 Apr. 1960 b) 11 Apr. 1963") == (PartialDate(1960, 4, 11), PartialDate(1963, 4, 11))


def test_order_decides_only_where_both_are_possible() -> None:
    assert parse_dates("03/04/1968", DateOrder.DAY_FIRST) == (PartialDate(1968, 4, 3),)
    assert parse_dates("03/04/1968", DateOrder.MONTH_FIRST) == (PartialDate(1968, 3, 4),)
    for order in DateOrder:
        assert parse_dates("25/03/1968", order) == parse_dates("03/25/1968", order) == (PartialDate(1968, 3, 25),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        (";", "no date"),
        ("10/12/48", "century"),
        ("Sep-99", "century"),
        ("48", "century"),
        ("24/06/1402", "another calendar"),
        ("2511", "another calendar"),
        ("31/02/1960", "no day 31"),
        ("1968-13-01", "month 13"),
        ("13/13/1960", "month 13"),
        ("07/00/1968", "a day needs a month"),
        ("00/00/0000", "year 0"),
        ("1965-1960", "runs backwards"),
        ("born in the early 1970s", "not in any way"),
        ("30-35 years old", "not in any way"),
        ("1960; tomorrow", "not in any way"),
        ("jui 1960", "not in any way"),
        ("=1960", "not in any way"),
        ("1968-03-07-01", "not in any way"),
        ("25569", "not in any way"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_dates(text)


def test_the_reason_quotes_the_text_as_it_was_written() -> None:
    with pytest.raises(ValueError, match=r"'24/06/1402 \(Hijri Calendar\)' cannot be read as a date"):
        parse_dates("24/06/1402 (Hijri Calendar)")


def test_long_text_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(ValueError, match=f"at most {MAX_LENGTH}"):
        parse_dates("1" * 10_000_000)


@pytest.mark.parametrize("unit", ["between ", "1960 ", "circa ", "- ", "to ", "or ", "a) ", "("])
def test_the_worst_texts_take_no_time(unit: str) -> None:
    text = (unit * MAX_LENGTH)[:MAX_LENGTH]
    started = time.perf_counter()
    with pytest.raises(ValueError, match=r"date|way"):
        parse_dates(text)
    assert time.perf_counter() - started < 0.5
