"""Retention: ends to the day, rules that agree or contradict, holds, and what is unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from comity.safeguards import Confidence, Due, Duty, Event, Fate, Held, LegalHold, RetentionRule, due, months_after, years_after

ENDED = datetime(2024, 2, 29, 12, tzinfo=UTC)
FIVE = datetime(2029, 2, 28, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
RULE = RetentionRule("subject", "a", "Act A", "s. 1", date(2026, 1, 1), Confidence.READ, Event.RELATIONSHIP_ENDED, 0, Duty.EXACTLY, years=5)
RECORD = Held("subject", "s1", {Event.RELATIONSHIP_ENDED: ENDED})
HOLD = LegalHold("h1", "subject", "s1", "order 7 of the court of appeal", "user:sol", ENDED)


def one(record: Held, rules: list[RetentionRule], now: datetime, *holds: LegalHold) -> Due:
    (answer,) = due([record], rules, holds, now)
    return answer


@pytest.mark.parametrize(
    ("when", "months", "end"),
    [
        (datetime(2026, 1, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2028, 1, 31, tzinfo=UTC), 1, datetime(2028, 2, 29, tzinfo=UTC)),
        (datetime(2026, 11, 30, tzinfo=UTC), 3, datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 15, tzinfo=UTC), 1, datetime(2027, 1, 15, tzinfo=UTC)),
        (datetime(2026, 5, 5, tzinfo=UTC), 0, datetime(2026, 5, 5, tzinfo=UTC)),
    ],
)
def test_months_end_on_the_day_of_the_same_number_or_the_last(when: datetime, months: int, end: datetime) -> None:
    assert months_after(when, months) == end


def test_five_years_are_five_years_whatever_leap_days_lie_in_them() -> None:
    assert years_after(ENDED, 5) == FIVE
    assert years_after(datetime(2023, 3, 1, tzinfo=UTC), 5) == datetime(2028, 3, 1, tzinfo=UTC)


def test_a_record_is_kept_to_its_last_moment_and_then_erased() -> None:
    assert one(RECORD, [RULE], FIVE - MOMENT) == Due(RECORD, Fate.KEEP, "kept until its end under Act A, s. 1", FIVE)
    assert one(RECORD, [RULE], FIVE) == Due(RECORD, Fate.ERASE, "its period under Act A, s. 1 has passed", FIVE)


def test_nothing_is_counted_from_what_has_not_happened() -> None:
    waiting = replace(RECORD, events={Event.CREATED: ENDED})
    answer = one(waiting, [RULE], FIVE + timedelta(days=9999))
    assert answer.fate is Fate.KEEP
    assert answer.ends_at is None


def test_a_kind_without_a_rule_is_put_before_a_person() -> None:
    assert one(Held("novelty", "n", {}), [RULE], FIVE).fate is Fate.ASK


def test_an_unknown_period_is_never_guessed() -> None:
    unknown = replace(RULE, days=None, years=0, basis="Act U", duty=Duty.AT_MOST)
    assert one(RECORD, [unknown], FIVE).fate is Fate.ASK
    assert one(RECORD, [unknown, RULE], FIVE).fate is Fate.ERASE
    blocking = replace(unknown, duty=Duty.AT_LEAST)
    assert one(RECORD, [RULE, blocking], FIVE).fate is Fate.ASK
    assert "Act U" in one(RECORD, [RULE, blocking], FIVE).reason


def test_the_longest_of_the_shortest_periods_holds() -> None:
    ten = replace(RULE, basis="Act B", years=10, duty=Duty.AT_LEAST)
    rules = [replace(RULE, duty=Duty.AT_LEAST), ten]
    assert one(RECORD, rules, FIVE).fate is Fate.KEEP
    assert one(RECORD, rules, years_after(ENDED, 10)).fate is Fate.ERASE


def test_a_shortest_period_then_a_longest() -> None:
    rules = [replace(RULE, duty=Duty.AT_LEAST, years=3), replace(RULE, duty=Duty.AT_MOST, years=6, basis="Act C")]
    assert one(RECORD, rules, years_after(ENDED, 4)).fate is Fate.KEEP
    assert one(RECORD, rules, years_after(ENDED, 6)).fate is Fate.ERASE


def test_rules_that_contradict_are_put_before_a_person_when_the_first_has_passed() -> None:
    rules = [replace(RULE, duty=Duty.AT_MOST, years=2), replace(RULE, duty=Duty.AT_LEAST, years=10, basis="Act B")]
    assert one(RECORD, rules, years_after(ENDED, 1)).fate is Fate.KEEP
    answer = one(RECORD, rules, years_after(ENDED, 5))
    assert answer.fate is Fate.ASK
    assert answer.reason == "Act A, s. 1 orders erasing, Act B, s. 1 orders keeping; a person decides"
    assert one(RECORD, rules, years_after(ENDED, 10)).fate is Fate.ERASE


def test_a_duty_to_keep_whose_event_has_not_happened_outlasts_every_other_end() -> None:
    waiting = replace(RULE, duty=Duty.AT_LEAST, after=Event.UNBLOCKED, basis="Act B")
    assert one(RECORD, [replace(RULE, duty=Duty.AT_LEAST), waiting], FIVE).fate is Fate.KEEP
    assert one(RECORD, [replace(RULE, duty=Duty.AT_MOST), waiting], FIVE - MOMENT).fate is Fate.KEEP
    assert one(RECORD, [replace(RULE, duty=Duty.AT_MOST), waiting], FIVE).fate is Fate.ASK


def test_a_hold_keeps_what_is_due_until_it_is_released() -> None:
    held = one(RECORD, [RULE], FIVE, HOLD)
    assert (held.fate, held.reason) == (Fate.HOLD, "due, but kept under the legal hold h1")
    assert one(RECORD, [RULE], FIVE - MOMENT, HOLD).fate is Fate.KEEP
    released = replace(HOLD, released_at=FIVE + timedelta(days=1))
    assert one(RECORD, [RULE], FIVE + timedelta(hours=23), released).fate is Fate.HOLD
    assert one(RECORD, [RULE], FIVE + timedelta(days=1), released).fate is Fate.ERASE


@pytest.mark.parametrize(
    ("hold", "covers"),
    [
        (replace(HOLD, record=""), True),
        (replace(HOLD, record="s2"), False),
        (replace(HOLD, kind="case", record=""), False),
        (replace(HOLD, placed_at=FIVE + MOMENT), False),
    ],
)
def test_a_hold_covers_what_it_names(hold: LegalHold, covers: bool) -> None:
    assert (one(RECORD, [RULE], FIVE, hold).fate is Fate.HOLD) is covers


def test_answers_come_in_the_order_of_the_records_as_a_stream() -> None:
    records = (replace(RECORD, id=str(number)) for number in range(10**9))
    answers = due(records, [RULE], [], FIVE)
    assert [next(answers).record.id for _ in range(3)] == ["0", "1", "2"]
