"""Finding monitored subjects by name while somebody waits: in the index of subjects, and among the last that came after it was built.

The index is the one that monitoring keeps for changed lists. A name is looked for as screening does, so spelling, order and script may
differ; it must be more or less whole. Where there is no index yet, or an erasure has just dropped it, only the last that came are searched.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from comity.model import MonitoredSubject, Name, Query, ScreeningRule, Subject, UsageError
from comity.names.clean import clean
from comity.names.romanise import romanise
from comity.node.settings import Settings
from comity.node.subject_index import STATE, SubjectIndex, SubjectIndexes
from comity.storage.database import Reading

MOST_FOUND = 100
"""Subjects that one search gives."""

LATEST = 200
"""Subjects read one by one because they came after the index was built."""

_RULE = ScreeningRule("search", review=0.6, strong=0.9, max_hits=MOST_FOUND + 1)


@dataclass(frozen=True, slots=True)
class NamesFound:
    """Who was found, the most alike first. ``since``: the index knows those that came before then; None when there is none.

    ``is_whole`` is False when more came since than were looked through, ``is_cut`` True when others may resemble the name, too.
    """

    subjects: tuple[MonitoredSubject, ...]
    since: datetime | None
    is_whole: bool
    is_cut: bool = False


class NameSearch:
    """Searches in one process; threads take turns, since an index serves one at a time."""

    def __init__(self, settings: Settings) -> None:
        self._state = settings.home / "subjects" / STATE
        self._indexes = SubjectIndexes(settings)
        self._lock = threading.Lock()
        self._opened: tuple[int, SubjectIndex | None] = (0, None)

    def find(self, reading: Reading, name: str, base: str) -> NamesFound:
        """The subjects of ``base`` (empty: of all) whose names resemble ``name``. Raises ``UsageError`` for a name without letters."""
        asked = _words(name)
        if not asked:
            raise UsageError("the name has no letters", "write it as you know it, in any script")
        with self._lock:
            opened = self._current()
            ids = _resembling(opened, name) if opened else []
        came = reading.subjects.latest_changed(opened.since if opened else None, LATEST + 1)
        late = [one for one in came[:LATEST] if any(asked <= _words(known.full) for known in one.subject.names)]
        known = reading.subjects.get_many(ids)
        found = {one.id: one for one in (*late, *(known[one] for one in ids if one in known)) if base in ("", one.base)}
        is_cut = max(len(ids), len(found)) > MOST_FOUND
        return NamesFound(tuple(found.values())[:MOST_FOUND], opened.since if opened else None, len(came) <= LATEST, is_cut)

    def _current(self) -> SubjectIndex | None:
        try:
            stamp = self._state.stat().st_mtime_ns
        except OSError:
            stamp = 0
        if stamp != self._opened[0]:
            self._opened = stamp, self._indexes.current() if stamp else None
        return self._opened[1]


def _resembling(opened: SubjectIndex, name: str) -> list[str]:
    hits = opened.index.screen(Query("search", Subject(names=(Name(" ".join(clean(name).split())),))), _RULE)
    return [hit.listing.id for hit in hits]


def _words(name: str) -> frozenset[str]:
    return frozenset("".join(letter if letter.isalnum() else " " for letter in romanise(clean(name)).casefold()).split())
