"""Homes of nodes for tests: building an index and making a database's tables take longer than most tests, so each is done once."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from comity.node.service import open_service
from comity.node.settings import Settings
from comity.storage.database import Database

EMPTY = "empty.db"


def prepare_home(home: Path) -> Path:
    """Make ``home`` one to begin others with: an index of the extract that ships with the product, and a database in which nothing is."""
    database = Database.at(f"sqlite:///{home / EMPTY}")
    database.prepare()
    database.close()
    open_service(Settings(home), lambda: datetime.now(UTC)).close()
    return home


def begin_home(home: Path, prepared: Path) -> Path:
    """Make ``home``, in which nothing was done yet: the index is that of ``prepared``, the database its own."""
    home.mkdir()
    (home / "index").symlink_to(prepared / "index", target_is_directory=True)
    shutil.copy2(prepared / EMPTY, home / "node.db")
    return home
