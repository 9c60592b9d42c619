"""Numbers in names."""

from __future__ import annotations

import pytest

from comity.names import numerals


@pytest.mark.parametrize(
    ("token", "number"),
    [
        ("2", 2), ("٣", 3), ("0007", 7), ("ii", 2), ("iv", 4), ("xl", 40), ("two", 2), ("deux", 2), ("cinco", 5), ("fünf", 5), ("fuenf", 5),
        ("семь", 7), ("ثلاثة", 3), ("second", 2), ("2nd", 2), ("третий", 3), ("الثاني", 2), ("zweite", 2), ("première", 1),
        ("七", 7), ("十", 10), ("twentieth", 20), ("twenty", 20), ("558th", 558),
    ],
)  # fmt: skip
def test_numerals_of_every_kind(token: str, number: int) -> None:
    assert numerals.value(token) == number


@pytest.mark.parametrize("token", ["", "x", "i", "v", "iiii", "iix", "xli", "acme", "a1", "9" * 5000, "un", "²", "primer", "once"])
def test_what_is_not_a_numeral(token: str) -> None:
    assert numerals.value(token) is None


def test_a_kind_asked_for_is_the_only_one_read() -> None:
    assert numerals.value("i", "roman") == 1
    assert numerals.value("x", "roman") == 10
    assert numerals.value("2", "roman") is None
    assert numerals.value("two", "ordinal") is None
    assert numerals.value("second", "ordinal") == 2
    assert numerals.value("七", "han") == 7
    assert numerals.value("ii", "digits") is None


def test_roman_numerals_run_from_one_to_forty() -> None:
    units = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
    tens = ["", "x", "xx", "xxx"]
    assert [numerals.value(t + u, "roman") for t in tens for u in units][1:] == list(range(1, 40))
