from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.matching import compare_names
from comity.model import Schema, ScreeningRule
from comity.names.analysis import analyse
from comity.names.legal_forms import nearest_form_word, unscrambled
from comity.names.repair import repaired

REVIEW = ScreeningRule().review


def score(left: str, right: str) -> float:
    return compare_names(left, right, Schema.COMPANY).score


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("brelvonikllc", "brelvonik llc"),
        ("brelvonik lim ited", "brelvonik limited"),
        ("saxtel shippingcorp", "saxtel shipping corp"),
        ("jscmorvelan", "jsc morvelan"),
        ("morvelan limited liabilitycompany", "morvelan limited liability company"),
        ("limzited liability company morvelan", "limited liability company morvelan"),
        ("joit stock company morvelan", "joint stock company morvelan"),
        ("morvelan ldt", "morvelan ltd"),
        ("morvelan eodo", "morvelan eood"),
        ("morvelan lptd", "morvelan ltd"),
        ("morvelan ltdd", "morvelan ltd"),
        ("morvelan managemvent", "morvelan management"),
        ("morvelan managemnet", "morvelan management"),
        ("morvelan shpping compkany", "morvelan shipping company"),
        ("morvelan sa de cw", "morvelan sa de cv"),
        ("morvelan s de c v", "morvelan sa de cv"),
        ("morvelan sr l", "morvelan srl"),
        ("ag morvelan", "morvelan ag"),
        ("morvelans a", "morvelan sa"),
        ("azlimited", "az limited"),
        ("limited lpiablty company morvelan", "limited liability company morvelan"),
        ("limited liability cmopayn morvelan", "limited liability company morvelan"),
        ("npo morvelan", "scientific production association morvelan"),
        ("twe lfth morvelan", "twelfth morvelan"),
    ],
)
def test_slips_in_ordinary_words_are_repaired(written: str, meant: str) -> None:
    assert repaired(written.split()) == meant.split()


@pytest.mark.parametrize("name", ["morvelan trading ltd", "zinc", "ldt", "province of morvelan", "morvelan 2000", "", "since when"])
def test_a_name_without_slips_stays(name: str) -> None:
    assert repaired(name.split()) == name.split()


def test_a_repair_is_another_reading_and_trusted_less() -> None:
    as_written, read = analyse("BRELVONIKLLC", Schema.COMPANY)
    assert (as_written.words, as_written.forms, as_written.trust) == (("brelvonikllc",), (), 1.0)
    assert (read.words, read.forms) == (("brelvonik",), ("limited",))
    assert read.trust < 1.0


def test_a_persons_name_is_not_repaired() -> None:
    assert [one.words for one in analyse("Marta Vincllc", Schema.PERSON)] == [("marta", "vincllc")]


def test_a_word_of_a_form_is_told_from_its_neighbours() -> None:
    assert nearest_form_word("joit") == "joint"
    assert nearest_form_word("limited") is None
    assert nearest_form_word("morvelan") is None
    assert unscrambled("ldt") == "ltd"
    assert unscrambled("ltd") is None
    assert unscrambled("morvelan") is None


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Velmora MANAGEMVENT Ltd", "Velmora Management Ltd"),
        ("Velmora Managemnet", "Velmora Management"),
        ("Velmora Trading COMPkANY", "Velmora Trading Company"),
        ("Velmora LpTD", "Velmora Ltd"),
        ("VELMORA LDT", "Velmora Ltd"),
        ("Velmora Lptd", "Velmora Limited"),
        ("Velmora Consturction", "Velmora Construction"),
        ("Velmora Investmant Grop", "Velmora Investment Group"),
    ],
)
def test_a_slip_in_an_ordinary_word_costs_little(slip: str, meant: str) -> None:
    assert score(slip, meant) > score(meant, meant) - 0.05


ORDINARY = ("management", "trading", "shipping", "construction", "investment", "petroleum", "engineering", "international", "development")


@st.composite
def misspelt(draw: st.DrawFn) -> tuple[str, str]:
    """An ordinary word, and the same with one letter left out, added, changed, or two neighbours exchanged."""
    word = draw(st.sampled_from(ORDINARY))
    at = draw(st.integers(1, len(word) - 2))
    letter = draw(st.sampled_from("bdkmvz"))
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return word, draw(st.sampled_from(slips))


@settings(max_examples=200)
@given(misspelt())
def test_any_slip_in_an_ordinary_word_costs_little(words: tuple[str, str]) -> None:
    meant, slip = words
    right = score(f"Velmora {meant}", f"Velmora {meant}")
    assert score(f"Velmora {slip}", f"Velmora {meant}") > right - 0.06


@pytest.mark.parametrize("word", ["velmora", "karduin", "zelkova", "tormian", "sara", "brunov"])
def test_a_distinctive_word_is_not_repaired_away(word: str) -> None:
    assert repaired(["morvelan", word]) == ["morvelan", word]
    assert score(f"Morvelan {word}", "Morvelan") < REVIEW


def test_a_repair_does_not_bring_two_houses_together() -> None:
    assert score("Velmora Managemvent", "Karduin Managemvent") < REVIEW
    assert score("Velmora Lptd", "Karduin Lptd") < REVIEW
    assert score("Velmora", "Velmora Ltd") >= score("Velmora", "Velmora Lptd")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Velmora Bk", "Velmora Bank"),
        ("Velmora Plt", "Velmora Plant"),
        ("Velmora Mach", "Velmora Machinery"),
        ("Velmora Mach Plt", "Velmora Machinery Plant"),
        ("Velmora Bk Mgmt", "Velmora Bank Management"),
    ],
)
def test_abbreviations_of_ordinary_words_agree_with_them(short: str, long: str) -> None:
    assert score(short, long) > score(long, long) - 0.04


@pytest.mark.parametrize("name", ["Albert", "Simon", "Soares", "Rostam"])
def test_a_name_near_a_legal_form_is_the_name_itself(name: str) -> None:
    assert score(f"Velmora {name}", "Velmora") < REVIEW


@pytest.mark.parametrize("name", ["morvelan 6 sa de cv", "morvelan 7 pty ltd", "morvelan trading llc", "limited cooper morvelan"])
def test_what_is_written_as_it_should_be_stays(name: str) -> None:
    assert repaired(name.split()) == name.split()


def test_without_guesses_no_word_is_taken_for_another() -> None:
    assert repaired(["morvelan", "shpping"], guesses=False) == ["morvelan", "shpping"]
    assert repaired(["npo", "morvelan"], guesses=False) == ["npo", "morvelan"]


def test_ordinary_words_that_run_together_are_parted_even_where_no_other_word_is_left() -> None:
    assert score("GULFBANK", "Gulf Bank") >= REVIEW


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Khalid Bank", "Gulf Bank"),
        ("Velmora Mahmoud", "Velmora"),
        ("Velmora Dutta", "Velmora"),
    ],
)
def test_a_known_name_is_no_slip(left: str, right: str) -> None:
    assert score(left, right) < REVIEW


@pytest.mark.parametrize(
    ("slip", "meant"), [("Vélmora LDT", "Vélmora Ltd"), ("Vélmora Karduin SHIPPINGCORP", "Velmora Karduin Shipping Corp")]
)
def test_an_accent_does_not_keep_a_name_from_repair(slip: str, meant: str) -> None:
    assert score(slip, meant) >= score(meant, meant) - 0.1
