"""What holds for any text: cleaning is idempotent and never raises; romanisations are distinct, lower-case ASCII."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.names.clean import MAX_LENGTH, clean
from comity.names.romanise import romanisations
from comity.names.scripts import script_of, scripts_of

_BLOCKS = (
    (0x20, 0x24F),
    (0x300, 0x52F),
    (0x531, 0x6FF),
    (0x900, 0xDFF),
    (0xE00, 0xEFF),
    (0x1000, 0x11FF),
    (0x3040, 0x30FF),
    (0x4E00, 0x4FFF),
    (0xAC00, 0xAD00),
)
_LETTERS = st.one_of(*(st.characters(min_codepoint=first, max_codepoint=last) for first, last in _BLOCKS))
_NAMES = st.lists(st.one_of(_LETTERS, st.sampled_from(" -'.·")), max_size=40).map("".join)


@given(st.text(max_size=200))
def test_cleaning_is_idempotent(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned


@given(_NAMES)
def test_cleaning_names_is_idempotent(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == " ".join(cleaned.split())


@given(st.characters(), st.integers(1, 3000))
def test_cleaned_text_is_never_too_long(letter: str, times: int) -> None:
    assert len(clean(f"{letter} {letter}" * times)) <= MAX_LENGTH


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=40))
def test_ascii_names_keep_their_letters(text: str) -> None:
    assert clean(text) == text.replace("`", "'")


@given(st.one_of(_NAMES, st.text(max_size=60)), st.integers(1, 8))
def test_romanisations_are_distinct_lower_case_ascii(text: str, limit: int) -> None:
    found = romanisations(clean(text), limit)
    assert 1 <= len(found) <= limit
    assert len(set(found)) == len(found)
    assert all(spelling.isascii() and spelling == spelling.lower() for spelling in found)


@given(st.text(max_size=60))
def test_uncleaned_text_does_not_break_anything(text: str) -> None:
    assert romanisations(text)
    assert script_of(text) in {*scripts_of(text), "Zyyy", "Jpan"}
