"""The obligations of a state, those it has taken on and those it has not, and the gaps of a region or body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from comity.model import Party, PartyKind
from comity.registry.answers import Applies, Cell, CellState, Duty, InForce
from comity.registry.bound import Day, bound
from comity.registry.instrument import Addressee, Instrument, InstrumentKind, Obligation
from comity.registry.members import FULL, members_on
from comity.registry.records import Registry
from comity.registry.standing import Standing

ALL_STATES = (PartyKind.STATE, PartyKind.OBSERVER_STATE)
"""Whom an obligation of all states addresses."""


def obligations_of(registry: Registry, party: Party, day: Day) -> list[Duty]:
    """Every obligation in the registry that is or could be the party's on ``day``, by instrument, with how it stands. Instruments not open
    to it (of a body that it does not belong to) are left out where it has done nothing under them.
    """
    return [
        Duty(instrument, obligation, _addressed(instrument, obligation, party, standing))
        for instrument in registry.instruments.values()
        if instrument.obligations and _may_concern(registry, instrument, party, day)
        for standing in [bound(registry, instrument, party, day)]
        for obligation in instrument.obligations
    ]


def _addressed(instrument: Instrument, obligation: Obligation, party: Party, standing: InForce) -> InForce:
    if obligation.addressee is not Addressee.ALL_STATES or party.kind not in ALL_STATES or standing.applies is Applies.IN_FORCE:
        return standing
    why = "addressed to all States"
    return InForce(Applies.IN_FORCE, why, None, None, instrument.as_of, instrument.confidence, standing.is_stale)


def _may_concern(registry: Registry, instrument: Instrument, party: Party, day: Day) -> bool:
    if registry.standing(instrument.id, party.id).events or any(one.addressee is Addressee.ALL_STATES for one in instrument.obligations):
        return True
    if instrument.kind is InstrumentKind.BILATERAL_TREATY:
        return False
    bodies = instrument.binds or ((instrument.body,) if instrument.kind in (InstrumentKind.REGIONAL_CONVENTION, InstrumentKind.LAW) else ())
    return not bodies or any(_belongs(registry, body, party, day) for body in bodies)


def _belongs(registry: Registry, body: str, party: Party, day: Day) -> bool:
    if body not in registry.bodies:
        return False
    return any(period.mode.is_full and period.holds(day.on) is not False for period in registry.standing(body, party.id).periods)


def gaps_of(
    registry: Registry, body: str, day: Day, instruments: Sequence[Instrument] = ()
) -> tuple[list[Party], list[Instrument], list[list[Cell]]]:
    """The matrix of a body's full members and the instruments (those to which a state can consent, unless given): a row for each member, a
    cell for each instrument. Raises ``UnknownName``.
    """
    parties = [member.party for member in members_on(registry, body, day, FULL)]
    columns = list(instruments) or [one for one in registry.instruments.values() if _can_be_joined(one)]
    return parties, columns, matrix(registry, parties, columns, day)


def _can_be_joined(instrument: Instrument) -> bool:
    kinds = (InstrumentKind.CONVENTION, InstrumentKind.PROTOCOL, InstrumentKind.REGIONAL_CONVENTION)
    return instrument.kind in kinds and not instrument.binds


def matrix(registry: Registry, parties: Iterable[Party], instruments: Iterable[Instrument], day: Day) -> list[list[Cell]]:
    """A row for each party, in it a cell for each instrument."""
    columns = list(instruments)
    return [[cell(registry, instrument, party, day) for instrument in columns] for party in parties]


def cell(registry: Registry, instrument: Instrument, party: Party, day: Day) -> Cell:
    """How ``party`` stands to ``instrument`` on ``day``, in a word."""
    answer = bound(registry, instrument, party, day)
    state = _BY_ANSWER.get(answer.applies) or _state(registry.standing(instrument.id, party.id), day.on)
    return Cell(party.id, instrument.id, state, answer.since, answer.as_of, answer.is_stale)


_BY_ANSWER = {
    Applies.IN_FORCE: CellState.IN_FORCE,
    Applies.PROVISIONALLY: CellState.PROVISIONAL,
    Applies.UNKNOWN: CellState.UNKNOWN,
}


def _state(standing: Standing, on: date) -> CellState:
    """Which *no* it is."""
    if not standing.events:
        return CellState.NOT_PARTY
    if any(one.holds(on) for one in standing.suspended):
        return CellState.SUSPENDED
    if any(one.until and one.until.last <= on for one in standing.periods):
        return CellState.WITHDRAWN
    consents = [event for event in standing.events if event.kind.value == "consent" and event.date and event.date.latest <= on]
    if consents:
        return CellState.CONSENTED
    return CellState.SIGNED if standing.signed(on) else CellState.NOT_PARTY
