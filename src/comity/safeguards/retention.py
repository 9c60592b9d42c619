"""How long a record is kept: by a rule that names its legal basis, counted from an event, and stopped only by a legal hold.

A period that no source gives is unknown, and unknown is a value: such a record is never erased by guesswork, it is put before a person.
Nothing is deleted here: ``due`` says what is due, and why, and another room acts. The rules themselves are data: ``retention_rules``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from comity.safeguards.periods import years_after


class Confidence(StrEnum):
    """How a rule's text is known: read where it is published, as others reproduce or report it, set by the operator, or not known."""

    READ = "read"
    REPORTED = "reported"
    OPERATOR = "operator"
    UNKNOWN = "unknown"


class Event(StrEnum):
    """What a period is counted from."""

    RELATIONSHIP_ENDED = "relationship_ended"
    TRANSACTION_DONE = "transaction_done"
    TRANSMITTED = "transmitted"
    UNBLOCKED = "unblocked"
    DECIDED = "decided"
    CREATED = "created"
    PURPOSE_ENDED = "purpose_ended"


class Duty(StrEnum):
    """What the period is: the shortest that a record must be kept, the longest that it may be, or both at once."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long records of ``kind`` are kept under ``regime``.

    ``basis`` and ``provision`` name the statute and the article. ``as_of`` is when its text was last looked up, ``confidence`` how. The
    period is ``years`` and ``days`` after ``after``; ``days`` None is a period that the source does not give. ``source`` is an address.
    """

    kind: str
    regime: str
    basis: str
    provision: str
    as_of: date
    confidence: Confidence
    after: Event
    days: int | None
    duty: Duty
    years: int = 0
    source: str = ""
    note: str = ""

    @property
    def cited(self) -> str:
        """The basis as it is cited."""
        return f"{self.basis}, {self.provision}" if self.provision else self.basis


@dataclass(frozen=True, slots=True)
class Held:
    """A record under a rule. ``events`` say when what happened; an event that has not happened is not in it. Times are aware."""

    kind: str
    id: str
    events: Mapping[Event, datetime]


@dataclass(frozen=True, slots=True)
class LegalHold:
    """An order that something be kept whatever its rule says. ``record`` is the id it covers, empty for every record of ``kind``."""

    id: str
    kind: str
    record: str
    basis: str
    placed_by: str
    placed_at: datetime
    released_at: datetime | None = None

    def covers(self, record: Held, now: datetime) -> bool:
        """Whether the hold keeps ``record`` at ``now``."""
        ended = self.released_at is not None and self.released_at <= now
        return self.kind == record.kind and self.record in {"", record.id} and self.placed_at <= now and not ended


class Fate(StrEnum):
    """What is to be done with a record now: keep it, erase it, keep it because of a hold, or ask a person."""

    KEEP = "keep"
    ERASE = "erase"
    HOLD = "hold"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Due:
    """The fate of ``record`` with the reason in a sentence, and the end that the rules give, None where they give none yet."""

    record: Held
    fate: Fate
    reason: str
    ends_at: datetime | None = None


def due(records: Iterable[Held], rules: Iterable[RetentionRule], holds: Iterable[LegalHold], now: datetime) -> Iterator[Due]:
    """The fate of each record at ``now``, in the records' order, as a stream.

    Where several rules cover a kind, nothing is erased before every shortest period has passed. Once they have, a record is erased at
    the first longest period, or at once where none is set, since what need not be kept may not be (GDPR, Article 5(1)(e)). Where a
    longest period ends before a shortest, the rules contradict each other and a person is asked.
    """
    by_kind: dict[str, list[RetentionRule]] = {}
    for rule in rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    standing = tuple(holds)
    for record in records:
        answer = _by_rules(record, by_kind.get(record.kind, []), now)
        hold = next((hold for hold in standing if hold.covers(record, now)), None) if answer.fate is Fate.ERASE else None
        reason = f"due, but kept under the legal hold {hold.id}" if hold else ""  # not its basis, which may name somebody
        yield Due(record, Fate.HOLD, reason, answer.ends_at) if hold else answer


def _by_rules(record: Held, rules: Sequence[RetentionRule], now: datetime) -> Due:
    """The fate of one record, holds aside."""
    if not rules:
        return Due(record, Fate.ASK, "no retention rule covers this kind of record")
    known = [rule for rule in rules if rule.days is not None]
    # A longest period without a number ("no longer than necessary") yields to rules with one; a shortest period without a number blocks.
    blocking = [rule for rule in rules if rule.days is None and (rule.duty is not Duty.AT_MOST or not known)]
    if blocking:
        return Due(record, Fate.ASK, f"{blocking[0].cited} gives no period; a person decides")
    latest, waiting = _latest(record, [rule for rule in known if rule.duty is not Duty.AT_MOST])
    ends = [(_end(record, rule), rule) for rule in known if rule.duty is not Duty.AT_LEAST and rule.after in record.events]
    earliest = min(ends, key=lambda end: end[0], default=None)
    if earliest and now >= earliest[0] and (waiting or (latest and latest[0] > now)):
        other = waiting or (latest[1] if latest else earliest[1])
        return Due(record, Fate.ASK, f"{earliest[1].cited} orders erasing, {other.cited} orders keeping; a person decides", earliest[0])
    if waiting or (latest is None and earliest is None):
        return Due(record, Fate.KEEP, f"what the period is counted from ({(waiting or known[0]).after}) has not happened")
    return _by_time(record, latest, earliest, now)


_End = tuple[datetime, RetentionRule]


def _by_time(record: Held, latest: _End | None, earliest: _End | None, now: datetime) -> Due:
    """The fate where the rules agree: kept until the shortest periods and the first longest have passed."""
    ends = [end for end in (latest, earliest) if end]
    when, rule = max(ends, key=lambda end: end[0]) if latest and earliest else ends[0]
    if now < when:
        return Due(record, Fate.KEEP, f"kept until its end under {rule.cited}", when)
    return Due(record, Fate.ERASE, f"its period under {rule.cited} has passed", when)


def _latest(record: Held, rules: Sequence[RetentionRule]) -> tuple[_End | None, RetentionRule | None]:
    """The last end of the shortest periods, and a rule whose event has not happened, if there is one."""
    waiting = next((rule for rule in rules if rule.after not in record.events), None)
    ends = [(_end(record, rule), rule) for rule in rules if rule.after in record.events]
    return max(ends, key=lambda end: end[0], default=None), waiting


def _end(record: Held, rule: RetentionRule) -> datetime:
    """When the period of ``rule`` ends for ``record``, whose event has happened."""
    return years_after(record.events[rule.after], rule.years) + timedelta(days=rule.days or 0)
