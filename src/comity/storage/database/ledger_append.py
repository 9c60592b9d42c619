"""How entries are appended on PostgreSQL: one statement, whatever their number, because each way to a server and back costs time.

Rows travel as one array for each column (``unnest``, PostgreSQL documentation 9.19), and a statement's parts are done together
(``WITH``, 7.8.4): entries, nodes and the new edge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.sql.schema import Table

from comity.storage.database.columns import to_micros
from comity.storage.database.schema import ledger_entries, ledger_nodes

_TYPES = {"number": "bigint", "at": "bigint", "index": "bigint", "level": "integer", "leaf_hash": "bytea", "hash": "bytea"}


def _inserted(table: Table) -> str:
    """The INSERT of ``table`` from arrays named as the table and its columns."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    arrays = ", ".join(f"CAST(:{_array(table, column.name)} AS {_TYPES.get(column.name, 'text')}[])" for column in table.columns)
    return f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays})"  # noqa: S608 - names of our own schema, values are bound


def _array(table: Table, column: str) -> str:
    return f"{table.name}_{column}"


APPEND: TextClause = text(
    f"WITH entries AS ({_inserted(ledger_entries)}), nodes AS ({_inserted(ledger_nodes)}) "  # noqa: S608 - as above
    "UPDATE ledger_state SET size = :size, frontier = :frontier, last_at = :last_at"
)
"""Appends entries and nodes, and moves the edge; with ``append_values``."""


def append_values(rows: Sequence[Mapping[str, Any]], nodes: Sequence[Mapping[str, Any]], edge: Mapping[str, Any]) -> dict[str, Any]:
    """What ``APPEND`` is bound to: rows as dictionaries by column, and the edge (``size``, ``frontier``, ``last_at``)."""
    values = {name: to_micros(value) if name == "last_at" and value else value for name, value in edge.items()}
    for table, given in ((ledger_entries, rows), (ledger_nodes, nodes)):
        for column in table.columns:
            values[_array(table, column.name)] = [row[column.name] for row in given]
    values[_array(ledger_entries, "at")] = [to_micros(row["at"]) for row in rows]
    return values
