"""What entries add to the ledger's tables: computed before anything is written, from the edge of the tree alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.ledger.entries import entry_bytes
from comity.ledger.merkle import Frontier, Node, leaf_hash
from comity.model import Entry
from comity.storage.database.columns import to_micros, to_text

EntryRow = tuple[int, int, str, str, str, str, str, bytes]
"""A row of ``ledger_entries``: number, time in microseconds, actor, action, object, purpose, facts as JSON, leaf hash."""

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the log ends at one moment: ``size`` entries, the hashes of the tree's right edge (``merkle.Frontier``), and the last time."""

    size: int
    hashes: tuple[bytes, ...]
    last_at: datetime | None

    def root(self) -> bytes:
        """The root hash over all entries, 32 bytes. Raises ``LedgerBroken`` when the hashes do not fit the size."""
        return Frontier(self.size, self.hashes).root()

    @property
    def frontier(self) -> bytes:
        """The hashes as they lie in one column."""
        return b"".join(self.hashes)

    @property
    def last_micros(self) -> int | None:
        """The last time as it lies in its column."""
        return None if self.last_at is None else to_micros(self.last_at)


@dataclass(frozen=True, slots=True)
class Growth:
    """The rows of entries, the nodes that they complete, and the edge before and behind them."""

    old: Edge
    rows: Sequence[EntryRow]
    nodes: Sequence[Node]
    new: Edge


def growth(old: Edge, entries: Sequence[Entry]) -> Growth:
    """What ``entries`` add to a ledger that ends at ``old``.

    The log never runs backwards: a time before the last entry's becomes that, and the fact ``clock_behind`` says by how many seconds.
    Raises ``FormatError`` or ``LimitExceeded`` for an entry that the ledger refuses, ``LedgerBroken`` for an edge that cannot be.
    """
    frontier, last_at = Frontier(old.size, old.hashes), old.last_at
    rows: list[EntryRow] = []
    nodes: list[Node] = []
    for entry in entries:
        number = frontier.size
        entry = _not_before(entry, last_at)
        last_at = entry.at
        leaf = leaf_hash(entry_bytes(number, entry))
        nodes += frontier.append(leaf)
        about = (entry.actor, entry.action, entry.object, entry.purpose, to_text(entry.facts))
        rows.append((number, to_micros(entry.at), *about, leaf))
    return Growth(old, rows, nodes, Edge(frontier.size, frontier.hashes, last_at))


def _not_before(entry: Entry, last_at: datetime | None) -> Entry:
    if last_at is None or entry.at >= last_at:
        return entry
    behind = f"{(last_at - entry.at) / _SECOND:.6f}"
    return replace(entry, at=last_at, facts={**entry.facts, "clock_behind": behind})
