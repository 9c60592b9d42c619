"""The exercise: made in an empty home only, taken down only where one is, with a queue that its second edition changes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.model import CaseState, Conflict
from comity.node import exercise
from comity.node.lists import Change
from comity.node.settings import Settings
from comity.storage.database import Database
from comity.storage.database.queue import QueueView

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(tmp_path_factory.mktemp("exercise") / "home")


def test_a_whole_life(settings: Settings) -> None:
    seeded = exercise.set_up(settings, NOW)

    assert seeded.customers == 60
    assert seeded.cases >= 25
    assert set(seeded.links) == {one.name for one in exercise.COLLEAGUES}
    database = Database.at(settings.database)
    with database.reading() as reading:
        waiting = reading.cases.queue(QueueView(CaseState.OPEN), "", 100)
        assert len(waiting.items) == seeded.cases
        assert {one.case.pair.list for one in waiting.items} == {exercise.LIST, "un-sc"}
        assert all(user.roles for user in reading.users.all())
    database.close()

    with pytest.raises(Conflict, match="holds something already"):
        exercise.set_up(settings, NOW)
    assert exercise.next_edition(settings, NOW).change is Change.NEW
    exercise.take_down(settings)
    assert list(settings.home.iterdir()) == []
    with pytest.raises(Conflict, match="holds no exercise"):
        exercise.take_down(settings)
    with pytest.raises(Conflict, match="holds no exercise"):
        exercise.next_edition(settings, NOW)


def test_real_work_is_never_taken_down_or_mixed(tmp_path: Path) -> None:
    (tmp_path / "node.db").write_bytes(b"real work")

    with pytest.raises(Conflict, match="holds no exercise"):
        exercise.take_down(Settings(tmp_path))
    with pytest.raises(Conflict, match="holds something already"):
        exercise.set_up(Settings(tmp_path), NOW)
    with pytest.raises(Conflict, match="database of its own"):
        exercise.set_up(Settings(tmp_path / "other", "postgresql://somebody@127.0.0.1/real"), NOW)

    assert (tmp_path / "node.db").read_bytes() == b"real work"
