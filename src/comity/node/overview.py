"""What somebody sees who comes to work: how fresh the lists are, what waits, what runs and failed, and what changed since yesterday.

Everything is counted along an index and to a bound, so that the answer takes the same time however much is stored. Only numbers about
cases are told here, nothing about a person: so a look is no entry in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.identity import Permission
from comity.model import Actor, CaseState, Outcome
from comity.node.casework import Happened
from comity.node.editions_in_use import IN_USE
from comity.node.lists import ListDesk, ListStatus
from comity.node.permitted import is_allowed, require
from comity.review import DueBand, due_between
from comity.storage.database import Database, Reading
from comity.storage.database.jobs import Job, JobState
from comity.storage.database.ledger import LedgerSearch
from comity.storage.database.queue import QueueView

Count = int | None
"""How many; None: more than are counted."""

LOOKED_BACK = timedelta(days=3)
"""How long ago the last fetch of a list was ordered at most: each is asked for daily or more often."""

MOST_FETCHES = 2000
MOST_JOBS = 20
MOST_EDITIONS = 50
MOST_LOOKED_AT = 1000
"""To what cases are counted that no index counts: each is looked at by itself."""

KEYS_END_SOON = timedelta(days=14)

RISKS = (Outcome.STRONG, Outcome.REVIEW)
"""The outcomes of cases, the riskier first."""

DECIDING = ("case.decide", "case.approve", "case.close_many")
"""Actions of the ledger, each about one case, by which cases are decided; a proposal that waits for a second person is among the first."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """A list that is here, when it is fetched next (None: by nobody), and why the last try failed (empty: it did not), at ``failed_at``."""

    status: ListStatus
    next_at: datetime | None = None
    failure: str = ""
    failed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """The open cases of one outcome: all, by when their decision is due, those that nobody has, and one's own."""

    outcome: Outcome
    waiting: Count
    due: Mapping[DueBand, Count]
    unclaimed: Count
    mine: Count


@dataclass(frozen=True, slots=True)
class NewEdition:
    """An edition that came into use in the place of another (empty ids: none). ``changed`` counts listings by what happened to them, empty
    while that is not known.
    """

    name: str
    edition: str
    before: str
    at: datetime
    entries: str
    changed: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened from ``since`` on. The numbers of cases are None where the one who asks may not see them, by action of the ledger."""

    since: datetime
    editions: tuple[NewEdition, ...]
    cases: Mapping[str, Count] | None


@dataclass(frozen=True, slots=True)
class Work:
    """Jobs that run, and those that failed lately."""

    running: tuple[Job, ...]
    failed: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Keeping:
    """What those see who keep the node or check it, None where they may not: the ledger's size, when it was signed last, and since when it
    waits for that (None: it does not, or holds nothing); people, keys, requests.
    """

    entries: int
    signed_at: datetime | None
    unsigned_since: datetime | None
    users: int | None
    keys_ending: int | None
    requests: int | None
    requests_late: int | None


def freshness(desk: ListDesk, database: Database, now: datetime) -> tuple[Freshness, ...]:
    """Every list that is here or damaged: those that need somebody first, then by name."""
    with database.reading() as reading:
        fetches = reading.jobs.added_since("lists.update", now - LOOKED_BACK, MOST_FETCHES)
    by_list: dict[str, list[Job]] = {}
    for job in fetches:
        by_list.setdefault(str(job.payload.get("list", "")), []).append(job)
    found = [_fresh(status, by_list.get(status.name, ())) for status in desk.status(now) if status.edition or status.damage]
    return tuple(sorted(found, key=lambda one: (one.status.damage is None, not one.status.stale, not one.failure, one.status.name)))


def _fresh(status: ListStatus, fetches: Iterable[Job]) -> Freshness:
    """``fetches``: the list's own, newest first."""
    jobs = list(fetches)
    waiting = next((job for job in jobs if job.state in (JobState.QUEUED, JobState.RUNNING)), None)
    ended = next((job for job in jobs if job.state in (JobState.DONE, JobState.FAILED)), None)
    failed = waiting if waiting is not None and waiting.error else ended if ended is not None and ended.state is JobState.FAILED else None
    return Freshness(
        status=status,
        next_at=waiting.run_at if waiting else None,
        failure=failed.error if failed else "",
        failed_at=(failed.finished_at or failed.run_at) if failed else None,
    )


