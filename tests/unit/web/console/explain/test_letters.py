"""Letters that differ are marked where they stand, in any script."""

from __future__ import annotations

import pytest

from comity.web.console.explain.letters import LONGEST, LONGEST_WORD, AlignedPair, Letters, Stretch, aligned, marked, word_by_word
from comity.web.console.explain.likeness import Likeness, Pair


def drawn(line: tuple[Stretch, ...]) -> str:
    """A line with its marks: differing letters in brackets, words of one side in braces, gaps as dots, the rest set aside in ticks."""
    forms = {Letters.SAME: "{}", Letters.DIFFER: "[{}]", Letters.ALONE: "<{}>", Letters.ASIDE: "`{}`"}
    return "".join("·" * len(one.text) if one.kind is Letters.GAP else forms[one.kind].format(one.text) for one in line)


@pytest.mark.parametrize(
    ("left", "right", "lines"),
    [
        ("marenkov", "marenko", ("marenko[v]", "marenko·")),
        ("ilwar", "ilvar", ("il[w]ar", "il[v]ar")),
        ("abd allah", "abdallah", ("abd[ ]allah", "abd·allah")),
        ("ilvar", "ilvar", ("ilvar", "ilvar")),
        ("", "bin", ("", "<bin>")),
    ],
)
def test_two_words_lie_under_each_other(left: str, right: str, lines: tuple[str, str]) -> None:
    pair = aligned(Pair(left, right))
    assert (drawn(pair.left), drawn(pair.right)) == lines
    lengths = [sum(len(one.text) for one in line) for line in (pair.left, pair.right) if line]
    assert len(set(lengths)) == 1


def test_an_overlong_word_is_marked_as_a_whole_and_cut() -> None:
    pair = aligned(Pair("a" * 900, "b" * 900))
    assert pair.left == (Stretch("a" * LONGEST_WORD + "…", Letters.DIFFER),)


def pairs(left_only: tuple[str, ...] = (), right_only: tuple[str, ...] = (), *given: Pair) -> tuple[AlignedPair, ...]:
    return word_by_word(Likeness("", "", given, left_only, right_only))


@pytest.mark.parametrize(
    ("text", "of", "line"),
    [
        ("ILVAR bin Márenko", pairs((), ("bin",), Pair("marenkov", "marenko"), Pair("ilwar", "ilvar")), "IL[V]AR <bin> Márenko"),
        ("Dr. Ilvar Zemhar", pairs((), (), Pair("ilvar", "ilvar"), Pair("zemar", "zemhar")), "`Dr. `Ilvar Zem[h]ar"),
        ("Abd-Allah", pairs((), (), Pair("abdullah", "abdallah")), "Abd-[A]llah"),
        ("Ilvar – “Zemhar”", pairs((), (), Pair("ilvar", "ilvar"), Pair("zemar", "zemhar")), "Ilvar – “Zem[h]ar”"),
        ("Ильвар", pairs((), (), Pair("ilwar", "ilvar")), "il[v]ar"),
    ],
    ids=["order and case", "a title", "words written together", "dashes and quotes", "another script"],
)
def test_letters_are_marked_in_the_name_as_it_is_written(text: str, of: tuple[AlignedPair, ...], line: str) -> None:
    assert drawn(marked(text, of, is_left=False)) == line


def test_a_word_that_stands_in_no_reading_leaves_the_rest_unjudged() -> None:
    found = marked("Marenko Jiont Stock", pairs((), (), Pair("marenko", "marenko"), Pair("joint", "joint")), is_left=False)
    assert drawn(found) == "Marenko Jiont Stock"


def test_a_short_word_does_not_take_the_letters_of_a_longer_one() -> None:
    found = marked("Alzemhar al", pairs((), ("al",), Pair("alzemhar", "alzemhar")), is_left=False)
    assert drawn(found) == "Alzemhar <al>"


def test_what_is_shown_is_clean_and_bounded() -> None:
    of = pairs((), (), Pair("ilvar", "ilvar"))
    assert drawn(marked("Il\u202evar", of, is_left=False)) == "Ilvar"
    assert sum(len(one.text) for one in marked("Ilvar" + "x" * 10_000, of, is_left=False)) == LONGEST


def test_words_come_in_the_order_of_the_subject_s_name() -> None:
    given = Pair("ilvar", "ilwar", 0.9), Pair("marenkov", "marenko", 0.8)
    found = word_by_word(Likeness("Маренков бин Ильвар", "Ilwar al Marenko", given, ("bin",), ("al",)))
    assert [(pair.words.left, pair.words.right) for pair in found] == [
        ("marenkov", "marenko"),
        ("bin", ""),
        ("ilvar", "ilwar"),
        ("", "al"),
    ]
