"""Numbers as people and programs write them: what is written is kept, and the number inside it is added."""

from __future__ import annotations

import pytest

from comity.model import IdentifierType
from comity.tables import lost_digits, numbers_in

PASSPORT = IdentifierType.PASSPORT


def values(text: str, kind: IdentifierType = PASSPORT) -> list[str]:
    return [number.value for number in numbers_in(kind, text)]


@pytest.mark.parametrize(
    "text",
    [
        "X7654321 (expired)",
        "No. X7654321",
        "N° X7654321",
        "№X7654321",
        "passport X7654321",
        "Passport No: X7654321",
        "MY X7654321",
        "Malaysia: X7654321",
        "#X7654321",
        "X7654321 [old]",
    ],
)
def test_the_number_inside_is_added_to_what_is_written(text: str) -> None:
    assert "X7654321" in {number.key for number in numbers_in(PASSPORT, text)}
    assert values(text)[0] == text


@pytest.mark.parametrize("text", ["X7654321, Y1234567", "X7654321/Y1234567", "X7654321 / No. Y1234567 (lost)"])
def test_several_numbers_are_each_one(text: str) -> None:
    assert {"X7654321", "Y1234567"} < set(values(text))


@pytest.mark.parametrize("text", ["X7654321", "X 7654321", "AB 123456", "640120-01-5529", "8,628,597", "12/34", "IMO9074729", "No 12"])
def test_a_plain_number_stays_alone(text: str) -> None:
    assert values(text) == [text]


def test_a_spreadsheets_decimals_go() -> None:
    assert values("9074729.0", IdentifierType.IMO) == ["9074729"]
    assert values("640120015529.00", IdentifierType.NATIONAL_ID) == ["640120015529"]
    assert values("12.50") == ["12.50"]


@pytest.mark.parametrize("text", ["9.074729E+06", "6.40120015529E+11", "6,4e11", "1E+15"])
def test_an_exponent_has_lost_digits(text: str) -> None:
    assert lost_digits(text)


@pytest.mark.parametrize("text", ["1E234567", "E1234567", "9074729", "12E45"])
def test_a_letter_in_a_number_is_no_exponent(text: str) -> None:
    assert not lost_digits(text)


def test_wallets_and_codes_of_letters_stay_whole() -> None:
    assert values("ab/CD12345efgh", IdentifierType.WALLET) == ["ab/CD12345efgh"]


def test_a_number_without_a_type_may_state_one() -> None:
    (found,) = numbers_in(IdentifierType.OTHER, "lei:529900T8BM49AURSDO55")
    assert found.type is IdentifierType.LEI
    assert numbers_in(IdentifierType.OTHER, "-") == ()
