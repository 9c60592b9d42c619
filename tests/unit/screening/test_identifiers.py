"""Two writings of one number are the same number."""

from __future__ import annotations

import pytest

from comity.model import Identifier, IdentifierType
from comity.screening.identifiers import hash_of, keys_match


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (IdentifierType.PASSPORT, "P1234567", "Р1234567"),
        (IdentifierType.PASSPORT, "АВ 123456", "AB123456"),
        (IdentifierType.PASSPORT, "Α1234567", "a-1234567"),
        (IdentifierType.IMO, "9074729", "٩٠٧٤٧٢٩"),
        (IdentifierType.IMO, "IMO 0009074729", "9074729"),
        (IdentifierType.NATIONAL_ID, "१२३४५६", "123456"),
        (IdentifierType.BIC, "EXAMPLE1", "EXAMPLE1XXX"),
    ],
)
def test_two_writings_of_one_number_agree(kind: IdentifierType, one: str, other: str) -> None:
    first, second = Identifier(kind, one), Identifier(kind, other)
    assert keys_match(first, second)
    assert hash_of(first) == hash_of(second)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (IdentifierType.PASSPORT, "0123456", "123456"),
        (IdentifierType.PASSPORT, "Б1234567", "B1234567"),
        (IdentifierType.WALLET, "1Абcdefghij", "1Aбcdefghij"),
    ],
)
def test_what_only_resembles_does_not(kind: IdentifierType, one: str, other: str) -> None:
    assert not keys_match(Identifier(kind, one), Identifier(kind, other))
