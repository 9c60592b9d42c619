"""The words that a case is found by, made for the cases that are there from their subjects and hits."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from comity.storage.database.case_words import words_in

revision = "0004"
down_revision = "0003"

_CHUNK = 1000
_KNOWN = sa.text(
    "SELECT cases.id AS id, cases.listing_id AS listing, hits.record AS hit, subjects.record AS subject, subjects.key AS key"
    " FROM cases JOIN hits ON hits.id = cases.hit_id JOIN subjects ON subjects.id = cases.subject_id"
    " WHERE cases.id > :after ORDER BY cases.id LIMIT :most"
)


def upgrade() -> None:
    """Make the table, and fill it. A case whose subject was erased gets no words."""
    table = op.create_table(
        "case_words",
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("word", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "word", name="pk_case_words"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_words_case_id"),
    )
    op.create_index("ix_case_words_word_case_id", "case_words", ["word", "case_id"])
    for rows in _filled():
        op.bulk_insert(table, rows)


def _filled() -> Iterator[list[dict[str, object]]]:
    after = ""
    while known := op.get_bind().execute(_KNOWN, {"after": after, "most": _CHUNK}).mappings().all():
        yield [{"case_id": row["id"], "word": word} for row in known for word in words_in(_texts(row))]
        after = known[-1]["id"]


def _texts(row: sa.RowMapping) -> list[str]:
    names = [name["full"] for name in json.loads(row["subject"]).get("names", ())]
    return [*names, json.loads(row["hit"])["name"]["full"], row["listing"], row["key"]]
