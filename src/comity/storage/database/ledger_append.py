"""How a growth of the ledger is written: in the words of each database, because an answer waits for each entry, and most of the time of a
small statement is its making.

The edge of the tree moves only from where the growth begins, and rows go in only when it moved. On PostgreSQL all of it is one statement:
its parts are done together (``WITH``, PostgreSQL documentation 7.8.4), rows travel as one text for each table (9.16,
``json_to_recordset``), and whoever appends meanwhile holds the row of the edge: when they are done, the condition is asked again (13.2.1).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Protocol

from comity.storage.database.ledger_growth import Growth

_MOVE_SQLITE = "UPDATE ledger_state SET size = ?, frontier = ?, last_at = ? WHERE size = ? AND frontier = ?"
_ENTRIES_SQLITE = (
    "INSERT INTO ledger_entries (number, at, actor, action, object, purpose, facts, leaf_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_NODES_SQLITE = 'INSERT INTO ledger_nodes (level, "index", hash) VALUES (?, ?, ?)'

_APPEND_POSTGRES = """
WITH moved AS (
  UPDATE ledger_state SET size = %s, frontier = %s, last_at = %s WHERE size = %s AND frontier = %s RETURNING size
), entries AS (
  INSERT INTO ledger_entries (number, at, actor, action, object, purpose, facts, leaf_hash)
  SELECT number, at, actor, action, object, purpose, facts, decode(leaf_hash, 'hex')
  FROM json_to_recordset(CAST(%s AS json)) AS entry(
    number bigint, at bigint, actor text, action text, object text, purpose text, facts text, leaf_hash text
  ) WHERE EXISTS (SELECT FROM moved)
), nodes AS (
  INSERT INTO ledger_nodes (level, "index", hash)
  SELECT level, "index", decode(hash, 'hex')
  FROM json_to_recordset(CAST(%s AS json)) AS node(level integer, "index" bigint, hash text)
  WHERE EXISTS (SELECT FROM moved)
)
SELECT size FROM moved
"""
_COLUMNS = ("number", "at", "actor", "action", "object", "purpose", "facts")


class Runs(Protocol):
    """A connection in a transaction: runs statements in the words of its driver."""

    def count(self, statement: str, values: Sequence[Any]) -> int:
        """Run a statement: how many rows it changed or gave."""

    def each(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for each of ``rows``."""


def append(on: Runs, grown: Growth, *, is_server: bool) -> bool:
    """Write ``grown`` in the transaction of ``on``; False, and nothing is written, when the log no longer ends where it begins."""
    edge = (grown.new.size, grown.new.frontier, grown.new.last_micros, grown.old.size, grown.old.frontier)
    if is_server:
        return on.count(_APPEND_POSTGRES, (*edge, *_as_json(grown))) == 1
    if on.count(_MOVE_SQLITE, edge) != 1:
        return False
    if grown.rows:
        on.each(_ENTRIES_SQLITE, grown.rows)
    if grown.nodes:
        on.each(_NODES_SQLITE, [(node.level, node.index, node.hash) for node in grown.nodes])
    return True


def _as_json(grown: Growth) -> tuple[str, str]:
    entries: list[dict[str, Any]] = [dict(zip(_COLUMNS, row, strict=False), leaf_hash=row[-1].hex()) for row in grown.rows]
    nodes = [{"level": node.level, "index": node.index, "hash": node.hash.hex()} for node in grown.nodes]
    return json.dumps(entries, ensure_ascii=False), json.dumps(nodes)
