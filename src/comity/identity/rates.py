"""How much a caller may ask for: a bucket of tokens that fills at a steady rate, and a count for the day.

The arithmetic is in whole numbers of microseconds, so the law holds exactly: over any stretch of time a caller gets no more than the burst
plus what flowed in. Time is passed in; a clock set back fills nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from comity.model import UsageError

_MINUTE = 60_000_000
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_minute`` units of cost flow in; at most ``burst`` gather. Both are at least 1, else ``UsageError``."""

    per_minute: int = 600
    burst: int = 600

    def __post_init__(self) -> None:
        if self.per_minute < 1 or self.burst < 1:
            raise UsageError("a rate and its burst are at least 1")


@dataclass(frozen=True, slots=True)
class Bucket:
    """What is left at ``at``. ``level`` counts sixty-millionths of a unit, so that one microsecond brings a whole number."""

    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The cost was taken; ``bucket`` is what is left."""

    bucket: Bucket

    @property
    def left(self) -> int:
        """Whole units that are left."""
        return self.bucket.level // _MINUTE


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing was taken: there is enough after ``span``. None when there never is, the cost being more than the burst."""

    span: timedelta | None


def take(bucket: Bucket | None, rate: Rate, cost: int, at: datetime) -> Taken | Wait:
    """Take ``cost`` units (0 or more) at ``at``. ``bucket`` None is a caller not yet seen, whose bucket is full."""
    if cost < 0:
        raise UsageError("a cost is not negative")
    now = _filled(bucket, rate, at)
    lacking = cost * _MINUTE - now.level
    if lacking <= 0:
        return Taken(Bucket(-lacking, now.at))
    if cost > rate.burst:
        return Wait(None)
    return Wait(-(-lacking // rate.per_minute) * _MICROSECOND + max(now.at - at, timedelta()))


@dataclass(frozen=True, slots=True)
class Day:
    """What was used on ``day``, a day in UTC."""

    day: date
    used: int = 0


def take_of_day(day: Day | None, limit: int, cost: int, at: datetime) -> Day | Wait:
    """Add ``cost`` to the day of ``at``, or say how long until the next day when that would be over ``limit``."""
    today = at.astimezone(UTC).date()
    current = day if day and day.day >= today else Day(today)
    if current.used + cost <= limit:
        return Day(current.day, current.used + cost)
    if cost > limit:
        return Wait(None)
    return Wait(datetime.combine(current.day + timedelta(days=1), datetime.min.time(), UTC) - at)


class Buckets:
    """The buckets of many callers, in memory, safe across threads. At most ``most``: the one unused longest is forgotten.

    Whoever can be forgotten by being one of too many comes back with a full bucket; ``most`` is what an attacker would have to exceed.
    """

    def __init__(self, most: int = 100_000) -> None:
        self._most = most
        self._buckets: OrderedDict[Hashable, Bucket] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, caller: Hashable, rate: Rate, cost: int, at: datetime) -> Taken | Wait:
        """Take ``cost`` units from the bucket of ``caller``."""
        with self._lock:
            answer = take(self._buckets.get(caller), rate, cost, at)
            if isinstance(answer, Taken):
                self._buckets[caller] = answer.bucket
                self._buckets.move_to_end(caller)
                while len(self._buckets) > self._most:
                    self._buckets.popitem(last=False)
            return answer


def _filled(bucket: Bucket | None, rate: Rate, at: datetime) -> Bucket:
    """The bucket with what flowed in until ``at``."""
    full = rate.burst * _MINUTE
    if bucket is None:
        return Bucket(full, at)
    if at <= bucket.at:
        return Bucket(min(bucket.level, full), bucket.at)
    return Bucket(min(full, bucket.level + (at - bucket.at) // _MICROSECOND * rate.per_minute), at)
