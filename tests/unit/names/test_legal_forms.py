"""Legal forms: found in many languages, where they may stand, reduced and compared, split off joined words."""

from __future__ import annotations

import pytest

from comity.names import legal_forms
from comity.names.tables import folded, rows


def found(text: str) -> list[tuple[str, str]]:
    """The legal forms of a name, read from left to right, as (words, code)."""
    tokens = text.split()
    forms, position = [], 0
    while position < len(tokens):
        form = legal_forms.match(tokens, position)
        if form:
            forms.append((" ".join(tokens[position : position + form[0]]), form[1]))
        position += form[0] if form else 1
    return forms


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("northwind aktiengesellschaft", [("aktiengesellschaft", "ag")]),
        ("public joint stock company northwind", [("public joint stock company", "pjsc")]),
        ("ооо ромашка", [("ооо", "llc")]),
        ("общество с ограниченной ответственностью ромашка", [("общество с ограниченной ответственностью", "llc")]),
        ("obshchestvo s ogranichennoy otvetstvennostyu romashka", [("obshchestvo s ogranichennoy otvetstvennostyu", "llc")]),
        ("northwind sociedad anónima", [("sociedad anónima", "sa")]),
        ("northwind s a de cv", [("s a de cv", "sa")]),
        ("northwind sa de cv", [("sa de cv", "sa")]),
        ("northwind trading co ltd", [("co ltd", "ltd")]),
        ("northwind gmbh & co kg", [("gmbh & co kg", "kg")]),
        ("northwind sp z oo", [("sp z oo", "llc")]),
        ("northwind pvt ltd", [("pvt ltd", "pvt-ltd")]),
        ("northwind sdn bhd", [("sdn bhd", "sdn-bhd")]),
        ("株式会社 東都", [("株式会社", "kk")]),
        ("شركة النور ذمم", [("شركة", "co"), ("ذمم", "llc")]),
        ("northwind oü", [("oü", "llc")]),
        ("uab northwind", [("uab", "llc")]),
        ("northwind s.a", []),
    ],
)
def test_the_longest_form_at_each_place(name: str, forms: list[tuple[str, str]]) -> None:
    assert found(name) == forms


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("pt nusantara", [("pt", "pt")]),
        ("nusantara pt utama", []),
        ("northwind as", [("as", "as")]),
        ("as sadiq charity", [("as", "as")]),
        ("riyadh as salih", []),
        ("northwind ag", [("ag", "ag")]),
        ("ag carlon sa", [("sa", "sa")]),
        ("the shipping company of the north", []),
        ("northwind sa panama", [("sa", "sa")]),
        ("northwind sa publicidad", []),
        ("northwind co fze", [("co", "co"), ("fze", "fze")]),
        ("as", []),
        ("co", []),
    ],
)
def test_short_and_ambiguous_spellings_count_only_in_their_place(name: str, forms: list[tuple[str, str]]) -> None:
    assert found(name) == forms


def test_forms_of_one_kind_are_equivalent_across_countries() -> None:
    limited = {legal_forms.equivalence(code) for code in ("llc", "gmbh", "srl", "sarl", "ltd", "bv", "sdn-bhd")}
    stock = {legal_forms.equivalence(code) for code in ("ag", "sa", "spa", "plc", "jsc", "ojsc", "kk", "inc")}
    assert (limited, stock) == ({"limited"}, {"stock"})
    assert legal_forms.equivalence("unheard-of") == "unheard-of"


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("北京某某科技有限公司", ("北京某某科技", "有限公司")),
        ("某某銀行股份有限公司", ("某某", "銀行", "股份有限公司")),
        ("株式会社東都", ("株式会社", "東都")),
        ("東都株式会社", ("東都", "株式会社")),
        ("주식회사한빛", ("주식회사", "한빛")),
        ("บริษัทตัวอย่างจำกัด", ("บริษัท", "ตัวอย่าง", "จำกัด")),
        ("northwindaktiengesellschaft", ("northwind", "aktiengesellschaft")),
        ("musterösterreichaktiengesellschaft", ("musterösterreich", "aktiengesellschaft")),
        ("aktiengesellschaft", ("aktiengesellschaft",)),
        ("有限公司", ("有限公司",)),
        ("northwind", ("northwind",)),
        ("ромашка", ("ромашка",)),
        ("", ("",)),
    ],
)
def test_affixes_are_split_off_words_without_spaces(word: str, pieces: tuple[str, ...]) -> None:
    assert legal_forms.split_affix(word) == pieces


