"""What the desk works with, and what every act at it has in common: what was seen, and the entry in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from comity.lists.ports import EditionKeeper
from comity.model import Actor, Entry, Query, ScreeningRule
from comity.node.screener import Answered
from comity.review import Act
from comity.storage.database import Database

UNNAMED = "a Comity node"
"""What evidence calls a node that its owner has given no name."""

MOST_ROWS = 100
"""Cases or exemptions on one page: each is named in the ledger's entry about the page."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of a node that review needs.

    ``home`` holds the owner's policy. ``tell`` writes an entry into the ledger and returns when it stands there: nothing is shown before.
    ``ask`` screens and waits for the answer. ``name`` is what evidence calls this node.
    """

    database: Database
    home: Path
    store: EditionKeeper
    tell: Callable[[Entry], None]
    ask: Callable[[Sequence[Query], ScreeningRule], Answered]
    name: str = UNNAMED


@dataclass(frozen=True, slots=True)
class Informed(Act):
    """An act of somebody who saw the subject's facts: ``subject`` is the digest of those that were shown.

    A case's version does not grow when its subject is imported with other facts; the digest does change.
    """

    subject: str = ""


def entry(by: Actor, at: datetime, action: str, of: str, facts: Mapping[str, str]) -> Entry:
    """The entry about what ``by`` does; facts that are empty are left out."""
    said = {name: value for name, value in facts.items() if value}
    return Entry(at, by.id, action, of, by.purpose.value if by.purpose else "", said)
