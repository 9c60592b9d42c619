"""How SQLite reads the console's pages: each in the order of an index, also where it knows nothing of what the tables hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection
from tests.contract.rows import DAY, NOON

from comity.model import ExemptionState
from comity.storage.database import Database, Reading
from comity.storage.database.exemptions import ExemptionView
from comity.storage.database.jobs import JobState

PLACE = "1772366400123456.decision-1"
CASES: dict[str, tuple[Callable[[Reading], object], tuple[str, ...]]] = {
    "exemptions in force": (lambda r: r.exemptions.page(ExemptionView(), PLACE, 50), ("ix_exemptions_state_expires_at_id",)),
    "exemptions of a list": (
        lambda r: r.exemptions.page(ExemptionView(list="un-sc", runs_out_before=NOON + DAY), "", 50),
        ("ix_exemptions_state_list_expires_at_id",),
    ),
    "ended exemptions": (lambda r: r.exemptions.page(ExemptionView(None), PLACE, 50), ("ix_exemptions_state_ended_at_id_granted_at",) * 4),
    "ended exemptions of a list": (
        lambda r: r.exemptions.page(ExemptionView(None, "un-sc"), "", 50),
        ("ix_exemptions_state_list_ended_at_id_granted_at",) * 4,
    ),
    "exemptions that ran out, of a list": (
        lambda r: r.exemptions.page(ExemptionView(ExemptionState.EXPIRED, "un-sc"), PLACE, 50),
        ("ix_exemptions_state_list_ended_at_id_granted_at",),
    ),
    "jobs of a kind": (lambda r: r.jobs.list(None, "", 50, "lists.update"), ("ix_jobs_kind_id",)),
    "jobs of a state": (lambda r: r.jobs.list(JobState.FAILED, "01J", 50), ("ix_jobs_state_id",)),
    "jobs of a kind and a state": (lambda r: r.jobs.list(JobState.DONE, "", 50, "lists.update"), ("ix_jobs_kind_state_id",)),
    "deliveries to a webhook": (lambda r: r.deliveries.of("hook-1", "", 50), ("ix_deliveries_webhook_id_id",)),
    "cases on a listing": (lambda r: r.cases.for_listing("un-sc", "QDi.001", "", 50), ("ix_cases_list_listing_id_id",)),
}


def plans(reading: Reading, work: Callable[[Reading], object]) -> list[str]:
    """The steps of every statement that ``work`` makes."""
    made: list[tuple[str, object]] = []

    def note(_connection: Connection, _cursor: object, statement: str, parameters: object, _context: object, _many: bool) -> None:
        made.append((statement, parameters))

    event.listen(reading.connection, "before_cursor_execute", note)
    work(reading)
    event.remove(reading.connection, "before_cursor_execute", note)
    return [
        str(row[-1])
        for statement, parameters in made
        for row in reading.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[arg-type]
    ]


@pytest.mark.parametrize(("work", "indexes"), CASES.values(), ids=CASES)
def test_a_page_is_read_in_the_order_of_an_index(tmp_path: Path, work: Callable[[Reading], object], indexes: tuple[str, ...]) -> None:
    database = Database.at(f"sqlite:///{tmp_path}/node.db")
    database.prepare()
    with database.reading() as reading:
        steps = plans(reading, work)
    database.close()
    searches = [step for step in steps if step.startswith("SEARCH")]
    assert [index for index in indexes if not any(f"INDEX {index} (" in step for step in searches)] == []
    assert len(searches) >= len(indexes)
    assert not {step for step in steps if step.startswith(("SCAN exemptions", "SCAN jobs", "SCAN deliveries", "SCAN cases"))}
