"""The bodies that ship: who belonged to them on which day, against numbers that are public."""

from __future__ import annotations

import pytest

from comity.model.participation import Mode
from comity.registry import Member, Registry, bases_between, members_on
from comity.registry.instrument import Need
from comity.registry.shipped import shipped

from .made import TODAY, on

FULL = (Mode.MEMBER,)
ASKED = "NATO EU COE AU ECOWAS ASEAN OIC LAS SCO OAS INTERPOL FATF GCTF COALITION-DAESH FVEY"
UN_GROWTH = {
    1945: 51, 1946: 55, 1947: 57, 1948: 58, 1949: 59, 1950: 60, 1955: 76, 1956: 80, 1957: 82, 1958: 82, 1960: 99, 1961: 104, 1962: 110,
    1964: 115, 1965: 117, 1966: 122, 1967: 123, 1968: 126, 1970: 127, 1971: 132, 1973: 135, 1974: 138, 1975: 144, 1976: 147, 1977: 149,
    1978: 151, 1979: 152, 1980: 154, 1981: 157, 1983: 158, 1984: 159, 1990: 159, 1991: 166, 2000: 189, 2002: 191, 2006: 192, 2011: 193,
}  # fmt: skip
"""Members at the end of the year, as the United Nations publishes them. Left out: 1963 (Zanzibar, which is no party here) and 1992 to 1999
(the name of Yugoslavia stayed on that list after it had ended).
"""


@pytest.fixture(scope="module")
def held() -> Registry:
    return shipped()


def full(held: Registry, body: str, day: str) -> list[Member]:
    return members_on(held, body, on(day), FULL)


def ids(members: list[Member]) -> set[str]:
    return {one.party.id for one in members}


@pytest.mark.parametrize(
    ("body", "day", "count"),
    [
        ("NATO", "1949-08-23", 0),
        ("NATO", "1949-08-24", 12),
        ("NATO", "1999-03-12", 19),
        ("NATO", "2004-03-29", 26),
        ("NATO", "2024-03-06", 31),
        ("NATO", "2024-03-08", 32),
        ("EU", "1994-12-31", 12),
        ("EU", "2004-05-01", 25),
        ("EU", "2013-07-01", 28),
        ("EU", "2020-01-31", 28),
        ("EU", "2020-02-01", 27),
        ("COE", "1989-11-09", 23),
        ("COE", "2022-03-15", 47),
        ("COE", "2022-03-17", 46),
        ("AU", "2017-01-30", 54),
        ("AU", "2017-01-31", 55),
        ("ECOWAS", "2025-01-28", 15),
        ("ECOWAS", "2025-01-29", 12),
        ("ASEAN", "2025-10-25", 10),
        ("ASEAN", "2025-10-26", 11),
        ("OIC", "2020-01-01", 57),
        ("LAS", "2020-01-01", 22),
        ("SCO", "2024-07-03", 9),
        ("SCO", "2024-07-05", 10),
        ("OAS", "2023-11-18", 35),
        ("OAS", "2023-11-19", 34),
        ("FATF", "2022-01-01", 39),
        ("FATF", "2024-01-01", 40),
        ("GCTF", "2023-09-17", 30),
        ("GCTF", "2023-09-18", 32),
        ("FVEY", "1946-03-05", 2),
        ("FVEY", "2024-01-01", 5),
        ("OSCE", "2013-01-01", 57),
        ("SCHENGEN", "2024-03-30", 27),
        ("SCHENGEN", "2024-03-31", 29),
        ("COMMONWEALTH", "2023-01-01", 56),
        ("EUROPOL", "2017-05-01", 27),
        ("EUROPOL", "2021-01-01", 26),
    ],
)
def test_members_on_a_day(held: Registry, body: str, day: str, count: int) -> None:
    assert len(full(held, body, day)) == count


@pytest.mark.parametrize(("year", "count"), UN_GROWTH.items(), ids=[str(year) for year in UN_GROWTH])
def test_the_united_nations_grew_as_it_says_it_did(held: Registry, year: int, count: int) -> None:
    assert len(full(held, "UN", f"{year}-12-31")) == count


