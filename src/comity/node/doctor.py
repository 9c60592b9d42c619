"""Whether this node is well: each thing looked at by itself, so that one that fails does not hide the others. Nothing is repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from comity.lists.ports import EditionKeeper
from comity.model import ComityError
from comity.node.doctor_database import is_made, look_at_database, look_at_keys, look_at_ledger
from comity.node.doctor_home import look_at_clock, look_at_disk, look_at_home, look_at_lists, look_at_signing_key
from comity.node.findings import Finding, failed, warning
from comity.node.lists import ListDesk
from comity.node.settings import Settings
from comity.storage.database import Database, Reading


@dataclass(frozen=True, slots=True)
class Patient:
    """The node to look at, and the time (aware) that its clock shows."""

    settings: Settings
    store: EditionKeeper
    lists: ListDesk
    now: datetime


def examine(patient: Patient, *, is_thorough: bool = True) -> Iterator[Finding]:
    """Everything there is to find, in a fixed order; ``is_thorough`` reads all of a SQLite file, seconds for each gigabyte."""
    settings, now = patient.settings, patient.now
    yield from _safely("home", lambda: look_at_home(settings))
    yield from _safely("database", lambda: _database(patient, is_thorough=is_thorough))
    yield from _safely("lists", lambda: look_at_lists(settings, patient.store, patient.lists, now))
    yield from _safely("clock", lambda: look_at_clock(settings, now))
    yield from _safely("disk", lambda: look_at_disk(settings, Database.at(settings.database).file))
    yield from _safely("keys", lambda: look_at_signing_key(settings))


def _database(patient: Patient, *, is_thorough: bool) -> Iterator[Finding]:
    database = Database.at(patient.settings.database)
    if not is_made(database):
        yield warning("database", f"there is none yet at {database.file}", "it is made when the node serves")
        return
    looks: list[tuple[str, Callable[[Reading, datetime], Iterator[Finding]]]] = [("ledger", look_at_ledger), ("keys", look_at_keys)]
    try:
        found = list(look_at_database(database, is_thorough=is_thorough))
        yield from found
        if len(found) > 1:  # tables of this version
            for area, look in looks:
                yield from _safely(area, partial(_reading, database, look, patient.now))
    finally:
        database.close()


def _reading(database: Database, look: Callable[[Reading, datetime], Iterator[Finding]], now: datetime) -> Iterator[Finding]:
    with database.reading() as reading:
        yield from look(reading, now)


def _safely(area: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What ``look`` finds; an error becomes a finding, and ends it."""
    try:
        yield from look()
    except ComityError as error:
        yield failed(area, error.message, error.hint)
    except OSError as error:
        yield failed(area, f"a file cannot be read: {error.strerror}", "check the permissions of the home and everything in it")
