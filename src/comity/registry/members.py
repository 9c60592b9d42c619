"""Members of bodies on a day, and circles of parties for agreements."""

from __future__ import annotations

from comity.model import Party
from comity.model.participation import Mode
from comity.registry.answers import Applies, Member
from comity.registry.bound import Day, bound
from comity.registry.records import Registry
from comity.registry.standing import Standing

FULL = tuple(mode for mode in Mode if mode.is_full)


def members_on(registry: Registry, body: str, day: Day, kinds: tuple[Mode, ...] = tuple(Mode)) -> list[Member]:
    """Who surely belongs to ``body`` on ``day`` as one of ``kinds``: full members first, each by name. Raises ``UnknownName``."""
    held = registry.body(body)
    if held.ended is not None and held.ended.latest <= day.on:
        return []
    found = [
        member
        for party in registry.parties_of(held.id)
        if party in registry.naming.parties
        for member in _as_member(registry.naming.parties[party], registry.standing(held.id, party), day)
        if Mode(member.kind) in kinds
    ]
    return sorted(found, key=lambda one: (not Mode(one.kind).is_full, one.kind, one.party.name))


def _as_member(party: Party, standing: Standing, day: Day) -> list[Member]:
    for period in standing.periods:
        if period.holds(day.on):
            away = any(one.holds(day.on) for one in standing.suspended)
            told = period.proof[0]
            kind = period.mode.value or Mode.MEMBER.value
            return [Member(party, kind, period.since, period.scope, away, told.source, told.confidence)]
    return []


def circle(registry: Registry, of: str, day: Day) -> frozenset[str]:
    """The ids of the parties that the instrument, or the full members of the body, ``of`` surely holds together on ``day``: those among
    whom an agreement may let records pass. Suspended members are not among them.
    """
    found = registry.id_of(of)
    if found in registry.bodies:
        return frozenset(one.party.id for one in members_on(registry, found, day, FULL) if not one.is_suspended)
    instrument = registry.instruments[found]
    among = [*registry.parties_of(found), *(party for body in instrument.binds for party in registry.parties_of(body))]
    held = (registry.naming.parties[party] for party in dict.fromkeys(among) if party in registry.naming.parties)
    return frozenset(party.id for party in held if bound(registry, instrument, party, day).applies is Applies.IN_FORCE)
