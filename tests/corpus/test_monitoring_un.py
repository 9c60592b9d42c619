"""Monitoring on the three real UN editions: what the delta finds is what screening everybody again would find."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from comity.lists.diff import compare
from comity.model import CaseState, Edition, Listing, Name, Schema, Subject
from comity.node.monitoring import Monitor, over
from comity.node.reading import read_file
from comity.node.settings import Settings
from comity.node.subject_index import SubjectIndexes
from comity.screening import Index
from comity.storage.database import Database

pytestmark = pytest.mark.corpus
EDITIONS = ("un-sc-2024-05-15", "un-sc-2025-04-19", "un-sc-2026-02-27")
START = datetime(2026, 3, 1, tzinfo=UTC)
State = tuple[str, str, str]


@pytest.fixture(scope="module")
def editions(shared: Path) -> list[tuple[Edition, tuple[Listing, ...]]]:
    return [read_file(shared / "lists" / f"{name}.xml.xz", "un-sc") for name in EDITIONS]


def customers(editions: Sequence[tuple[Edition, tuple[Listing, ...]]]) -> list[tuple[str, Subject, datetime | None]]:
    """Names of listed parties of any edition, as a file might write them, among others of nobody's."""
    random = Random(20260301)
    listed = sorted(
        {(name.full, listing.subject.schema) for _, listings in editions for listing in listings for name in listing.subject.names}
    )
    subjects = [Subject(schema, (Name(text.upper() if random.random() < 0.5 else text),)) for text, schema in random.sample(listed, 900)]
    subjects += [Subject(Schema.PERSON, (Name(f"Invented Person Number {at} Blumenfeld"),)) for at in range(600)]
    random.shuffle(subjects)
    return [(f"c-{at}", subject, None) for at, subject in enumerate(subjects)]


def states(database: Database) -> dict[tuple[str, str], CaseState]:
    """The state of each case, by the customer's own number and the listing."""
    found = {}
    with database.reading() as reading:
        for subject in reading.subjects.each(None, "", 10_000):
            for one in reading.cases.for_subject(subject.id):
                found[subject.key, one.case.pair.listing] = one.case.state
    return found


def watching(home: Path, index: Index) -> Monitor:
    database = Database.at(f"sqlite:///{home / 'node.db'}")
    database.prepare()
    return Monitor(database, over(index), tuple(edition.id for edition in index.editions))


def test_a_delta_finds_what_screening_everybody_again_would_find(
    editions: list[tuple[Edition, tuple[Listing, ...]]], tmp_path: Path
) -> None:
    indexes = [Index.build([one], tmp_path / one[0].id) for one in editions]
    base = customers(editions)
    (tmp_path / "delta").mkdir()
    followed = watching(tmp_path / "delta", indexes[0])
    followed.put("customers", base, "user:ana", START)
    followed.screen_changed(START, START)
    subjects = SubjectIndexes(Settings(tmp_path / "delta")).build(followed.database, START + timedelta(hours=1))
    for at, (before, after) in enumerate(pairwise(editions), start=1):
        delta = compare(*before, *after)
        now = START + timedelta(days=at)
        monitor = Monitor(followed.database, over(indexes[at]), (after[0].id,))
        watched = monitor.screen_delta(delta, subjects, now)
        assert watched.subjects < len(base) / 2

        folder = tmp_path / f"full-{at}"
        folder.mkdir()
        full = watching(folder, indexes[at])
        full.put("customers", base, "user:ana", START)
        full.screen_changed(START, now)
        touched = {listing.id for listing in (*delta.added, *delta.removed, *(one.new for one in delta.amended))}
        expected = {pair for pair in states(full.database) if pair[1] in touched}
        found = {pair for pair, state in states(followed.database).items() if pair[1] in touched and state is not CaseState.LAPSED}
        assert expected
        assert found == expected
        again = monitor.screen_delta(delta, subjects, now + timedelta(hours=1))
        assert again.happened == {}


def test_a_removed_listing_lets_its_cases_lapse(editions: list[tuple[Edition, tuple[Listing, ...]]], tmp_path: Path) -> None:
    old, new = editions[0], editions[2]
    delta = compare(*old, *new)
    gone = delta.removed[0]
    monitor = watching(tmp_path, Index.build([old], tmp_path / "old"))
    monitor.put("customers", [("1", Subject(gone.subject.schema, gone.subject.names), None)], "user:ana", START)
    monitor.screen_changed(START, START)
    assert states(monitor.database)["1", gone.id] is CaseState.OPEN
    later = Monitor(monitor.database, over(Index.build([new], tmp_path / "new")), (new[0].id,))
    later.screen_delta(delta, None, START + timedelta(days=1))
    assert states(monitor.database)["1", gone.id] is CaseState.LAPSED
