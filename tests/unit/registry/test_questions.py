"""Bases, members, circles, obligations, gaps, changes and freshness, over small registries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from comity.model import Confidence, EventKind, Mode, Participation, UnknownName
from comity.registry import (
    Applies,
    Basis,
    Body,
    CellState,
    Coverage,
    InstrumentKind,
    Need,
    Reach,
    Registry,
    bases_between,
    changes_since,
    circle,
    freshness_of,
    gaps_of,
    members_on,
    obligations_of,
    one_sided,
)
from comity.registry.instrument import Addressee, BasisRule, Instrument, Obligation

from .made import consent, event, instrument, on, registry, when

COMPLETE = Coverage(is_complete=True, as_of=when("2026-11"))
EXTRADITES = (BasisRule(Need.EXTRADITION, "1", "It obliges to extradite."),)


def regional(**more: object) -> Instrument:
    given: dict[str, object] = {"in_force": when("1960-01-01"), "coverage": COMPLETE, "bases": EXTRADITES}
    return Instrument("R-1957", "Regional Convention", InstrumentKind.REGIONAL_CONVENTION, **{**given, **more})  # type: ignore[arg-type]


def bilateral() -> Instrument:
    return Instrument("B-2003", "Treaty between the two", InstrumentKind.BILATERAL_TREATY, in_force=when("2004-01-01"), bases=EXTRADITES)


def join(who: str, day: str, body: str = "CLUB", mode: Mode = Mode.MEMBER, **more: object) -> Participation:
    return event(EventKind.JOIN, who, day, instrument=body, mode=mode, **more)


def bases(held: Registry, day: str = "2020-01-01", pair: tuple[str, str] = ("FRA", "GBR")) -> list[Basis]:
    return bases_between(held, (held.party(pair[0]), held.party(pair[1])), Need.EXTRADITION, on(day))


def in_force(of: str, who: str, day: str) -> Participation:
    return event(EventKind.ENTRY_INTO_FORCE, who, day, instrument=of)


def test_the_more_particular_basis_comes_first() -> None:
    events = [
        *(consent(who, "1995-01-01") for who in ("FRA", "GBR")),
        *(in_force("R-1957", who, "1970-01-01") for who in ("FRA", "GBR")),
        *(in_force("B-2003", who, "2004-01-01") for who in ("FRA", "GBR")),
    ]
    found = bases(registry(events, regional(), bilateral()))
    assert [(one.of.id, one.reach) for one in found] == [
        ("B-2003", Reach.BILATERAL),
        ("R-1957", Reach.REGIONAL),
        ("T-1990", Reach.UNIVERSAL),
    ]
    assert all(one.standing.applies is Applies.IN_FORCE for one in found)


def test_a_basis_that_another_replaces_between_the_two_comes_last_and_says_so() -> None:
    events = [in_force(of, who, "1970-01-01") for of in ("R-1957", "L-2002") for who in ("FRA", "GBR")]
    law = Instrument("L-2002", "Act", InstrumentKind.LAW, in_force=when("1970-01-01"), bases=EXTRADITES, coverage=COMPLETE)
    found = bases(registry(events, regional(yields_to=("L-2002",)), law))
    assert [(one.of.id, one.replaced_by) for one in found] == [("L-2002", ""), ("R-1957", "L-2002")]


def test_what_binds_one_of_the_two_only_is_told_apart_with_why() -> None:
    events = [
        *(consent(who, "1995-01-01") for who in ("FRA", "GBR")),
        in_force("R-1957", "FRA", "1970-01-01"),
        in_force("B-2003", "USA", "2004-01-01"),
    ]
    held = registry(events, regional(), replace(bilateral(), coverage=COMPLETE))
    pair = (held.party("FRA"), held.party("GBR"))
    found = one_sided(held, pair, Need.EXTRADITION, on("2020-01-01"))
    assert [one.of.id for one in found] == ["R-1957"]
    assert found[0].standing.why.startswith(f"{pair[1].name}: it is not among the parties")
    assert one_sided(held, pair, Need.EXTRADITION, on("1960-01-01")) == []


def test_what_surely_does_not_apply_is_left_out_and_what_is_unknown_is_last() -> None:
    events = [consent("FRA", "1995-01-01"), consent("GBR", "1995-01-01")]
    found = bases(registry(events, regional(coverage=Coverage())))
    assert [(one.of.id, one.standing.applies) for one in found] == [("T-1990", Applies.IN_FORCE), ("R-1957", Applies.UNKNOWN)]
    assert bases(registry([consent("FRA", "1995-01-01")])) == []


def test_protocols_are_named_where_both_took_them() -> None:
    protocol = Instrument("P-1975", "Protocol", InstrumentKind.PROTOCOL, in_force=when("1979-01-01"), parent="R-1957", coverage=COMPLETE)
    events = [
        *(in_force("R-1957", who, "1970-01-01") for who in ("FRA", "GBR", "DEU")),
        *(in_force("P-1975", who, "1980-01-01") for who in ("GBR", "DEU")),
    ]
    held = registry(events, regional(), protocol)
    assert [one.protocols for one in bases(held, pair=("GBR", "DEU"))] == [("P-1975",)]
    assert [one.protocols for one in bases(held, pair=("GBR", "FRA"))] == [()]


def test_limits_of_the_rule_and_reservations_stand_together() -> None:
    rule = BasisRule(Need.EXTRADITION, "9", "It may be the basis.", ("only for the offences of article 2",))
    reservation = event(EventKind.RESERVATION, "GBR", "1995-01-01", articles=("9",), text="not for nationals")
    events = [consent("FRA", "1995-01-01"), consent("GBR", "1995-01-01"), reservation]
    found = bases(registry(events, own=instrument(bases=(rule,))))
    assert [limit.said or (limit.event and limit.event.text) for limit in found[0].limits] == [
        "only for the offences of article 2",
        "not for nationals",
    ]


def test_belonging_to_one_body_is_a_channel_that_binds_nobody() -> None:
    body = Body("CLUB", "The Club", "organisation", coverage=COMPLETE, bases=EXTRADITES, founded=when("1950-01-01"))
    found = bases(registry([join("FRA", "1960-01-01"), join("GBR", "1961-01-01")], bodies=[body]))
    assert [(one.of.id, one.reach) for one in found] == [("CLUB", Reach.NON_BINDING)]


CLUB = Body("CLUB", "The Club", "organisation", coverage=COMPLETE, founded=when("1950-01-01"))


def club() -> Registry:
    return registry(
        [
            join("FRA", "1950-01-01"),
            join("KEN", "1990-01-01", mode=Mode.OBSERVER),
            join("KEN", "2000-01-01"),
            join("GBR", "1960-01-01"),
            event(EventKind.LEAVE, "GBR", "2010-01-01", instrument="CLUB"),
            join("HUN", "1970-01-01"),
            event(EventKind.SUSPENSION, "HUN", "2015-01-01", instrument="CLUB"),
            join("DEU", "1980-01-01", mode=Mode.PARTNER, scope="training only"),
        ],
        bodies=[CLUB],
    )


@pytest.mark.parametrize(
    ("day", "members"),
    [
        ("1949-12-31", ""),
        ("1955-01-01", "FRA"),
        ("1995-01-01", "FRA HUN GBR"),
        ("2005-01-01", "FRA HUN KEN GBR"),
        ("2010-01-01", "FRA HUN KEN"),
    ],
)
def test_members_on_a_day(day: str, members: str) -> None:
    found = members_on(club(), "CLUB", on(day), (Mode.MEMBER,))
    assert [one.party.id for one in found] == members.split()


def test_kinds_are_kept_apart_and_the_suspended_are_marked() -> None:
    found = members_on(club(), "club", on("2020-01-01"))
    assert [(one.party.id, one.kind, one.is_suspended, one.scope) for one in found] == [
        ("FRA", "member", False, ""),
        ("HUN", "member", True, ""),
        ("KEN", "member", False, ""),
        ("DEU", "partner", False, "training only"),
    ]


def test_a_circle_holds_full_members_who_are_not_suspended() -> None:
    assert circle(club(), "CLUB", on("2020-01-01")) == {"FRA", "KEN"}


def test_a_circle_of_a_treaty_holds_who_is_surely_bound() -> None:
    held = registry([consent("FRA", "1995-01-01"), consent("KEN", "2020"), event(EventKind.SIGNATURE, "GBR", "1991-01-01")])
    assert circle(held, "T-1990", on("2020-06-01")) == {"FRA"}


def test_a_body_that_has_ended_has_no_members() -> None:
    ended = Body("CLUB", "The Club", "coalition", coverage=COMPLETE, founded=when("1950-01-01"), ended=when("2014-12-28"))
    held = registry([join("FRA", "1950-01-01")], bodies=[ended])
    assert [one.party.id for one in members_on(held, "CLUB", on("2014-12-27"))] == ["FRA"]
    assert members_on(held, "CLUB", on("2014-12-28")) == []


DUTIES = (Obligation("T-2", "2", "make it an offence"), Obligation("T-8", "8", "freeze", Addressee.ALL_STATES))


def test_obligations_bind_or_are_not_taken_on_or_unknown() -> None:
    held = registry([consent("FRA", "1995-01-01")], own=instrument(obligations=DUTIES))
    for who, states in (("FRA", ["bound", "bound"]), ("KEN", ["not_taken_on", "bound"])):
        assert [one.state for one in obligations_of(held, held.party(who), on("2020-01-01"))] == states
    unknown = registry([], own=instrument(obligations=DUTIES[:1], coverage=Coverage()))
    assert [one.state for one in obligations_of(unknown, unknown.party("KEN"), on("2020-01-01"))] == ["unknown"]


def test_obligations_of_a_body_that_one_does_not_belong_to_are_not_gaps() -> None:
    held = registry([], regional(obligations=DUTIES[:1], body="CLUB"), bodies=[CLUB])
    assert [one.of.id for one in obligations_of(held, held.party("KEN"), on("2020-01-01"))] == []


def test_the_matrix_of_a_body_says_how_each_member_stands() -> None:
    events = [
        join("FRA", "1950-01-01"),
        join("KEN", "1950-01-01"),
        join("GBR", "1950-01-01"),
        join("HUN", "1950-01-01"),
        join("DEU", "1950-01-01"),
        consent("FRA", "1995-01-01"),
        event(EventKind.SIGNATURE, "KEN", "1991-01-01"),
        consent("GBR", "1995-01-01"),
        event(EventKind.WITHDRAWAL_EFFECTIVE, "GBR", "2005-01-01"),
        consent("HUN", "2019-12-20"),
    ]
    held = registry(events, bodies=[CLUB])
    parties, columns, rows = gaps_of(held, "CLUB", on("2020-01-01"))
    assert [one.id for one in columns] == ["T-1990"]
    assert {party.id: row[0].state for party, row in zip(parties, rows, strict=True)} == {
        "FRA": CellState.IN_FORCE,
        "KEN": CellState.SIGNED,
        "GBR": CellState.WITHDRAWN,
        "HUN": CellState.CONSENTED,
        "DEU": CellState.NOT_PARTY,
    }


def test_changes_count_from_the_day_they_take_effect() -> None:
    held = registry([consent("FRA", "2024-12-20"), consent("KEN", "2024-06-01"), event(EventKind.SIGNATURE, "GBR", "2025-03-01")])
    found = changes_since(held, date(2025, 1, 1))
    assert [(one.on.text, one.event.party) for one in found] == [("2025-01-19", "FRA"), ("2025-03-01", "GBR")]
    assert [one.event.party for one in changes_since(held, date(2025, 1, 1), party="GBR")] == ["GBR"]
    assert changes_since(held, date(2026, 1, 1)) == []


def test_a_change_of_which_the_month_or_the_year_is_known_is_told_so() -> None:
    held = registry([event(EventKind.SIGNATURE, "GBR", "2025-03"), event(EventKind.SIGNATURE, "KEN", "2025")])
    found = changes_since(held, date(2025, 3, 31))
    assert [(one.on.text, one.event.party) for one in found] == [("2025-03", "GBR"), ("2025", "KEN")]
    assert [one.on.text for one in changes_since(held, date(2025, 4, 1))] == ["2025"]
    assert changes_since(held, date(2026, 1, 1)) == []


def test_freshness_counts_conflicts_and_calls_the_old_stale() -> None:
    seed = consent("FRA", "1999-01-01", source="a seed", confidence=Confidence.SEED, as_of=when("2014-05"))
    held = registry([seed, consent("FRA", "1995-01-01")], own=instrument(coverage=Coverage(is_complete=True, as_of=when("2014-05"))))
    (fresh,) = freshness_of(held, on("2026-11-26"))
    assert (fresh.of, fresh.is_stale, fresh.is_complete, fresh.events, fresh.parties, fresh.conflicts) == ("T-1990", True, True, 2, 1, 1)
    assert fresh.weakest is Confidence.SEED


@pytest.mark.parametrize("said", ["", "T-1991", "x" * 10_000])
def test_what_is_not_there_is_said_not_to_be(said: str) -> None:
    with pytest.raises(UnknownName):
        registry([]).instrument(said)
    with pytest.raises(UnknownName):
        registry([]).party(said)


def test_an_instrument_is_found_by_alias_and_case() -> None:
    held = registry([], own=instrument(aliases=("ECE-1957",)))
    assert {held.instrument(said).id for said in ("t-1990", "T1990", "ece 1957", "the treaty")} == {"T-1990"}
