"""What one word that is alike says by itself; fathers and sons; numbers that one side has."""

from __future__ import annotations

import pytest

from comity.matching import compare_names
from comity.model import Schema, ScreeningRule

REVIEW = ScreeningRule().review


@pytest.mark.parametrize(
    ("left", "right"), [("Tarek bin Bakri Nahas", "Bakri bin Tarek Nahas"), ("Nadim Bin Hatem Al-Zahri", "Hatem bin Nadim al-Zahri")]
)
def test_the_son_is_not_the_father(left: str, right: str) -> None:
    assert compare_names(left, right, Schema.PERSON).score < REVIEW


@pytest.mark.parametrize(
    ("left", "right"), [("Nahas Tarek bin Bakri", "Tarek bin Bakri Nahas"), ("Bergtal and Seefeld", "Seefeld and Bergtal")]
)
def test_words_may_stand_in_another_order(left: str, right: str) -> None:
    assert compare_names(left, right, Schema.PERSON if "bin" in left else Schema.COMPANY).score > REVIEW


def test_a_number_left_out_costs_more_than_a_word() -> None:
    number = compare_names("Bergtal Seefeld Lease", "Bergtal Seefeld Lease 4", Schema.COMPANY).score
    assert number < compare_names("Bergtal Seefeld Lease", "Bergtal Seefeld Lease Fund", Schema.COMPANY).score


def test_a_word_alone_must_be_more_alike_than_one_of_two() -> None:
    alone = compare_names("Bergtalin", "Borgtolin", Schema.COMPANY).score
    assert alone < REVIEW + 0.1
    assert compare_names("Bergtalin Seefeldia", "Borgtolin Seefeldia", Schema.COMPANY).score > alone
