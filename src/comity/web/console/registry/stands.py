"""How every party stands to one instrument or body on a day, in a word, for maps, matrices and their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from comity.model import Confidence, Mode, PartialDate, Party, PartyKind
from comity.registry import Belonging, CellState, Day, Instrument, Registry, in_force_for, matrix, members_on, membership
from comity.registry.entry_rules import Span

State = CellState | Belonging

LOOKS: Mapping[State, str] = {
    CellState.IN_FORCE: "whole",
    CellState.PROVISIONAL: "part",
    CellState.CONSENTED: "coming",
    CellState.SIGNED: "signed",
    CellState.SUSPENDED: "held",
    CellState.WITHDRAWN: "left",
    CellState.NOT_PARTY: "none",
    CellState.UNKNOWN: "unknown",
    Belonging.MEMBER: "whole",
    Belonging.OTHERWISE: "part",
    Belonging.SUSPENDED: "held",
    Belonging.LEFT: "left",
    Belonging.NOT_MEMBER: "none",
    Belonging.UNKNOWN: "unknown",
}
"""The class and pattern of each state, in the order of legends."""

SIGNS: Mapping[str, str] = {
    "whole": "●",
    "part": "◐",
    "coming": "◔",
    "signed": "✎",
    "held": "◫",
    "left": "⊗",
    "none": "○",
    "unknown": "?",
}
"""The sign of each look, beside which its word stands or is explained."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One party: its state, since when, and from when and how sure that is."""

    party: Party
    state: State
    since: Span | None
    as_of: PartialDate | None
    confidence: Confidence
    is_stale: bool


def today_parties(registry: Registry) -> list[Party]:
    """Every state, entity and territory that has not ceased to be, by name."""
    found = (party for party in registry.naming.parties.values() if not party.kind.is_body and party.kind is not PartyKind.FORMER_STATE)
    return sorted((party for party in found if party.ends is None), key=lambda party: party.name)


def stands_of(registry: Registry, of: str, parties: Iterable[Party], day: Day) -> list[Stand]:
    """How each of ``parties`` stands to the instrument or body with the id ``of`` on ``day``. Raises ``UnknownName``."""
    found = registry.id_of(of)
    if found in registry.bodies:
        kinds = {one.party.id: one.kind for one in members_on(registry, found, day)}
        return [_to_body(registry, found, party, day, kinds.get(party.id, "")) for party in parties]
    return [_to_instrument(registry, registry.instruments[found], party, day) for party in parties]


def _to_instrument(registry: Registry, instrument: Instrument, party: Party, day: Day) -> Stand:
    answer = in_force_for(registry, instrument, party, day)
    cell = matrix(registry, (party,), (instrument,), day)[0][0]
    return Stand(party, cell.state, cell.since, cell.as_of, answer.confidence, cell.is_stale)


def _to_body(registry: Registry, body: str, party: Party, day: Day, kind: str) -> Stand:
    answer, standing = membership(registry, body, party, day), registry.standing(body, party.id)
    if any(one.holds(day.on) for one in standing.suspended) and kind:
        state = Belonging.SUSPENDED
    elif kind:
        state = Belonging.MEMBER if Mode(kind).is_full else Belonging.OTHERWISE
    elif any(one.until and one.until.last <= day.on for one in standing.periods):
        state = Belonging.LEFT
    else:
        state = Belonging.UNKNOWN if answer.in_force is None else Belonging.NOT_MEMBER
    return Stand(party, state, answer.since, answer.as_of, answer.confidence, answer.is_stale)
