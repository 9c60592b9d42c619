"""Indexes in the order of the console's pages, so that a page reads its own rows and not those in front of them.

Nothing else changes. With a hundred thousand cases and exemptions it takes some seconds; whoever cannot wait makes an index of the same
name beforehand (PostgreSQL: concurrently), and it is left as it is.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_REPLACED = {
    "ix_cases_list_listing_id": "cases",
    "ix_cases_state_due_at": "cases",
    "ix_exemptions_state_expires_at": "exemptions",
}
_MADE = (
    ("cases", ["list", "listing_id", "id"]),
    ("cases", ["state", "due_at", "id", "rank"]),
    ("deliveries", ["webhook_id", "id"]),
    ("exemptions", ["state", "expires_at", "id"]),
    ("exemptions", ["state", "list", "expires_at", "id"]),
    ("exemptions", ["state", "ended_at", "id", "granted_at"]),
    ("exemptions", ["state", "list", "ended_at", "id", "granted_at"]),
    ("jobs", ["kind", "id"]),
    ("jobs", ["state", "id"]),
    ("jobs", ["kind", "state", "id"]),
)
_PROPOSED = ["state", "proposed_by", "due_at", "id", "rank", "opened_at", "list", "base"]


def upgrade() -> None:
    """Make the indexes, and drop those whose place they take."""
    for table, columns in _MADE:
        op.create_index("_".join(("ix", table, *columns)), table, columns, if_not_exists=True)
    waits = sa.text("state = 'proposed'")
    op.create_index("ix_cases_proposed", "cases", _PROPOSED, sqlite_where=waits, postgresql_where=waits, if_not_exists=True)
    for index, table in _REPLACED.items():
        op.drop_index(index, table, if_exists=True)
    _count_anew()


def _count_anew() -> None:
    """Let SQLite sample the new indexes if it has sampled the old ones: it thinks little of what it knows, and well of what it does not."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite" or not sa.inspect(connection).has_table("sqlite_stat1"):
        return
    connection.exec_driver_sql("PRAGMA analysis_limit=1000")
    for table in sorted({table for table, _ in _MADE}):
        connection.exec_driver_sql(f"ANALYZE {table}")
