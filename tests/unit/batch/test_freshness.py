from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from comity.batch import freshness
from comity.model import Edition


def test_ages_are_in_days_and_keep_the_order(edition: Edition, now: datetime) -> None:
    other = replace(edition, id="own:staff-1", source="own:staff", published=None, fetched_at=now - timedelta(days=3))
    ages = freshness([other, edition], now)
    assert [(key, age.age_days) for key, age in ages.items()] == [("own:staff-1", 3), (edition.id, 3)]


def test_a_list_past_its_time_is_stale_and_says_so(edition: Edition, now: datetime) -> None:
    (young,) = freshness([edition], now).values()
    (old,) = freshness([edition], now + timedelta(days=4000)).values()
    assert not young.stale
    assert young.warning == ""
    assert old.stale
    assert "un-sc is stale" in old.warning
    assert str(old.age_days) in old.warning


def test_a_list_this_version_does_not_know_is_never_called_stale(edition: Edition, now: datetime) -> None:
    (age,) = freshness([replace(edition, source="xx-none")], now + timedelta(days=4000)).values()
    assert not age.stale
