"""Small registries for tests: invented instruments between real codes of invented standing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from comity.model import Confidence, EventKind, Mode, PartialDate, Participation, Party, PartyKind
from comity.registry import Body, Coverage, Day, Instrument, InstrumentKind, Registry
from comity.registry.instrument import BasisRule, EntryRule, Need, WithdrawalRule
from comity.registry.naming import Naming

TODAY = date(2026, 11, 26)
NAMES = {
    "FRA": "France",
    "KEN": "Kenya",
    "GBR": "United Kingdom",
    "HUN": "Hungary",
    "DEU": "Germany",
    "GIB": "Gibraltar",
    "CSK": "Czechoslovakia",
}


def when(text: str) -> PartialDate:
    year, *rest = (int(part) for part in text.split("-"))
    return PartialDate(year, rest[0] if rest else None, rest[1] if len(rest) > 1 else None)


def party(code: str) -> Party:
    if code == "GIB":
        return Party("GIB", PartyKind.TERRITORY, "Gibraltar", "GI", part_of="GBR")
    if code == "CSK":
        return Party("CSK", PartyKind.FORMER_STATE, "Czechoslovakia", ends=when("1993-01-01"), successors=("CZE", "SVK"))
    return Party(code, PartyKind.STATE, NAMES[code], {"FRA": "FR", "KEN": "KE", "GBR": "GB", "HUN": "HU", "DEU": "DE"}[code])


def event(kind: EventKind, who: str, day: str, **more: object) -> Participation:
    given: dict[str, object] = {
        "instrument": "T-1990",
        "source": "the depositary",
        "as_of": when("2026-11"),
        "confidence": Confidence.DEPOSITARY,
    }
    given |= more
    return Participation(party=who, kind=kind, date=when(day) if day else None, **given)  # type: ignore[arg-type]


def consent(who: str, day: str, mode: Mode = Mode.RATIFICATION, **more: object) -> Participation:
    return event(EventKind.CONSENT, who, day, mode=mode, **more)


def instrument(**more: object) -> Instrument:
    given: dict[str, object] = {
        "short": "the Treaty",
        "in_force": when("1992-06-01"),
        "entry": EntryRule("days:30"),
        "withdrawal": WithdrawalRule(12),
        "coverage": Coverage(is_complete=True, as_of=when("2026-11")),
        "bases": (BasisRule(Need.EXTRADITION, "9", "It obliges to extradite."),),
        "as_of": when("2026-11"),
    }
    return Instrument("T-1990", "Treaty of 1990", InstrumentKind.CONVENTION, **{**given, **more})  # type: ignore[arg-type]


def registry(events: Iterable[Participation], *more: Instrument, bodies: Iterable[Body] = (), own: Instrument | None = None) -> Registry:
    parties = [party(code) for code in NAMES]
    return Registry(Naming(parties, lambda: ((one.id, one.name) for one in parties)), [own or instrument(), *more], bodies, events)


def on(day: str, today: date = TODAY) -> Day:
    return Day(date.fromisoformat(day), today)
