"""Parties by code and by name, in many scripts; what is not one party is refused."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from comity.model import Party, PartyKind, UnknownName
from comity.registry.naming import Naming, folded_name
from comity.registry.shipped import shipped

NAMES = files("comity.registry") / "data" / "names"


def called(said: str) -> str:
    return shipped().party(said).id


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("FR", "FRA"),
        ("fra", "FRA"),
        (" gb ", "GBR"),
        ("NA", "NAM"),
        ("XK", "XKX"),
        ("xkx", "XKX"),
        ("SU", "SUN"),
        ("CSK", "CSK"),
        ("PS", "PSE"),
    ],
)
def test_codes_in_any_case(said: str, party: str) -> None:
    assert called(said) == party


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("Россия", "RUS"),
        ("日本", "JPN"),
        ("대한민국", "KOR"),
        ("مصر", "EGY"),
        ("جمهوری اسلامی ایران", "IRN"),
        ("ישראל", "ISR"),
        ("Ελλάδα", "GRC"),
        ("საქართველო", "GEO"),
        ("Հայաստան", "ARM"),
        ("भारत", "IND"),
        ("বাংলাদেশ", "BGD"),
        ("ไทย", "THA"),
        ("ኢትዮጵያ", "ETH"),
        ("中华人民共和国", "CHN"),
        ("Србија", "SRB"),
        ("Srbija", "SRB"),
        ("Україна", "UKR"),
    ],
    ids=["ru", "ja", "ko", "ar", "fa", "he", "el", "ka", "hy", "hi", "bn", "th", "am", "zh", "sr", "sr-latn", "uk"],
)
def test_names_in_many_scripts(said: str, party: str) -> None:
    assert called(said) == party


def test_vowel_signs_part_names_in_indian_scripts() -> None:
    assert (called("टोगो"), called("टोंगा")) == ("TGO", "TON")


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("United Kingdom of Great Britain and Northern Ireland", "GBR"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Iran, Islamic Republic of", "IRN"),
        ("Republic of Korea", "KOR"),
        ("KOREA DEMOCRATIC PEOPLE'S REPUBLIC OF", "PRK"),
        ("Netherlands (Kingdom of the)", "NLD"),
        ("Netherlands (Kingdom in Europe)", "NLD"),
        ("GAMBIA THE", "GMB"),
        ("The Gambia", "GMB"),
        ("The former Yugoslav Republic of Macedonia", "MKD"),
        ("Swaziland", "SWZ"),
        ("Burma", "MMR"),
        ("Zaire", "COD"),
        ("Upper Volta", "BFA"),
        ("cote divoire", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("COTE D’IVOIRE", "CIV"),
        ("Turkiye", "TUR"),
        ("Turkey", "TUR"),
        ("Antigua & Barbuda", "ATG"),
        ("UK", "GBR"),
        ("U.S.", "USA"),
        ("UAE", "ARE"),
        ("DRC", "COD"),
        ("Congo (Brazzaville)", "COG"),
        ("Vatican", "VAT"),
        ("République populaire démocratique de Corée", "PRK"),
        ("República Bolivariana de Venezuela", "VEN"),
        ("Chinese Taipei", "TWN"),
        ("Macau", "MAC"),
    ],
)
def test_names_of_records_lists_and_people(said: str, party: str) -> None:
    assert called(said) == party


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("Yugoslavia", "YUG"),
        ("Federal Republic of Yugoslavia", "SCG"),
        ("Serbia and Montenegro", "SCG"),
        ("USSR", "SUN"),
        ("СССР", "SUN"),
        ("Czechoslovakia", "CSK"),
        ("Tchécoslovaquie", "CSK"),
        ("German Democratic Republic", "DDR"),
        ("Federal Republic of Germany", "DEU"),
        ("Democratic Yemen", "YMD"),
        ("Netherlands Antilles", "ANT"),
    ],
)
def test_what_ended_has_its_own_names(said: str, party: str) -> None:
    assert called(said) == party


@pytest.mark.parametrize(
    ("said", "both"),
    [
        ("Congo", ("COG", "COD")),
        ("Korea", ("KOR", "PRK")),
        ("Corée", ("KOR", "PRK")),
        ("Virgin Islands", ("VGB", "VIR")),
        ("Channel Islands", ("GGY", "JEY")),
        ("United Arab Republic", ("EGY", "SYR")),
    ],
)
def test_a_name_that_two_have_is_refused_with_both(said: str, both: tuple[str, str]) -> None:
    with pytest.raises(UnknownName) as refusal:
        called(said)
    assert all(code in str(refusal.value) for code in both)


@pytest.mark.parametrize(
    "said",
    ["", " ", "the", "???", "Atlantis", "Franc", "Frances", "ZZ", "Guyne", "x" * 5000],
    ids=["empty", "space", "article", "signs", "invented", "short", "long", "no-code", "misspelt", "huge"],
)
def test_what_nobody_is_called_is_refused(said: str) -> None:
    with pytest.raises(UnknownName):
        called(said)


def test_names_are_read_only_when_a_name_is_asked() -> None:
    asked: list[str] = []

    def names() -> list[tuple[str, str]]:
        asked.append("names")
        return [("FRA", "Frankreich")]

    naming = Naming([Party("FRA", PartyKind.STATE, "France", "FR")], names)
    assert naming.party("fr").id == "FRA"
    assert not asked
    assert naming.party("frankreich").id == "FRA"
    assert naming.party("FRANKREICH").id == "FRA"
    assert asked == ["names"]


def test_a_name_that_is_only_the_is_not_emptied() -> None:
    assert folded_name("The") == "the"
    assert folded_name("The Bahamas") == folded_name("BAHAMAS (the)") == "bahamas"


def test_an_iso_code_goes_before_the_id_of_a_body() -> None:
    parties = [Party("AUS", PartyKind.STATE, "Australia", "AU"), Party("AU", PartyKind.ORGANISATION, "African Union")]
    naming = Naming(parties, lambda: ((one.id, one.name) for one in parties))
    assert naming.party("AU").id == "AUS"
    assert naming.party("African Union").id == "AU"


@pytest.mark.parametrize("file", sorted(one.name for one in NAMES.iterdir() if one.name.endswith(".csv")))
def test_every_name_that_is_shipped_finds_its_party_or_is_refused_with_it(file: str) -> None:
    for party, name in csv.reader((NAMES / file).read_text(encoding="utf-8").splitlines()):
        try:
            found = called(name)
        except UnknownName as refusal:
            found = party if party in str(refusal).split() else ""
        assert found == party, name
