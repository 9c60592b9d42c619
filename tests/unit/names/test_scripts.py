"""Script detection by code points."""

from __future__ import annotations

import pytest

from comity.names.scripts import letter_script, script_of, scripts_of


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Amina", "Latn"),
        ("Ñandú Łukasz ə", "Latn"),
        ("Иван", "Cyrl"),
        ("محمد گل", "Arab"),
        ("משה", "Hebr"),
        ("Γεώργιος", "Grek"),
        ("김민수", "Hang"),
        ("王小明", "Hani"),
        ("ひらがな", "Hira"),
        ("カタカナ", "Kana"),
        ("山田タロ", "Jpan"),
        ("ნინო", "Geor"),
        ("Հայկ", "Armn"),
        ("အောင်", "Mymr"),
        ("สมชาย", "Thai"),
        ("नरेश", "Deva"),
        ("রহিম", "Beng"),
        ("ਗੁਰ", "Guru"),
        ("પટેલ", "Gujr"),
        ("குமார்", "Taml"),
        ("రాము", "Telu"),
        ("ರಾಮ", "Knda"),
        ("രാമൻ", "Mlym"),
        ("අනුර", "Sinh"),
        ("សុខ", "Khmr"),
        ("ສົມ", "Laoo"),
        ("አበበ", "Ethi"),
        ("བསྟན", "Tibt"),
        ("ᠮᠣᠩ", "Mong"),
        ("𠮷田", "Hani"),
        ("123 -", "Zyyy"),
        ("", "Zyyy"),
    ],
)
def test_dominant_script(text: str, script: str) -> None:
    assert script_of(text) == script


def test_scripts_come_in_order_of_frequency() -> None:
    assert scripts_of("Иванов Ivan") == ("Cyrl", "Latn")
    assert scripts_of("Ivanov Ив") == ("Latn", "Cyrl")
    assert scripts_of("12") == ()
    assert scripts_of("Ivan") == ("Latn",)


def test_a_latin_name_with_some_kana_stays_latin() -> None:
    assert script_of("Yamamoto Hanako 山タ") == "Latn"


def test_marks_and_digits_have_no_script() -> None:
    assert letter_script("1") == letter_script("-") == letter_script("\u0301") == ""
