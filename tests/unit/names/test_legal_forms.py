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
