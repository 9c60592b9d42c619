"""The tables of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from comity.storage.database.append_only import protect

revision = "0001"
down_revision = None

_WAITING = sa.text("state IN ('queued', 'running')")


def _id(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


def _time(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _maybe(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger)


def upgrade() -> None:
    """Make the tables, in the order of their references, and protect those that are append only."""
    for make in (
        _erasures,
        _idempotency,
        _invitations,
        _jobs,
        _keys,
        _ledger_entries,
        _ledger_heads,
        _ledger_nodes,
        _ledger_state,
        _screenings,
        _subjects,
        _users,
        _webhooks,
        _deliveries,
        _hits,
        _sittings,
        _cases,
        _decisions,
        _decision_texts,
        _exemptions,
    ):
        make()
    state = sa.table("ledger_state", sa.column("id"), sa.column("size"), sa.column("frontier"))
    op.execute(state.insert().values(id=1, size=0, frontier=sa.literal(b"", sa.LargeBinary)))
    for table in ("decisions", "ledger_entries", "ledger_nodes", "ledger_heads"):
        protect(op.get_bind(), table)


def _erasures() -> None:
    op.create_table(
        "erasures",
        _id("id"),
        _text("kind"),
        _text("object_id"),
        _text("digest"),
        _text("basis"),
        _time("erased_at"),
        sa.Column("ledger_number", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_kind_object_id", "erasures", ["kind", "object_id"])


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        _id("key_owner"),
        _id("key"),
        _text("request_digest"),
        _number("status"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        _time("created_at"),
        sa.PrimaryKeyConstraint("key_owner", "key", name="pk_idempotency"),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])


def _invitations() -> None:
    op.create_table(
        "invitations",
        _id("token_hash"),
        _text("kind"),
        _text("user"),
        _text("created_by"),
        _time("created_at"),
        _time("expires_at"),
        _maybe("used_at"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitations"),
    )
    op.create_index("ix_invitations_user", "invitations", ["user"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        _id("id"),
        _text("kind"),
        _text("state"),
        _text("payload"),
        _time("run_at"),
        _number("attempts"),
        _number("max_attempts"),
        _text("leased_by"),
        _maybe("leased_until"),
        sa.Column("progress", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("of", sa.BigInteger, nullable=False, server_default="0"),
        _text("result"),
        _text("error"),
        _text("created_by"),
        _time("created_at"),
        _maybe("finished_at"),
        sa.Column("key", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_state_run_at", "jobs", ["state", "run_at"])
    op.create_index("uq_jobs_key_waiting", "jobs", ["key"], unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING)


def _keys() -> None:
    op.create_table(
        "keys",
        _id("id"),
        _text("name"),
        _text("secret_hash"),
        _text("roles"),
        _text("scopes"),
        _text("purposes"),
        _text("created_by"),
        _time("created_at"),
        _time("expires_at"),
        _number("per_minute"),
        _number("burst"),
        _number("per_day"),
        _maybe("last_used_at"),
        _maybe("revoked_at"),
        _text("revoked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_keys"),
    )


def _ledger_entries() -> None:
    op.create_table(
        "ledger_entries",
        sa.Column("number", sa.BigInteger, nullable=False, autoincrement=False),
        _time("at"),
        _text("actor"),
        _text("action"),
        _text("object"),
        _text("purpose"),
        _text("facts"),
        sa.Column("leaf_hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_ledger_entries"),
    )
    op.create_index("ix_ledger_entries_action_number", "ledger_entries", ["action", "number"])
    op.create_index("ix_ledger_entries_actor_number", "ledger_entries", ["actor", "number"])
    op.create_index("ix_ledger_entries_at", "ledger_entries", ["at"])
    op.create_index("ix_ledger_entries_object_number", "ledger_entries", ["object", "number"])


def _ledger_heads() -> None:
    op.create_table(
        "ledger_heads",
        sa.Column("size", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        _time("at"),
        _text("key"),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("size", name="pk_ledger_heads"),
    )


def _ledger_nodes() -> None:
    op.create_table(
        "ledger_nodes",
        sa.Column("level", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("index", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("level", "index", name="pk_ledger_nodes"),
    )


def _ledger_state() -> None:
    op.create_table(
        "ledger_state",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        _maybe("last_at"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_state"),
        sa.CheckConstraint("id = 1", name="ck_ledger_state_ck_ledger_state_one_row"),
    )


def _screenings() -> None:
    op.create_table(
        "screenings",
        _id("id"),
        _time("at"),
        _text("kind"),
        _text("rule"),
        _text("editions"),
        _number("subjects"),
        _number("hits"),
        _text("actor"),
        sa.PrimaryKeyConstraint("id", name="pk_screenings"),
    )


def _subjects() -> None:
    op.create_table(
        "subjects",
        _id("id"),
        _text("base"),
        _text("key"),
        _text("digest"),
        _text("record"),
        _text("caption"),
        _time("added_at"),
        _time("changed_at"),
        _time("seen_at"),
        _maybe("keep_until"),
        sa.PrimaryKeyConstraint("id", name="pk_subjects"),
    )
    op.create_index("ix_subjects_base_id", "subjects", ["base", "id"])
    op.create_index("ix_subjects_base_key", "subjects", ["base", "key"], unique=True)
    op.create_index("ix_subjects_changed_at_id", "subjects", ["changed_at", "id"])
    op.create_index("ix_subjects_keep_until", "subjects", ["keep_until"])


def _users() -> None:
    op.create_table(
        "users",
        _id("name"),
        _text("display"),
        _text("roles"),
        _time("created_at"),
        _text("password"),
        _text("totp"),
        sa.Column("totp_counter", sa.BigInteger),
        _text("recovery"),
        _maybe("disabled_at"),
        _number("failures"),
        _maybe("locked_until"),
        sa.PrimaryKeyConstraint("name", name="pk_users"),
    )


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        _id("id"),
        _text("url"),
        _text("secret"),
        _text("old_secret"),
        _maybe("old_secret_until"),
        _text("events"),
        _time("created_at"),
        _maybe("disabled_at"),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        _id("id"),
        _id("webhook_id"),
        _text("event"),
        _text("state"),
        _number("attempts"),
        _time("next_at"),
        _number("last_status"),
        _text("last_error"),
        _time("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_deliveries_webhook_id"),
    )
    op.create_index("ix_deliveries_state_id", "deliveries", ["state", "id"])
    op.create_index("ix_deliveries_state_next_at", "deliveries", ["state", "next_at"])


def _hits() -> None:
    op.create_table(
        "hits",
        _id("id"),
        _text("subject_id"),
        _text("list"),
        _text("listing_id"),
        _id("screening_id"),
        _text("edition_id"),
        _text("rule"),
        _text("outcome"),
        sa.Column("score", sa.Float(53), nullable=False),
        _text("record"),
        _time("found_at"),
        sa.PrimaryKeyConstraint("id", name="pk_hits"),
        sa.ForeignKeyConstraint(["screening_id"], ["screenings.id"], name="fk_hits_screening_id"),
    )
    op.create_index("ix_hits_subject_id_list_listing_id_found_at", "hits", ["subject_id", "list", "listing_id", "found_at"])


def _sittings() -> None:
    op.create_table(
        "sittings",
        _id("token_hash"),
        _id("user"),
        _time("created_at"),
        _time("seen_at"),
        _time("proved_at"),
        _time("expires_at"),
        _text("purpose"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sittings"),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name="fk_sittings_user"),
    )
    op.create_index("ix_sittings_expires_at", "sittings", ["expires_at"])
    op.create_index("ix_sittings_user", "sittings", ["user"])


def _cases() -> None:
    op.create_table(
        "cases",
        _id("id"),
        _text("subject_id"),
        _text("base"),
        _text("list"),
        _text("listing_id"),
        _id("hit_id"),
        _text("outcome"),
        sa.Column("score", sa.Float(53), nullable=False),
        _text("state"),
        sa.Column("rank", sa.Integer, nullable=False),
        _time("opened_at"),
        _maybe("due_at"),
        _text("claimed_by"),
        _text("proposed_by"),
        _text("verdict"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name="fk_cases_hit_id"),
    )
    op.create_index("ix_cases_list_listing_id", "cases", ["list", "listing_id"])
    op.create_index("ix_cases_state_base_rank_opened_at_id", "cases", ["state", "base", "rank", "opened_at", "id"])
    op.create_index("ix_cases_state_claimed_by_rank_opened_at_id", "cases", ["state", "claimed_by", "rank", "opened_at", "id"])
    op.create_index("ix_cases_state_due_at", "cases", ["state", "due_at"])
    op.create_index("ix_cases_state_list_rank_opened_at_id", "cases", ["state", "list", "rank", "opened_at", "id"])
    op.create_index("ix_cases_state_rank_opened_at_id", "cases", ["state", "rank", "opened_at", "id"])
    op.create_index("ix_cases_subject_id_list_listing_id", "cases", ["subject_id", "list", "listing_id"], unique=True)


def _decisions() -> None:
    op.create_table(
        "decisions",
        _id("id"),
        _id("case_id"),
        _id("hit_id"),
        _text("step"),
        _text("verdict"),
        _text("reason"),
        _text("by"),
        _time("at"),
        _text("purpose"),
        _text("answers"),
        _text("reverses"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.ForeignKeyConstraint(["hit_id"], ["hits.id"], name="fk_decisions_hit_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_decisions_case_id"),
    )
    op.create_index("ix_decisions_case_id_id", "decisions", ["case_id", "id"])


def _decision_texts() -> None:
    op.create_table(
        "decision_texts",
        _id("decision_id"),
        _text("text"),
        sa.PrimaryKeyConstraint("decision_id", name="pk_decision_texts"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_decision_texts_decision_id"),
    )


def _exemptions() -> None:
    op.create_table(
        "exemptions",
        _id("id"),
        _text("subject_id"),
        _text("list"),
        _text("listing_id"),
        _id("decision_id"),
        _time("granted_at"),
        _time("expires_at"),
        _text("listing_digest"),
        _text("subject_digest"),
        _text("state"),
        _maybe("ended_at"),
        _text("why"),
        sa.PrimaryKeyConstraint("id", name="pk_exemptions"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_exemptions_decision_id"),
    )
    op.create_index("ix_exemptions_state_expires_at", "exemptions", ["state", "expires_at"])
    op.create_index("ix_exemptions_subject_id_state", "exemptions", ["subject_id", "state"])