def risks(database: Database, by: Actor, now: datetime) -> tuple[Risk, ...]:
    """The queue by risk and age. Raises ``NotAllowed`` for who may not see cases."""
    require(by, Permission.CASE_VIEW)
    with database.reading() as reading:
        return tuple(_risk(reading, outcome, by, now) for outcome in RISKS)


def _risk(reading: Reading, outcome: Outcome, by: Actor, now: datetime) -> Risk:
    count = reading.cases.count
    return Risk(
        outcome=outcome,
        waiting=count(QueueView(outcome=outcome)),
        due={band: count(_due(band, outcome, now), MOST_LOOKED_AT) for band in DueBand},
        unclaimed=count(QueueView(outcome=outcome, claimed_by="")),
        mine=count(QueueView(outcome=outcome, claimed_by=by.id)),
    )


def _due(band: DueBand, outcome: Outcome, now: datetime) -> QueueView:
    """The open cases of one outcome whose decision is due in ``band``, at ``now``."""
    first, last = due_between(band, now)
    return QueueView(outcome=outcome, overdue_at=last, due_from=first)


def to_approve(database: Database, by: Actor) -> Count:
    """How many proposals wait for ``by``, never their own. Raises ``NotAllowed`` for who may not approve."""
    require(by, Permission.CASE_APPROVE)
    with database.reading() as reading:
        return reading.cases.count(QueueView(CaseState.PROPOSED, not_proposed_by=by.id), MOST_LOOKED_AT)


def work(database: Database, since: datetime) -> Work:
    """The jobs that run, and those that failed from ``since`` on."""
    with database.reading() as reading:
        return Work(reading.jobs.list(JobState.RUNNING, "", MOST_JOBS).items, reading.jobs.failed_since(since, MOST_JOBS))


def changes(database: Database, by: Actor, since: datetime) -> Changes:
    """The editions that came from ``since`` on, newest first; and how many cases came, changed, lapsed and were decided."""
    with database.reading() as reading:
        used = reading.ledger.latest(LedgerSearch(action=IN_USE, since=since), None, MOST_EDITIONS)
        compared = {job.key: job.result or {} for job in reading.jobs.added_since("monitoring.delta", since, MOST_FETCHES)}
        editions = tuple(_new_edition(entry.object, entry.facts, entry.at, compared) for _, entry, _ in used)
        return Changes(since, editions, _cases(reading, since) if is_allowed(by, Permission.CASE_VIEW) else None)


def _new_edition(of: str, facts: Mapping[str, str], at: datetime, compared: Mapping[str | None, Mapping[str, object]]) -> NewEdition:
    edition, before = facts.get("edition", ""), facts.get("before", "")
    result = compared.get(f"monitoring.delta:{before}:{edition}", {})
    changed = {what: count for what in ("added", "removed", "amended") if isinstance(count := result.get(what), int)}
    return NewEdition(of.removeprefix("list:"), edition, before, at, facts.get("entries", ""), changed)


def _cases(reading: Reading, since: datetime) -> dict[str, Count]:
    told = (Happened.NEW.value, Happened.CHANGED.value, Happened.LAPSED.value, *DECIDING)
    return {action: reading.ledger.count(LedgerSearch(action=action, since=since)) for action in told}


def keeping(database: Database, by: Actor, now: datetime) -> Keeping:
    """What somebody sees who keeps the node or checks it. Raises ``NotAllowed`` for who may not verify the ledger."""
    require(by, Permission.LEDGER_VERIFY)
    with database.reading() as reading:
        head, size = reading.ledger.last_head(), reading.ledger.size()
        unsigned = reading.ledger.get(head.head.size if head else 0)
        keys = reading.keys.all() if is_allowed(by, Permission.KEY_VIEW) else None
        ending = [key for key in keys or () if key.revoked_at is None and now < key.expires_at <= now + KEYS_END_SOON]
        sees_requests = is_allowed(by, Permission.REQUEST_VIEW)
        return Keeping(
            entries=size,
            signed_at=head.head.at if head else None,
            unsigned_since=unsigned[1].at if unsigned else None,
            users=len(reading.users.all()) if is_allowed(by, Permission.USER_VIEW) else None,
            keys_ending=None if keys is None else len(ending),
            requests=reading.person_requests.unanswered() if sees_requests else None,
            requests_late=reading.person_requests.unanswered(now) if sees_requests else None,
        )
