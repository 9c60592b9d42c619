"""Two names compared: what must resemble, what must not, and in which order."""

from __future__ import annotations

import pytest

from comity.matching import compare_names
from comity.model import Schema, ScreeningRule

REVIEW = ScreeningRule().review

ALIKE = [
    (Schema.PERSON, "Karim Bakri Nahas", "KARIM BAKRI NAHAS"),
    (Schema.PERSON, "Karim Bakri Nahas", "Nahas, Karim Bakri"),
    (Schema.PERSON, "Tarek Nahhas", "Tariq Nahas"),
    (Schema.PERSON, "Ilya Maximov", "Ilya Maksimov"),
    (Schema.PERSON, "Jurij Kovaltjuk", "Yury Kovalchuk"),
    (Schema.PERSON, "Abd al-Hakim Zahran", "Abdulhakim Zahran"),
    (Schema.PERSON, "Pierre Lefèvre", "Pierre Lefevre"),
    (Schema.PERSON, "Oleg Petrovich Vasnev", "Oleg Vasnev"),
    (Schema.PERSON, "PyotrVasnev", "Pyotr Vasnev"),
    (Schema.COMPANY, "Bergtal Maschinenbau GmbH", "Bergtal Maschinenbau Gesellschaft mit beschränkter Haftung"),
    (Schema.COMPANY, "OOO Romashkin", "Romashkin LLC"),
    (Schema.COMPANY, "Orient Star Lines Co., Ltd.", "Orient Star Lines Company Limited"),
    (Schema.COMPANY, "Green Field Trading", "Greenfield Trading"),
    (Schema.VESSEL, "OCEAN MERIDIAN", "Ocean Meridian"),
    (Schema.PERSON, "Tarek Ael Nahas", "Tarek Adel Nahas"),
    (Schema.COMPANY, "Iranian Bergtal Lines", "Bergtal Lines Iran"),
    (Schema.COMPANY, "NPO Bergtal", "Research and Production Association Bergtal"),
    (Schema.COMPANY, "JSC 741st Seefeld Repair Plant", "JSC 741 Seefeld Repair Plant"),
]
APART = [
    (Schema.PERSON, "Karim Bakri Nahas", "Karim Bakri Tellawi"),
    (Schema.PERSON, "Oleg Vasnev", "Nikita Vasnev"),
    (Schema.PERSON, "Hans R. Mittner", "Hans Oskar Mittner"),
    (Schema.PERSON, "Karim", "Karim Bakri Nahas Tellawi"),
    (Schema.COMPANY, "Bergtal Maschinenbau GmbH", "Seefeld Maschinenbau GmbH"),
    (Schema.COMPANY, "International Trading Group", "General Trading Company"),
    (Schema.COMPANY, "Polar Lease 3 Ltd", "Polar Lease 4 Ltd"),
    (Schema.COMPANY, "Bank of Varna", "Bank of Lugano"),
    (Schema.COMPANY, "Bank of Iran", "Bank of Iraq"),
    (Schema.PERSON, "Tarek Ael Nahas", "Tarek Adel Tellawi"),
    (Schema.PERSON, "Karim Abdul Nahas", "Karim Wali Nahas"),
]


@pytest.mark.parametrize(("schema", "left", "right"), ALIKE)
def test_spellings_of_one_name_resemble(schema: Schema, left: str, right: str) -> None:
    assert compare_names(left, right, schema).score >= REVIEW


@pytest.mark.parametrize(("schema", "left", "right"), APART)
def test_names_of_two_parties_do_not(schema: Schema, left: str, right: str) -> None:
    assert compare_names(left, right, schema).score < REVIEW


@pytest.mark.parametrize(("schema", "left", "right"), ALIKE + APART)
def test_order_of_sides_does_not_matter(schema: Schema, left: str, right: str) -> None:
    assert compare_names(left, right, schema).score == pytest.approx(compare_names(right, left, schema).score, abs=0.02)


def test_words_one_slip_apart_agree_only_where_all_others_do() -> None:
    beside = compare_names("Tarek Ael Nahas", "Tarek Adel Nahas", Schema.PERSON)
    assert ("ael", "adel", 0.5) in [(pair.left, pair.right, pair.similarity) for pair in beside.pairs]
    contradicted = compare_names("Tarek Ael Nahas Bakri", "Tarek Adel Nahas Tellawi", Schema.PERSON)
    assert {"ael", "bakri"} <= set(contradicted.left_only)


def test_ordinary_words_contradict_less_than_names_do() -> None:
    ordinary = compare_names("Bergtal Shipping", "Bergtal Insurance", Schema.COMPANY).score
    assert compare_names("Bergtal Morvelan", "Bergtal Seefeld", Schema.COMPANY).score < ordinary < REVIEW


def test_more_words_in_agreement_score_higher() -> None:
    scores = [compare_names(name, name, Schema.PERSON).score for name in ("Nahas", "Karim Nahas", "Karim Bakri Nahas")]
    assert scores == sorted(scores)
    assert scores[0] < scores[1] < scores[2] < 1.0


def test_a_comparison_says_which_words_it_paired_and_what_is_left() -> None:
    comparison = compare_names("Tariq Nahas", "Nahhas Tariq Mansur", Schema.PERSON)
    assert {(pair.left, pair.right) for pair in comparison.pairs} == {("tariq", "tariq"), ("nahas", "nahhas")}
    assert comparison.left_only == ()
    assert comparison.right_only == ("mansur",)


def test_legal_forms_of_other_classes_are_said_to_differ() -> None:
    comparison = compare_names("Bergtal AG", "Bergtal GmbH", Schema.COMPANY)
    assert comparison.forms_differ
    assert comparison.score < compare_names("Bergtal AG", "Bergtal Aktiengesellschaft", Schema.COMPANY).score


@pytest.mark.parametrize("text", ["", " ", "...", "\u202e", "﷽", "-", "A", "7", "'", "\x00", "ʼ"])
def test_nothing_comparable_is_no_resemblance_and_no_error(text: str) -> None:
    assert compare_names(text, "Karim Nahas").score < REVIEW


@pytest.mark.parametrize(
    ("schema", "left", "right"),
    [
        (Schema.COMPANY, "LIMUITED LIABILITY COMPANY ROMASHKIN", "Romashkin LLC"),
        (Schema.COMPANY, "STOCK ROMASHKIN COMPANY JOINT", "JSC Romashkin"),
        (Schema.ORGANIZATION, "Harbour Patrol Sixty-One", "Harbour Patrol 61"),
        (Schema.ORGANIZATION, "Third Harbour Brigade", "3rd Harbour Brigade"),
        (Schema.PERSON, "Tar1q Nah4s", "Tariq Nahas"),
        (Schema.PERSON, "Amir Tariq Nahas", "Tariq Nahas"),
        (Schema.COMPANY, "北京远山科技有限公司", "Beijing Yuanshan Technology Co., Ltd."),
        (Schema.COMPANY, "Торговый дом Ромашкин", "Trading House Romashkin"),
    ],
)
def test_what_clerks_and_evaders_do_to_names(schema: Schema, left: str, right: str) -> None:
    assert compare_names(left, right, schema).score >= REVIEW


def test_freedom_of_romanisation_does_not_make_two_names_one() -> None:
    assert compare_names("김상철", "김성철", Schema.PERSON).score < compare_names("김상철", "김상철", Schema.PERSON).score - 0.02


def test_a_wholly_generic_name_still_finds_itself() -> None:
    for name in ("Société Générale", "General Trading Company", "National Bank"):
        assert compare_names(name, name, Schema.COMPANY).score >= REVIEW