def test_splitting_loses_no_letter_and_gives_up_on_absurd_length() -> None:
    for word in ("某某銀行股份有限公司", "株式会社東都銀行", "abcaktiengesellschaft"):
        assert "".join(legal_forms.split_affix(word)) == word
    assert legal_forms.split_affix("北" * 100_000 + "有限公司") == ("北" * 100_000 + "有限公司",)


def test_no_spelling_means_two_forms_and_every_code_has_a_class() -> None:
    codes: dict[str, set[str]] = {}
    for code, where, _language, spellings in rows("legal_forms", ("code", "where", "language", "spellings")):
        assert where in {"any", "end", "start", "edge"}
        for spelling in folded(spellings, ";"):
            codes.setdefault(spelling, set()).add(code)
    assert {spelling for spelling, meant in codes.items() if len(meant) > 1} == set()
    classed = {code for _kind, members in rows("legal_classes", ("class", "codes")) for code in members.split()}
    assert {code for meant in codes.values() for code in meant} == classed
    assert len(codes) > 900


@pytest.mark.parametrize(
    ("name", "rest", "codes"),
    [
        ("northwind ltd", ["northwind"], ["ltd"]),
        ("northwind co ltd", ["northwind"], ["ltd"]),
        ("northwind co fze", ["northwind"], ["co", "fze"]),
        ("ooo northwind", ["northwind"], ["llc"]),
        ("gmbh northwind gmbh", ["northwind"], ["gmbh", "gmbh"]),
        ("northwind karduin", ["northwind", "karduin"], []),
        ("ltd", [], ["ltd"]),
        ("", [], []),
        ("northwind sa publicidad", ["northwind", "sa", "publicidad"], []),
        ("northwind ltd dubai", ["northwind", "dubai"], ["ltd"]),
        ("northwind ag berlin", ["northwind", "berlin"], ["ag"]),
        ("northwind sa frankfurt am main", ["northwind", "frankfurt", "am", "main"], ["sa"]),
        ("northwind as oslo", ["northwind", "oslo"], ["as"]),
        ("northwind as oslo norway", ["northwind", "oslo", "norway"], ["as"]),
        ("northwind as oslo karduin", ["northwind", "as", "oslo", "karduin"], []),
        ("northwind as", ["northwind"], ["as"]),
    ],
)
def test_a_name_is_parted_from_its_forms(name: str, rest: list[str], codes: list[str]) -> None:
    assert legal_forms.part(name.split()) == (rest, codes)


def test_a_branch_after_a_form_is_set_aside_too() -> None:
    rest, codes = legal_forms.part(["northwind", "as", "oslo", "branch"])
    assert rest == ["northwind", "oslo"]
    assert codes[0] == "as"


@pytest.mark.parametrize(
    "name", ["northwind trading co ltd", "northwind s a de cv", "株式会社 東都", "northwind sa panama", "ag carlon sa", "co"]
)
def test_parting_and_matching_find_the_same_forms(name: str) -> None:
    assert legal_forms.part(name.split())[1] == [code for _, code in found(name)]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("ldt", "ltd"),
        ("lptd", "ltd"),
        ("ltdd", "ltd"),
        ("lltd", "ltd"),
        ("gbmh", "gmbh"),
        ("gmbbh", "gmbh"),
        ("ojcs", "ojsc"),
        ("plcs", "plc"),
        ("ltd", None),
        ("sara", None),
        ("spaa", None),
        ("ld", None),
        ("northwind", None),
        ("", None),
    ],
)
def test_a_scrambled_short_form_is_put_right(word: str, form: str | None) -> None:
    assert legal_forms.unscrambled(word) == form


@pytest.mark.parametrize("word", ["gmbbh", "albert", "simon"])
def test_the_nearest_word_of_a_form_is_one_letter_away(word: str) -> None:
    assert legal_forms.nearest_form_word(word) is None
