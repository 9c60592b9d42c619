"""What a stranger wrote is shown, and does nothing: not to its neighbours, not to the page, not to its length."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from comity.model import Name, Subject
from comity.web.console.languages import caption_tag, language_tag, tag_of
from comity.web.console.shown import LONGEST_SHOWN, harmless, name


def test_markup_is_text() -> None:
    assert "<script" not in name("<script>alert(1)</script>")
    assert "&lt;script&gt;" in name("<script>alert(1)</script>")


def test_what_turns_others_is_shown_as_what_it_is_once_with_its_number() -> None:
    assert harmless("a\u202eb") == 'a<span class="code-point">U+202E</span>b'
    assert harmless("\u202e" * 60) == '<span class="code-point">U+202E</span><small>×60</small>'


def test_marks_without_end_are_cut_and_said_to_be() -> None:
    shown = harmless("a" + "\u0301" * 10_000 + "b")
    assert shown.count("\u0301") == 4
    assert "[+]" in shown
    assert shown.endswith("b")


def test_a_long_text_is_cut_with_its_length() -> None:
    shown = name("x" * 10_000)
    assert shown.count("x") == LONGEST_SHOWN
    assert "(10,000)" in shown


def test_letters_of_every_script_and_their_marks_stay() -> None:
    for text in ("مُحَمَّد", "Nguyễn", "Дмитрий", "林志远航", "नरेन्द्र", "O’Connor-Smith"):
        assert str(harmless(text)) == text.replace("’", "’")


@given(st.text(max_size=300))
def test_nothing_gets_out_of_its_element(text: str) -> None:
    shown = str(name(text))
    assert shown.startswith('<bdi dir="auto"')
    tags = set(re.findall(r"</?(\w+)", shown))
    assert tags <= {"bdi", "span", "small"}
    assert not any(sign in shown for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_a_text_in_another_script_than_the_page_says_so_to_the_browser() -> None:
    assert str(name("Ильвар")) == '<bdi dir="auto" lang="und-Cyrl">Ильвар</bdi>'
    assert str(name("Ильвар", lang="ru-Cyrl")) == '<bdi dir="auto" lang="ru-Cyrl">Ильвар</bdi>'
    assert str(name("Ильвар", page_script="Cyrl")) == '<bdi dir="auto">Ильвар</bdi>'
    assert str(name("Ilvar 1971")) == str(name("Ilvar 1971", page_script="Cyrl")) == '<bdi dir="auto">Ilvar 1971</bdi>'


def test_a_language_is_told_beside_the_script_of_the_letters_not_the_one_that_a_source_claims() -> None:
    assert language_tag("Ильвар", "uk") == "uk-Cyrl"
    assert tag_of(Name("الفار", language="ar", script="Latn")) == "ar-Arab"
    assert language_tag("Ilvar", "fr") == "fr"
    assert language_tag("Ильвар", 'ru" onclick="x') == "und-Cyrl"
    assert caption_tag(Subject(names=(Name("Ильвар"), Name("Ilvar", language="fr")))) == "und-Cyrl"
    assert caption_tag(Subject()) == ""
