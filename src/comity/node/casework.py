"""What a screening of monitored subjects does to their cases: opens, moves, reopens, and lets lapse; and what there is to tell of it.

A screening that finds what was found before changes nothing and writes nothing, so it may be repeated. What people decided stays until
something that matters differs (``review.opening``); an exemption spares its pair until one of its sides changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from comity.model import Case, CaseState, Exemption, Hit, Locator, MonitoredSubject, Pair, Step, StoredHit
from comity.review import Ground, Policy, differences, due_at, follow, lapse, open_case, reopen, state_at
from comity.review.case_file import lasting
from comity.storage.database import Writing, new_id
from comity.storage.database.queue import QueuedCase

Scope = Callable[[str, str], bool]
"""Whether a screening looked at a listing, by list and id: a case outside is not touched."""


LIST_REMOVED = "list_removed"
"""The ground on which a case lapses whose whole list was taken out of use."""


class Happened(StrEnum):
    """What happened to a hit, as webhooks name it."""

    NEW = "hit.new"
    CHANGED = "hit.changed"
    LAPSED = "hit.lapsed"
    EXEMPTION_ENDED = "exemption.ended"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one case. Ids and codes only: it leaves the node."""

    kind: Happened
    case: str
    pair: Pair
    outcome: str
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One subject, and its hits in one screening."""

    subject: MonitoredSubject
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a screening rests on: its id, its rule's record, what it looked at, the policy of review, and the time."""

    screening: str
    rule: str
    scope: Scope
    policy: Policy
    at: datetime


class Casework:
    """Files the findings of one screening in one transaction."""

    def __init__(self, writing: Writing, grounds: Grounds) -> None:
        self._writing = writing
        self._grounds = grounds
        self._hits: list[StoredHit] = []
        self._opened: list[QueuedCase] = []
        self._found_by: dict[str, Sequence[str]] = {}
        self._events: list[Event] = []

    def file(self, found: Sequence[Found]) -> list[Event]:
        """Bring the cases of these subjects up to what was found; what happened. The entries of the ledger are the caller's."""
        ids = [one.subject.id for one in found]
        cases = {one.case.pair: one.case for one in self._writing.cases.for_subjects(ids)}
        standing = self._writing.hits.get_many({case.hit for case in cases.values()})
        earlier = self._earlier(cases, standing)
        pairs = {_pair(one.subject, hit): (one.subject, hit) for one in found for hit in one.hits}
        spared = self._writing.exemptions.active_for(pairs)
        for pair, (subject, hit) in pairs.items():
            case = cases.get(pair)
            if case is None:
                self._open(subject, pair, hit)
            else:
                befores = earlier[case.id], standing[case.hit]
                self._move(case, befores, self._stored(pair, hit), (subject, spared.get(pair)))
        self._write()
        for pair, case in cases.items():
            if pair not in pairs and case.state is not CaseState.LAPSED and self._grounds.scope(pair.list, pair.listing):
                self._save(case, lapse(case), Happened.LAPSED)
        return self._events

    def lapse(self, cases: Sequence[Case], ground: str) -> list[Event]:
        """Let cases lapse for a reason that no screening found; what happened."""
        for case in cases:
            self._save(case, lapse(case), Happened.LAPSED, (ground,))
        return self._events

    def _earlier(self, cases: Mapping[Pair, Case], standing: Mapping[str, StoredHit]) -> dict[str, StoredHit]:
        """For each case the hit that people last decided or proposed on; for one that only waits, the hit that stands."""
        decided = {}
        for case in cases.values():
            if case.state in (CaseState.DECIDED, CaseState.PROPOSED):
                acts = [act for act in lasting(self._writing.decisions.for_case(case.id)) if act.step is not Step.REFUSAL]
                decided[case.id] = acts[-1].hit if acts else case.hit
        hits = {**standing, **self._writing.hits.get_many(set(decided.values()) - set(standing))}
        return {case.id: hits[decided.get(case.id, case.hit)] for case in cases.values()}

    def _stored(self, pair: Pair, hit: Hit) -> StoredHit:
        at = self._grounds.at
        return StoredHit(new_id(at), pair, hit, self._grounds.rule, at, self._grounds.screening)

    def _open(self, subject: MonitoredSubject, pair: Pair, hit: Hit) -> None:
        stored = self._stored(pair, hit)
        case = open_case(stored)
        self._hits.append(stored)
        self._found_by[case.id] = _found_by(subject, stored)
        self._opened.append(QueuedCase(case, subject.base, due_at(case, self._grounds.policy)))
        self._tell(Happened.NEW, case)

    def _move(
        self, case: Case, befores: tuple[StoredHit, StoredHit], after: StoredHit, sides: tuple[MonitoredSubject, Exemption | None]
    ) -> None:
        """Bring one case up to its hit of now; ``befores`` are the hit that people last decided on, and the one that stands."""
        (before, standing), (subject, exemption) = befores, sides
        followed = follow(case, before, after)
        now, grounds = followed.case, differences(standing, after) if case.state is CaseState.OPEN else followed.grounds
        if exemption is not None:
            spared = state_at(exemption, after.hit.listing, subject.subject, self._grounds.at)
            if not spared.holds:
                self._writing.exemptions.end(exemption.id, spared.state, self._grounds.at, spared.reason)
                if now.state is CaseState.DECIDED:
                    now, grounds = reopen(now, after, Ground.EXEMPTION_ENDED, self._grounds.at), (Ground.EXEMPTION_ENDED,)
                self._tell(Happened.EXEMPTION_ENDED, now, (spared.state.value,))
        if _same(standing, after) and now.state is case.state and not grounds:
            return
        self._writing.hits.add_many([after])
        self._found_by[case.id] = _found_by(subject, after)
        saved = self._save(case, now, Happened.CHANGED if grounds else None, tuple(ground.value for ground in grounds))
        if now.state is CaseState.OPEN and (case.state is not CaseState.OPEN or now.outcome is not case.outcome):
            self._writing.cases.set_due(saved.id, due_at(saved, self._grounds.policy))

    def _save(self, seen: Case, now: Case, happened: Happened | None, grounds: tuple[str, ...] = ()) -> Case:
        saved = self._writing.cases.save(replace(now, version=seen.version + 1), seen.version)
        if happened is not None:
            self._tell(happened, saved, grounds)
        return saved

    def _write(self) -> None:
        self._writing.hits.add_many(self._hits)
        self._writing.cases.open_many(self._opened)
        self._writing.case_words.put_many(self._found_by)

    def _tell(self, kind: Happened, case: Case, grounds: tuple[str, ...] = ()) -> None:
        self._events.append(Event(kind, case.id, case.pair, case.outcome.value, grounds))


def _pair(subject: MonitoredSubject, hit: Hit) -> Pair:
    return Pair(subject.id, hit.listing.source, hit.listing.id)


def _found_by(subject: MonitoredSubject, hit: StoredHit) -> Sequence[str]:
    """The texts by whose words people find a case."""
    return [*(name.full for name in subject.subject.names), hit.hit.name.full, hit.pair.listing, subject.key]


def _same(before: StoredHit, after: StoredHit) -> bool:
    """Whether two hits of one pair say the same: nobody is shown anything else."""
    return _shown(before.hit) == _shown(after.hit)


def _shown(hit: Hit) -> tuple[object, ...]:
    # The place in the file is that of the edition it was found in: a row that moved is no other hit.
    return hit.outcome, round(hit.score, 4), hit.evidence, replace(hit.listing, locator=Locator())
