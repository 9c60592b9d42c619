"""What can be compared at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model import Identifier, IdentifierType, Schema
from comity.names.analysis import analyse
from comity.screening import has_readings, why_not_compared


@pytest.mark.parametrize("name", ["", "???", "\u200b", "\U0001f600", "\udcff", "\U00010900"])
def test_what_holds_no_readable_letter_has_no_readings(name: str) -> None:
    assert not has_readings(name, Schema.THING)


@given(st.one_of(st.text(max_size=30), st.text("aZ7 :/().'-&", max_size=30)), st.sampled_from(Schema))
def test_a_name_has_readings_exactly_when_its_analysis_gives_some(name: str, schema: Schema) -> None:
    assert has_readings(name, schema) == bool(analyse(name, schema))


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        (IdentifierType.PASSPORT, "P1234567", ""),
        (IdentifierType.PASSPORT, "P-123", "it has fewer than 5 letters and digits"),
        (IdentifierType.PASSPORT, "ABCDEFG", "it has no digit"),
        (IdentifierType.BIC, "ABCDEFGH", ""),
    ],
)
def test_a_number_that_is_not_compared_says_why(kind: IdentifierType, value: str, why: str) -> None:
    assert why_not_compared(Identifier(kind, value)) == why
