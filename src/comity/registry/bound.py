"""Whether an instrument binds one party on a day: by its own acts, by an extension to it, or as a member of a body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from comity.model import PartialDate, Party, PartyKind
from comity.model.participation import Confidence, EventKind
from comity.registry.answers import Applies, InForce, Limit
from comity.registry.dates import last_day
from comity.registry.entry_rules import Span
from comity.registry.instrument import Instrument, InstrumentKind
from comity.registry.records import Registry
from comity.registry.standing import Period, Standing, is_by

STALE_AFTER = timedelta(days=365)
"""How old a source may be before its answers are called stale, unless the node sets another limit."""


@dataclass(frozen=True, slots=True)
class Day:
    """The day asked about, and what is needed to tell what is stale: today, and how old a source may be."""

    on: date
    today: date
    stale_after: timedelta = STALE_AFTER

    def is_stale(self, as_of: PartialDate | None) -> bool:
        """Whether a source of ``as_of`` is too old; one of unknown age is, and every one is for a day that is yet to come."""
        return as_of is None or self.on > self.today or self.today - last_day(as_of) > self.stale_after


def bound(registry: Registry, instrument: Instrument, party: Party, day: Day) -> InForce:
    """Whether ``instrument`` binds ``party`` on ``day``, reservations aside."""
    whole = _of_the_instrument(instrument, day)
    if whole is not None:
        return whole
    if not instrument.binds:
        return _by_own_acts(registry, instrument, party, day)
    through = [_through(registry, instrument, body, party, day) for body in instrument.binds]
    if registry.standing(instrument.id, party.id).events:
        own = _since_membership(registry, instrument, party, _by_own_acts(registry, instrument, party, day))
        through = [own, *through] if own.proof else through
    return min(through, key=lambda answer: _STRENGTH[answer.applies]) if len(through) > 1 else through[0]


_STRENGTH = {Applies.IN_FORCE: 0, Applies.PROVISIONALLY: 1, Applies.UNKNOWN: 2, Applies.NOT: 3}


def _of_the_instrument(instrument: Instrument, day: Day) -> InForce | None:
    """The answer for everybody, where the instrument itself is not, or not any more, in force."""
    if instrument.ended is not None and instrument.ended.latest <= day.on:
        answer = InForce(Applies.NOT, f"{_called(instrument)} ended on {instrument.ended}", until=Span.of(instrument.ended))
    elif (
        instrument.kind is not InstrumentKind.AGREEMENT
        and instrument.binds
        and instrument.in_force
        and day.on < instrument.in_force.earliest
    ):
        answer = InForce(Applies.NOT, f"{_called(instrument)} applies from {instrument.in_force}")
    else:
        return None
    return answer.known(instrument.as_of, instrument.confidence, is_stale=day.is_stale(instrument.as_of))


def _called(instrument: Instrument) -> str:
    return instrument.short or instrument.title


def _since_membership(registry: Registry, instrument: Instrument, party: Party, own: InForce) -> InForce:
    """``own``, which goes on from the day on which the party was bound as a member before, where it followed without a break."""
    if own.applies is not Applies.IN_FORCE or own.since is None or instrument.in_force is None:
        return own
    before = [one for body in instrument.binds for one in registry.standing(body, party.id).periods if one.until == own.since]
    if not before:
        return own
    since = before[-1].since.later(Span.of(instrument.in_force))
    why = f"bound as a member since {since.text}, and beyond its membership since {own.since.text}"
    return replace(own, since=since, why=why, proof=(*own.proof, *before[-1].proof))


def _by_own_acts(registry: Registry, instrument: Instrument, party: Party, day: Day) -> InForce:
    standing = registry.standing(instrument.id, party.id)
    if party.begins is not None and day.on < party.begins.earliest:
        return _absent(registry, instrument, party, day)
    if not standing.events and not instrument.within and _is_ordinary(party, day):
        return registry.remembered(("absent", instrument.id, day), lambda: _absent(registry, instrument, party, day))
    answer = _from_standing(standing, instrument, day) if standing.events else None
    as_of = registry.known_as_of(instrument.id, party.id)
    cover = registry.coverage(instrument.id)
    if answer is None and party.kind is PartyKind.TERRITORY and party.part_of:
        answer = _by_extension(registry, instrument, party, day)
        as_of = registry.known_as_of(instrument.id, party.part_of)
    if answer is None and instrument.within:
        answer = _from_outside(registry, instrument, party, day)
        as_of = answer.as_of if answer else as_of
    if answer is None:
        answer = _by_absence(registry, instrument, party, day)
    used = tuple(event.confidence for event in answer.proof) or (cover.confidence,)
    return answer.known(as_of, Confidence.weakest(used), is_stale=day.is_stale(as_of), conflicts=standing.conflicts)


def _is_ordinary(party: Party, day: Day) -> bool:
    """Whether nothing but the table of parties decides about ``party`` where it has no events: what holds for one holds for all such."""
    is_there = (party.begins is None or last_day(party.begins) <= day.on) and party.ends is None
    return is_there and party.kind is not PartyKind.TERRITORY


def _absent(registry: Registry, instrument: Instrument, party: Party, day: Day) -> InForce:
    cover = registry.coverage(instrument.id)
    as_of = registry.known_as_of(instrument.id, party.id)
    return _by_absence(registry, instrument, party, day).known(as_of, cover.confidence, is_stale=day.is_stale(as_of))


def _from_standing(standing: Standing, instrument: Instrument, day: Day) -> InForce | None:
    """What the party's own events say; ``None`` where there are none that decide."""
    period = _around(standing.periods, day.on)
    if period is not None and period.holds(day.on) is not False:
        return _while_bound(standing, period, day)
    provisional = _around(standing.provisional, day.on)
    if provisional is not None and provisional.holds(day.on):
        return _answer(provisional, Applies.PROVISIONALLY, "it is applied provisionally, and is not in force")
    if standing.unsettled and instrument.in_force is not None and any(is_by(event, day.on) for event in standing.unsettled):
        return InForce(Applies.UNKNOWN, "consent was given; when it takes effect is not known", proof=standing.unsettled)
    before = [one for one in standing.periods if one.until and one.until.last <= day.on]
    if before:
        last = before[-1]
        return InForce(Applies.NOT, f"it was bound until {_day_before(last)}", last.since, last.until, proof=last.proof)
    if standing.periods:
        first = standing.periods[0]
        return InForce(Applies.NOT, f"it is bound from {first.since.text} only", proof=first.proof)
    if signed := standing.signed(day.on):
        why = "it has signed, and given no consent to be bound as far as is known"
        return InForce(Applies.NOT, why, proof=(signed,))
    if instrument.in_force is None and standing.events:
        return InForce(Applies.NOT, f"{_called(instrument)} is not in force as far as is known", proof=standing.events)
    return None


