"""What values are called: equal codes of two kinds keep their own names."""

from __future__ import annotations

from comity.model import Gender, IdentifierType, NameKind, Outcome, Reason
from comity.web.console.labels import label
from comity.web.console.words import words_in


def test_equal_codes_of_two_kinds_have_their_own_names() -> None:
    words = words_in("en")
    assert [label(words, value) for value in (Outcome.STRONG, NameKind.STRONG)] == ["strong", "good alias"]
    others = (Reason.OTHER, Gender.OTHER, IdentifierType.OTHER)
    assert [label(words, value) for value in others] == ["another reason", "other", "other identifier"]


def test_a_text_is_called_by_itself_and_nothing_by_nothing() -> None:
    words = words_in("en")
    assert (label(words, "un-sc"), label(words, None), label(words, "")) == ("un-sc", "", "")
