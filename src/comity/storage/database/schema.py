"""The tables of a node, one schema on SQLite and PostgreSQL.

Ids are opaque text, times microseconds (``Instant``), records canonical JSON. Rows that speak of a monitored subject name it by its id and
do not depend on its row: when a person is erased, what was decided stays provable, and nothing leads back to the person.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, text

from comity.storage.database.columns import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NEWEST_STEP = "0005"
"""The step of the migrations that makes these tables."""

APPEND_ONLY = ("decisions", "ledger_entries", "ledger_nodes", "ledger_heads")
"""Tables whose rows are never changed and never removed; triggers refuse it."""


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _id(name: str = "id") -> Column[str]:
    return Column(name, Text, primary_key=True)


def _ref(name: str, target: str) -> Column[str]:
    return Column(name, Text, ForeignKey(target), nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


def _time(name: str) -> Column[object]:
    return Column(name, Instant, nullable=False)


def _maybe(name: str) -> Column[object]:
    return Column(name, Instant)


subjects = Table(
    "subjects",
    metadata,
    _id(),
    _text("base"),
    _text("key"),
    _text("digest"),
    _text("record"),
    _text("caption"),
    _time("added_at"),
    _time("changed_at"),
    _time("seen_at"),
    _maybe("keep_until"),
    Index(None, "base", "key", unique=True),
    Index(None, "base", "id"),
    Index(None, "changed_at", "id"),
    Index(None, "keep_until"),
)

screenings = Table(
    "screenings",
    metadata,
    _id(),
    _time("at"),
    _text("kind"),
    _text("rule"),
    _text("editions"),
    _number("subjects"),
    _number("hits"),
    _text("actor"),
)

hits = Table(
    "hits",
    metadata,
    _id(),
    _text("subject_id"),
    _text("list"),
    _text("listing_id"),
    _ref("screening_id", "screenings.id"),
    _text("edition_id"),
    _text("rule"),
    _text("outcome"),
    Column("score", Float(53), nullable=False),
    _text("record"),
    _time("found_at"),
    Index(None, "subject_id", "list", "listing_id", "found_at"),
)

# ``rank`` sorts the queue ascending: the riskiest outcome first, within it the highest score (see ``queue.rank_of``).
cases = Table(
    "cases",
    metadata,
    _id(),
    _text("subject_id"),
    _text("base"),
    _text("list"),
    _text("listing_id"),
    _ref("hit_id", "hits.id"),
    _text("outcome"),
    Column("score", Float(53), nullable=False),
    _text("state"),
    Column("rank", Integer, nullable=False),
    _time("opened_at"),
    _maybe("due_at"),
    _text("claimed_by"),
    _text("proposed_by"),
    _text("verdict"),
    Column("version", Integer, nullable=False),
    Index(None, "subject_id", "list", "listing_id", unique=True),
    Index(None, "list", "listing_id", "id"),
    Index(None, "state", "rank", "opened_at", "id"),
    Index(None, "state", "list", "rank", "opened_at", "id"),
    Index(None, "state", "base", "rank", "opened_at", "id"),
    Index(None, "state", "claimed_by", "rank", "opened_at", "id"),
    Index(None, "state", "due_at", "id", "rank"),
    # SQLite finds whole pages of proposals in it (see ``queue.OTHERS``).
    Index(
        "ix_cases_proposed",
        "state",
        "proposed_by",
        "due_at",
        "id",
        "rank",
        "opened_at",
        "list",
        "base",
        sqlite_where=text("state = 'proposed'"),
        postgresql_where=text("state = 'proposed'"),
    ),
)

# What a case is found by, in bytes, so that both databases sort and compare it alike (see ``case_words``).
case_words = Table(
    "case_words",
    metadata,
    Column("case_id", Text, ForeignKey("cases.id"), primary_key=True),
    Column("word", LargeBinary, primary_key=True),
    Index(None, "word", "case_id"),
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    _ref("case_id", "cases.id"),
    _ref("hit_id", "hits.id"),
    _text("step"),
    _text("verdict"),
    _text("reason"),
    _text("by"),
    _time("at"),
    _text("purpose"),
    _text("answers"),
    _text("reverses"),
    Index(None, "case_id", "id"),
)

decision_texts = Table(
    "decision_texts",
    metadata,
    Column("decision_id", Text, ForeignKey("decisions.id"), primary_key=True),
    _text("text"),
)

exemptions = Table(
    "exemptions",
    metadata,
    _id(),
    _text("subject_id"),
    _text("list"),
    _text("listing_id"),
    _ref("decision_id", "decisions.id"),
    _time("granted_at"),
    _time("expires_at"),
    _text("listing_digest"),
    _text("subject_digest"),
    _text("state"),
    _maybe("ended_at"),
    _text("why"),
    Index(None, "subject_id", "state"),
    Index(None, "state", "expires_at", "id"),
    Index(None, "state", "list", "expires_at", "id"),
    Index(None, "state", "ended_at", "id", "granted_at"),
    Index(None, "state", "list", "ended_at", "id", "granted_at"),
)

jobs = Table(
    "jobs",
    metadata,
    _id(),
    _text("kind"),
    _text("state"),
    _text("payload"),
    _time("run_at"),
    _number("attempts"),
    _number("max_attempts"),
    _text("leased_by"),
    _maybe("leased_until"),
    Column("progress", BigInteger, nullable=False, server_default="0"),
    Column("of", BigInteger, nullable=False, server_default="0"),
    _text("result"),
    _text("error"),
    _text("created_by"),
    _time("created_at"),
    _maybe("finished_at"),
    Column("key", Text),
    Index(None, "state", "run_at"),
    Index(None, "state", "id"),
    Index(None, "kind", "id"),
    Index(None, "kind", "state", "id"),
    Index(
        "uq_jobs_key_waiting",
        "key",
        unique=True,
        sqlite_where=text("state IN ('queued', 'running')"),
        postgresql_where=text("state IN ('queued', 'running')"),
    ),
)

webhooks = Table(
    "webhooks",
    metadata,
    _id(),
    _text("url"),
    _text("secret"),
    _text("old_secret"),
    _maybe("old_secret_until"),
    _text("events"),
    _time("created_at"),
    _maybe("disabled_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    _id(),
    _ref("webhook_id", "webhooks.id"),
    _text("event"),
    _text("state"),
    _number("attempts"),
    _time("next_at"),
    _number("last_status"),
    _text("last_error"),
    _time("created_at"),
    Index(None, "state", "next_at"),
    Index(None, "state", "id"),
    Index(None, "webhook_id", "id"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key_owner", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    _text("request_digest"),
    _number("status"),
    Column("body", LargeBinary, nullable=False),
    _time("created_at"),
    Index(None, "created_at"),
)

erasures = Table(
    "erasures",
    metadata,
    _id(),
    _text("kind"),
    _text("object_id"),
    _text("digest"),
    _text("basis"),
    _time("erased_at"),
    Column("ledger_number", BigInteger),
    Index(None, "kind", "object_id"),
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _time("at"),
    _text("actor"),
    _text("action"),
    _text("object"),
    _text("purpose"),
    _text("facts"),
    Column("leaf_hash", LargeBinary, nullable=False),
    Index(None, "actor", "number"),
    Index(None, "action", "number"),
    Index(None, "object", "number"),
    Index(None, "purpose", "number"),
    Index(None, "at"),
)

ledger_nodes = Table(
    "ledger_nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)

ledger_heads = Table(
    "ledger_heads",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    _time("at"),
    _text("key"),
    Column("signature", LargeBinary, nullable=False),
)

ledger_state = Table(
    "ledger_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    _maybe("last_at"),
    CheckConstraint("id = 1", name="one_row"),
)

users = Table(
    "users",
    metadata,
    _id("name"),
    _text("display"),
    _text("roles"),
    _time("created_at"),
    _text("password"),
    _text("totp"),
    Column("totp_counter", BigInteger),
    _text("recovery"),
    _maybe("disabled_at"),
    _number("failures"),
    _maybe("locked_until"),
)

sittings = Table(
    "sittings",
    metadata,
    _id("token_hash"),
    _ref("user", "users.name"),
    _time("created_at"),
    _time("seen_at"),
    _time("proved_at"),
    _time("expires_at"),
    _text("purpose"),
    Index(None, "user"),
    Index(None, "expires_at"),
)

invitations = Table(
    "invitations",
    metadata,
    _id("token_hash"),
    _text("kind"),
    _text("user"),
    _text("created_by"),
    _time("created_at"),
    _time("expires_at"),
    _maybe("used_at"),
    Index(None, "user"),
)

keys = Table(
    "keys",
    metadata,
    _id(),
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
)

person_requests = Table(
    "person_requests",
    metadata,
    _id(),
    _text("kind"),
    _text("state"),
    _time("received_at"),
    _time("answer_by"),
    _text("about"),
    _text("plan"),
    _text("grounds"),
    _text("extended_because"),
    _maybe("closed_at"),
    Column("version", Integer, nullable=False),
    Index(None, "closed_at", "answer_by"),
)

legal_holds = Table(
    "legal_holds",
    metadata,
    _id(),
    _text("kind"),
    _text("record"),
    _text("basis"),
    _text("placed_by"),
    _time("placed_at"),
    _maybe("released_at"),
    Index(None, "kind", "record"),
)
