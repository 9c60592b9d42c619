"""What an edition must be before it may replace another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from comity.lists.source import Source
from comity.model import CountMismatch, Edition
from comity.node.guards import count_check

THEN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = Edition("x-1", "x", "Invented House", THEN, THEN, "1" * 64, 1000, 2000)
SOURCE = Source("x", "", "", "", "", "", "", 30, (500, 5000), 1 << 20, "", "", lambda _stream, _reading: iter(()))


def newer(entries: int, days: int = 1) -> Edition:
    return replace(NOW, id="x-2", sha256="2" * 64, entries=entries, published=THEN + timedelta(days=days))


@pytest.mark.parametrize("entries", [700, 1000, 4999])
def test_plausible_counts_pass(entries: int) -> None:
    count_check(SOURCE, NOW)(newer(entries))


@pytest.mark.parametrize("entries", [699, 500])
def test_a_sudden_fall_is_refused(entries: int) -> None:
    with pytest.raises(CountMismatch, match="would fall from 1,000"):
        count_check(SOURCE, NOW)(newer(entries))


@pytest.mark.parametrize("entries", [0, 499, 5001])
def test_an_implausible_count_is_refused_even_the_first_time(entries: int) -> None:
    with pytest.raises(CountMismatch, match="plausible"):
        count_check(SOURCE, None)(newer(entries))


def test_an_older_edition_may_be_smaller_for_it_replaces_nothing() -> None:
    count_check(SOURCE, NOW)(newer(500, days=-1))
    count_check(SOURCE, None)(newer(500))
