"""The ledger's rows: entries in one gapless order, the tree's nodes, and the signed heads.

An entry gets its number, its leaf hash and the nodes it completes when it is written. The right edge of the tree lies in one row, so that
appending reads nothing of what is there already; who appends holds that row, and the next waits (SQLite has one writer anyway).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, func, insert, literal, select
from sqlalchemy.engine import Connection, RowMapping

from comity.ledger.heads import SignedHead, TreeHead
from comity.ledger.merkle import HASH_BYTES
from comity.model import DatabaseUnusable, Entry, LedgerBroken
from comity.storage.database.columns import from_text
from comity.storage.database.faults import as_ours
from comity.storage.database.ledger_append import append
from comity.storage.database.ledger_growth import Edge, growth
from comity.storage.database.repository import Repository, bounded, chunks
from comity.storage.database.schema import ledger_entries, ledger_heads, ledger_nodes, ledger_state

LedgerRow = tuple[int, Entry, bytes]
"""A number, the entry of that number, and its leaf hash (32 bytes)."""

COUNTED_TO = 10_000
"""Entries that a search is counted to; beyond, it only says that there are more."""
MOST_WALKED = 20_000
"""Entries that one look back reads where several fields are asked: some 50 ms."""

_PAGE = 5000
_BLOCK = 256
_NO_STATE = ("the ledger has lost its last state", "restore the last backup")


@dataclass(frozen=True, slots=True)
class LedgerSearch:
    """What entries are looked for: empty fields ask nothing. ``since`` is included, ``until`` is not."""

    actor: str = ""
    action: str = ""
    object: str = ""
    since: datetime | None = None
    until: datetime | None = None
    purpose: str = ""

    def fields(self) -> Mapping[str, str]:
        """The columns that must hold a value, and the values."""
        asked = {"object": self.object, "actor": self.actor, "action": self.action, "purpose": self.purpose}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class LookedBack:
    """What a look back found, newest first. ``back_to`` is the number down to which everything was looked through, where that is not the
    first entry and fewer than asked for were found: what is further back is asked for with it as ``before``.
    """

    rows: tuple[LedgerRow, ...]
    back_to: int | None = None


@dataclass(frozen=True, slots=True)
class Tip:
    """Where the log stands at one moment, to be signed: ``size`` entries with the root hash ``root``, the last of them of ``last_at``."""

    size: int
    root: bytes
    last_at: datetime | None


class _InTransaction:
    """A connection of the pool, for ``ledger_append``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def count(self, statement: str, values: Sequence[Any]) -> int:
        result = self._connection.exec_driver_sql(statement, tuple(values))
        return len(result.all()) if result.returns_rows else result.rowcount

    def each(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        self._connection.exec_driver_sql(statement, [tuple(row) for row in rows])


class Ledger(Repository):
    """The ledger of a node."""

    def append(self, entries: Sequence[Entry]) -> range:
        """Add entries at the end, all or none with the transaction; their numbers.

        The log never runs backwards: a time before the last entry's becomes that, and the fact ``clock_behind`` says by how many seconds.
        Raises ``FormatError`` or ``LimitExceeded`` for an entry that the ledger refuses.
        """
        edge = self._edge(select(ledger_state).with_for_update())
        first = edge.size
        for chunk in chunks(entries, _PAGE):
            grown = growth(edge, chunk)
            with as_ours():
                moved = append(_InTransaction(self._connection), grown, is_server=self._on_postgres)
            assert moved  # this transaction holds the edge
            edge = grown.new
        return range(first, edge.size)

    def edge(self) -> Edge:
        """Where the ledger ends."""
        return self._edge(select(ledger_state))

    def _edge(self, asked: Select[Any]) -> Edge:
        row = self._row(asked)
        if row is None:
            raise DatabaseUnusable(*_NO_STATE)
        hashes = bytes(row["frontier"])
        pieces = tuple(hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES))
        return Edge(row["size"], pieces, row["last_at"])

    def size(self) -> int:
        """How many entries there are."""
        size = self._scalar(select(ledger_state.c.size))
        if size is None:
            raise DatabaseUnusable(*_NO_STATE)
        return int(size)

    def root(self) -> bytes:
        """The root hash over all entries, 32 bytes."""
        return self.edge().root()

    def tip(self) -> Tip:
        """Size and root of one moment: while others write, ``size()`` and ``root()`` one after the other may be of two."""
        edge = self.edge()
        return Tip(edge.size, edge.root(), edge.last_at)

    def rows(self, start: int, end: int) -> Iterator[LedgerRow]:
        """The entries from ``start`` to before ``end``, a stream in order; fewer when there are not so many.

        Raises ``LedgerBroken``, as everything here that reads entries and heads, for a row in which something else stands.
        """
        while start < end:
            upto = min(end, start + _PAGE)
            here = (ledger_entries.c.number >= start) & (ledger_entries.c.number < upto)
            found = self._entries(select(ledger_entries).where(here).order_by(ledger_entries.c.number))
            yield from found
            if len(found) < upto - start:
                return
            start = upto

    def get(self, number: int) -> LedgerRow | None:
        """The entry of that number."""
        return next(iter(self._entries(select(ledger_entries).where(ledger_entries.c.number == number))), None)

    def search(self, wanted: LedgerSearch, after: int, limit: int) -> tuple[LedgerRow, ...]:
        """Entries that fit, numbers above ``after`` (-1: from the first), oldest first."""
        asked = select(ledger_entries).where(ledger_entries.c.number > after, *self._fitting(wanted))
        return self._entries(asked.order_by(ledger_entries.c.number).limit(bounded(limit)))

    def latest(self, wanted: LedgerSearch, before: int | None, limit: int) -> tuple[LedgerRow, ...]:
        """Entries that fit, numbers below ``before`` (None: from the last), newest first."""
        asked = select(ledger_entries).where(*self._fitting(wanted))
        asked = asked if before is None else asked.where(ledger_entries.c.number < before)
        return self._entries(asked.order_by(ledger_entries.c.number.desc()).limit(bounded(limit)))

    def count(self, wanted: LedgerSearch) -> int | None:
        """How many entries fit; None when they are more than ``COUNTED_TO``."""
        some = select(literal(1).label("one")).select_from(ledger_entries).where(*self._fitting(wanted)).limit(COUNTED_TO + 1).subquery()
        total = int(self._scalar(select(func.count()).select_from(some)))
        return None if total > COUNTED_TO else total

    def look_back(self, wanted: LedgerSearch, before: int | None, limit: int, walked: int = MOST_WALKED) -> LookedBack:
        """``latest`` in a time that does not grow with the log.

        One field is found along its index, however rare. Of several, the walk goes along the index that reaches furthest back with
        ``walked`` entries (all of those of one field, where they are fewer), and says how far that is.
        """
        fields = wanted.fields()
        if len(fields) < 2:
            return LookedBack(self.latest(wanted, before, limit))
        bounds = [*self._within(wanted), *([] if before is None else [ledger_entries.c.number < before])]
        floors = {name: self._floor([ledger_entries.c[name] == value, *bounds], walked) for name, value in fields.items()}
        lead = min(floors, key=lambda name: -1 if floors[name] is None else floors[name] or 0)
        floor = floors[lead]
        along = [ledger_entries.c[lead] == fields[lead], *bounds, *([] if floor is None else [ledger_entries.c.number >= floor])]
        # An expression has no index: the walk is along that of the lead, and ends with the last entry that is wanted.
        others = [ledger_entries.c[name].concat("") == value for name, value in fields.items() if name != lead]
        asked = select(ledger_entries).where(*along, *others)
        found = self._entries(asked.order_by(ledger_entries.c.number.desc()).limit(bounded(limit)))
        return LookedBack(found, floor if len(found) < limit else None)

    def _floor(self, fitting: Sequence[ColumnElement[bool]], walked: int) -> int | None:
        """The number of the last of ``walked`` entries back from the newest that is ``fitting``; None when there are not so many."""
        asked = select(ledger_entries.c.number).where(*fitting).order_by(ledger_entries.c.number.desc())
        number = self._scalar(asked.offset(walked - 1).limit(1))
        return None if number is None else int(number)

    def newest_about(self, thing: str, action: str, among: int) -> datetime | None:
        """When ``action`` was last done to the object ``thing``, of the ``among`` newest entries about it; None when it is not among them.

        Few entries are about one user, but many are of one action: the bound keeps this a short walk along the index of objects.
        """
        number, columns = ledger_entries.c.number, (ledger_entries.c.number, ledger_entries.c.action, ledger_entries.c.at)
        about = select(*columns).where(ledger_entries.c.object == thing).order_by(number.desc()).limit(bounded(among)).subquery()
        found = self._scalar(select(about.c.at).where(about.c.action == action).order_by(about.c.number.desc()).limit(1))
        return found if isinstance(found, datetime) else None

    def _entries(self, asked: Executable) -> tuple[LedgerRow, ...]:
        with _readable():
            return tuple(map(_entry, self._rows(asked)))

    def _heads(self, asked: Executable) -> tuple[SignedHead, ...]:
        with _readable():
            return tuple(map(_head, self._rows(asked)))

    def _fitting(self, wanted: LedgerSearch) -> list[ColumnElement[bool]]:
        return [ledger_entries.c[name] == value for name, value in wanted.fields().items()] + self._within(wanted)

    def _within(self, wanted: LedgerSearch) -> list[ColumnElement[bool]]:
        """Times never decrease, so a span of time is a span of numbers, and the search stays one walk along its index."""
        asked: list[ColumnElement[bool]] = []
        if wanted.since is not None:
            asked.append(ledger_entries.c.number >= self._first_from(wanted.since))
        if wanted.until is not None:
            asked.append(ledger_entries.c.number < self._first_from(wanted.until))
        return asked

    def _first_from(self, at: datetime) -> int:
        """The number of the first entry at ``at`` or later, or the size when there is none."""
        order = (ledger_entries.c.at, ledger_entries.c.number)
        number = self._scalar(select(ledger_entries.c.number).where(ledger_entries.c.at >= at).order_by(*order).limit(1))
        return self.size() if number is None else int(number)

    def hashes(self) -> LedgerHashes:
        """The stored hashes, to make proofs from; the port ``ledger.Hashes``."""
        return LedgerHashes(self._connection)

    def add_head(self, signed: SignedHead) -> None:
        """Keep a signed head. Raises ``Conflict`` when one over as many entries is kept."""
        head = signed.head
        self._run(insert(ledger_heads).values(size=head.size, root=head.root, at=head.at, key=head.key, signature=signed.signature))

    def heads(self) -> Iterator[SignedHead]:
        """All signed heads, smallest first."""
        yield from self._heads(select(ledger_heads).order_by(ledger_heads.c.size))

    def heads_below(self, size: int | None, limit: int) -> tuple[SignedHead, ...]:
        """Signed heads over fewer than ``size`` entries (None: all), largest first."""
        asked = select(ledger_heads).order_by(ledger_heads.c.size.desc()).limit(bounded(limit))
        return self._heads(asked if size is None else asked.where(ledger_heads.c.size < size))

    def heads_above(self, size: int, limit: int) -> tuple[SignedHead, ...]:
        """Signed heads over more than ``size`` entries, smallest first."""
        asked = select(ledger_heads).where(ledger_heads.c.size > size).order_by(ledger_heads.c.size).limit(bounded(limit))
        return self._heads(asked)

    def last_head(self, at_least: int = 0) -> SignedHead | None:
        """The head over the most entries, None when there is none over ``at_least``."""
        asked = select(ledger_heads).where(ledger_heads.c.size >= at_least).order_by(ledger_heads.c.size.desc()).limit(1)
        return next(iter(self._heads(asked)), None)


