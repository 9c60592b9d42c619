"""Cities, countries and words for branches inside organisations' names."""

from __future__ import annotations

import pytest

from comity.matching import compare_names
from comity.model import Schema, ScreeningRule
from comity.names import places
from comity.names.analysis import NameAnalysis, analyse
from comity.names.roles import WordKind

REVIEW = ScreeningRule().review


def reading(name: str, schema: Schema = Schema.COMPANY) -> NameAnalysis:
    return analyse(name, schema)[0]


def score(left: str, right: str) -> float:
    return compare_names(left, right, Schema.COMPANY).score


@pytest.mark.parametrize(
    ("name", "placed"),
    [
        ("Velmora London", {"london"}),
        ("Velmora Germany", {"germany"}),
        ("Velmora Trading (Dubai)", {"dubai"}),
        ("Velmora Hong Kong", {"hong", "kong"}),
        ("Velmora Frankfurt am Main", {"frankfurt", "am", "main"}),
        ("Velmora Zürich", {"zurich"}),
        ("London Velmora", {"london"}),
        ("Velmora Karduin", set()),
        ("Velmora Kong", set()),
    ],
)
def test_cities_and_countries_are_places(name: str, placed: set[str]) -> None:
    found = reading(name)
    assert {word for word, kind in zip(found.words, found.kinds, strict=True) if kind == WordKind.PLACE} == placed


@pytest.mark.parametrize("word", ["Branch", "Filiale", "Zweigniederlassung", "Representative Office"])
def test_a_word_for_a_branch_costs_next_to_nothing(word: str) -> None:
    assert score(f"Velmora Karduin {word}", "Velmora Karduin") > score("Velmora Karduin", "Velmora Karduin") - 0.05


def test_a_persons_name_has_no_places() -> None:
    assert WordKind.PLACE not in reading("Marta London", Schema.PERSON).kinds


@pytest.mark.parametrize("house", ["Velmora Karduin", "Velmora Karduin Bank", "Velmora Karduin Trading LLC"])
@pytest.mark.parametrize("branch", ["({} Branch)", "- {}", "{} Branch", "({})"])
@pytest.mark.parametrize("city", ["Dubai", "London", "Nairobi"])
def test_a_branch_scores_nearly_like_its_house(house: str, branch: str, city: str) -> None:
    assert score(f"{house} {branch.format(city)}", house) > score(house, house) - 0.08


@pytest.mark.parametrize("house", ["Velmora", "Velmora Bank"])
def test_a_branch_of_a_house_of_one_name_is_still_found(house: str) -> None:
    assert score(f"{house} (Dubai Branch)", house) >= REVIEW
    assert score(f"{house} Karduin", house) < score(f"{house} (Dubai Branch)", house) - 0.05


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Bank of Dubai", "Bank of Lisbon"),
        ("Dubai Trading Company", "Sharjah Trading Company"),
        ("National Bank of Kenya", "National Bank of Ghana"),
        ("Velmora London", "Velmora Tokyo"),
        ("Velmora Bank (Dubai Branch)", "Velmora Bank (London Branch)"),
    ],
)
def test_two_places_contradict(left: str, right: str) -> None:
    assert score(left, right) < REVIEW


@pytest.mark.parametrize(("left", "right"), [("Velmora Lisbon", "Karduin Lisbon"), ("Velmora Trading Dubai", "Karduin Trading Dubai")])
def test_no_hit_rests_on_a_place(left: str, right: str) -> None:
    assert score(left, right) < REVIEW


@pytest.mark.parametrize("name", ["Bank of Dubai", "Dubai Trading", "Dubai General Trading LLC", "Dubai"])
def test_a_place_is_the_telling_word_where_no_other_is(name: str) -> None:
    found = reading(name)
    assert found.kinds[found.words.index("dubai")] == WordKind.WORD
    assert score(name, name) >= REVIEW


def test_a_generic_word_alone_does_not_find_a_name_made_of_a_place() -> None:
    assert score("Trading Company", "Dubai Trading Company") < REVIEW


@pytest.mark.parametrize(
    "name",
    [
        "VELMORA LTD - Dubai",
        "Velmora Ltd Dubai",
        "Velmora Ltd (London Branch)",
        "Velmora GmbH Frankfurt am Main",
        "VELMORA S.A., PANAMA",
        "Velmora LLC Hong Kong",
        "Velmora AG Zürich",
    ],
)
def test_a_legal_form_before_a_place_is_set_aside(name: str) -> None:
    found = reading(name)
    assert found.words[0] == "velmora"
    assert found.forms
    assert not {"ltd", "gmbh", "sa", "llc", "ag"} & set(found.words)


def test_a_legal_form_before_another_word_stays() -> None:
    assert "as" in reading("Velmora AS Karduin").words


def test_the_longest_city_is_taken() -> None:
    assert places.size(("frankfurt", "am", "main", "velmora"), 0) == 3
    assert places.size(("velmora", "london"), 1) == 1
    assert places.size(("velmora",), 0) == 0
    assert places.size(("abu",), 0) == 0
    assert not places.may_begin("velmora")


def test_a_city_with_a_particle_is_a_place_like_any_other() -> None:
    assert score("Velmora Ltd Abu Dhabi", "Velmora Ltd") >= REVIEW


@pytest.mark.parametrize("city", ["Hong Kong", "Rio de Janeiro"])
def test_a_city_of_several_words_costs_like_one(city: str) -> None:
    assert score(f"Velmora ({city} Branch)", "Velmora") >= REVIEW


def test_a_branch_of_a_house_called_by_its_city() -> None:
    assert score("Bank of Dubai (London Branch)", "Bank of Dubai") > score("Velmora Bank (London Branch)", "Velmora Bank") - 0.02


@pytest.mark.parametrize(
    ("word", "key"), [("iran", "=@IR"), ("iranian", "=@IR"), ("iraq", "=@IQ"), ("moscow", ""), ("korean", ""), ("bergtal", "")]
)
def test_words_of_one_country_have_one_key(word: str, key: str) -> None:
    assert places.country_key(word) == key


def test_two_countries_contradict_however_alike() -> None:
    assert score("Morvelan Lines Slovakia", "Morvelan Lines Slovenia") < score("Morvelan Lines Slovakia", "Morvelan Lines")
