"""Texts that one sitting alone can read."""

from __future__ import annotations

import pytest

from comity.identity import seal, unseal
from comity.identity.sealed import LONGEST_SEALED

TOKEN, OTHER = "t" * 43, "u" * 43
NAME = "Ильва Маренко-Sotelj علي"


def test_a_sealed_text_is_read_in_its_sitting_alone() -> None:
    sealed = seal(TOKEN, NAME)
    assert unseal(TOKEN, sealed) == NAME
    assert unseal(OTHER, sealed) == ""
    assert "Sotelj" not in sealed
    assert sealed.replace("-", "").replace("_", "").isalnum()


def test_the_same_text_is_sealed_alike_and_another_otherwise() -> None:
    assert seal(TOKEN, NAME) == seal(TOKEN, NAME)
    assert seal(TOKEN, NAME) != seal(TOKEN, NAME + "a")
    assert seal(TOKEN, NAME) != seal(OTHER, NAME)


def test_nothing_is_sealed_as_nothing() -> None:
    assert seal(TOKEN, "") == ""
    assert unseal(TOKEN, "") == ""


def test_the_longest_search_fits() -> None:
    longest = "\U00010480" * 200
    assert len(seal(TOKEN, longest)) <= LONGEST_SEALED
    assert unseal(TOKEN, seal(TOKEN, longest)) == longest


@pytest.mark.parametrize(
    "change",
    [
        lambda sealed: ("A" if sealed[0] != "A" else "B") + sealed[1:],
        lambda sealed: sealed[:-4],
        lambda sealed: "é" + sealed,
        lambda _: "A",
        lambda _: "A" * 22,
        lambda _: "Marenko",
        lambda sealed: sealed * 40,
    ],
    ids=["a-letter", "the-end", "no-letter-of-it", "one-letter", "no-text", "a-name", "too-long"],
)
def test_what_was_not_sealed_here_is_nothing(change: object) -> None:
    assert callable(change)
    assert unseal(TOKEN, change(seal(TOKEN, NAME))) == ""
