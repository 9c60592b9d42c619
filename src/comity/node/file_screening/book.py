"""The answers of one run as they come, row by row, so that a run that was killed goes on where it was.

Three files grow together: ``answers.jsonl`` holds what the command line writes as JSON lines, ``notes.jsonl`` the added columns of a row
and its best hits whole, and ``rows.bin`` one entry of fixed length for each row: where its lines end, how it came out, and whether
something was wrong with it. An entry stands only when its lines do, so what is behind the last whole entry is cut off and done again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np

from comity.batch import ERROR, Freshness, ScreenedRow, annotation, answer_line, searched_in_words
from comity.model import ScreeningRule, StoreError
from comity.model.record import subject_to_record
from comity.storage.database.hit_record import hit_to_text

ANSWERS, NOTES, ROWS = "answers.jsonl", "notes.jsonl", "rows.bin"
OUTCOMES = ("clear", "review", "strong", ERROR)
"""How a row comes out, by the number that stands for it."""

ENTRY = np.dtype([("answer_end", "<u8"), ("note_end", "<u8"), ("outcome", "u1"), ("issues", "u1")])
HITS_KEPT = 3
"""Hits of a row that are kept whole, to be explained; the lines of answers have the evidence of all."""


class Book:
    """The answers of a run in ``folder``, open to be added to; use it as a context manager. Raises ``StoreError`` when the disk is full."""

    def __init__(self, folder: Path, rule: ScreeningRule, ages: Mapping[str, Freshness]) -> None:
        self._rule, self._ages = rule, ages
        self._searched = searched_in_words(ages.values())
        self._waiting: list[tuple[int, int, int, int]] = []
        self.rows, (answers, notes) = _whole(folder)
        """Rows whose answers stand."""
        self._answers = _at(folder / ANSWERS, answers)
        self._notes = _at(folder / NOTES, notes)
        self._rows = _at(folder / ROWS, self.rows * ENTRY.itemsize)

    def add(self, answer: ScreenedRow) -> None:
        """Take the answer to the next row; it stands after ``flush``."""
        with _told():
            self._answers.write(answer_line(answer, self._rule, self._ages).encode())
            self._notes.write((json.dumps(self._note(answer)) + "\n").encode())
            ends = self._answers.tell(), self._notes.tell()
        self._waiting.append((*ends, OUTCOMES.index(answer.outcome), min(255, len(answer.issues))))

    def flush(self) -> None:
        """Have what was added stand."""
        with _told():
            self._answers.flush()
            self._notes.flush()
            self._rows.write(np.array(self._waiting, ENTRY).tobytes())
            self._rows.flush()
        self.rows += len(self._waiting)
        self._waiting = []

    def _note(self, answer: ScreenedRow) -> dict[str, Any]:
        note: dict[str, Any] = {"added": annotation(answer, self._searched)}
        if answer.hits:
            hits = [[hit_to_text(hit), hit.score, hit.outcome.value] for hit in answer.hits[:HITS_KEPT]]
            note |= {"subject": subject_to_record(answer.subject), "hits": hits, "all": len(answer.hits)}
        return note

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for stream in (self._answers, self._notes, self._rows):
            with suppress(OSError) if kind else _told():
                stream.close()


class _told:  # noqa: N801 - used like a function
    """A failure to write in words."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, OSError):
            raise StoreError(f"the answers cannot be written on: {error.strerror}", "make room in the home") from error


def _whole(folder: Path) -> tuple[int, tuple[int, int]]:
    """The rows whose answers stand whole, and the bytes of their lines in both files."""
    entries = read_entries(folder)
    sizes = [path.stat().st_size if path.exists() else 0 for path in (folder / ANSWERS, folder / NOTES)]
    standing = (entries["answer_end"] <= sizes[0]) & (entries["note_end"] <= sizes[1])
    rows = len(entries) if standing.all() else int(standing.argmin())
    if not rows:
        return 0, (0, 0)
    last = entries[rows - 1]
    return rows, (int(last["answer_end"]), int(last["note_end"]))


def read_entries(folder: Path) -> np.ndarray[Any, np.dtype[np.void]]:
    """The entries of the rows that stand, in order; an entry that is being written is left out."""
    path = folder / ROWS
    if not path.exists():
        return np.empty(0, ENTRY)
    whole = path.stat().st_size // ENTRY.itemsize
    return np.fromfile(path, ENTRY, whole)


def _at(path: Path, size: int) -> BinaryIO:
    """The file at ``path``, cut to ``size`` bytes, open to be added to."""
    with _told():
        stream = path.open("r+b" if path.exists() else "w+b")
        stream.truncate(size)
        stream.seek(size)
    return stream