def _day_before(period: Period) -> str:
    assert period.until is not None
    first, last = period.until
    return str(first - timedelta(days=1)) if first == last else f"some day before {last}"


def _while_bound(standing: Standing, period: Period, day: Day) -> InForce:
    if period.holds(day.on) is None:
        return InForce(
            Applies.UNKNOWN,
            "the days known leave open whether it was bound on this one",
            period.since,
            period.until,
            proof=period.proof,
        )
    for name, breaks in (("suspended", standing.suspended), ("opted out of", standing.opted_out)):
        broken = _around(breaks, day.on)
        if broken is not None and broken.holds(day.on):
            return InForce(
                Applies.NOT,
                f"it is {name} since {broken.since.text}",
                broken.since,
                broken.until,
                proof=(*broken.proof, *period.proof),
            )
    how = period.mode.value.replace("_", " ") or "consent"
    return _answer(period, Applies.IN_FORCE, f"bound by {how} since {period.since.text}")


def _answer(period: Period, applies: Applies, why: str) -> InForce:
    limits = (Limit(None, said=f"only as far as: {period.scope}"),) if period.scope else ()
    return InForce(applies, why, period.since, period.until, proof=period.proof, limits=limits)


def _around(periods: Sequence[Period], on: date) -> Period | None:
    """The period that runs on ``on``, or may."""
    surely = next((one for one in periods if one.holds(on)), None)
    return surely or next((one for one in periods if one.holds(on) is None), None)


