"""What a stranger wrote is shown, and does nothing: not to its neighbours, not to the page, not to its length."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

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
