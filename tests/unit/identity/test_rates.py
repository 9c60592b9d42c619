"""Rates: bursts, refills, the day, and many callers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest

from comity.identity import Bucket, Buckets, Day, Rate, Taken, Wait, take, take_of_day
from comity.model import UsageError

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
RATE = Rate(per_minute=60, burst=10)


def test_a_burst_is_granted_then_one_a_second() -> None:
    bucket: Bucket | None = None
    for left in range(9, -1, -1):
        taken = take(bucket, RATE, 1, AT)
        assert isinstance(taken, Taken)
        assert taken.left == left
        bucket = taken.bucket
    assert take(bucket, RATE, 1, AT) == Wait(timedelta(seconds=1))
    assert take(bucket, RATE, 1, AT + timedelta(microseconds=999_999)) == Wait(timedelta(microseconds=1))
    assert isinstance(take(bucket, RATE, 1, AT + timedelta(seconds=1)), Taken)


def test_an_idle_year_saves_up_no_more_than_the_burst() -> None:
    taken = take(None, RATE, 5, AT)
    assert isinstance(taken, Taken)
    later = take(taken.bucket, RATE, 10, AT + timedelta(days=365))
    assert isinstance(later, Taken)
    assert later.left == 0


def test_what_costs_more_than_the_burst_is_never_granted() -> None:
    assert take(None, RATE, 11, AT) == Wait(None)
    assert isinstance(take(None, RATE, 10, AT), Taken)


def test_a_clock_set_back_fills_nothing() -> None:
    taken = take(None, RATE, 10, AT)
    assert isinstance(taken, Taken)
    assert take(taken.bucket, RATE, 1, AT - timedelta(hours=1)) == Wait(timedelta(hours=1, seconds=1))
    assert isinstance(take(taken.bucket, RATE, 1, AT + timedelta(seconds=1)), Taken)


def test_a_clock_set_back_takes_nothing_away_either() -> None:
    taken = take(None, RATE, 4, AT)
    assert isinstance(taken, Taken)
    back = take(taken.bucket, RATE, 6, AT - timedelta(hours=1))
    assert isinstance(back, Taken)
    assert back.left == 0


def test_a_lowered_burst_takes_hold_at_once() -> None:
    full = take(None, Rate(60, 1000), 0, AT)
    assert isinstance(full, Taken)
    assert take(full.bucket, Rate(60, 10), 11, AT) == Wait(None)


@pytest.mark.parametrize(("per_minute", "burst"), [(0, 1), (1, 0), (-5, 5)])
def test_a_rate_of_nothing_is_no_rate(per_minute: int, burst: int) -> None:
    with pytest.raises(UsageError):
        Rate(per_minute, burst)


def test_a_negative_cost_is_refused() -> None:
    with pytest.raises(UsageError):
        take(None, RATE, -1, AT)


def test_a_day_ends_at_midnight_in_utc_wherever_the_time_was_told() -> None:
    tokyo = timezone(timedelta(hours=9))
    day = take_of_day(None, 100, 100, AT)
    assert day == Day(AT.date(), 100)
    assert isinstance(day, Day)
    assert take_of_day(day, 100, 1, datetime(2026, 3, 2, 8, 59, tzinfo=tokyo)) == Wait(timedelta(minutes=1))
    assert take_of_day(day, 100, 1, datetime(2026, 3, 2, 9, 0, tzinfo=tokyo)) == Day(AT.date() + timedelta(days=1), 1)
    assert take_of_day(None, 100, 101, AT) == Wait(None)
    assert isinstance(take_of_day(day, 100, 1, AT - timedelta(days=3)), Wait)


def test_callers_do_not_share_a_bucket_and_the_unused_are_forgotten_first() -> None:
    buckets = Buckets(most=2)
    for caller in ("a", "b", "a", "c"):
        assert isinstance(buckets.take(caller, Rate(1, 2), 1, AT), Taken)
    assert len(buckets) == 2
    assert isinstance(buckets.take("a", Rate(1, 2), 1, AT), Wait)
    assert isinstance(buckets.take("b", Rate(1, 2), 2, AT), Taken)


def test_threads_get_no_more_than_the_burst_together() -> None:
    buckets = Buckets()
    granted: list[int] = []

    def ask() -> None:
        granted.extend(1 for _ in range(200) if isinstance(buckets.take("key", Rate(1, 500), 1, AT), Taken))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(granted) == 500
