"""Laws of scoring that hold for every name."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.matching import compare_names
from comity.model import Schema
from comity.names.analysis import analyse

WORD = st.text(alphabet=string.ascii_lowercase, min_size=4, max_size=12)
NAME = st.lists(WORD, min_size=1, max_size=5, unique=True).map(" ".join)
ANY_TEXT = st.text(max_size=60)
ANY_SCHEMA = st.sampled_from(list(Schema))


@given(NAME, ANY_SCHEMA)
def test_a_name_resembles_itself_and_never_reaches_one(name: str, schema: Schema) -> None:
    score = compare_names(name, name, schema).score
    assert 0.70 <= score < 1.0


@given(NAME, st.randoms(use_true_random=False))
def test_case_accents_and_order_hardly_matter(name: str, random: object) -> None:
    words = name.split()
    random.shuffle(words)  # type: ignore[attr-defined]
    changed = " ".join(words).upper()
    assert compare_names(name, changed, Schema.PERSON).score == pytest.approx(compare_names(name, name, Schema.PERSON).score, abs=0.05)


@given(ANY_TEXT, ANY_TEXT, ANY_SCHEMA)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_two_texts_have_a_score_between_zero_and_one(one: str, other: str, schema: Schema) -> None:
    assert 0.0 <= compare_names(one, other, schema).score < 1.0


@given(ANY_TEXT, ANY_TEXT, ANY_SCHEMA)
@settings(deadline=None)
def test_comparison_is_symmetric(one: str, other: str, schema: Schema) -> None:
    assert compare_names(one, other, schema).score == pytest.approx(compare_names(other, one, schema).score, abs=0.06)


@given(NAME, WORD)
def test_a_further_word_never_raises_the_score(name: str, extra: str) -> None:
    same = compare_names(name, name, Schema.PERSON).score
    assert compare_names(name, f"{name} {extra}", Schema.PERSON).score <= same + 1e-6


@given(ANY_TEXT, ANY_SCHEMA)
@settings(deadline=None)
def test_an_analysis_is_well_formed(text: str, schema: Schema) -> None:
    for reading in analyse(text, schema):
        assert reading.words
        assert len(reading.words) == len(reading.kinds) == len(reading.weights) == len(reading.keys)
        assert all(word.isascii() and word.isalnum() and word == word.lower() for word in reading.words)
        assert all(0.0 < weight <= 1.0 for weight in reading.weights)
