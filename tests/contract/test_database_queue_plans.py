"""How SQLite reads the queue: along one index that is in the queue's order, or, where few rows fit, along the filter's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, Select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from tests.contract.rows import NOON

from comity.model import CaseState, Outcome
from comity.storage.database import Database
from comity.storage.database.queue import QueueView, Walk, count_statement, page_statement, sqlite_walk
from comity.storage.database.queue_by_due import ALONG_DUE, due_statement

LATER = NOON + timedelta(days=1)
SORTED = "ix_cases_state_{}rank_opened_at_id"


class Blob(LargeBinary):
    """Bytes as SQLite writes them in a statement."""

    def literal_processor(self, dialect: Dialect) -> Callable[[bytes], str]:
        return lambda value: f"X'{value.hex()}'"


def plan(database: Database, statement: Select[object]) -> str:
    dialect = sqlite.dialect()
    dialect.colspecs = {**dialect.colspecs, LargeBinary: Blob}
    text = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    with database.reading() as reading:
        rows = reading.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.parametrize(
    ("view", "few_overdue", "index"),
    [
        (QueueView(), False, SORTED.format("")),
        (QueueView(outcome=Outcome.STRONG), False, SORTED.format("")),
        (QueueView(list="un-sc"), False, SORTED.format("list_")),
        (QueueView(base="payees"), False, SORTED.format("base_")),
        (QueueView(claimed_by=""), False, SORTED.format("claimed_by_")),
        (QueueView(claimed_by="user:tess", list="un-sc", base="payees", overdue_at=LATER), True, SORTED.format("claimed_by_")),
        (QueueView(claimed_by="", list="un-sc", base="payees"), False, SORTED.format("list_")),
        (QueueView(overdue_at=LATER), False, SORTED.format("")),
        (QueueView(overdue_at=LATER, base="payees", outcome=Outcome.REVIEW), False, SORTED.format("base_")),
        (QueueView(overdue_at=LATER, base="payees", outcome=Outcome.REVIEW), True, "ix_cases_state_due_at"),
    ],
)
def test_a_page_and_its_total_are_one_walk_along_the_right_index(tmp_path: Path, view: QueueView, few_overdue: bool, index: str) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    walk = sqlite_walk(view, few_overdue=few_overdue)
    for after in ("", "-1800001.1772366400123456.case-1"):
        steps = plan(database, page_statement(view, walk, after, 50))
        assert f"{index} (" in steps
        assert ("TEMP B-TREE" in steps) == (index == "ix_cases_state_due_at")
    counting = plan(database, count_statement(view, walk))
    assert f"{index} (" in counting or "COVERING INDEX" in counting
    database.close()


def test_a_search_reads_the_words_and_then_only_the_cases_they_name(tmp_path: Path) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    with database.reading() as reading:
        walk = Walk("id", reading.case_words.narrowed("ilva marenko"))
    view = QueueView(list="un-sc", base="payees", overdue_at=LATER, sought="ilva marenko")
    for statement in (page_statement(view, walk, "-1800001.1772366400123456.case-1", 50), count_statement(view, walk)):
        steps = plan(database, statement)
        assert "SEARCH cases USING INDEX sqlite_autoindex_cases_1 (id=?)" in steps
        assert "case_words_word_case_id (word>? AND word<?)" in steps
        assert "ix_cases" not in steps
    database.close()


@pytest.mark.parametrize("view", [QueueView(CaseState.PROPOSED, not_proposed_by="user:tess"), QueueView(list="un-sc", base="payees")])
def test_a_page_by_due_time_is_one_walk_along_its_index(tmp_path: Path, view: QueueView) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    for after in ("", "1772366400123456.case-1"):
        assert "ix_cases_state_due_at (" in plan(database, due_statement(view, ALONG_DUE, after, 50))
    database.close()
