"""A person asks to see their data, to have it put right, or to have it erased: from receipt to answer, over every place that holds it.

A pure state machine. Each step returns the request as it is afterwards, or raises ``Conflict``, so that two who work on one request cannot
both be right. The plan names every holding, backups and what was sent elsewhere too; the request is not done while one step is open. A
refusal needs a ground (``grounds``), and the person is told it, with the ways to complain (GDPR, Article 12(4)).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from comity.model import Conflict, UsageError
from comity.safeguards.grounds import GROUNDS, STANDING, Ground, RequestKind
from comity.safeguards.periods import months_after

MONTHS = 1
"""Months from receipt to answer: GDPR, Article 12(3)."""

FURTHER_MONTHS = 2
"""Months by which the time may be extended, once, with reasons given within the first month: GDPR, Article 12(3)."""


class Holding(StrEnum):
    """A place that may hold a person's data."""

    SUBJECTS = "subjects"
    HITS = "hits"
    CASES = "cases"
    DECISION_TEXTS = "decision_texts"
    EXPORTS = "exports"
    BACKUPS = "backups"
    DELIVERIES = "deliveries"


class RequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"
    IDENTIFIED = "identified"
    PLANNED = "planned"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class StepState(StrEnum):
    """Where one step of the plan stands. ``restricted``: kept, and used for nothing but what keeps it (GDPR, Article 18)."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What is to be done in one holding: how many records it concerns, and how it ended. ``ground`` is set on what was refused or kept."""

    holding: Holding
    records: int
    state: StepState = StepState.OPEN
    ground: Ground | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonRequest:
    """One request. ``about`` are ids of subjects of this node, never names. ``answer_by`` is the legal deadline; times are aware.

    ``grounds`` say why it was refused as a whole. ``extended_because`` is the reason told to the person, empty when not extended.
    ``version`` grows with every change.
    """

    id: str
    kind: RequestKind
    received_at: datetime
    answer_by: datetime
    state: RequestState = RequestState.RECEIVED
    about: tuple[str, ...] = ()
    plan: tuple[PlanStep, ...] = ()
    grounds: tuple[Ground, ...] = ()
    extended_because: str = ""
    closed_at: datetime | None = None
    version: int = 1

    def overdue(self, now: datetime) -> bool:
        """Whether the deadline has passed without an answer."""
        return self.closed_at is None and now > self.answer_by


def received(id_: str, kind: RequestKind, at: datetime) -> PersonRequest:
    """A new request, to be answered within one month of ``at``."""
    return PersonRequest(id_, kind, at, months_after(at, MONTHS))


def extended(request: PersonRequest, because: str, at: datetime) -> PersonRequest:
    """The request with two months more. Raises ``Conflict`` when it was extended before, is closed, or its first month has passed;
    ``UsageError`` without a reason, since the person must be told one.
    """
    _open(request)
    if not because.strip():
        raise UsageError("an extension needs a reason", "say what makes the request complex, or how many there are")
    if request.extended_because:
        raise Conflict("the request was extended before, and that can be done once")
    if at > request.answer_by:
        raise Conflict("the first month has passed, and the person had to be told within it")
    return _changed(request, extended_because=because.strip(), answer_by=months_after(request.received_at, MONTHS + FURTHER_MONTHS))


def identified(request: PersonRequest, about: Iterable[str]) -> PersonRequest:
    """The request of a person who was shown to be the one whom the subjects ``about`` mean; none means that nothing was found."""
    _in_state(request, RequestState.RECEIVED)
    return _changed(request, state=RequestState.IDENTIFIED, about=tuple(dict.fromkeys(about)))


def planned(request: PersonRequest, records: Mapping[Holding, int], at: datetime) -> PersonRequest:
    """The request with its plan: for each holding how many records it concerns. Holdings without records are done at once.

    Raises ``UsageError`` unless every holding was looked into: a holding that nobody counted is a holding forgotten.
    """
    _in_state(request, RequestState.IDENTIFIED)
    if missing := [holding for holding in Holding if holding not in records]:
        raise UsageError("the plan leaves out " + ", ".join(missing), "look into every holding, and say 0 where there is nothing")
    if any(count < 0 for count in records.values()):
        raise UsageError("a number of records is not negative")
    steps = (PlanStep(holding, records[holding], StepState.OPEN if records[holding] else StepState.DONE) for holding in Holding)
    return _closed_if_done(_changed(request, state=RequestState.PLANNED, plan=tuple(steps)), at)