COMPLETE = sorted(body.id for body in shipped().bodies.values() if body.coverage.is_complete)


@pytest.mark.parametrize("body", COMPLETE)
def test_a_complete_table_has_the_members_that_are_expected(held: Registry, body: str) -> None:
    cover = held.bodies[body].coverage
    assert cover.as_of is not None
    assert len(full(held, body, str(cover.as_of.latest))) == cover.expected


def test_what_is_asked_most_is_complete_or_says_what_is_missing(held: Registry) -> None:
    asked = set(ASKED.split())
    assert {body for body in asked if not held.bodies[body].coverage.is_complete} == {"INTERPOL", "COALITION-DAESH"}
    assert all(held.bodies[body].coverage.note for body in ("INTERPOL", "COALITION-DAESH"))


def test_no_membership_contradicts_itself(held: Registry) -> None:
    pairs = [(body, party) for body in held.bodies for party in held.parties_of(body)]
    assert {pair: held.standing(*pair).conflicts for pair in pairs if held.standing(*pair).conflicts} == {}
    assert [pair for pair in pairs if held.standing(*pair).unsettled] == []


def test_what_has_ended_belongs_to_nothing(held: Registry) -> None:
    former = {one.id for one in held.naming.parties.values() if one.ends is not None and one.ends.latest <= TODAY}
    found = {(body, one.party.id) for body in held.bodies for one in members_on(held, body, on("2026-11-26")) if one.party.id in former}
    assert found == set()
    assert members_on(held, "ISAF", on("2026-11-26")) == []
    assert len(members_on(held, "G5-SAHEL", on("2020-01-01"))) == 5
    assert members_on(held, "G5-SAHEL", on("2024-01-01")) == []


@pytest.mark.parametrize(
    ("body", "day", "suspended"),
    [
        ("AU", "2022-06-01", {"BFA", "GIN", "MLI", "SDN"}),
        ("AU", "2024-06-01", {"BFA", "GAB", "GIN", "MLI", "NER", "SDN"}),
        ("AU", "2025-05-01", {"BFA", "GIN", "MLI", "NER", "SDN"}),
        ("AU", "2026-02-01", {"BFA", "GNB", "MDG", "MLI", "NER", "SDN"}),
        ("COE", "2022-03-01", {"RUS"}),
        ("ECOWAS", "2024-01-01", {"BFA", "GIN", "MLI", "NER"}),
        ("FATF", "2023-02-23", set()),
        ("FATF", "2023-02-24", {"RUS"}),
        ("LAS", "2015-01-01", {"SYR"}),
        ("LAS", "2023-05-07", set()),
        ("OAS", "2010-01-01", {"HND"}),
        ("OIC", "2024-01-01", {"SYR"}),
        ("OIC", "2025-03-07", set()),
    ],
)
def test_suspended_members_stay_members(held: Registry, body: str, day: str, suspended: set[str]) -> None:
    assert {one.party.id for one in full(held, body, day) if one.is_suspended} == suspended


@pytest.mark.parametrize(
    ("body", "party", "out"),
    [
        ("AU", "MAR", "2000-01-01"),
        ("COE", "GRC", "1972-01-01"),
        ("COMMONWEALTH", "GMB", "2015-01-01"),
        ("COMMONWEALTH", "ZAF", "1980-01-01"),
        ("SADC", "SYC", "2006-01-01"),
        ("UN", "IDN", "1966-01-01"),
    ],
)
def test_who_left_and_came_back_was_out_between(held: Registry, body: str, party: str, out: str) -> None:
    assert party not in ids(full(held, body, out))
    assert party in ids(full(held, body, "2025-06-01"))
    assert len(held.standing(body, party).periods) == 2