def _by_extension(registry: Registry, instrument: Instrument, party: Party, day: Day) -> InForce | None:
    """A territory is bound where the state that answers for it has extended the instrument to it (VCLT article 29 leaves this to the
    instrument; nothing is presumed here).
    """
    events = [event for event in registry.standing(instrument.id, party.part_of).events if event.territory == party.id]
    extended = [event for event in events if event.kind is EventKind.TERRITORIAL_EXTENSION and is_by(event, day.on)]
    ended = [event for event in events if event.kind is EventKind.TERRITORIAL_END and is_by(event, day.on)]
    state = registry.party(party.part_of)
    if not extended:
        return InForce(Applies.UNKNOWN, f"no extension by {state.name} is known")
    since = Span.of(extended[-1].when) if extended[-1].when else None
    if ended and ended[-1].when and since and ended[-1].when.latest >= since.last:
        return InForce(Applies.NOT, f"{state.name} ended the extension", since, Span.of(ended[-1].when), proof=(ended[-1], extended[-1]))
    of_the_state = bound(registry, instrument, state, day)
    proof = (extended[-1], *of_the_state.proof)
    if of_the_state.applies is not Applies.IN_FORCE:
        return replace(of_the_state, proof=proof)
    return InForce(Applies.IN_FORCE, f"extended by {state.name}", since, of_the_state.until, proof=proof)


def _from_outside(registry: Registry, instrument: Instrument, party: Party, day: Day) -> InForce | None:
    """Not bound, for one that cannot be as far as is known: it neither is nor was a member of the body, or bound by the instrument, that
    ``within`` names.
    """
    within = instrument.within
    if any(
        (period.mode.is_full or not period.mode.is_membership) and period.since.first <= day.on
        for period in registry.standing(within, party.id).periods
    ):
        return None
    held = registry.instruments.get(within)
    there = membership(registry, within, party, day) if held is None else bound(registry, held, party, day)
    if there.applies is not Applies.NOT:
        return None
    who = "members of" if held is None else "parties to"
    return replace(there, why=f"only {who} {within} can be bound, and it is not among them as far as is known")


def _by_absence(registry: Registry, instrument: Instrument, party: Party, day: Day) -> InForce:
    """No event decides: not a party where the table of all parties is complete; unknown otherwise."""
    cover = registry.coverage(instrument.id)
    if instrument.in_force is None and not instrument.binds:
        return InForce(Applies.NOT, f"{_called(instrument)} is not in force as far as is known")
    if party.begins is not None and day.on < party.begins.earliest:
        return InForce(Applies.NOT, f"{party.name} exists since {party.begins}: what a predecessor was bound by is asked of it")
    if party.ends is not None and party.ends.latest <= day.on:
        return InForce(Applies.NOT, f"{party.name} ended on {party.ends}: ask for {', '.join(party.successors) or 'its successors'}")
    if party.kind is PartyKind.FORMER_STATE:
        return InForce(Applies.UNKNOWN, "no event is known; tables of parties do not name states that ceased to be before they were made")
    if cover.is_complete and cover.as_of is not None:
        later = "; what happened since is not known here" if last_day(cover.as_of) < day.on else ""
        return InForce(Applies.NOT, f"it is not among the parties that were complete as of {cover.as_of}{later}")
    return InForce(Applies.UNKNOWN, "no event is known, and the table of parties is not complete: this is not a no")


