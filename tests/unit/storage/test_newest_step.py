"""The step that the code names is the newest of the migrations, and a database that stands there is left alone."""

from __future__ import annotations

from pathlib import Path

from comity.storage.database import Database, migrations
from comity.storage.database.schema import NEWEST_STEP


def test_the_named_step_is_the_newest() -> None:
    assert migrations.newest() == NEWEST_STEP


def test_preparing_twice_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "node.db"
    Database.at(f"sqlite:///{file}").prepare()
    before = file.stat()
    again = Database.at(f"sqlite:///{file}")
    again.prepare()
    with again.reading() as reading:
        assert reading.ledger.size() == 0
    assert (file.stat().st_size, file.stat().st_ino) == (before.st_size, before.st_ino)
