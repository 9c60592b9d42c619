"""What persons ask about their own data, and the orders to keep something."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _time(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "person_requests",
        sa.Column("id", sa.Text, nullable=False),
        _text("kind"),
        _text("state"),
        _time("received_at"),
        _time("answer_by"),
        _text("about"),
        _text("plan"),
        _text("grounds"),
        _text("extended_because"),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person_requests"),
    )
    op.create_index("ix_person_requests_closed_at_answer_by", "person_requests", ["closed_at", "answer_by"])
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Text, nullable=False),
        _text("kind"),
        _text("record"),
        _text("basis"),
        _text("placed_by"),
        _time("placed_at"),
        sa.Column("released_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
    )
    op.create_index("ix_legal_holds_kind_record", "legal_holds", ["kind", "record"])
