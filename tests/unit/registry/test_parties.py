"""The table of parties that is shipped: who there is, and that its links hold."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from comity.model import FormatError, Party, PartyKind
from comity.names.countries import country_code
from comity.registry.shipped import PARTY_COLUMNS, read_parties

DATA = files("comity.registry") / "data"
PARTIES = read_parties((DATA / "parties.csv").read_text(encoding="utf-8"), "parties.csv")
BY_ID = {party.id: party for party in PARTIES}
LIVING = [party for party in PARTIES if party.ends is None]


def test_there_are_193_members_of_the_united_nations_and_two_observer_states() -> None:
    kinds = Counter(party.kind for party in PARTIES)
    assert kinds[PartyKind.STATE] == 193
    assert {party.id for party in PARTIES if party.kind is PartyKind.OBSERVER_STATE} == {"PSE", "VAT"}


def test_all_of_iso_3166_1_is_there_and_kosovo_beside_it() -> None:
    assert len(LIVING) == 249 + 1
    assert "XKX" in BY_ID


def test_codes_are_unique_and_well_formed() -> None:
    for codes in ([party.id for party in PARTIES], [party.iso2 for party in PARTIES], [party.m49 for party in PARTIES]):
        given = [code for code in codes if code]
        assert len(given) == len(set(given))
    assert all(len(party.id) == 3 and party.id.isalpha() and party.id.isupper() for party in PARTIES)
    assert all(len(party.iso2) == 2 for party in LIVING)
    assert all(len(party.m49) == 3 and party.m49.isdigit() for party in PARTIES if party.m49)


@pytest.mark.parametrize("party", LIVING, ids=lambda party: party.id)
def test_code_and_name_agree_with_the_table_by_which_names_on_lists_are_read(party: Party) -> None:
    assert country_code(party.id) == party.iso2
    if party.id != "COG":  # "Congo" alone is Brazzaville's there; here it is refused
        assert country_code(party.name) == party.iso2


def test_every_link_leads_to_a_party() -> None:
    for party in PARTIES:
        assert not party.part_of or party.part_of in BY_ID
        assert all(one in BY_ID for one in party.successors)
        assert not party.successors or party.ends


def test_only_territories_belong_to_a_state_and_all_but_antarctica_do() -> None:
    assert {party.id for party in PARTIES if party.kind is PartyKind.TERRITORY and not party.part_of} == {"ATA"}
    assert all(party.kind is PartyKind.TERRITORY for party in PARTIES if party.part_of)
    assert all(BY_ID[party.part_of].kind is PartyKind.STATE for party in PARTIES if party.part_of)


def test_former_states_say_when_they_ended_and_what_came_after() -> None:
    former = [party for party in PARTIES if party.kind is PartyKind.FORMER_STATE]
    assert {"CSK", "DDR", "SCG", "SUN", "YMD", "YUG"} <= {party.id for party in former}
    assert all(party.ends and party.successors for party in former)
    assert all(party.begins.earliest < party.ends.latest for party in former if party.begins and party.ends)


@pytest.mark.parametrize(("party", "begins"), [("CZE", "1993-01-01"), ("SSD", "2011-07-09"), ("MNE", "2006-06-03"), ("TLS", "2002-05-20")])
def test_successors_begin_on_a_day(party: str, begins: str) -> None:
    assert str(BY_ID[party].begins) == begins


@pytest.mark.parametrize("party", ["RUS", "SRB", "UKR", "BLR", "EST", "DEU", "YEM"])
def test_who_goes_on_after_a_change_has_no_beginning_but_a_note(party: str) -> None:
    assert BY_ID[party].begins is None
    assert BY_ID[party].note


def test_another_kind_or_column_is_refused_with_its_line() -> None:
    head = ",".join(PARTY_COLUMNS)
    with pytest.raises(FormatError, match=r"here line 2.*planet"):
        read_parties(f"{head}\nMRS,planet,Mars,,,,,,,\n", "here")
    with pytest.raises(FormatError, match="columns"):
        read_parties("id,name\n", "here")
    with pytest.raises(FormatError, match="begins"):
        read_parties(f"{head}\nMRS,state,Mars,,,,soon,,,\n", "here")
