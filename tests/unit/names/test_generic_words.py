"""Generic words: one concept for a word in every language, and small weights."""

from __future__ import annotations

import pytest

from comity.names import generic_words
from comity.names.tables import folded, rows


@pytest.mark.parametrize(
    ("concept", "words"),
    [
        ("bank", "bank banco banque banca банк بنك 银行 은행 bankası"),
        ("company", "company co comp compagnie компания شركة 公司 şirketi"),
        ("services", "services svcs srvces servicios услуги خدمات"),
        ("trading", "trading trade comercial handels торговый تجارة 贸易"),
        ("communications", "communications comm comms связь اتصالات"),
        ("group", "group grp groupe grupo группа مجموعة 集团"),
        ("technology", "technology tech technologies технологии 科技"),
        ("international", "international intl int'l международный دولية 国际"),
        ("manufacturing", "mfg manufacturing production производство"),
        ("foundation", "foundation fondation fundación stiftung مؤسسة фонд 基金会"),
        ("government", "govt government gobierno"),
        ("university", "univ university universidad университет جامعة 大学"),
        ("development", "dev development desarrollo развитие تنمية"),
    ],
)
def test_one_concept_in_every_language(concept: str, words: str) -> None:
    assert {word: generic_words.concept(word) for word in words.split()} == dict.fromkeys(words.split(), concept)


def test_siblings_stay_apart() -> None:
    assert generic_words.concept("gold") != generic_words.concept("diamond")
    assert generic_words.concept("women") != generic_words.concept("students")
    assert generic_words.concept("battalion") != generic_words.concept("brigade")


def test_weights_grow_with_what_a_word_tells() -> None:
    group, bank, city = (generic_words.weight(word) for word in ("group", "airlines", "city"))
    assert (group, bank, city) == (0.2, 0.5, 0.7)


@pytest.mark.parametrize("word", ["northwind", "ромашка", "muhammad", "", "東都"])
def test_distinctive_words_are_not_generic(word: str) -> None:
    assert generic_words.weight(word) is None
    assert generic_words.concept(word) is None


def test_stop_words() -> None:
    assert all(generic_words.is_stop(word) for word in ("and", "of", "the", "for", "und", "y", "et", "de", "la", "le", "и", "و"))
    assert not generic_words.is_stop("bank")


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("東方贸易", ("東方", "贸易")),
        ("某某国际贸易", ("某某", "国际", "贸易")),
        ("한빛무역은행", ("한빛", "무역", "은행")),
        ("贸易", ("贸易",)),
        ("東都", ("東都",)),
        ("northwindbank", ("northwindbank",)),
        ("", ("",)),
    ],
)
def test_generic_endings_come_off_words_without_spaces(word: str, pieces: tuple[str, ...]) -> None:
    assert generic_words.split_endings(word) == pieces


def test_every_word_stands_in_one_row_with_a_weight_in_range() -> None:
    seen: dict[str, str] = {}
    for concept, weight, words in rows("generic_words", ("concept", "weight", "words")):
        assert 0.2 <= float(weight) <= 0.7
        for word in folded(words):
            assert seen.setdefault(word, concept) == concept, word
    assert len(seen) > 5000


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("managemvent", "management"),
        ("managemnet", "management"),
        ("manageent", "management"),
        ("managemant", "management"),
        ("shpping", "shipping"),
        ("petrolum", "petroleum"),
        ("compkany", "company"),
    ],
)
def test_the_ordinary_word_that_a_slip_was_meant_to_be(slip: str, meant: str) -> None:
    assert generic_words.nearest(slip) == meant


@pytest.mark.parametrize("word", ["management", "northwind", "karduin", "bnak", "mangemvent", "mngmt", "", "менеджмнт", "m" * 30])
def test_what_is_no_single_slip_has_no_nearest_word(word: str) -> None:
    assert generic_words.nearest(word) is None


def test_every_nearest_word_is_one_slip_away() -> None:
    for word in ("trading", "management", "shipping", "petroleum"):
        for at in range(len(word)):
            for slip in (word[:at] + word[at + 1 :], word[:at] + "k" + word[at + 1 :], word[:at] + "k" + word[at:]):
                found = generic_words.nearest(slip)
                assert found in (word, None) or abs(len(found) - len(slip)) <= 1, slip


@pytest.mark.parametrize(
    ("short", "concept"), [("bk", "bank"), ("plt", "plant"), ("mach", "machinery"), ("mfg", "manufacturing"), ("trd", "trading")]
)
def test_abbreviations_mean_what_they_are_short_for(short: str, concept: str) -> None:
    assert generic_words.concept(short) == concept


def test_words_for_branches() -> None:
    assert all(generic_words.is_branch(word) for word in ("branch", "office", "filiale", "representative", "филиал"))
    assert not any(generic_words.is_branch(word) for word in ("bank", "dubai", "", "northwind"))


def test_all_words_are_known_as_generic_or_as_joining_others() -> None:
    words = generic_words.words()
    assert {"bank", "and", "银行"} <= words
    assert all(generic_words.weight(word) is not None or generic_words.is_stop(word) for word in words)


@pytest.mark.parametrize("word", ["nauchnyi", "nauchnaya", "nauchnogo", "научных", "issledovatelskoye"])
def test_slavic_adjectives_are_known_in_every_ending(word: str) -> None:
    assert generic_words.concept(word) == "science"


@pytest.mark.parametrize(
    ("word", "concept"),
    [
        ("ναυπηγείο", "shipyard"),
        ("verf", "shipyard"),
        ("vankila", "prison"),
        ("נפט", "oil"),
        ("სამშენებლო", "construction"),
        ("բանկ", "bank"),
    ],
)
def test_languages_of_the_union_and_of_other_scripts_and_their_latin_letters(word: str, concept: str) -> None:
    assert generic_words.concept(word) == concept


def test_romanised_words_are_no_names_and_no_other_words() -> None:
    listed = generic_words._listed()
    assert not [word for word in generic_words._romanised() if word in listed or not word.isascii() or len(word) < 5]