@pytest.mark.parametrize(
    ("body", "party", "since"),
    [
        ("NATO", "FIN", "2023-04-04"),
        ("NATO", "SWE", "2024-03-07"),
        ("NATO", "DEU", "1955-05-06"),
        ("EU", "HRV", "2013-07-01"),
        ("COE", "UKR", "1995-11-09"),
        ("AU", "MAR", "2017-01-31"),
        ("ASEAN", "TLS", "2025-10-26"),
        ("SCO", "IRN", "2023-07-04"),
        ("SCO", "BLR", "2024-07-04"),
        ("GCTF", "KEN", "2023-09-18"),
        ("COALITION-DAESH", "SYR", "2025-11-11"),
        ("FVEY", "AUS", "1956"),
        ("INTERPOL", "KEN", "1968"),
        ("UN", "PSE", "2012-11-29"),
    ],
)
def test_since_when(held: Registry, body: str, party: str, since: str) -> None:
    (found,) = [one for one in members_on(held, body, on("2026-02-01")) if one.party.id == party]
    assert found.since.text == since


@pytest.mark.parametrize(
    ("body", "before", "after"),
    [
        ("UN", ("1991-12-01", "SUN"), ("1991-12-31", "RUS")),
        ("UN", ("1990-10-02", "DDR"), ("1990-10-03", "DEU")),
        ("UN", ("2006-06-02", "SCG"), ("2006-06-03", "SRB")),
        ("COE", ("1992-12-31", "CSK"), ("1993-06-30", "CZE")),
        ("OSCE", ("1992-04-26", "YUG"), ("1992-04-30", "BIH")),
    ],
)
def test_states_that_ended_are_followed_by_others(held: Registry, body: str, before: tuple[str, str], after: tuple[str, str]) -> None:
    assert before[1] in ids(full(held, body, before[0]))
    assert before[1] not in ids(full(held, body, after[0]))
    assert after[1] in ids(full(held, body, after[0]))


def test_belonging_in_part_says_in_which(held: Registry) -> None:
    (syria,) = [one for one in full(held, "COALITION-DAESH", "2025-12-01") if one.party.id == "SYR"]
    assert syria.scope == "political declaration only"
    partners = {one.party.id: one.scope for one in members_on(held, "SCHENGEN", on("2024-06-01"), (Mode.PARTNER,))}
    assert partners.keys() == {"IRL", "CYP"}
    assert all(scope.startswith("Schengen Information System") for scope in partners.values())


def test_candidates_observers_and_partners_are_no_members(held: Registry) -> None:
    kinds = {one.party.id: one.kind for one in members_on(held, "EU", on("2024-06-01"))}
    assert {party for party, kind in kinds.items() if kind == "candidate"} == {
        *("ALB", "BIH", "GEO", "MDA", "MKD", "MNE", "SRB", "TUR", "UKR"),
    }
    assert {one.kind for one in members_on(held, "SCO", on("2024-08-01"))} == {"member", "observer", "dialogue_partner"}
    assert {one.kind for one in members_on(held, "SCO", on("2025-09-02"))} == {"member", "partner"}


def test_a_channel_is_a_basis_with_limits_between_two_members(held: Registry) -> None:
    france, kenya = held.party("FR"), held.party("KE")
    alerts = [basis for basis in bases_between(held, (france, kenya), Need.ALERTS, on("2026-11-22")) if basis.of.id == "INTERPOL"]
    assert [basis.standing.in_force for basis in alerts] == [True]
    assert any("Article 3" in limit.said for limit in alerts[0].limits)
    germany = held.party("DE")
    needs = (Need.ALERTS, Need.DATA_EXCHANGE)
    found = {basis.of.id for need in needs for basis in bases_between(held, (france, germany), need, on("2026-11-22"))}
    assert {"INTERPOL", "SCHENGEN", "EUROPOL"} <= found
    assert all(rule.limits for body in held.bodies.values() for rule in body.bases)


def test_nothing_is_made_up_where_no_text_is_public(held: Registry) -> None:
    assert held.bodies["FVEY"].bases == ()
    assert held.parties_of("GIFCT") == []
    assert "Companies" in held.bodies["GIFCT"].note


def test_every_event_of_a_body_says_how_sure_it_is(held: Registry) -> None:
    unsure = [event for body in held.bodies for event in held.events(body) if event.as_of is None or event.when is None]
    assert unsure == []
    assert len(held.bodies) >= 40
