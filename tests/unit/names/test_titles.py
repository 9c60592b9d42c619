"""Titles in many languages, those that are names too, and generation suffixes."""

from __future__ import annotations

import pytest

from comity.names import titles

EXAMPLES = """
    mr dr prof sheikh shaykh cheikh haji hajji alhaj mullah mulla maulavi mawlawi molvi imam qari hafiz ustad general col maj capt brig lt
    engineer ing senator minister sir lord don frau herr señor mme mlle u daw bapak ibu shri smt phd esq шейх г-н الشيخ الحاج دكتور ملا
    先生 씨 господин
"""


@pytest.mark.parametrize("token", EXAMPLES.split())
def test_titles_in_many_languages(token: str) -> None:
    assert titles.is_title(token)


@pytest.mark.parametrize("token", ["john", "muhammad", "company", "bin", "", "иван", "王"])
def test_names_are_no_titles(token: str) -> None:
    assert not titles.is_title(token)


def test_titles_that_are_names_too_are_ambiguous() -> None:
    assert all(titles.is_ambiguous(token) for token in ("sayyid", "khan", "amir", "u", "السيد", "said"))
    assert not any(titles.is_ambiguous(token) for token in ("mr", "dr", "shaykh", "الشيخ", "frau", "john"))


def test_generation_suffixes_are_kept_apart_from_titles() -> None:
    assert all(titles.is_generation(token) for token in ("jr", "sr", "ii", "iii", "filho", "младший"))
    assert not any(titles.is_title(token) for token in ("jr", "iii"))
    assert not titles.is_generation("dr")


def test_the_set_of_titles_is_open_to_readers_and_nothing_else_is_invented() -> None:
    assert "dr" in titles.TITLES
    assert len(titles.TITLES) > 400
    with pytest.raises(AttributeError, match="NO_SUCH"):
        _ = titles.NO_SUCH
