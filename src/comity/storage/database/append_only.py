"""Rows that are written once: triggers refuse to change or remove them, whoever asks.

They stop mistakes and careless hands. Whoever owns the database can drop a trigger; that is what the ledger's signed tree heads are for.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.engine import Connection

from comity.storage.database.faults import APPEND_ONLY as REFUSAL


def protect(connection: Connection, table: str) -> None:
    """Refuse every later UPDATE and DELETE (and on PostgreSQL TRUNCATE) of ``table`` from now on."""
    making = _on_sqlite(table) if connection.dialect.name == "sqlite" else _on_postgres(table)
    for statement in making:
        connection.exec_driver_sql(statement)


def _on_sqlite(table: str) -> Iterator[str]:
    for act in ("UPDATE", "DELETE"):
        yield f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"


def _on_postgres(table: str) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION comity_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION comity_append_only()"
    )
