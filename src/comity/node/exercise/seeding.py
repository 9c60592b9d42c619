"""Making an exercise, changing its list, and taking it down."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path

from comity.exchange import Downloader
from comity.identity import Invited, new_user
from comity.model import Actor, Conflict, Role, StoreError
from comity.node import people
from comity.node.bases import BaseFile, import_base
from comity.node.casework import Happened
from comity.node.editions_in_use import EditionsInUse
from comity.node.exercise.colleagues import COLLEAGUES
from comity.node.indexes import open_index
from comity.node.job_kinds import KINDS
from comity.node.jobs import Means
from comity.node.lists import FileToImport, ListDesk, Outcome
from comity.node.monitoring import Monitor, over
from comity.node.review_desk import policy_in
from comity.node.settings import Settings
from comity.storage import EditionStore
from comity.storage.database import Database

LIST = "own:exercise"
"""The invented watch list."""

BASE = "exercise"
"""The base of the invented customers."""

MARK = "this-is-an-exercise.txt"
_SAID = "This folder holds an exercise of Comity: invented people and a practice queue. `comity exercise reset` makes it anew.\n"
_BY = Actor("system:exercise", frozenset({Role.ADMINISTRATOR}))


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was made: how many customers, how many cases wait, and the one-time link of each colleague by login name."""

    customers: int
    cases: int
    links: Mapping[str, Invited]


def is_exercise(home: Path) -> bool:
    """Whether ``home`` holds an exercise."""
    return (home / MARK).is_file()


def set_up(settings: Settings, at: datetime) -> Seeded:
    """Make the exercise in the home of ``settings``, at the time ``at``.

    Raises ``Conflict`` when the home holds anything already, or the database is elsewhere: an exercise is never mixed with real work.
    """
    if settings.database_url:
        raise Conflict("an exercise has a database of its own, in its home", "leave COMITY_DATABASE_URL out")
    if settings.home.exists() and any(settings.home.iterdir()):
        raise Conflict(f"the folder {settings.home} holds something already", "choose an empty folder with COMITY_HOME")
    settings.prepare()
    (settings.home / MARK).write_text(_SAID, encoding="utf-8")
    store = EditionStore(settings.home)
    _publish(settings, store, "watch-list-1.csv", at)
    with _database(settings) as database:
        users = [new_user(one.name, one.display, [one.role], at) for one in COLLEAGUES]
        links = {user.name: people.add_user(database, user, _BY, at) for user in users}
        EditionsInUse(Means(settings, store, database, lambda: at, KINDS)).notice()
        index = open_index(settings, store)
        editions = tuple(edition.id for edition in index.editions)
        monitor = Monitor(database, over(index), editions, policy=policy_in(settings.home))
        with _data("customers.csv") as path:
            imported = import_base(BaseFile(path, BASE), monitor, _BY.id, at)
    return Seeded(imported.rows - imported.refused, imported.watched.happened.get(Happened.NEW, 0), links)


def next_edition(settings: Settings, at: datetime) -> Outcome:
    """Publish the second edition of the invented list: some dates of birth are corrected, one entry goes, one comes.

    A node that serves this home notices it by itself. Raises ``Conflict`` when the home holds no exercise.
    """
    _require(settings)
    return _publish(settings, EditionStore(settings.home), "watch-list-2.csv", at)


def take_down(settings: Settings) -> None:
    """Remove the exercise and everything in its home. Raises ``Conflict`` when the home holds none, ``StoreError`` when it is in use."""
    _require(settings)
    mark = settings.home / MARK
    try:
        for thing in settings.home.iterdir():
            if thing == mark:
                continue
            if thing.is_dir() and not thing.is_symlink():
                shutil.rmtree(thing)
            else:
                thing.unlink()
        mark.unlink()  # last: an exercise that was taken down by half is still one
    except OSError as error:
        raise StoreError(f"the exercise in {settings.home} cannot be removed: {error.strerror}", "stop the node that serves it") from error


def _require(settings: Settings) -> None:
    if not is_exercise(settings.home):
        raise Conflict(f"the folder {settings.home} holds no exercise", "make one with `comity exercise start`")


def _publish(settings: Settings, store: EditionStore, name: str, at: datetime) -> Outcome:
    with _data(name) as path:
        return ListDesk(settings, store, Downloader()).import_file(FileToImport(path, LIST), at)


@contextmanager
def _data(name: str) -> Iterator[Path]:
    with as_file(files("comity.node.exercise") / "data" / name) as path:
        yield path


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database.at(settings.database)
    database.prepare()
    try:
        yield database
    finally:
        database.close()
