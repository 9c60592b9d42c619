from __future__ import annotations

import pytest

from comity.model import Schema
from comity.names.analysis import analyse
from comity.names.legal_forms import nearest_form_word, unscrambled
from comity.names.repair import repaired


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
