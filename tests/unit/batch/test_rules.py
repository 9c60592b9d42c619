from __future__ import annotations

from pathlib import Path

import pytest

from comity.batch.rules import adjusted, find_rule
from comity.model import ComityError, FormatError, LimitExceeded, ScreeningRule, UnknownName, UsageError


def test_the_default_rule_is_built_in() -> None:
    assert find_rule("default") == ScreeningRule()


def test_a_file_changes_what_it_names_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "payments.toml"
    path.write_text('review = 0.75\nlists = ["un-sc"]\n')
    assert find_rule(str(path)) == ScreeningRule("payments", 0.75, 0.88, frozenset({"un-sc"}))


def test_an_unknown_name_tells_the_known_ones() -> None:
    with pytest.raises(UnknownName) as caught:
        find_rule("strict")
    assert "default" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("review = ", FormatError),
        ("threshold = 0.5", UsageError),
        ("review = 0.95\nstrong = 0.9", UsageError),
        ("review = 'high'", UsageError),
        ("review = true", UsageError),
        ("max_hits = 0", UsageError),
        ("max_hits = 1.5", UsageError),
        ("lists = 'un-sc'", UsageError),
        ("name = 3", UsageError),
        ("#" * 70_000, LimitExceeded),
    ],
)
def test_a_file_that_cannot_be_a_rule_is_refused(tmp_path: Path, content: str, error: type[ComityError]) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(content)
    with pytest.raises(error, match=r"bad\.toml"):
        find_rule(str(path))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        find_rule(str(tmp_path / "none.toml"))


def test_a_minimum_score_moves_review_and_never_passes_strong() -> None:
    assert adjusted(ScreeningRule(), 0.5, frozenset()) == ScreeningRule(review=0.5)
    assert adjusted(ScreeningRule(), 0.95, frozenset()) == ScreeningRule(review=0.95, strong=0.95)


def test_lists_given_replace_those_of_the_rule() -> None:
    rule = ScreeningRule(lists=frozenset({"eu-fsf"}))
    assert adjusted(rule, None, frozenset({"un-sc"})).lists == {"un-sc"}
    assert adjusted(rule, None, frozenset()).lists == {"eu-fsf"}


@pytest.mark.parametrize("score", [0.0, -1.0, 1.5, float("nan")])
def test_a_score_out_of_range_is_refused(score: float) -> None:
    with pytest.raises(UsageError):
        adjusted(ScreeningRule(), score, frozenset())
