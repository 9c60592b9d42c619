"""Party labels come off, former and other names come apart, and a name is never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.names import labels


@pytest.mark.parametrize(
    ("text", "rest", "removed"),
    [
        ("ORDERING CUSTOMER: JANE ROE", "JANE ROE", ("ORDERING CUSTOMER:",)),
        ("Beneficiary: Acme Ltd", "Acme Ltd", ("Beneficiary:",)),
        ("BENEFICIARY - ACME", "ACME", ("BENEFICIARY -",)),
        ("/ACC/ Jane Roe", "Jane Roe", ("/ACC/",)),
        ("BENEF NAME ACME", "ACME", ("BENEF NAME",)),
        ("REMITTER: JANE ROE", "JANE ROE", ("REMITTER:",)),
        ("ATTN Jane Roe", "Jane Roe", ("ATTN",)),
        ("C/O Jane Roe", "Jane Roe", ("C/O",)),
        ("IN FAVOUR OF ACME", "ACME", ("IN FAVOUR OF",)),
        ("ACCOUNT NAME: JANE ROE", "JANE ROE", ("ACCOUNT NAME:",)),
        ("NAME: Jane Roe", "Jane Roe", ("NAME:",)),
        ("1/JANE ROE", "JANE ROE", ("1/",)),
        ("BENEFICIARY: 1/ACME LTD", "ACME LTD", ("BENEFICIARY:", "1/")),
        (":50K:/12345678 ACME LTD", "ACME LTD", (":50K:", "/12345678")),
        ("получатель: ООО Ромашка", "ООО Ромашка", ("получатель:",)),
        ("收款人: 东都", "东都", ("收款人:",)),
    ],
)
def test_labels_before_the_name_come_off(text: str, rest: str, removed: tuple[str, ...]) -> None:
    assert labels.strip_labels(text) == (rest, removed)


@pytest.mark.parametrize(
    "text",
    [
        "Jane Roe",
        "Beneficiary Trust",
        "Name",
        "NAME:",
        "C/O",
        "Company",
        "Ben Nevis Ltd",
        "To Fong",
        "For Life Ltd",
        "3i Group",
        "1/2 Ltd",
        "Attention Span Ltd",
        "",
    ],
)
def test_words_that_begin_names_stay(text: str) -> None:
    assert labels.strip_labels(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "main", "others"),
    [
        ("Acme (formerly Beta Ltd)", "Acme", ("Beta Ltd",)),
        ("Acme f.k.a. Beta", "Acme", ("Beta",)),
        ("Acme, also known as Beta", "Acme", ("Beta",)),
        ("Acme a.k.a. Beta a.k.a. Gamma", "Acme", ("Beta", "Gamma")),
        ("Acme d/b/a Beta", "Acme", ("Beta",)),
        ("Jane Roe alias Joan Poe", "Jane Roe", ("Joan Poe",)),
        ("Jane Roe née Poe", "Jane Roe", ("Poe",)),
        ("Jane Roe nee Poe", "Jane Roe", ("Poe",)),
        ("MV STAR EX MOON", "MV STAR", ("MOON",)),
        ("Star ex-Moon", "Star", ("Moon",)),
        ("STAR (ex MOON, ex SUN)", "STAR", ("MOON", "SUN")),
        ("Ромашка (бывш. Лютик)", "Ромашка", ("Лютик",)),
        ("Acme (UK) Ltd (formerly Beta (UK) Ltd)", "Acme (UK) Ltd", ("Beta (UK) Ltd",)),
    ],
)
def test_other_names_come_apart(text: str, main: str, others: tuple[str, ...]) -> None:
    assert labels.split_former(text) == (main, others)


@pytest.mark.parametrize(
    "text",
    [
        "Jane Roe",
        "Ex Libris Ltd",
        "Trade Ex Ltd",
        "Im Ex Co",
        "Tan Nee Soon",
        "Rex",
        "Formerly Ltd",
        "alias",
        "Acme aka",
        "Acme Dit Ltd",
        "ex",
        "",
        "(ex)",
    ],
)
def test_names_that_only_look_like_it_stay_whole(text: str) -> None:
    assert labels.split_former(text) == (text, ())


@given(st.text(alphabet="abAB 1/:()-.,é٣王 ex aka", max_size=80))
def test_a_name_is_never_lost(text: str) -> None:
    rest, _removed = labels.strip_labels(text)
    main, others = labels.split_former(text)
    if any(letter.isalpha() for letter in text):
        assert any(letter.isalpha() for letter in rest)
        assert any(letter.isalpha() for letter in main)
    assert all(others)


def test_absurd_lengths_come_back_untouched() -> None:
    text = "NAME: " * 50_000
    assert labels.strip_labels(text) == (text, ())
    assert labels.split_former(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "acronym"),
    [
        ("Northern Bergtal Bank (NBB)", "NBB"),
        ("NORTHERN BERGTAL TRADE BANK (NBTB) LTD", "NBTB"),
        ("Bergtal Lines (IRAN)", ""),
        ("Bergtal Lines", ""),
        ("Bergtal (BL", ""),
    ],
)
def test_acronyms_that_a_name_gives_of_itself(text: str, acronym: str) -> None:
    assert labels.acronym_in(text) == acronym