class LedgerHashes(Repository):
    """The hashes of the ledger's tree that are stored: leaves, and the complete nodes of a few levels.

    A proof asks for neighbours one by one: nodes are read by the block and kept, so this lives no longer than one proof or page.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._blocks: dict[tuple[int, int], dict[int, bytes]] = {}

    def leaves(self, start: int, end: int) -> Sequence[bytes]:
        """The leaf hashes from ``start`` to before ``end``. Raises ``LedgerBroken`` when one is missing."""
        here = (ledger_entries.c.number >= start) & (ledger_entries.c.number < end)
        found = self._rows(select(ledger_entries.c.leaf_hash).where(here).order_by(ledger_entries.c.number))
        if len(found) != end - start:
            raise LedgerBroken(f"the ledger lacks an entry between {start:,} and {end:,}", "audit the ledger")
        return [bytes(row["leaf_hash"]) for row in found]

    def node(self, level: int, index: int) -> bytes:
        """The hash of a stored node. Raises ``LedgerBroken`` when it is missing."""
        start = index - index % _BLOCK
        if (level, start) not in self._blocks:
            here = (ledger_nodes.c.level == level) & (ledger_nodes.c.index >= start) & (ledger_nodes.c.index < start + _BLOCK)
            rows = self._rows(select(ledger_nodes.c.index, ledger_nodes.c.hash).where(here))
            self._blocks[level, start] = {row["index"]: bytes(row["hash"]) for row in rows}
        found = self._blocks[level, start].get(index)
        if found is None:
            raise LedgerBroken(f"the ledger lacks the node {index:,} of level {level}", "audit the ledger")
        return found


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what a row that was written past this program does to whoever reads it into ``LedgerBroken``."""
    try:
        yield
    except (TypeError, ValueError, OverflowError):
        raise LedgerBroken("a row of the ledger holds what was never written there", "run `comity ledger verify`") from None


def _entry(row: RowMapping) -> LedgerRow:
    try:
        facts = from_text(row["facts"])
    except DatabaseUnusable as damaged:
        raise ValueError(damaged.message) from None
    entry = Entry(row["at"], row["actor"], row["action"], row["object"], row["purpose"], facts)
    return row["number"], entry, bytes(row["leaf_hash"])


def _head(row: RowMapping) -> SignedHead:
    return SignedHead(TreeHead(row["size"], bytes(row["root"]), row["at"], row["key"]), bytes(row["signature"]))
