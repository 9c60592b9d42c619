"""Every name in the records of treaties and the Factbook that means one party is found, and means the party that the record says."""

from __future__ import annotations

import csv
import html
from pathlib import Path

import pytest

from comity.model import UnknownName
from comity.registry.shipped import shipped

pytestmark = pytest.mark.corpus

SEEDS = ("participation_seed_untc_2015.csv", "participation_seed_rights_2015.csv")
ONE_OF_TWO = {
    "Congo": ("COG", "COD"),
    "CONGO": ("COG", "COD"),
    "KOREA": ("KOR", "PRK"),
    "Channel Islands": ("GGY", "JEY"),
    "Virgin Islands": ("VGB", "VIR"),
}
NO_PARTY = {
    "All Territories under UK Sovereignty",
    "Antilles",  # some of them
    "Berlin West",  # no state and no territory of one: under the Allied powers until 1990
    "New Guinea",  # part of a former trust territory of Australia
    "Papua",  # a former territory of Australia
    "Sovereign Base Areas",  # no code in ISO 3166
    "none",  # the Factbook's mark for no name
    "",
}
ENDED = {
    "CZECHOSLOVAKIA": "CSK",
    "GERMAN DEMOCRATIC REPUBLIC": "DDR",
    "Netherlands Antilles": "ANT",
    "SERBIA AND MONTENEGRO": "SCG",
    "SOVIET UNION": "SUN",
    "YUGOSLAVIA": "YUG",
    "YUGOSLAVIA, FEDERAL REPUBLIC OF": "SCG",
}


def column(shared: Path, file: str, name: str) -> set[str]:
    with (shared / "registry" / file).open(encoding="utf-8", newline="") as stream:
        return {html.unescape(row[name]) for row in csv.DictReader(stream)}


@pytest.mark.parametrize("file", SEEDS)
def test_names_of_the_depositary_mean_the_party_of_their_code(shared: Path, file: str) -> None:
    with (shared / "registry" / file).open(encoding="utf-8", newline="") as stream:
        coded = {(row["name"], row["iso3"]) for row in csv.DictReader(stream)}
    assert len(coded) > 150
    of_states = {(name, code) for name, code in coded if name not in ONE_OF_TWO and code != "EUU"}
    assert {(name, shipped().party(name).id) for name, _ in of_states} == of_states


@pytest.mark.parametrize(
    ("file", "name"),
    [("uk_treaties_multilateral_parties_2022.csv", "listed_name"), ("factbook_membership_long.csv", "name")],
    ids=["uk", "factbook"],
)
def test_names_of_other_records_are_found_or_known_to_name_no_party(shared: Path, file: str, name: str) -> None:
    names = column(shared, file, name)
    assert len(names) > 150
    for one in names - NO_PARTY - set(ONE_OF_TWO):
        party = shipped().party(one)
        assert (party.id == ENDED[one]) if one in ENDED else (party.ends is None), one


def test_what_may_be_two_is_refused_with_both() -> None:
    for name, both in ONE_OF_TWO.items():
        with pytest.raises(UnknownName, match=" or ".join(both)):
            shipped().party(name)


def test_what_names_no_party_is_refused_and_still_stands_in_a_record(shared: Path) -> None:
    names = column(shared, "uk_treaties_multilateral_parties_2022.csv", "listed_name")
    names |= column(shared, "factbook_membership_long.csv", "name")
    assert names >= NO_PARTY
    assert names >= set(ENDED)
    for name in NO_PARTY:
        with pytest.raises(UnknownName):
            shipped().party(name)
