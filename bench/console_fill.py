"""A node with everything that the console's pages show, written straight into its tables and its home."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.case_rows import fill
from bench.console_pages import REQUEST, SCREENING
from bench.console_rows import fill_beside
from bench.invent import invent
from bench.run import say

STATES = (("open", 0.5), ("proposed", 0.2), ("decided", 0.27), ("lapsed", 0.03))
OWN = "own:guests"
OWN_ENTRIES = 1000
OWN_AMENDED = 100
LONGEST_AT_WORK = 900


@dataclass(frozen=True, slots=True)
class Filled:
    """What fills the paths and forms of pages, and the tokens of a supervisor's sittings by purpose."""

    values: Mapping[str, str]
    tokens: Mapping[str, str]


def prepare(settings: Any, hits: int, others: int) -> Filled:  # noqa: ANN401 - comity's Settings, imported late
    """Fill a node whose database is empty."""
    from comity.storage.database import Database

    began, now = time.monotonic(), datetime.now(UTC)
    say(f"filling: {hits:,} hits, {hits + others:,} subjects")
    fill(settings, hits, others, STATES)
    import_own(settings)
    database = Database.at(settings.database)
    fill_beside(database, now)
    database.refresh_statistics()
    filled = Filled(_values(database), _sittings(database))
    database.close()
    say(f"filled in {time.monotonic() - began:.0f} s")
    return filled


def import_own(settings: Any) -> None:  # noqa: ANN401 - comity's Settings, imported late
    """A list of the house in two editions, of which the second has other years of birth in some entries."""
    people = invent(OWN_ENTRIES, seed=11)
    environment = {**os.environ, "COMITY_HOME": str(settings.home), "COMITY_DATABASE_URL": settings.database_url}
    for amended in (0, OWN_AMENDED):
        path = Path(settings.home) / f"guests-{amended}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("id", "name", "dob"))
            rows.writerows((f"G-{at}", one.name, 1950 + at % 50 + (at < amended)) for at, one in enumerate(people))
        command = [sys.executable, "-m", "comity.cli", "lists", "import", str(path), "--as", OWN]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def _values(database: Any) -> dict[str, str]:  # noqa: ANN401 - comity's Database, imported late
    from comity.model import CaseState
    from comity.storage.database.exemptions import ExemptionView
    from comity.storage.database.queue import QueueView

    with database.reading() as reading:
        first = reading.cases.queue(QueueView(), "", 1).items[0].case
        proposal = reading.cases.queue(QueueView(CaseState.PROPOSED, not_proposed_by="user:lena"), "", 1).items[0].case
        exemption = reading.exemptions.page(ExemptionView(), "", 1).items[0].exemption
        subject = reading.subjects.get(first.pair.subject)
    return {
        "case": first.id,
        "proposal": proposal.id,
        "subject": first.pair.subject,
        "exemption": exemption.id,
        "name": subject.subject.names[0].full,
    }


def _sittings(database: Any) -> dict[str, str]:  # noqa: ANN401 - comity's Database, imported late
    from comity.identity import new_user, open_sitting, with_purpose
    from comity.model import Purpose, Role

    now, tokens = datetime.now(UTC), {}
    with database.writing() as writing:
        writing.users.add(new_user("lena", "Lena", [Role.SUPERVISOR], now))
        for purpose in (SCREENING, REQUEST):
            opened = with_purpose(open_sitting("lena", now).sitting, Purpose(purpose))
            writing.sittings.add(opened.sitting)
            tokens[purpose] = opened.token
    return tokens


def wait_until_idle(settings: Any) -> None:  # noqa: ANN401 - comity's Settings, imported late
    """Wait until the jobs of a node's first minutes are done: they index the subjects, and look for what retention erases. Looking for
    deliveries of webhooks is never done: it recurs within seconds.
    """
    from comity.node.schedule import DELIVERIES
    from comity.storage.database import Database
    from comity.storage.database.jobs import JobState

    database, began = Database.at(settings.database), time.monotonic()
    time.sleep(15)  # until the node has ordered them
    while time.monotonic() - began < LONGEST_AT_WORK:
        with database.reading() as reading:
            soon = datetime.now(UTC) + timedelta(minutes=2)
            waiting = [job for job in reading.jobs.list(JobState.QUEUED, "", 1000).items if job.run_at < soon]
            running = reading.jobs.list(JobState.RUNNING, "", 100).items
        if all(job.kind == DELIVERIES for job in (*waiting, *running)):
            break
        time.sleep(2)
    database.close()
    say(f"at rest after {time.monotonic() - began:.0f} s")


def stored_cases(settings: Any) -> int:  # noqa: ANN401 - comity's Settings, imported late
    """How many cases the node holds now, each of a hit."""
    from comity.storage.database import Database

    database = Database.at(settings.database)
    with database.reading() as reading:
        found = sum(reading.cases.counts_by_state().values())
    database.close()
    return found
