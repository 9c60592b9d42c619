"""What came of a run, read back row by row while it still goes on: counts, the rows of one outcome, one row with its hits explained."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from comity.model import Hit, Outcome, Subject, UnknownName
from comity.model.record import subject_from_record
from comity.node.file_screening.book import ANSWERS, NOTES, OUTCOMES, read_entries
from comity.storage.database.hit_record import hit_from_text

ISSUES = "issues"
"""Instead of an outcome: the rows with which something was wrong, however they came out."""

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """The answer to one row, as it stands in the lines of answers (``comity.batch.answers``), and the columns that it adds to the row."""

    row: int
    answer: Record
    added: Sequence[str | float | None]


@dataclass(frozen=True, slots=True)
class RowHits:
    """A row with hits: the subject that was read from it, its best hits, and how many it has in all."""

    answer: RowAnswer
    subject: Subject
    hits: tuple[Hit, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a result, and the number of the last of them when more follow, else 0."""

    rows: tuple[RowAnswer, ...] = ()
    next: int = 0


class Results:
    """The answers in ``folder`` as far as they stood when they were first asked for; none when there is no such folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _entries(self) -> np.ndarray[Any, np.dtype[np.void]]:
        return read_entries(self.folder)

    @property
    def rows(self) -> int:
        """Rows that are answered."""
        return len(self._entries)

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows by outcome, ``error`` among them, and under ``issues`` those with which something was wrong."""
        found = np.bincount(self._entries["outcome"], minlength=len(OUTCOMES))
        return {**dict(zip(OUTCOMES, map(int, found), strict=True)), ISSUES: int(np.count_nonzero(self._entries["issues"]))}

    def page(self, wanted: str, after: int, most: int) -> Page:
        """The first ``most`` rows behind row ``after`` that came out ``wanted``: an outcome, ``issues``, or empty for all."""
        if not wanted:
            found = np.arange(after, min(self.rows, after + most + 1))
        else:
            rest = self._entries[after:]
            fits = rest["issues"] > 0 if wanted == ISSUES else rest["outcome"] == OUTCOMES.index(wanted)
            found = after + np.flatnonzero(fits)[: most + 1]
        shown = [int(place) + 1 for place in found[:most]]
        if not shown:
            return Page()
        with (self.folder / ANSWERS).open("rb") as answers, (self.folder / NOTES).open("rb") as notes:
            rows = tuple(self._read(number, answers, notes) for number in shown)
        return Page(rows, shown[-1] if len(found) > most else 0)

    def explained(self, number: int) -> RowHits:
        """The answer to row ``number``, from 1, with its best hits whole. Raises ``UnknownName`` when there is none yet."""
        if not 0 < number <= self.rows:
            raise UnknownName(f"row {number:,} is not answered", "the file has fewer rows, or the job has not come so far")
        with (self.folder / ANSWERS).open("rb") as answers, (self.folder / NOTES).open("rb") as notes:
            answer, note = self._read(number, answers, notes), self._line(notes, "note_end", number)
        if "hits" not in note:
            return RowHits(answer, Subject(), (), 0)
        hits = tuple(hit_from_text(text, score, Outcome(outcome)) for text, score, outcome in note["hits"])
        return RowHits(answer, subject_from_record(note["subject"]), hits, int(note["all"]))

    def _read(self, number: int, answers: BinaryIO, notes: BinaryIO) -> RowAnswer:
        return RowAnswer(number, self._line(answers, "answer_end", number), self._line(notes, "note_end", number)["added"])

    def _line(self, stream: BinaryIO, end: str, number: int) -> Record:
        stop = int(self._entries[end][number - 1])
        start = int(self._entries[end][number - 2]) if number > 1 else 0
        stream.seek(start)
        found: Record = json.loads(stream.read(stop - start))
        return found