def _through(registry: Registry, instrument: Instrument, body: str, party: Party, day: Day) -> InForce:
    """The answer for a party bound as a member of ``body`` while the instrument is in force, unless it opted out."""
    member = membership(registry, body, party, day)
    if party.id == body:
        return InForce(Applies.NOT, "a body is no member of itself")
    own = registry.standing(instrument.id, party.id)
    out = _around(own.opted_out, day.on) if own.opted_out else None
    if out is not None and member.applies is Applies.IN_FORCE and out.holds(day.on) is not False:
        as_of = registry.known_as_of(instrument.id, party.id)
        proof = (*out.proof, *member.proof)
        why = f"a member of {body} that is outside this act since {out.since.text}"
        weakest = Confidence.weakest(tuple(event.confidence for event in proof))
        return InForce(Applies.NOT, why, out.since, out.until, as_of, weakest, day.is_stale(as_of), proof)
    if member.applies is not Applies.IN_FORCE:
        return member
    if registry.standing(instrument.id, body).events:
        return _as_the_body(registry, instrument, body, member, day)
    if instrument.in_force is None:
        return replace(member, applies=Applies.UNKNOWN, why="the day on which it began to apply is not known")
    since = member.since.later(Span.of(instrument.in_force)) if member.since else Span.of(instrument.in_force)
    why = f"bound as a member of {body} since {since.text}"
    return _no_surer(InForce(Applies.IN_FORCE, why, since, member.until, proof=member.proof), member, instrument, day)


def _as_the_body(registry: Registry, instrument: Instrument, body: str, member: InForce, day: Day) -> InForce:
    """The answer for a member of a body that is itself a party: bound as the body is."""
    of_body = _by_own_acts(registry, instrument, registry.naming.parties[body], day)
    if of_body.applies not in (Applies.IN_FORCE, Applies.PROVISIONALLY):
        return replace(of_body, why=f"{body}: {of_body.why}")
    since = of_body.since.later(member.since) if of_body.since and member.since else of_body.since or member.since
    how = "bound" if of_body.applies is Applies.IN_FORCE else "it is applied provisionally, and not in force,"
    why = f"{how} as a member of {body}{f' since {since.text}' if since else ''}"
    return _no_surer(
        InForce(of_body.applies, why, since, member.until or of_body.until, proof=(*of_body.proof, *member.proof)), member, instrument, day
    )


def _no_surer(answer: InForce, member: InForce, instrument: Instrument, day: Day) -> InForce:
    """``answer``, known no later and no better than the membership and the instrument that it rests on."""
    dates = (member.as_of, instrument.as_of)
    oldest = None if None in dates else min((one for one in dates if one), key=last_day)
    return answer.known(oldest, Confidence.weakest((member.confidence, instrument.confidence)), is_stale=day.is_stale(oldest))


def membership(registry: Registry, body: str, party: Party, day: Day) -> InForce:
    """Whether ``party`` is a full member of the body with the id ``body`` on ``day``; suspended members stay members and are bound."""
    return registry.remembered((body, party.id, day), lambda: _membership(registry, body, party, day))


def _membership(registry: Registry, body: str, party: Party, day: Day) -> InForce:
    standing = registry.standing(body, party.id)
    full = [one for one in standing.periods if one.mode.is_full]
    period = _around(full, day.on)
    cover = registry.coverage(body)
    if period is not None and period.holds(day.on) is None:
        answer = InForce(
            Applies.UNKNOWN, f"the days known leave open whether it was a member of {body} on this one", period.since, period.until
        )
    elif period is not None:
        answer = InForce(Applies.IN_FORCE, f"a member of {body} since {period.since.text}", period.since, period.until)
    elif cover.is_complete or standing.events:
        answer = InForce(Applies.NOT, f"not a member of {body}")
    else:
        answer = InForce(Applies.UNKNOWN, f"it is not known whether it was a member of {body}")
    proof = period.proof if period else ()
    as_of = registry.known_as_of(body, party.id)
    weakest = Confidence.weakest(tuple(event.confidence for event in proof) or (cover.confidence,))
    stale = day.is_stale(as_of)
    since, until = answer.since, answer.until
    return InForce(answer.applies, answer.why, since, until, as_of, weakest, stale, proof, conflicts=standing.conflicts)
