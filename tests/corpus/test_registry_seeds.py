"""The seeds of participation are in the log row by row, and the totals are those that their origins state."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from comity.model.participation import Confidence, EventKind
from comity.registry import Day, Registry, count_on, in_force_for, shipped

pytestmark = pytest.mark.corpus

SEEDS = ("participation_seed_untc_2015.csv", "participation_seed_rights_2015.csv")
DEPOSITS = {
    "HOSTAGES-1979": 173,
    "IPP-1973": 176,
    "BOMBINGS-1997": 168,
    "FINANCING-1999": 186,
    "NUCLEAR-2005": 94,
    "ROME-1998": 122,
    "UNTOC-2000": 179,
    "UNCAC-2003": 171,
    "APIC-2002": 72,
    "CAT-1984": 157,
    "ICCPR-1966": 168,
    "ICCPR-OP2-1989": 81,
    "CRC-1989": 194,
    "CRC-OPAC-2000": 159,
    "ICPPED-2006": 45,
    "REFUGEE-1951": 145,
    "REFUGEE-PROT-1967": 146,
}
TODAY = date(2026, 11, 26)


def rows(shared: Path) -> list[dict[str, str]]:
    found = []
    for name in SEEDS:
        with (shared / "registry" / name).open(encoding="utf-8", newline="") as table:
            found += list(csv.DictReader(table))
    return found


def said(registry: Registry, kind: EventKind) -> set[tuple[str, str, str, str]]:
    """Instrument, party, day and mode of the events of the seeds."""
    among = (event for event in registry.events() if event.kind is kind and event.confidence is Confidence.SEED)
    return {(event.instrument, event.party, str(event.date), event.mode.value) for event in among}


def party_of(row: dict[str, str]) -> str:
    return "EU" if row["iso3"] == "EUU" else row["iso3"]


def test_every_row_of_the_seeds_is_in_the_log(shared: Path) -> None:
    registry, seeds = shipped(), rows(shared)
    signed = {(row["instrument"], party_of(row), row["signed"], "") for row in seeds if row["signed"]}
    deposited = {(row["instrument"], party_of(row), row["deposited"], row.get("mode", "")) for row in seeds if row["deposited"]}
    assert len(seeds) == 1451 + 1184
    of_the_seeds = set(DEPOSITS)
    assert {event for event in said(registry, EventKind.SIGNATURE) if event[0] in of_the_seeds} == signed
    assert {event for event in said(registry, EventKind.CONSENT) if event[0] in of_the_seeds} == deposited


def test_deposits_are_as_many_as_the_origins_state() -> None:
    counted = Counter(event[0] for event in said(shipped(), EventKind.CONSENT) if event[0] in DEPOSITS)
    assert counted == DEPOSITS


@pytest.mark.parametrize("wanted", DEPOSITS)
def test_a_complete_table_holds_as_many_parties_as_are_stated_for_its_day(wanted: str) -> None:
    """An instrument deposited shortly before that day is counted by its depositary, and in force a little later."""
    registry = shipped()
    cover = registry.instrument(wanted).coverage
    assert cover.is_complete
    assert cover.as_of is not None
    day = cover.as_of.latest
    waiting = {
        event.party
        for event in registry.events(wanted)
        if event.kind is EventKind.CONSENT and event.date and event.date.latest <= day
        for first in registry.standing(wanted, event.party).periods[:1]
        if first.since.last > day
    }
    assert count_on(registry, wanted, day) + len(waiting) == cover.expected


def test_signatures_of_the_nuclear_terrorism_convention_are_not_taken_for_deposits() -> None:
    signed = {event[1] for event in said(shipped(), EventKind.SIGNATURE) if event[0] == "NUCLEAR-2005"}
    parties = {event[1] for event in said(shipped(), EventKind.CONSENT) if event[0] == "NUCLEAR-2005"}
    assert (len(parties), len(signed), len(signed - parties)) == (94, 115, 48)
    assert "ALB" in signed - parties


@pytest.mark.parametrize(
    ("instrument", "party", "since"),
    [
        ("NUCLEAR-2005", "AFG", "2013-04-24"),
        ("NUCLEAR-2005", "DZA", "2011-04-02"),
        ("ROME-1998", "PSE", "2015-04-01"),
        ("ROME-1998", "ARM", "2024-02-01"),
        ("ROME-1998", "UKR", "2025-01-01"),
        ("REFUGEE-PROT-1967", "USA", "1968-11-01"),
        ("HOSTAGES-1979", "CZE", "1993-01-01"),
        ("ICCPR-1966", "HRV", "1991-10-08"),
    ],
)
def test_entry_into_force_for_one_party(instrument: str, party: str, since: str) -> None:
    registry = shipped()
    first = date.fromisoformat(since)
    day, before = Day(first, TODAY), Day(date.fromordinal(first.toordinal() - 1), TODAY)
    of, who = registry.instrument(instrument), registry.party(party)
    assert (in_force_for(registry, of, who, day).applies.value, in_force_for(registry, of, who, before).applies.value) == (
        "in_force",
        "not",
    )


@pytest.mark.parametrize(
    ("party", "on", "applies"),
    [
        ("HUN", "2026-06-01", "in_force"),
        ("HUN", "2026-06-02", "not"),
        ("BDI", "2017-10-26", "in_force"),
        ("BDI", "2017-10-27", "not"),
        ("PHL", "2019-03-16", "in_force"),
        ("PHL", "2019-03-17", "not"),
        ("GMB", "2017-11-10", "in_force"),
        ("ZAF", "2017-10-19", "in_force"),
        ("USA", "2024-01-01", "not"),
        ("MLI", "2026-11-22", "in_force"),
    ],
)
def test_withdrawals_from_the_rome_statute(party: str, on: str, applies: str) -> None:
    registry = shipped()
    found = in_force_for(registry, registry.instrument("ROME-1998"), registry.party(party), Day(date.fromisoformat(on), TODAY))
    assert found.applies.value == applies
    assert found.proof


def test_the_log_of_the_universal_instruments_holds_no_contradiction() -> None:
    registry = shipped()
    conflicts = [(of, party) for of in DEPOSITS for party in registry.parties_of(of) if registry.standing(of, party).conflicts]
    assert conflicts == []


def test_a_reservation_shows_the_article_as_excluded_and_its_withdrawal_takes_that_back() -> None:
    registry = shipped()
    of, who = registry.instrument("CAT-1984"), registry.party("AFG")
    before, after = (
        in_force_for(registry, of, who, Day(date.fromisoformat(day), TODAY), "20").applies.value for day in ("2018-04-16", "2018-04-18")
    )
    assert (before, after) == ("not", "in_force")
