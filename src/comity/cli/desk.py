"""Wires a node for the command line, from the environment of this process and the clock of this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.node.settings import Settings
from comity.storage import EditionStore

if TYPE_CHECKING:
    from comity.node.lists import ListDesk
    from comity.storage.database import Database


@dataclass(frozen=True, slots=True)
class Node:
    """The settings of this node, its editions, and the time at which the command was given (aware, UTC)."""

    settings: Settings
    store: EditionStore
    now: datetime

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The node's database, made or migrated first, closed at the end. Raises ``StoreError``."""
        from comity.storage.database import Database

        self.settings.prepare()
        database = Database.at(self.settings.database)
        database.prepare()
        try:
            yield database
        finally:
            database.close()


def open_node() -> Node:
    """The node of this process. Nothing is created yet. Raises ``StoreError`` when the shipped extract is damaged."""
    settings = Settings.read(os.environ, sys.platform, Path.home())
    return Node(settings, EditionStore(settings.home), datetime.now(UTC))


def list_desk(node: Node) -> ListDesk:
    """The use cases on lists, with HTTPS to fetch them."""
    from comity.exchange import Downloader
    from comity.node.lists import ListDesk

    return ListDesk(node.settings, node.store, Downloader())
