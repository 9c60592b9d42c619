"""Whether an instrument, or one article of it, is in force for a party or between two on a day.

Between two, both must be bound on that day; a reservation of either bears on both (Vienna Convention on the Law of Treaties, 1969, article
21(1)); an objection whose author ruled force out between the two keeps it from force there (articles 20(4)(b), 21(3)).
"""

from __future__ import annotations

from dataclasses import replace

from comity.model import Party, UsageError
from comity.model.participation import Confidence, EventKind, Participation
from comity.registry.answers import Applies, InForce
from comity.registry.articles import article_of
from comity.registry.bound import Day, bound
from comity.registry.instrument import Instrument, InstrumentKind
from comity.registry.records import Registry
from comity.registry.reserved import barring, excluding, limits_on
from comity.registry.standing import Conflict


def in_force_for(registry: Registry, instrument: Instrument, party: Party, day: Day, article: str = "") -> InForce:
    """Whether ``instrument`` binds ``party`` on ``day``, by its own consent or through a body; limits are its reservations to
    ``article``. Raises ``UsageError`` for what cites no article.
    """
    article = article_of(article)
    answer = bound(registry, instrument, party, day)
    limits = limits_on(registry, instrument, (party,), day.on, article)
    excluded = excluding(limits, article)
    if excluded and answer.applies in (Applies.IN_FORCE, Applies.PROVISIONALLY):
        answer = replace(answer, applies=Applies.NOT, why=f"{party.name} has excluded article {article} by a reservation")
    return replace(answer, limits=(*answer.limits, *limits))


def in_force_between(registry: Registry, instrument: Instrument, pair: tuple[Party, Party], day: Day, article: str = "") -> InForce:
    """Whether ``instrument`` is in force between the two on ``day``, and within which limits. Raises ``UsageError`` for what cites no
    article, and for one party named twice.
    """
    if pair[0] == pair[1]:
        raise UsageError(f"{pair[0].name} is both parties", "give two")
    article = article_of(article)
    one, other = (bound(registry, instrument, party, day) for party in pair)
    limits = limits_on(registry, instrument, pair, day.on, article)
    joined = both(one, other, pair)
    if joined.applies in (Applies.IN_FORCE, Applies.PROVISIONALLY):
        barred = barring(registry, instrument, pair, day.on)
        excluded = excluding(limits, article)
        if _is_of_one_side(registry, instrument, pair):
            joined = replace(joined, applies=Applies.NOT, why="it holds between the two sides, and both are of one")
        elif barred:
            by, of = (registry.party(party).name for party in (barred[0].party, barred[0].against))
            joined = replace(
                joined,
                applies=Applies.NOT,
                why=f"{by} {_said(barred[0])} {of} and ruled out that the instrument be in force between them",
                proof=(*barred, *joined.proof),
                conflicts=(*joined.conflicts, *_without_reservation(registry, instrument, barred)),
            )
        elif excluded:
            who = registry.party(excluded[0].party).name
            joined = replace(joined, applies=Applies.NOT, why=f"{who} has excluded article {article} by a reservation")
    return replace(joined, limits=(*joined.limits, *limits))


def _is_of_one_side(registry: Registry, instrument: Instrument, pair: tuple[Party, Party]) -> bool:
    """Whether both stand on one side of an agreement that a body concluded with others: the body and its members, or those others."""
    if instrument.kind is not InstrumentKind.AGREEMENT or not instrument.binds:
        return False
    one, other = (_is_of_the_body(registry, instrument, party) for party in pair)
    return one == other


def _is_of_the_body(registry: Registry, instrument: Instrument, party: Party) -> bool:
    """Whether ``party`` is the body, bound as its member, or went on being so bound from the day on which it left."""
    standing = registry.standing(instrument.id, party.id)
    left = {period.until for body in instrument.binds for period in registry.standing(body, party.id).periods}
    return party.id in instrument.binds or all(period.since in left for period in (*standing.periods, *standing.provisional))


def _without_reservation(registry: Registry, instrument: Instrument, barred: tuple[Participation, ...]) -> tuple[Conflict, ...]:
    """What does not fit where an objection answers a reservation that is not held."""
    kinds = (EventKind.RESERVATION, EventKind.DECLARATION)
    lone = tuple(
        one
        for one in barred
        if one.kind is EventKind.OBJECTION and not any(note.kind in kinds for note in registry.standing(instrument.id, one.against).notes)
    )
    return (Conflict("it objects to a reservation that is not held", lone),) if lone else ()


def both(one: InForce, other: InForce, pair: tuple[Party, Party]) -> InForce:
    """Both must be bound; what is surely not so for one is not so between the two, whatever is unknown of the other."""
    states = (one.applies, other.applies)
    if Applies.NOT in states:
        applies: Applies = Applies.NOT
    elif Applies.UNKNOWN in states:
        applies = Applies.UNKNOWN
    else:
        applies = Applies.PROVISIONALLY if Applies.PROVISIONALLY in states else Applies.IN_FORCE
    decides = [(party, answer) for party, answer in zip(pair, (one, other), strict=True) if answer.applies is applies]
    known = [answer for _, answer in decides] if applies is Applies.NOT else [one, other]
    dates = [answer.as_of for answer in known]
    since = [answer.since for answer in (one, other) if answer.since]
    until = [answer.until for answer in (one, other) if answer.until]
    holds = applies in (Applies.IN_FORCE, Applies.PROVISIONALLY)
    return InForce(
        applies,
        "; ".join(f"{party.name}: {answer.why}" for party, answer in (zip(pair, (one, other), strict=True) if holds else decides)),
        (since[0].later(since[-1]) if since else None) if holds else None,
        min(until, key=lambda span: span.last, default=None) if holds else None,
        None if None in dates else min((found for found in dates if found), key=lambda found: found.latest, default=None),
        Confidence.weakest(tuple(answer.confidence for answer in known)),
        any(answer.is_stale for answer in known),
        (*one.proof, *(event for event in other.proof if event not in one.proof)),
        (*one.limits, *other.limits),
        (*one.conflicts, *other.conflicts),
    )


def _said(event: Participation) -> str:
    return "objected to a reservation of" if event.kind is EventKind.OBJECTION else "made a declaration on"
