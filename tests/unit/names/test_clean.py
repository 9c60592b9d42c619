"""Cleaning: invisible characters go, look-alike punctuation and digits are unified, letters and case stay."""

from __future__ import annotations

import timeit

import pytest

from comity.names.clean import MAX_LENGTH, clean


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("Amina Okafor", "Amina Okafor"),
        ("  Amina   Okafor ", "Amina Okafor"),
        ("Amina\u202eOkafor\u202c", "AminaOkafor"),
        ("\ufeffAmi\u00adna\u200b", "Amina"),
        ("Amina\tOkafor\r\nLtd", "Amina Okafor Ltd"),
        ("O\u2019Brien \u02bb\u00b4`", "O'Brien '''"),
        ("\u201cAbu\u201d \u00abX\u00bb", '"Abu" "X"'),
        ("Al\u2013Amin\u2011Bey \u2212", "Al-Amin-Bey -"),
        ("٣٤ ۵ ７ ९", "34 5 7 9"),
        ("ＡＢＣ ﬁ", "ABC fi"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("ﷲ", "الله"),
        ("علی\u200cرضا", "علیرضا"),
        ("שָׁלוֹם", "שלום"),
        ("דוד בן־חיים", "דוד בן-חיים"),
        ("e\u0301", "é"),
        ("Nguyễn Văn", "Nguyễn Văn"),
        ("กำ", "ก\u0e4dา"),
        ("नमस्ते", "नमस्ते"),
        ("タロー・ヤマダ", "タロー ヤマダ"),
        ("Straße", "Straße"),
        ("", ""),
        ("\u200b \u202e", ""),
    ],
)
def test_cleans(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


def test_hamza_written_apart_joins_its_letter() -> None:
    assert clean("ا\u0654حمد") == "أحمد"


def test_stacked_marks_are_cut_to_two() -> None:
    assert len(clean("q" + "\u0323\u0302" * 50)) == 3


def test_long_text_is_cut_at_a_word_boundary() -> None:
    cleaned = clean("name " * 1000)
    assert len(cleaned) <= MAX_LENGTH
    assert cleaned.endswith("name")


def test_a_word_without_end_is_cut_all_the_same() -> None:
    assert len(clean("x" * 100_000)) == MAX_LENGTH


def test_lone_surrogates_and_private_characters_go() -> None:
    assert clean("A\ud800B\ue000C\U000f0000") == "ABC"


def test_a_megabyte_of_marks_is_cheap() -> None:
    text = "a" + "\u0301\u0323" * 500_000
    assert timeit.timeit(lambda: clean(text), number=1) < 0.5


def test_plain_names_take_the_fast_path() -> None:
    seconds = min(timeit.repeat(lambda: clean("Amina Chidinma Okafor"), number=1000, repeat=5)) / 1000
    assert seconds < 5e-6
