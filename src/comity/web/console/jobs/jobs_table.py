"""The table of jobs, newest first, and which of them is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from comity.storage.database import Database
from comity.storage.database.jobs import Job, JobState
from comity.web.console.jobs.called import about, progress_of, state_of, title_of
from comity.web.console.jobs.outcomes import outcome_of
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.words import Words

PAGE = 50
"""Rows of a page."""

_LONGEST_OUTCOME = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """Jobs in ``state`` (None: any), of ``kind`` (empty: any), older than the one of the id ``after`` (empty: from the newest)."""

    state: JobState | None = None
    kind: str = ""
    after: str = ""

    def path(self, **other: str) -> str:
        """The page of these jobs, with ``other`` parameters in the place of its own."""
        own = {"state": self.state.value if self.state else "", "kind": self.kind, "after": self.after} | other
        return "/jobs?" + urlencode({name: value for name, value in own.items() if value})


def jobs_page(database: Database, wanted: Wanted) -> tuple[tuple[Job, ...], str]:
    """A page of jobs, and the id behind which the next begins; empty at the end."""
    with database.reading() as reading:
        page = reading.jobs.list(wanted.state, wanted.after, PAGE, wanted.kind)
    return page.items, page.next


def jobs_table(words: Words, jobs: tuple[Job, ...], wanted: Wanted, behind: str = "") -> Table:
    """``jobs`` as a table; ``behind`` is where the next page begins."""
    columns = (
        Column("kind", words.say("Job")),
        Column("about", words.say("About")),
        Column("state", words.say("State")),
        Column("attempts", words.say("Attempts"), is_number=True),
        Column("result", words.say("What came of it")),
        Column("at", words.say("Runs from")),
        Column("ended", words.say("Ended")),
        Column("by", words.say("Ordered by")),
    )
    return Table(
        "jobs",
        words.say("Jobs, newest first"),
        columns,
        list(job_rows(words, jobs)),
        words.say("No such job. Jobs are ordered by the schedule, by what happens here, and by persons; ended ones are kept for 90 days."),
        next=wanted.path(after=behind) if behind else "",
        csv=wanted.path(**{"as": "csv", "after": ""}),
    )


def job_rows(words: Words, jobs: Iterable[Job]) -> Iterator[Row]:
    """``jobs`` as rows of the table."""
    return (_row(words, job) for job in jobs)


def _row(words: Words, job: Job) -> Row:
    told = outcome_of(words, job)
    return {
        "kind": Cell(title_of(words, job.kind), f"/jobs/{job.id}"),
        "about": Cell(about(words, job), kind="name"),
        "state": Cell(", ".join(filter(None, (state_of(words, job), progress_of(words, job))))),
        "attempts": Cell(job.attempts),
        "result": Cell(told[:_LONGEST_OUTCOME] + "…" if len(told) > _LONGEST_OUTCOME else told, kind="name"),
        "at": Cell(job.run_at),
        "ended": Cell(job.finished_at),
        "by": Cell(job.created_by.removeprefix("user:")),
    }
