"""A name taken apart: which words, in which role, with which weight."""

from __future__ import annotations

import pytest

from comity.matching import compare_names
from comity.model import Schema
from comity.names.analysis import NameAnalysis, analyse
from comity.names.roles import MAX_WORDS, WordKind


def first(text: str, schema: Schema = Schema.PERSON) -> NameAnalysis:
    return analyse(text, schema)[0]


@pytest.mark.parametrize(
    ("text", "schema", "words"),
    [
        ("Sheikh Karim al-Nahas", Schema.PERSON, ("karim", "al", "nahas")),
        ("Dr. J. P. Müllner", Schema.PERSON, ("j", "p", "mullner")),
        ("O'Brennan, Séamus", Schema.PERSON, ("obrennan", "seamus")),
        ("Abd al-Hakim Zahran", Schema.PERSON, ("abdul", "hakim", "zahran")),
        ("PyotrVasnev", Schema.PERSON, ("pyotr", "vasnev")),
        ("Tar1q N4has", Schema.PERSON, ("tariq", "nahas")),
        ("L.L.C. Romashkin", Schema.COMPANY, ("romashkin",)),
        ("ООО «Ромашкин»", Schema.COMPANY, ("romashkin",)),
        ("The Harbour and Sons Co.", Schema.COMPANY, ("the", "harbour", "and", "sons")),
        ("Harbour Patrol Sixty-One", Schema.ORGANIZATION, ("harbour", "patrol", "61")),
        ("ORDERING CUSTOMER: Karim Nahas", Schema.PERSON, ("karim", "nahas")),
        ("\u202eKarim\u200b Nahas\u0007", Schema.PERSON, ("karim", "nahas")),
    ],
)
def test_words(text: str, schema: Schema, words: tuple[str, ...]) -> None:
    assert first(text, schema).words == words


def test_roles_and_weights() -> None:
    person = dict(zip(first("Abu Karim bin Q. al-Nahas").words, first("Abu Karim bin Q. al-Nahas").weights, strict=True))
    assert person["karim"] == person["nahas"] == 1.0
    assert person["bin"] < person["abu"] < person["q"] < 1.0
    company = first("Nahas Trading Group 7", Schema.COMPANY)
    assert company.kinds == (WordKind.WORD, WordKind.GENERIC, WordKind.GENERIC, WordKind.NUMBER)
    assert company.keys[3] == "#7"


def test_forms_and_titles_are_set_aside_but_kept() -> None:
    assert first("Bergtal Aktiengesellschaft", Schema.COMPANY).forms == first("Bergtal AG", Schema.COMPANY).forms != ()
    assert first("Sheikh Karim Nahas").titles == ("sheikh",)


def test_a_name_of_nothing_but_a_form_or_title_keeps_its_words() -> None:
    assert first("Limited", Schema.COMPANY).words == ("limited",)
    assert first("Sheikh").words == ("sheikh",)


def test_another_script_yields_several_readings_of_one_name() -> None:
    readings = analyse("كريم نحاس", Schema.PERSON)
    assert 1 < len(readings) == len({reading.words for reading in readings})
    assert {reading.script for reading in readings} == {"Arab"}
    assert readings[0].trust == 1.0 > readings[1].trust


def test_former_and_other_names_are_readings_too() -> None:
    words = {reading.words for reading in analyse("Ocean Meridian (ex Blue Heron)", Schema.VESSEL)}
    assert {("ocean", "meridian"), ("blue", "heron")} <= words


def test_the_same_concept_in_other_languages_has_one_key() -> None:
    keys = {first(f"Nahas {word}", Schema.COMPANY).keys[1] for word in ("Bank", "Banco", "Банк", "بنك")}
    assert keys == {"=bank"}


def test_endless_names_are_cut() -> None:
    assert len(first("nahas " * 500).words) <= MAX_WORDS


@pytest.mark.parametrize("text", ["", " ", "-", "...", "\u200b", "'"])
def test_nothing_comparable_has_no_readings(text: str) -> None:
    assert analyse(text) == ()


@pytest.mark.parametrize(("name", "words"), [("प्रसाद", ("prasad",)), ("আদি আলি", ("adi", "ali")), ("ประยุทธ์", ("prayut",))])
def test_vowels_and_viramas_do_not_part_a_word(name: str, words: tuple[str, ...]) -> None:
    assert analyse(name, Schema.PERSON)[0].words == words


def test_a_name_of_god_is_part_of_the_name_before_it() -> None:
    assert ("habibullah", "rashad") in [one.words for one in analyse("حبیب الله رشاد", Schema.PERSON)]


def test_where_a_script_writes_syllables_another_syllable_is_another_word() -> None:
    assert {one.least for one in analyse("박정훈", Schema.PERSON)} == {0.93}
    assert {one.least for one in analyse("Marta Oliveira", Schema.PERSON)} == {0.0}
    assert compare_names("박정훈", "박영한", Schema.PERSON).score < 0.7
    assert compare_names("박정훈", "Pak Jong Hun", Schema.PERSON).score > 0.8
