"""A process that starts workers and kills each with SIGKILL at a random moment; what a worker was told to be done, it writes down first.

``python -m tests.slow.crashing WORK FOLDER KILLS SEED``. Everything is imported once; a worker is a fork, so that it dies at work and not
while it is being loaded. Exit code 1 when a worker ended by itself in another way than it should, with its traceback on standard error.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.contract.rows import NOON, case, decided, decision, entry, open_cases, person

from comity.model import Actor, Role
from comity.node.backups import BackupDesk
from comity.node.restoring import Restoration, RestoreDesk
from comity.node.settings import Settings
from comity.node.signing import Signer
from comity.node.signing_keys import SigningKeys
from comity.storage.database import Database, Durability
from comity.storage.database.jobs import JobOrder

ODO = Actor("user:odo", frozenset({Role.SUPERVISOR}))
LONGEST = 0.25
"""Seconds that a worker lives at most, once it is at work."""

Ready = Callable[[], None]


class Told:
    """A file of what was acknowledged, one line each, written at once and whole."""

    def __init__(self, file: Path) -> None:
        self._handle = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def tell(self, *words: object) -> None:
        os.write(self._handle, (" ".join(map(str, words)) + "\n").encode())


def work(folder: Path, generation: int, ready: Ready) -> None:
    """Decide cases, run jobs and sign, until killed."""
    settings = Settings(folder / "home", (folder / "address").read_text(encoding="utf-8"))
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    signer = Signer(database, SigningKeys.of(settings.home))
    told = Told(folder / "told")
    ready()
    for number in range(10**6):
        about = case(generation * 10**5 + number)
        made = decision(f"decision-{generation}-{number}", about)
        with database.writing(Durability.FULL if number % 3 else Durability.NORMAL) as writing:
            open_cases(writing, about)
            writing.decisions.add(made)
            writing.cases.save(decided(about), 1)
            writing.record(entry(number, action="case.decide", object=f"decision:{made.id}"))
            writing.jobs.enqueue(f"job-{generation}-{number}", JobOrder("screen", NOON, {"case": about.id}), NOON)
        told.tell("decision", made.id)
        with database.writing() as writing:
            job = writing.jobs.lease(f"worker-{generation}", NOON, timedelta(hours=1))
            if job is not None:
                writing.jobs.finish(job, {"done": number}, NOON)
                writing.record(entry(number, action="job.finish", object=f"job:{job.id}"))
        if job is not None:
            told.tell("job", job.id)
        if number % 4 == 0:
            signed = signer.sign(NOON)
            told.tell("head", signed.head.size, signed.head.root.hex())


def prepare(folder: Path, generation: int, ready: Ready) -> None:
    """Make a database, and take something into it."""
    ready()
    database = Database.at(f"sqlite:///{folder}/made-{generation // 2}.db")
    for number in range(10**6):
        database.prepare()
        with database.writing() as writing:
            writing.subjects.put_many("customers", [(f"{generation}-{number}", person(), None)], NOON)


def back_up(folder: Path, generation: int, ready: Ready) -> None:
    """Make backups, one after the other."""
    settings = Settings(folder / "home")
    database = Database.at(settings.database)
    desk = BackupDesk(settings, database, Signer(database, SigningKeys.of(settings.home)), lambda: NOON)
    told = Told(folder / "told")
    ready()
    for number in range(10**6):
        target = folder / "backups" / f"backup-{generation}-{number}"
        desk.make(target, ODO)
        told.tell("backup", target.name)


def restore(folder: Path, generation: int, ready: Ready) -> None:
    """Restore into a home, the same until it is done."""
    homes = folder / "homes"
    done = sum(1 for _ in homes.glob("*/node.db"))
    ready()
    for number in range(done, 10**6):
        settings = Settings(homes / str(number))
        RestoreDesk(settings, lambda: NOON).restore(Restoration(folder / "backup"), ODO)


WORK = {"work": work, "prepare": prepare, "back_up": back_up, "restore": restore}


def killed(job: Callable[[Ready], None], after: float, *, at_work: bool) -> bool:
    """Fork a worker and kill it ``after`` seconds, counted from when it is ready if ``at_work``; whether it lived until then."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        try:
            job(lambda: os.close(write))
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        os._exit(3)
    os.close(write)
    if at_work:
        os.read(read, 1)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(read)
    return os.WIFSIGNALED(status)


def main() -> int:
    """Kill as often as asked."""
    name, folder, kills, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    chance = random.Random(seed)
    start = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    for generation in range(start, start + kills):
        after, at_work = chance.uniform(0, LONGEST), chance.random() < 0.8
        if not killed(lambda ready, one=generation: WORK[name](folder, one, ready), after, at_work=at_work):  # type: ignore[misc]
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
