"""What waits: the queue by risk and age, and the jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from comity.node.overview import MOST_LOOKED_AT, Count, Risk, Work
from comity.review import DueBand
from comity.storage.database.jobs import Job, JobState
from comity.storage.database.queue import COUNTED_TO
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words


def said(words: Words, count: Count, most: int = COUNTED_TO) -> str | int:
    """A number, or that there are more than ``most``, to which they are counted."""
    return words.say("more than %(n)s", n=f"{most:,}") if count is None else count


def approvals(words: Words, count: Count) -> str:
    """How many proposals wait, with thousands parted."""
    shown = said(words, count, MOST_LOOKED_AT)
    return f"{shown:,}" if isinstance(shown, int) else shown


def review_path(**filters: str) -> str:
    """The queue with these filters."""
    return f"/review?{urlencode(filters)}" if filters else "/review"


def risk_table(words: Words, risks: Sequence[Risk]) -> Table:
    """Open cases, the riskier outcome first, by when a decision is due and who has them."""
    columns = (
        Column("outcome", words.say("Outcome")),
        Column("waiting", words.say("Waiting"), is_number=True),
        Column(DueBand.OVERDUE, words.say("Of these overdue"), is_number=True),
        Column(DueBand.DAY, words.say("Due within a day"), is_number=True),
        Column(DueBand.WEEK, words.say("Due in 1 to 7 days"), is_number=True),
        Column(DueBand.LATER, words.say("Due later"), is_number=True),
        Column("unclaimed", words.say("Claimed by nobody"), is_number=True),
        Column("mine", words.say("Claimed by me"), is_number=True),
    )
    rows = [_risk_row(words, risk) for risk in risks] if any(risk.waiting != 0 for risk in risks) else []
    empty = words.say("Nothing waits. Cases come from monitoring: a customer base is screened when it is imported and when a list changes.")
    return Table("queue", words.say("Cases that wait"), columns, rows, empty, csv="/?as=csv&table=queue")


def _risk_row(words: Words, risk: Risk) -> Mapping[str, Cell]:
    outcome = risk.outcome.value
    due = {
        band.value: Cell(said(words, count, MOST_LOOKED_AT), review_path(outcome=outcome, due=band.value))
        for band, count in risk.due.items()
    }
    return due | {
        "outcome": Cell(risk.outcome, kind="outcome"),
        "waiting": Cell(said(words, risk.waiting), review_path(outcome=outcome)),
        "unclaimed": Cell(said(words, risk.unclaimed), review_path(outcome=outcome, who="unclaimed")),
        "mine": Cell(said(words, risk.mine), review_path(outcome=outcome, who="mine")),
    }


def job_table(words: Words, work: Work) -> Table:
    """Jobs that run, then those that failed since yesterday."""
    columns = (
        Column("job", words.say("Job")),
        Column("state", words.say("State")),
        Column("at", words.say("Since")),
        Column("done", words.say("Done"), is_number=True),
        Column("error", words.say("Why it failed")),
    )
    rows = [_job_row(words, job) for job in (*work.running, *work.failed)]
    empty = words.say("No job runs, and none failed since yesterday. Jobs fetch lists, build indexes, screen and erase by themselves.")
    return Table("jobs", words.say("Jobs that run or failed"), columns, rows, empty, csv="/?as=csv&table=jobs")


def _job_row(words: Words, job: Job) -> Mapping[str, Cell]:
    failed = job.state is JobState.FAILED
    row = {
        "job": Cell(" ".join((job.kind, str(job.payload.get("list", "")))).strip(), f"/jobs/{job.id}"),
        "state": Cell(words.say("failed"), kind="badge error") if failed else Cell(words.say("runs"), kind="badge plain"),
        "at": Cell(job.finished_at if failed else job.run_at),
    }
    if job.of:
        row["done"] = Cell(f"{100 * job.progress // job.of} %")
    if failed:
        row["error"] = Cell(job.error[:160], kind="name")
    return row
