"""What a person asks about their own data, from the day it came to the answer: found, looked into everywhere, carried out, proved.

Each change is one transaction with its entry in the ledger, made by whoever saw the present version. A request names subjects by their ids
only. What the law says of each step, its time and its grounds is in ``safeguards.requests``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.identity import Permission
from comity.model import Actor, Conflict, Entry, Subject, UnknownName, UsageError
from comity.node import person_erasure
from comity.node.burying import Burying, tombstone_salt
from comity.node.monitoring import order_screening
from comity.node.permitted import require
from comity.node.person_file import PersonFile, person_file
from comity.node.person_search import FoundPersons, Wanted, find
from comity.node.retention import after_erasing
from comity.node.retention_rules import rules_in_force
from comity.node.settings import Settings
from comity.safeguards import (
    Due,
    Ground,
    Holding,
    PersonRequest,
    RequestKind,
    RequestState,
    StepState,
    extended,
    identified,
    planned,
    received,
    refused,
    step_done,
    step_refused,
    withdrawn,
)
from comity.storage.database import Database, Durability, Reading, Writing, new_id
from comity.storage.database.repository import Page

EARLIEST = timedelta(days=3653)
"""How long before it is written down a request may have come: a day that lies further back is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Handling:
    """Who handles a request, and when (aware)."""

    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as somebody saw it: its id and its version then."""

    id: str
    version: int


@dataclass(frozen=True, slots=True)
class PersonRequests:
    """The requests of persons at one node. Every method raises ``NotAllowed`` for an actor or a purpose that may not, ``UnknownName`` for
    a request that is not there, and ``Conflict`` for one that has changed since it was seen or is past that step.
    """

    database: Database
    settings: Settings

    def receive(self, kind: RequestKind, received_at: datetime, handling: Handling) -> PersonRequest:
        """A new request, which came at ``received_at``: the time to answer runs from then.

        Raises ``UsageError`` for a time to come or more than ``EARLIEST`` ago.
        """
        require(handling.by, Permission.REQUEST_HANDLE)
        if not handling.at - EARLIEST <= received_at <= handling.at:
            raise UsageError("a request cannot have come later than now, or many years ago", "give the day on which it arrived")
        request = received(new_id(handling.at), kind, received_at)
        with self.database.writing(Durability.FULL) as writing:
            writing.person_requests.add(request)
            self._record(writing, "receive", request, handling, {"kind": kind.value, "answer_by": request.answer_by.isoformat()})
        return request

    def page(self, state: RequestState | None, place: tuple[str, int], handling: Handling) -> Page[PersonRequest]:
        """Requests in ``state`` (None: in any) behind the id ``place[0]``, at most ``place[1]``; they name nobody."""
        require(handling.by, Permission.REQUEST_VIEW)
        with self.database.reading() as reading:
            return reading.person_requests.page(state, *place)

    def get(self, request_id: str, handling: Handling) -> PersonRequest:
        """The request of that id; looking is an entry."""
        require(handling.by, Permission.REQUEST_VIEW)
        with self.database.writing() as writing:
            request = _known(writing, request_id)
            self._record(writing, "view", request, handling)
        return request

    def find(self, request_id: str, wanted: Wanted, handling: Handling) -> FoundPersons:
        """Who may be the person that asks; each subject shown is an entry. Nobody is looked for under a request that is closed.

        Raises ``UsageError`` as ``person_search.find`` does.
        """
        require(handling.by, Permission.REQUEST_HANDLE)
        require(handling.by, Permission.SUBJECT_VIEW)
        with self.database.reading() as reading:
            if _known(reading, request_id).closed_at is not None:
                raise Conflict("the request is closed, and nobody is looked for under it", "receive another request")
            found = find(reading, wanted)
        with self.database.writing() as writing:
            for one in found.candidates:
                facts = {"request": request_id}
                writing.record(Entry(handling.at, handling.by.id, "subject.view", f"subject:{one.subject}", _purpose(handling), facts))
            self._record(writing, "search", _known(writing, request_id), handling, {"fitting": str(found.fitting)})
        return found

    def identify(self, seen: Seen, about: Iterable[str], handling: Handling) -> PersonRequest:
        """The person was shown to be these subjects; none: nothing was found. Raises ``UsageError`` for a subject that is not there."""
        ids = tuple(dict.fromkeys(about))

        def change(writing: Writing, request: PersonRequest) -> PersonRequest:
            if len(writing.subjects.get_many(ids)) != len(ids):
                raise UsageError("one of these subjects is not here", "look for the person again")
            return identified(request, ids)

        return self._change(seen, "identify", handling, change)

    def plan(self, seen: Seen, handling: Handling) -> tuple[PersonRequest, tuple[Due, ...]]:
        """The request with what every holding has of the person, and what rules and holds say of each subject."""

        def change(writing: Writing, request: PersonRequest) -> PersonRequest:
            return planned(request, person_erasure.counted(writing, request.about, self.settings), handling.at)

        request = self._change(seen, "plan", handling, change)
        with self.database.reading() as reading:
            return request, person_erasure.advice(reading, request.about, rules_in_force(self.settings), handling.at)

    def extend(self, seen: Seen, because: str, handling: Handling) -> PersonRequest:
        """Two months more, for a reason that the person is told."""
        return self._change(seen, "extend", handling, lambda _, request: extended(request, because, handling.at))

    def withdraw(self, seen: Seen, handling: Handling) -> PersonRequest:
        """The person took the request back."""
        return self._change(seen, "withdraw", handling, lambda _, request: withdrawn(request, handling.at))

    def refuse(self, seen: Seen, grounds: Iterable[Ground], handling: Handling) -> PersonRequest:
        """The whole request refused. Raises ``UsageError`` for a ground that is not for its kind."""
        because = tuple(grounds)
        return self._change(seen, "refuse", handling, lambda _, request: refused(request, because, handling.at))

    def refuse_step(self, seen: Seen, holding: Holding, ground: Ground, handling: Handling) -> PersonRequest:
        """One step refused; of an erasure, what it names is kept and restricted."""
        return self._change(seen, "refuse", handling, lambda _, request: step_refused(request, holding, ground, handling.at))

    def step_done(self, seen: Seen, holding: Holding, handling: Handling) -> PersonRequest:
        """A step of a correction that people carried out. Raises ``UsageError`` for other kinds: the node carries those out itself.

        The step of the subjects ends only when each has changed since the request came.
        """

        def change(writing: Writing, request: PersonRequest) -> PersonRequest:
            if request.kind is not RequestKind.CORRECTION:
                raise UsageError("only the steps of a correction are ended by hand", "have the request carried out")
            still = [one for one in writing.subjects.get_many(request.about).values() if one.changed_at <= request.received_at]
            if holding is Holding.SUBJECTS and still:
                raise Conflict(f"{len(still)} of the subjects were not corrected yet", "correct each, or refuse the step on a ground")
            return step_done(request, holding, handling.at)

        return self._change(seen, "step", handling, change)

    def correct(self, seen: Seen, subject_id: str, facts: Subject, handling: Handling) -> PersonRequest:
        """Replace the facts of one of the subjects; it is to be screened again (``Monitor.screen_arrived`` at ``handling.at``).

        Its digest, caption and time of change follow the facts. Raises ``UsageError`` for a subject that the request is not about, or for
        facts that are those held.
        """

        def change(writing: Writing, request: PersonRequest) -> PersonRequest:
            _require_planned(request, RequestKind.CORRECTION)
            held = writing.subjects.get(subject_id) if subject_id in request.about else None
            if held is None:
                raise UsageError("the request is not about that subject", "its ids are in the request")
            if not writing.subjects.put_many(held.base, [(held.key, facts, held.keep_until)], handling.at).changed:
                raise UsageError("these facts are what is held already", "send the facts as they should be")
            order_screening(writing, handling.at, 1)
            now = writing.subjects.get(subject_id)
            digest = now.digest if now else ""
            told = {"request": request.id, "digest": digest}
            writing.record(Entry(handling.at, handling.by.id, "subject.correct", f"subject:{subject_id}", _purpose(handling), told))
            return replace(request, version=request.version + 1)  # who saw the facts as they were has to look again

        return self._change(seen, "correct", handling, change)

    def file(self, request_id: str, handling: Handling) -> tuple[PersonRequest, PersonFile]:
        """The file for a person who asked for access, from every holding that was not refused; its making ends the open steps.

        It may be made again later. Each subject in it is an entry. Raises ``Conflict`` before there is a plan, or for another kind.
        """
        require(handling.by, Permission.REQUEST_HANDLE)
        require(handling.by, Permission.SUBJECT_EXPORT)
        with self.database.writing(Durability.FULL) as writing:
            before = _known(writing, request_id)
            if before.kind is not RequestKind.ACCESS or before.state not in {RequestState.PLANNED, RequestState.DONE}:
                raise Conflict("there is no file of this request", "it must ask for access, and be planned")
            request = before
            for step in before.plan:
                request = step_done(request, step.holding, handling.at) if step.state is StepState.OPEN else request
            given = {step.holding for step in request.plan if step.state is StepState.DONE}
            made = person_file(writing, request, given, handling.at)
            if request.version != before.version:
                writing.person_requests.save(request, before.version)
            for subject_id in request.about:
                facts = {"request": request.id}
                writing.record(Entry(handling.at, handling.by.id, "subject.export", f"subject:{subject_id}", _purpose(handling), facts))
            self._record(writing, "file", request, handling)
        return request, made

    def carry_out(self, seen: Seen, handling: Handling) -> PersonRequest:
        """Erase what the open steps of an erasure name, and leave tombstones in the database and beside it.

        The step of the backups ends last, when the tombstones lie where a restoration reads them. Raises ``Conflict`` when a legal hold
        covers something of it.
        """
        require(handling.by, Permission.SUBJECT_ERASE)
        burying = Burying(tombstone_salt(self.settings), handling.by.id, handling.at, _purpose(handling))

        def change(writing: Writing, request: PersonRequest) -> PersonRequest:
            _require_planned(request, RequestKind.ERASURE)
            for holding in person_erasure.erase_holdings(writing, request, self.settings, burying):
                request = step_done(request, holding, handling.at)
            return request

        request = self._change(seen, "carry_out", handling, change)
        after_erasing(self.database, self.settings)
        if all(step.state is not StepState.OPEN for step in request.plan):
            return request
        again = Seen(request.id, request.version)
        return self._change(again, "carry_out", handling, lambda _, now: step_done(now, Holding.BACKUPS, handling.at))

    def _change(
        self, seen: Seen, what: str, handling: Handling, change: Callable[[Writing, PersonRequest], PersonRequest]
    ) -> PersonRequest:
        """The request after ``change``, kept with its entry. Raises ``Conflict`` when it is not as it was seen."""
        require(handling.by, Permission.REQUEST_HANDLE)
        with self.database.writing(Durability.FULL) as writing:
            before = _known(writing, seen.id)
            if before.version != seen.version:
                raise Conflict(f"the request has changed: it is at version {before.version}, you saw {seen.version}", "look at it again")
            after = change(writing, before)
            if after.version != before.version:
                writing.person_requests.save(after, before.version)
            facts = {"state": after.state.value, "version": str(after.version)}
            self._record(writing, what, after, handling, facts | {f"step_{step.holding}": step.state.value for step in after.plan})
        return after

    def _record(
        self, writing: Writing, what: str, request: PersonRequest, handling: Handling, facts: Mapping[str, str] | None = None
    ) -> None:
        entry = Entry(handling.at, handling.by.id, f"request.{what}", f"request:{request.id}", _purpose(handling), facts or {})
        writing.record(entry)


def _known(reading: Reading, request_id: str) -> PersonRequest:
    request = reading.person_requests.get(request_id)
    if request is None:
        raise UnknownName("there is no request of that id", "the list of requests names them")
    return request


def _require_planned(request: PersonRequest, kind: RequestKind) -> None:
    if request.kind is not kind:
        raise UsageError(f"the request is for {request.kind}, not {kind}", "receive another request for that")
    if request.state is not RequestState.PLANNED:
        raise Conflict(f"the request is {request.state}, not planned", "look into every holding first")


def _purpose(handling: Handling) -> str:
    return handling.by.purpose.value if handling.by.purpose else ""
