"""Registration marks and names with numbers: one sign, however parted, that agrees whole or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.matching import compare_names
from comity.model import Schema, ScreeningRule
from comity.names.analysis import analyse

REVIEW = ScreeningRule().review


def score(left: str, right: str, schema: Schema) -> float:
    return compare_names(left, right, schema).score


@pytest.mark.parametrize("schema", [Schema.AIRPLANE, Schema.COMPANY, Schema.ORGANIZATION])
@pytest.mark.parametrize("other", ["RA 7 6502", "RA76502", "ra 76502", "RA/76502", "R A 7 6 5 0 2", "RA.76502"])
def test_a_mark_agrees_however_it_is_parted(other: str, schema: Schema) -> None:
    assert score("RA-76502", other, schema) >= REVIEW


@pytest.mark.parametrize("other", ["FUYUANYU008", "FUYUANYU 008", "FU YUANYU 008", "Fu Yuan Yu 008", "FU YUAN YU-008", "FUYUAN YU 0 08"])
def test_a_name_with_a_number_agrees_however_it_is_parted(other: str) -> None:
    assert score("FU YUAN YU 008", other, Schema.VESSEL) >= REVIEW


def test_an_aircrafts_mark_of_letters_agrees_too() -> None:
    assert score("EP-MNA", "EPMNA", Schema.AIRPLANE) >= REVIEW
    assert score("EP-MNA", "EP M N A", Schema.AIRPLANE) >= REVIEW
    assert score("EP-MNA", "EP-MNB", Schema.AIRPLANE) < REVIEW
    assert score("EP-MNA", "EPMNB", Schema.AIRPLANE) < REVIEW


@pytest.mark.parametrize(
    ("left", "right", "schema"),
    [
        ("RA-76502", "RA-76503", Schema.AIRPLANE),
        ("RA-76502", "RA76503", Schema.AIRPLANE),
        ("RA76502", "RA76520", Schema.AIRPLANE),
        ("RA-76502", "RB-76502", Schema.AIRPLANE),
        ("RA-76502", "RA-7650", Schema.AIRPLANE),
        ("RA-76502", "RA-765020", Schema.AIRPLANE),
        ("FU YUAN YU 008", "FUYUANYU009", Schema.VESSEL),
        ("FU YUAN YU 008", "FU YUAN YU 009", Schema.VESSEL),
        ("FUYUANYU008", "FUYUANYU018", Schema.VESSEL),
        ("Polar Lease 3", "POLARLEASE4", Schema.COMPANY),
    ],
)
def test_another_sign_is_another_one(left: str, right: str, schema: Schema) -> None:
    assert score(left, right, schema) < REVIEW


LETTERS, DIGITS = "ABCDEFGHKLMNPRSTUVWXYZ", "0123456789"


@st.composite
def parted_marks(draw: st.DrawFn) -> tuple[str, str]:
    """One mark of letters and digits, and the same parted somewhere else."""
    signs = draw(st.text(LETTERS, min_size=1, max_size=3)) + draw(st.text(DIGITS, min_size=3, max_size=5))
    spaces = draw(st.lists(st.sampled_from(["", " ", "-"]), min_size=len(signs), max_size=len(signs)))
    return signs, "".join(gap + sign for gap, sign in zip(spaces, signs, strict=True)).strip(" -")


@settings(max_examples=150)
@given(parted_marks())
def test_any_mark_agrees_with_itself_parted(marks: tuple[str, str]) -> None:
    assert score(*marks, Schema.AIRPLANE) >= REVIEW


@settings(max_examples=150)
@given(parted_marks(), st.data())
def test_any_mark_with_one_other_sign_is_no_hit(marks: tuple[str, str], data: st.DataObject) -> None:
    mark, parted = marks
    at = data.draw(st.integers(0, len(mark) - 1))
    alphabet = DIGITS if mark[at].isdigit() else LETTERS
    other = mark[:at] + data.draw(st.sampled_from([sign for sign in alphabet if sign != mark[at]])) + mark[at + 1 :]
    assert score(other, parted, Schema.AIRPLANE) < REVIEW


def test_persons_and_long_names_are_no_marks() -> None:
    assert len(analyse("Marta 7 Tellmar", Schema.PERSON)) == 1
    assert len(analyse("Velmora Karduin Harbour Brigade 12", Schema.ORGANIZATION)) == 1
    assert len(analyse("Velmora Karduin", Schema.VESSEL)) == 1


def test_a_mark_is_trusted_less_than_the_name_as_it_stands() -> None:
    as_written, mark = analyse("RA-76502", Schema.AIRPLANE)
    assert as_written.trust == 1.0 > mark.trust
    assert mark.words == ("ra76502",)
    assert score("RA-76502", "RA-76502", Schema.AIRPLANE) >= score("RA-76502", "RA76502", Schema.AIRPLANE)


def test_a_legal_form_beside_a_name_with_a_number_is_set_aside() -> None:
    assert score("Polar Lease 3 Ltd", "POLARLEASE3", Schema.COMPANY) >= REVIEW


@pytest.mark.parametrize("name", ["FÚ YUAN YU 008", "ФУ ЮАН Ю 008"])
def test_accents_and_alphabets_do_not_hide_a_mark(name: str) -> None:
    assert score(name, "FUYUANYU008", Schema.VESSEL) >= REVIEW


@pytest.mark.parametrize("name", ["ء", "ー", "ь ь", "ๆ", "्"])
@pytest.mark.parametrize("schema", list(Schema))
def test_signs_of_which_no_letter_is_left_give_no_empty_word(name: str, schema: Schema) -> None:
    assert all(word for reading in analyse(name, schema) for word in reading.words)
