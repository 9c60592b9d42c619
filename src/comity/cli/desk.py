"""Wires a node for the command line, from the environment of this process and the clock of this machine."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.node.settings import Settings
from comity.storage import EditionStore

if TYPE_CHECKING:
    from comity.node.lists import ListDesk


@dataclass(frozen=True, slots=True)
class Node:
    """The settings of this node, its editions, and the time at which the command was given (aware, UTC)."""

    settings: Settings
    store: EditionStore
    now: datetime


def open_node() -> Node:
    """The node of this process. Nothing is created yet. Raises ``StoreError`` when the shipped extract is damaged."""
    settings = Settings.read(os.environ, sys.platform, Path.home())
    return Node(settings, EditionStore(settings.home), datetime.now(UTC))


def list_desk(node: Node) -> ListDesk:
    """The use cases on lists, with HTTPS to fetch them."""
    from comity.exchange import Downloader
    from comity.node.lists import ListDesk

    return ListDesk(node.settings, node.store, Downloader())
