"""The monitored subjects as an index of their own, so that a changed list finds the subjects it concerns without reading them all.

A list changes by some hundred entries; a node may watch a million subjects. Asking each subject again costs a million questions. So the
question is turned round: the subjects are indexed as listings are, and the changed listings are asked of them, at a floor low enough that
hardly a pair is lost which asking the other way round would find. Whoever is named is then screened in earnest. Subjects that came or
changed after the index was built stand in its tail and are always screened.

``<home>/subjects/<id>/`` is the index; ``<home>/subjects/current.json`` names it and says when its reading began. It holds personal data:
erasing a subject drops it (``drop``), and the next job builds another.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from comity.model import Edition, IndexUnusable, Listing, StoreError, Subject
from comity.node.settings import Settings
from comity.screening import Index
from comity.storage.atomic import discard, write_text
from comity.storage.database import Database, new_id
from comity.storage.lock import locked

BELOW_REVIEW = 0.25
"""How far below the review threshold the floor lies at which changed listings are asked of the subjects. On real lists, with names
noised as files noise them, it loses four pairs in ten thousand and names one subject in five too many (``bench/monitoring.py``).
"""

OVERLAP = timedelta(minutes=10)
"""How long before the reading began a change still counts as later: a transaction may commit after it took its time."""

MOST_IN_TAIL = 0.2
"""The share of subjects in the tail from which on the index is worth building anew."""

PAGE = 5000
STATE = "current.json"
"""The file that names the index in use."""


@dataclass(frozen=True, slots=True)
class SubjectIndex:
    """An opened index of subjects; what came or changed from ``since`` on is not in it."""

    index: Index
    since: datetime

    def concerned(self, listings: Sequence[Listing], review: float) -> frozenset[str]:
        """The ids of subjects that one of ``listings`` may be a hit of, at a review threshold of ``review``."""
        asked = [listing.subject for listing in listings]
        return frozenset().union(*self.index.resembling(asked, max(0.1, review - BELOW_REVIEW)))


class SubjectIndexes:
    """The index of subjects in a node's home: opened, built, dropped."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def current(self) -> SubjectIndex | None:
        """The index in use; None when there is none that can be used."""
        folder = self._settings.home / "subjects"
        try:
            state = json.loads((folder / STATE).read_text(encoding="utf-8"))
            return SubjectIndex(Index.open(folder / str(state["index"])), datetime.fromisoformat(state["since"]))
        except (OSError, ValueError, KeyError, TypeError, IndexUnusable):
            return None

    def build(self, database: Database, now: datetime, progress: Callable[[int], None] | None = None) -> SubjectIndex:
        """Index every subject that ``database`` holds, put it in use, and remove the one before. Raises ``StoreError``."""
        folder = self._settings.folder("subjects")
        with locked(folder / ".lock", patience=3600.0):
            name = new_id(now)
            since = now - OVERLAP
            edition = Edition(name, "subjects", "this node", None, now, "0" * 64, 0, 0)
            try:
                index = Index.build([(edition, _as_listings(database))], folder / name, progress)
            except OSError as error:
                raise StoreError(f"the index of subjects cannot be written: {error.strerror or error}", "check the free space") from error
            write_text(folder / STATE, json.dumps({"index": name, "since": since.isoformat()}))
            _sweep(folder, folder / name)
        return SubjectIndex(index, since)

    def drop(self) -> None:
        """Remove the index of subjects, since somebody in it was erased."""
        folder = self._settings.home / "subjects"
        if folder.is_dir():
            with locked(folder / ".lock", patience=3600.0):
                (folder / STATE).unlink(missing_ok=True)
                _sweep(folder, None)

    def is_worth_building(self, database: Database, found: SubjectIndex | None) -> bool:
        """Whether there is no index, or so many subjects came or changed since that another is worth its building."""
        if found is None:
            return True
        with database.reading() as reading:
            return reading.subjects.count_changed(found.since) > max(PAGE, MOST_IN_TAIL * reading.subjects.count())


def tail(database: Database, since: datetime | None, after: str = "") -> Iterator[str]:
    """The ids behind ``after`` of subjects that came or changed from ``since`` on (None: of all).

    No snapshot is held between two pages, so a run over them may take hours. Whoever comes meanwhile may be among them.
    """
    while page := _page(database, since, after):
        yield from page
        after = page[-1]


def _page(database: Database, since: datetime | None, after: str) -> tuple[str, ...]:
    with database.reading() as reading:
        return reading.subjects.ids(since, after, PAGE)


def _as_listings(database: Database) -> Iterator[Listing]:
    """Each subject as a listing that screening can index: its id, kind, names and numbers."""
    with database.reading() as reading:
        after = ""
        while page := reading.subjects.each(None, after, PAGE):
            for one in page:
                known = Subject(one.subject.schema, one.subject.names, identifiers=one.subject.identifiers)
                yield Listing(one.id, "subjects", known)
            after = page[-1].id


def _sweep(folder: Path, in_use: Path | None) -> None:
    for path in folder.iterdir():
        if path.is_dir() and path != in_use:
            discard(path)
