"""Entries of the ledger are found by the purpose for which something was done."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_ledger_entries_purpose_number", "ledger_entries", ["purpose", "number"])
