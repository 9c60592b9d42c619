"""How one party stands to one instrument or body over time, worked out from its events in whatever order they came in.

Events are put in the order of the days on which they take effect; on one day, what opens comes before what closes. What cannot be (a
withdrawal of one that was not bound) changes nothing and is told as a conflict; two sources that say different days are both kept, the
surer and newer one counts, and the other is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from comity.model.participation import EventKind, Mode, Participation
from comity.registry.entry_rules import Span, end_of, entry_of
from comity.registry.instrument import Instrument

OPENING = (EventKind.CONSENT, EventKind.ENTRY_INTO_FORCE, EventKind.JOIN)
CLOSING = (EventKind.WITHDRAWAL_NOTIFIED, EventKind.WITHDRAWAL_EFFECTIVE, EventKind.LEAVE)
_ORDER = {kind: place for place, kind in enumerate(EventKind)}


@dataclass(frozen=True, slots=True)
class Period:
    """A time in which the party is bound, or belongs: from ``since``, to the day before ``until`` (``None``: not ended as far as is known).

    ``proof`` are the events that open and close it, the deciding one first. ``mode`` is how it came in or as what it belongs; ``scope``
    narrows it.
    """

    since: Span
    until: Span | None
    mode: Mode
    scope: str
    proof: tuple[Participation, ...]

    def holds(self, on: date) -> bool | None:
        """Whether it runs on ``on``; ``None`` where the days known leave it open."""
        if on < self.since.first or (self.until and on >= self.until.last):
            return False
        if on < self.since.last or (self.until and on >= self.until.first):
            return None
        return True


@dataclass(frozen=True, slots=True)
class Conflict:
    """What does not fit: in words, and the events it is about."""

    what: str
    events: tuple[Participation, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A party's whole history with one instrument or body. ``unsettled`` are consents of which it is not known when they take effect."""

    instrument: str
    party: str
    events: tuple[Participation, ...] = ()
    periods: tuple[Period, ...] = ()
    provisional: tuple[Period, ...] = ()
    suspended: tuple[Period, ...] = ()
    opted_out: tuple[Period, ...] = ()
    unsettled: tuple[Participation, ...] = ()
    notes: tuple[Participation, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def signed(self, on: date) -> Participation | None:
        """The signature that was given by ``on``."""
        return next((event for event in self.events if event.kind is EventKind.SIGNATURE and is_by(event, on)), None)


@dataclass(slots=True)
class _Fold:
    instrument: Instrument
    periods: list[Period] = field(default_factory=list)
    provisional: list[Period] = field(default_factory=list)
    suspended: list[Period] = field(default_factory=list)
    opted_out: list[Period] = field(default_factory=list)
    unsettled: list[Participation] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def is_by(event: Participation, on: date) -> bool:
    """True when the event has surely happened by ``on``."""
    return event.when is not None and event.when.latest <= on


def standing(instrument: Instrument, party: str, events: Iterable[Participation], ends: Span | None = None) -> Standing:
    """The standing of ``party``. ``ends`` is when the party itself ceased to be. The order of ``events`` does not matter, nor do
    repeats.
    """
    known = sorted(dict.fromkeys(events), key=_place)
    fold = _Fold(instrument)
    for event in _decided(known, fold):
        _take(fold, event)
    if ends is not None:
        _cease(fold, ends)
    notes = tuple(event for event in known if event.kind in NOTES)
    return Standing(
        instrument.id,
        party,
        tuple(known),
        tuple(fold.periods),
        tuple(fold.provisional),
        tuple(fold.suspended),
        tuple(fold.opted_out),
        tuple(fold.unsettled),
        notes,
        tuple(fold.conflicts),
    )


NOTES = frozenset(
    {
        EventKind.RESERVATION,
        EventKind.DECLARATION,
        EventKind.RESERVATION_WITHDRAWN,
        EventKind.OBJECTION,
        EventKind.OBJECTION_WITHDRAWN,
        EventKind.TERRITORIAL_EXTENSION,
        EventKind.TERRITORIAL_END,
    }
)


def _place(event: Participation) -> tuple[object, ...]:
    """The order of events: by day, by kind, then by all that they say, so that it is the same whatever order they came in."""
    when = event.when
    said = (event.source, event.mode, event.articles, event.against, event.territory, event.effect, event.confidence, event.text)
    rest = (str(event.date), str(event.effective), str(event.as_of), event.scope, event.excludes_force)
    return (when.earliest if when else date.max, _ORDER[event.kind], *said, *rest)


def _day(event: Participation) -> date:
    return event.when.earliest if event.when else date.max


def _decided(events: Sequence[Participation], fold: _Fold) -> list[Participation]:
    """One event for each act: where sources tell the same act with other days, the surest, then the newest, counts."""
    chosen: list[Participation] = []
    for event in events:
        rival = next((place for place, one in enumerate(chosen) if _same_act(one, event, events)), None)
        if rival is None:
            chosen.append(event)
            continue
        other = chosen[rival]
        better = min(other, event, key=_trust)
        chosen[rival] = better
        if (other.date, other.effective, other.mode) != (event.date, event.effective, event.mode) and not _agree(other, event):
            fold.conflicts.append(
                Conflict(f"sources differ on the {event.kind.value.replace('_', ' ')}", (better, event if better is other else other))
            )
    return sorted(chosen, key=_place)


_ACTS = frozenset({*OPENING, *CLOSING, EventKind.SIGNATURE})


def _same_act(one: Participation, other: Participation, among: Sequence[Participation]) -> bool:
    """True for two tellings of one act: of one kind, by different sources, with nothing between them that would make room for two."""
    if one.kind is not other.kind or one.kind not in _ACTS or one.source == other.source or one.territory != other.territory:
        return False
    if one.mode.is_membership and one.mode is not other.mode:
        return False
    between = CLOSING if one.kind in OPENING else OPENING
    low, high = sorted((_day(one), _day(other)))
    return not any(event.kind in between and low <= _day(event) <= high for event in among)


def _agree(one: Participation, other: Participation) -> bool:
    """True when the days of the one lie within those of the other, which is only less exact, and the modes do not differ."""
    if one.mode and other.mode and one.mode is not other.mode:
        return False
    for mine, yours in ((one.date, other.date), (one.effective, other.effective)):
        if mine and yours and (mine.latest < yours.earliest or yours.latest < mine.earliest):
            return False
    return True


def _trust(event: Participation) -> tuple[object, ...]:
    newest = event.as_of.latest.toordinal() if event.as_of else 0
    exact = -sum(part is not None for part in (event.when.year, event.when.month, event.when.day)) if event.when else 0
    return (event.confidence.rank, -newest, exact, *_place(event))


def _take(fold: _Fold, event: Participation) -> None:
    if event.territory:
        return
    if event.kind in OPENING:
        _open(fold, event)
    elif event.kind in CLOSING:
        _close(fold, event)
    elif event.kind is EventKind.WITHDRAWAL_REVOKED:
        _reopen(fold, event)
    elif event.kind in _PAIRED:
        _begin_or_end(fold, event)


def _open(fold: _Fold, event: Participation) -> None:
    stated = event.kind is EventKind.ENTRY_INTO_FORCE or event.kind is EventKind.JOIN
    since = (Span.of(event.when) if event.when else None) if stated else entry_of(event, fold.instrument)
    running = fold.periods[-1] if fold.periods else None
    if since is None:
        fold.unsettled.append(event)
    elif stated and fold.unsettled and (running is None or running.until is not None):
        fold.periods.append(Period(since, None, fold.unsettled[-1].mode or event.mode, event.scope, (event, *fold.unsettled)))
        fold.unsettled.clear()
    elif running is None or (running.until is not None and running.until.last <= since.last):
        fold.periods.append(Period(since, None, event.mode, event.scope, (event,)))
    elif event.mode.is_membership and event.mode is not running.mode:
        fold.periods[-1] = Period(running.since, since, running.mode, running.scope, running.proof)
        fold.periods.append(Period(since, None, event.mode, event.scope, (event,)))
    elif event.kind is EventKind.ENTRY_INTO_FORCE or running.proof[0].kind is EventKind.ENTRY_INTO_FORCE:
        told = since if event.kind is EventKind.ENTRY_INTO_FORCE else running.since
        fold.periods[-1] = Period(told, running.until, running.mode or event.mode, running.scope or event.scope, (*running.proof, event))
    else:
        fold.conflicts.append(Conflict("it was bound already", (event, *running.proof)))


def _close(fold: _Fold, event: Participation) -> None:
    until = end_of(event, fold.instrument) if event.kind is EventKind.WITHDRAWAL_NOTIFIED else (Span.of(event.when) if event.when else None)
    running = fold.periods[-1] if fold.periods else None
    if running is None or (until is not None and until.last < running.since.first):
        fold.conflicts.append(Conflict("it ends what had not begun", (event,)))
    elif until is None:
        fold.conflicts.append(Conflict("it is not known when this takes effect", (event,)))
    elif running.until is not None and not any(one.kind is EventKind.WITHDRAWAL_NOTIFIED for one in running.proof):
        fold.conflicts.append(Conflict("it ends what had ended already", (event, *running.proof)))
    else:
        fold.periods[-1] = Period(running.since, until, running.mode, running.scope, (*running.proof, event))


def _reopen(fold: _Fold, event: Participation) -> None:
    running = fold.periods[-1] if fold.periods else None
    if running is None or running.until is None or (event.when and event.when.earliest >= running.until.last):
        fold.conflicts.append(Conflict("it takes back a notice that was not given, or had taken effect", (event,)))
        return
    fold.periods[-1] = Period(running.since, None, running.mode, running.scope, (*running.proof, event))


_PAIRED = {
    EventKind.SUSPENSION: ("suspended", True),
    EventKind.RESUMPTION: ("suspended", False),
    EventKind.PROVISIONAL_APPLICATION: ("provisional", True),
    EventKind.PROVISIONAL_END: ("provisional", False),
    EventKind.OPT_OUT: ("opted_out", True),
    EventKind.OPT_IN: ("opted_out", False),
}


def _begin_or_end(fold: _Fold, event: Participation) -> None:
    name, begins = _PAIRED[event.kind]
    periods: list[Period] = getattr(fold, name)
    running = periods[-1] if periods and periods[-1].until is None else None
    if event.when is None:
        fold.conflicts.append(Conflict("it is not known when this takes effect", (event,)))
    elif begins and running is None:
        periods.append(Period(Span.of(event.when), None, event.mode, event.scope, (event,)))
    elif not begins and running is not None:
        periods[-1] = Period(running.since, Span.of(event.when), running.mode, running.scope, (*running.proof, event))
    else:
        fold.conflicts.append(Conflict("it begins what had begun, or ends what had not", (event,)))


def _cease(fold: _Fold, ends: Span) -> None:
    """A party that ceased to be is bound no longer: what its successors took over is their own events."""
    for periods in (fold.periods, fold.provisional, fold.suspended, fold.opted_out):
        if periods and periods[-1].until is None:
            last = periods[-1]
            periods[-1] = Period(last.since, ends, last.mode, last.scope, last.proof)
