"""A name asked and a listed one: two names as such are compared alike from both sides, a query and a list are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching import compare_names
from comity.matching.comparison import best
from comity.model import Schema, ScreeningRule
from comity.names.analysis import analyse

REVIEW = ScreeningRule().review

WORDS = ("brelvonik", "tadmuri", "oshquela", "fenstrup", "gilmarsk", "jurimpa", "wextondal", "zupelchi", "harvodne", "kolimbat")
ORDINARY = ("trading", "bank", "ltd", "dubai", "london", "branch", "of", "al", "12", "v", "a")
SCHEMAS = st.sampled_from([Schema.PERSON, Schema.COMPANY, Schema.VESSEL, Schema.THING])
NAMES = st.lists(st.sampled_from((*WORDS, *ORDINARY)), min_size=1, max_size=5).map(" ".join)
SOME_WORDS = st.lists(st.sampled_from(WORDS), min_size=3, max_size=5, unique=True)


def asked(query: str, listed: str, schema: Schema = Schema.PERSON) -> float:
    """The score of a name asked against a listed one."""
    return best(analyse(query, schema), analyse(listed, schema)).score


@given(NAMES, NAMES, SCHEMAS)
def test_two_names_as_such_are_compared_alike_from_both_sides(one: str, other: str, schema: Schema) -> None:
    forward, backward = compare_names(one, other, schema), compare_names(other, one, schema)
    assert forward.score == pytest.approx(backward.score, abs=1e-9)
    assert forward.forms_differ == backward.forms_differ


@given(NAMES, NAMES, SCHEMAS)
def test_two_names_as_such_score_as_from_the_better_side(one: str, other: str, schema: Schema) -> None:
    both = asked(one, other, schema), asked(other, one, schema)
    assert compare_names(one, other, schema).score == pytest.approx(max(both), abs=1e-9)


def test_a_comparison_keeps_left_and_right_whichever_way_it_was_made() -> None:
    longer = compare_names("Oskar Tadmuri Fenstrup", "Tadmuri Fenstrup", Schema.PERSON)
    shorter = compare_names("Tadmuri Fenstrup", "Oskar Tadmuri Fenstrup", Schema.PERSON)
    assert (longer.left_only, longer.right_only) == (("oskar",), ())
    assert (shorter.left_only, shorter.right_only) == ((), ("oskar",))
    pair = compare_names("Oskar Tadmury Fenstrup", "Tadmuri Fenstrup", Schema.PERSON).pairs
    assert ("tadmury", "tadmuri") in {(one.left, one.right) for one in pair}


@given(SOME_WORDS)
def test_a_word_that_only_the_asked_name_has_costs_more(words: list[str]) -> None:
    whole, part = " ".join(words), " ".join(words[:-1])
    assert asked(whole, part) < asked(part, whole) < asked(whole, whole)


@given(SOME_WORDS)
def test_the_first_word_asked_costs_most(words: list[str]) -> None:
    listed = " ".join(words[1:])
    first, last = " ".join(words), " ".join([*words[1:], words[0]])
    assert asked(first, listed) < asked(last, listed)


@given(SOME_WORDS)
def test_the_first_word_listed_costs_no_more_than_another(words: list[str]) -> None:
    query = " ".join(words[1:])
    first, last = " ".join(words), " ".join([*words[1:], words[0]])
    assert asked(query, first) == pytest.approx(asked(query, last), abs=1e-6)


@given(SOME_WORDS)
def test_every_further_word_asked_lowers_the_score(words: list[str]) -> None:
    listed = " ".join(words[:2])
    scores = [asked(" ".join(words[:count]), listed) for count in range(2, len(words) + 1)]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_another_given_name_before_a_listed_name_is_another_person() -> None:
    assert asked("Oskar Tadmuri Fenstrup", "Tadmuri Fenstrup") < REVIEW
    assert asked("Tadmuri Fenstrup", "Oskar Tadmuri Fenstrup") >= REVIEW


def test_where_the_order_differs_the_first_word_is_no_given_name() -> None:
    assert asked("Fenstrup Tadmuri Oskar", "Oskar Tadmuri") > asked("Fenstrup Oskar Tadmuri", "Oskar Tadmuri")


def test_an_asked_place_costs_little_and_an_asked_article_next_to_nothing() -> None:
    same = asked("Brelvonik Tadmuri Bank", "Brelvonik Tadmuri Bank", Schema.COMPANY)
    assert asked("Brelvonik Tadmuri Bank Dubai", "Brelvonik Tadmuri Bank", Schema.COMPANY) > same - 0.08
    assert asked("The Brelvonik Tadmuri Bank", "Brelvonik Tadmuri Bank", Schema.COMPANY) > same - 0.03


@pytest.mark.parametrize(
    ("whole", "part"),
    [("김상철", "김철"), ("김상철", "김상"), ("박정훈", "박훈"), ("王小明", "王明"), ("王小明", "王小"), ("李安娜", "李娜")],
)
def test_a_given_name_of_one_syllable_is_not_one_of_two(whole: str, part: str) -> None:
    assert asked(whole, part) < asked(whole, whole) - 0.2
    assert asked(part, whole) < asked(whole, whole) - 0.2
    assert asked(whole, part) < REVIEW
    assert asked(whole, whole) >= REVIEW