def step_done(request: PersonRequest, holding: Holding, at: datetime) -> PersonRequest:
    """The request after its step in ``holding`` was carried out; done when it was the last."""
    return _step(request, replace(_open_step(request, holding), state=StepState.DONE, ended_at=at), at)


def step_refused(request: PersonRequest, holding: Holding, ground: Ground, at: datetime) -> PersonRequest:
    """The request after its step in ``holding`` was refused on ``ground``.

    What may not be erased is restricted: kept, and used for nothing else. Raises ``UsageError`` when the ground is not for this kind.
    """
    _fitting(request, (ground,))
    state = StepState.RESTRICTED if request.kind is RequestKind.ERASURE else StepState.REFUSED
    return _step(request, replace(_open_step(request, holding), state=state, ground=ground, ended_at=at), at)


def refused(request: PersonRequest, grounds: Iterable[Ground], at: datetime) -> PersonRequest:
    """The request refused as a whole. Raises ``UsageError`` without a ground, or with one that is not for this kind of request."""
    _open(request)
    because = tuple(dict.fromkeys(grounds))
    _fitting(request, because)
    if any(step.state is not StepState.OPEN and step.records for step in request.plan):
        raise Conflict("part of the plan was carried out", "refuse the steps that are left, one by one")
    return _changed(request, state=RequestState.REFUSED, grounds=because, closed_at=at)


def withdrawn(request: PersonRequest, at: datetime) -> PersonRequest:
    """The request taken back by the person who made it."""
    _open(request)
    return _changed(request, state=RequestState.WITHDRAWN, closed_at=at)


def sentences(request: PersonRequest) -> tuple[str, ...]:
    """What the answer says of grounds, each once, and what every answer says.

    A silent ground on a part adds nothing, and on the whole, or on every part, it says the same as when nothing is held: no answer gives
    an investigation away.
    """
    parts = [step.ground for step in request.plan if step.ground and not GROUNDS[step.ground].silent]
    grounds = [*request.grounds, *parts]
    if (
        request.state is RequestState.DONE
        and not grounds
        and not any(step.records and step.state is StepState.DONE for step in request.plan)
    ):
        grounds = [Ground.NOTHING_HELD]
    return tuple(dict.fromkeys((*(GROUNDS[ground].sentence for ground in grounds), STANDING)))


def _step(request: PersonRequest, ended: PlanStep, at: datetime) -> PersonRequest:
    """The request with one step ended."""
    plan = tuple(ended if step.holding is ended.holding else step for step in request.plan)
    return _closed_if_done(_changed(request, plan=plan), at)


def _closed_if_done(request: PersonRequest, at: datetime) -> PersonRequest:
    """The request, closed when no step is open."""
    if any(step.state is StepState.OPEN for step in request.plan):
        return request
    return replace(request, state=RequestState.DONE, closed_at=at)


def _open_step(request: PersonRequest, holding: Holding) -> PlanStep:
    """The open step in ``holding``. Raises ``Conflict`` when it has ended or there is no plan."""
    _in_state(request, RequestState.PLANNED)
    for step in request.plan:
        if step.holding is holding and step.state is StepState.OPEN:
            return step
    raise Conflict(f"the step in {holding} has ended already")


def _fitting(request: PersonRequest, grounds: tuple[Ground, ...]) -> None:
    """Raise ``UsageError`` unless there are grounds and each is one for this kind of request."""
    fitting = [ground for ground in Ground if request.kind in GROUNDS[ground].kinds]
    if not grounds or not set(grounds) <= set(fitting):
        raise UsageError(f"a request for {request.kind} is refused on a ground that its law gives", "grounds: " + ", ".join(fitting))


def _in_state(request: PersonRequest, state: RequestState) -> None:
    """Raise ``Conflict`` unless the request is in ``state``."""
    if request.state is not state:
        raise Conflict(f"the request is {request.state}, not {state}", "load it again; somebody else may have worked on it")


def _open(request: PersonRequest) -> None:
    """Raise ``Conflict`` when the request is closed."""
    if request.closed_at is not None:
        raise Conflict(f"the request is closed: {request.state}")


def _changed(request: PersonRequest, **changes: object) -> PersonRequest:
    """The request with ``changes`` and the next version."""
    return replace(request, version=request.version + 1, **changes)  # type: ignore[arg-type]
