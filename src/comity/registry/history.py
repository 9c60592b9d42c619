"""What changed since a day, and how fresh the registry is."""

from __future__ import annotations

from datetime import date

from comity.model.participation import Confidence, EventKind, Participation
from comity.registry.answers import Change, Freshness
from comity.registry.bound import Day
from comity.registry.entry_rules import Span, end_of, entry_of
from comity.registry.records import Registry


def changes_since(registry: Registry, since: date, of: str = "", party: str = "") -> list[Change]:
    """The events that were done, or take effect, on or after ``since``, the oldest first; of one instrument or body, or one party, where
    given.

    An event of which only the year is known is among them while the year's last day is. Raises ``UnknownName``.
    """
    wanted = registry.id_of(of) if of else ""
    dated = (Change(on, event) for event in registry.events(wanted) for on in _days(registry, event)[-1:])
    found = [one for one in dated if one.on.last >= since and (not party or one.event.party == party)]
    return sorted({one.event.id: one for one in found}.values(), key=_place)


def _place(one: Change) -> tuple[date, date, str, str, str]:
    return (one.on.last, one.on.first, one.event.instrument, one.event.party, one.event.id)


def _days(registry: Registry, event: Participation) -> list[Span]:
    """The days of the act and of its effect that are known, the later last."""
    found = [Span.of(when) for when in (event.date, event.effective) if when is not None]
    instrument = registry.instruments.get(event.instrument)
    if instrument is not None and event.kind in (EventKind.CONSENT, EventKind.WITHDRAWAL_NOTIFIED):
        span = entry_of(event, instrument) if event.kind is EventKind.CONSENT else end_of(event, instrument)
        found += [span] if span else []
    return sorted(found, key=lambda span: (span.last, span.first))


def freshness_of(registry: Registry, day: Day) -> list[Freshness]:
    """How fresh each instrument that has participants, and each body, is; the stalest first."""
    ids = [*registry.instruments, *registry.bodies]
    found = [_fresh(registry, of, day) for of in ids if registry.parties_of(of) or registry.coverage(of).as_of]
    return sorted(found, key=lambda one: (one.as_of.latest if one.as_of else date.min, one.of))


def _fresh(registry: Registry, of: str, day: Day) -> Freshness:
    cover = registry.coverage(of)
    events = list(registry.events(of))
    held = registry.instruments.get(of)
    conflicts = sum(len(registry.standing(of, party).conflicts) for party in registry.parties_of(of))
    as_of = cover.as_of or min((event.as_of for event in events if event.as_of), key=lambda one: one.latest, default=None)
    return Freshness(
        of,
        held.title if held else registry.bodies[of].name,
        as_of,
        day.is_stale(as_of),
        cover.is_complete,
        len(events),
        count_on(registry, of, day.on),
        cover.expected,
        conflicts,
        Confidence.weakest(tuple(event.confidence for event in events) or (cover.confidence,)),
    )


def count_on(registry: Registry, of: str, on: date) -> int:
    """How many are surely bound by, or full members of, ``of`` by their own acts on ``on``."""
    return sum(_holds(registry, of, party, on) for party in registry.parties_of(of))


def _holds(registry: Registry, of: str, party: str, on: date) -> bool:
    is_body = of in registry.bodies
    return any(period.holds(on) and (period.mode.is_full or not is_body) for period in registry.standing(of, party).periods)
