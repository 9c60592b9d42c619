"""Single letters in persons' names: initials, the ``y`` and ``e`` of Spanish and Portuguese, and the ``V`` of a fifth of his name."""

from __future__ import annotations

import pytest

from comity.matching import compare_names
from comity.model import Schema, ScreeningRule
from comity.names.analysis import analyse
from comity.names.roles import WordKind

REVIEW = ScreeningRule().review
INITIAL, PARTICLE = WordKind.INITIAL, WordKind.PARTICLE


def kind_of(name: str, word: str) -> int:
    """The kind of ``word`` in the first reading of a person's name."""
    reading = analyse(name, Schema.PERSON)[0]
    return reading.kinds[reading.words.index(word)]


def score(left: str, right: str) -> float:
    return compare_names(left, right, Schema.PERSON).score


@pytest.mark.parametrize("letter", "ABEIJKVXYZ")
@pytest.mark.parametrize("pattern", ["{}. Brunov", "Brunov {}.", "Brunov, {}.", "Oskar {}. Brunov", "{}.Brunov", "{}. {}. Brunov"])
def test_a_letter_with_a_dot_is_an_initial_whatever_the_letter(pattern: str, letter: str) -> None:
    assert kind_of(pattern.format(letter, letter), letter.lower()) is INITIAL


@pytest.mark.parametrize(("name", "letter"), [("É. Brunov", "e"), ("Á. Brunov", "a"), ("Brunov Ý.", "y")])
def test_a_letter_with_an_accent_is_an_initial_too(name: str, letter: str) -> None:
    assert kind_of(name, letter) is INITIAL


@pytest.mark.parametrize(
    ("name", "letter"),
    [("А. Брунов", "a"), ("В. Брунов", "v"), ("Е. Брунов", "e"), ("И. Брунов", "i"), ("Брунов В.", "v"), ("Брунов Е. В.", "e")],
)
def test_cyrillic_initials(name: str, letter: str) -> None:
    assert kind_of(name, letter) is INITIAL


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("V. Brunov", "Viktor Brunov"),
        ("Brunov V.", "Viktor Brunov"),
        ("Y. Brunov", "Yegor Brunov"),
        ("Brunov E.", "Egor Brunov"),
        ("В. Брунов", "Виктор Брунов"),
        ("Брунов Е.", "Егор Брунов"),
        ("В. Брунов", "Viktor Brunov"),
    ],
)
def test_an_initial_stands_for_the_name_that_begins_with_it(short: str, full: str) -> None:
    assert score(short, full) >= REVIEW


@pytest.mark.parametrize(("short", "full"), [("V. Brunov", "Anton Brunov"), ("Brunov Y.", "Anton Brunov"), ("В. Брунов", "Антон Брунов")])
def test_an_initial_does_not_stand_for_another_name(short: str, full: str) -> None:
    assert score(short, full) < REVIEW


@pytest.mark.parametrize(
    ("name", "letter"),
    [("Marta y Tellmar", "y"), ("Marta Ruiz y Tellmar", "y"), ("Joana Ruiz e Tellmar", "e"), ("Marta Ruiz Y Tellmar", "y")],
)
def test_y_and_e_between_words_are_particles(name: str, letter: str) -> None:
    assert kind_of(name, letter) is PARTICLE


def test_y_between_words_hardly_matters() -> None:
    assert score("Marta Ruiz y Tellmar", "Marta Ruiz Tellmar") > score("Marta Ruiz Tellmar", "Marta Ruiz Tellmar") - 0.02


@pytest.mark.parametrize("letter", ["Y", "E"])
def test_y_and_e_at_the_beginning_are_initials(letter: str) -> None:
    assert kind_of(f"{letter} Brunov", letter.lower()) is INITIAL


def test_v_at_the_end_without_a_dot_is_a_generation() -> None:
    assert kind_of("Marta Tellmar V", "v") is PARTICLE
    assert kind_of("Marta Tellmar V.", "v") is INITIAL
    assert kind_of("Marta V Tellmar", "v") is INITIAL
    assert kind_of("V Tellmar", "v") is INITIAL
    assert kind_of("Marta Tellmar III", "iii") is PARTICLE


def test_a_generation_hardly_matters() -> None:
    assert score("Marta Tellmar V", "Marta Tellmar") > score("Marta Tellmar", "Marta Tellmar") - 0.05


def test_dots_of_longer_abbreviations_make_no_initials() -> None:
    assert kind_of("Dr. Marta Tellmar V", "v") is PARTICLE
    assert kind_of("St. Ruiz y Tellmar", "y") is PARTICLE
    assert kind_of("Marta Ruiz y Tellmar Jr.", "y") is PARTICLE


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Ю. Брунов", "Юрий Брунов"),
        ("Ю. Брунов", "Yuri Brunov"),
        ("Я. Брунов", "Яков Брунов"),
        ("Ж. Брунов", "Жанна Брунов"),
        ("Х. Брунов", "Харитон Брунов"),
        ("Ш. Брунов", "Шамиль Брунов"),
    ],
)
def test_cyrillic_initials_of_several_latin_letters(short: str, full: str) -> None:
    assert score(short, full) >= REVIEW


@pytest.mark.parametrize(("short", "full"), [("Brunov Y", "Yegor Brunov"), ("BRUNOV E", "Egor Brunov")])
def test_y_and_e_at_the_end_are_initials(short: str, full: str) -> None:
    assert score(short, full) >= REVIEW


@pytest.mark.parametrize(("name", "letter"), [("M. Ruiz y Tellmar", "y"), ("Marta J. Tellmar V", "v")])
def test_a_dot_belongs_to_its_own_letter(name: str, letter: str) -> None:
    assert kind_of(name, letter) is PARTICLE
