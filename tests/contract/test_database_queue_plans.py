"""How SQLite reads the queue: along one index that is in the queue's order, or, where few rows fit, along the filter's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, Select, event
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Dialect
from tests.contract.rows import NOON, case, open_cases

from comity.model import CaseState, Outcome
from comity.storage.database import Database
from comity.storage.database.exemptions import active_statement
from comity.storage.database.queue import (
    ALONG_DUE,
    OTHERS,
    QueuedCase,
    QueueView,
    Walk,
    count_statement,
    counting_walk,
    page_statement,
    sqlite_walk,
)
from comity.storage.database.queue_by_due import NEVER, due_statement

LATER = NOON + timedelta(days=1)
SORTED = "ix_cases_state_{}rank_opened_at_id"
DUE = "ix_cases_state_due_at_id_rank"


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
    ("view", "few_due", "index"),
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
        (QueueView(overdue_at=LATER, base="payees", outcome=Outcome.REVIEW), True, DUE),
        (QueueView(due_from=NOON, overdue_at=LATER, outcome=Outcome.STRONG), True, DUE),
        (QueueView(due_from=LATER), True, DUE),
        (QueueView(due_from=LATER, list="un-sc"), False, SORTED.format("list_")),
    ],
)
def test_a_page_and_its_total_are_one_walk_along_the_right_index(tmp_path: Path, view: QueueView, few_due: bool, index: str) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    walk = sqlite_walk(view, view.part, few_due=few_due)
    for after in ("", "-1800001.1772366400123456.case-1"):
        steps = plan(database, page_statement(view, walk, after, 50))
        assert f"{index} (" in steps
        assert ("TEMP B-TREE" in steps) == (index == DUE)
    counting = plan(database, count_statement(view, counting_walk(view) or walk))
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


@pytest.mark.parametrize("outcome", [None, Outcome.STRONG])
def test_what_is_due_at_some_time_is_counted_in_the_index_of_due_times_alone(tmp_path: Path, outcome: Outcome | None) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    for first, asked in ((None, "due_at<?"), (NOON, "due_at>? AND due_at<?")):
        view = QueueView(outcome=outcome, due_from=first, overdue_at=LATER)
        walk = counting_walk(view)
        assert walk is not None
        assert f"SEARCH cases USING COVERING INDEX {DUE} (state=? AND {asked})" in plan(database, count_statement(view, walk))
    database.close()


def test_a_page_by_due_time_is_one_walk_along_its_index(tmp_path: Path) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    for after in ("", "1772366400123456.case-1"):
        steps = plan(database, due_statement(QueueView(list="un-sc", base="payees"), ALONG_DUE, after, 50))
        assert f"{DUE} (" in steps
        assert "TEMP B-TREE" not in steps
    database.close()


@pytest.mark.parametrize(
    "view",
    [
        QueueView(CaseState.PROPOSED, not_proposed_by="user:tess"),
        QueueView(CaseState.PROPOSED, "un-sc", Outcome.STRONG, base="payees", not_proposed_by="user:tess"),
    ],
    ids=["all", "filtered"],
)
def test_proposals_of_others_are_found_in_their_index_alone(tmp_path: Path, view: QueueView) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    statements = [
        *(due_statement(view, OTHERS, after, 50) for after in ("", "1772366400123456.case-1", NEVER, f"{NEVER}.case-1")),
        *(page_statement(view, OTHERS, after, 50) for after in ("", "-1800001.1772366400123456.case-1")),
        count_statement(view, OTHERS),
    ]
    for statement in statements:
        steps = plan(database, statement)
        assert "USING COVERING INDEX ix_cases_proposed (state=?" in steps
        assert steps.count("cases") == 2, "no other index and no table is read"
    database.close()


def test_a_page_by_due_time_of_a_small_part_sorts_that_part_alone(tmp_path: Path) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    view = QueueView(claimed_by="user:tess", base="payees", outcome=Outcome.STRONG, due_from=NOON)
    for after in ("", "1772366400123456.case-1", "never.case-1"):
        steps = plan(database, due_statement(view, Walk(view.part), after, 50))
        assert f"{SORTED.format('claimed_by_')} (" in steps
        assert DUE not in steps
    database.close()


def test_the_exemptions_of_a_pair_are_found_by_its_subject_however_many_are_active(tmp_path: Path) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    assert "ix_exemptions_subject_id_state (subject_id=? AND state=?)" in plan(database, active_statement({"subject-1"}))
    database.close()


def test_of_a_list_and_a_base_that_with_fewer_cases_is_read(tmp_path: Path) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    with database.writing() as writing:
        open_cases(writing, *map(case, range(1, 6)), QueuedCase(case(6), "payees", None))
    read: list[str] = []
    event.listen(database._engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: read.append(statement))
    with database.reading() as reading:
        page = reading.cases.queue(QueueView(list="own:guests", base="payees"), "", 10)
    assert page.total == len(page.items) == 1
    assert any("+cases.list" in statement and "+cases.base" not in statement for statement in read)
    database.close()
