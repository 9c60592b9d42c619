"""What a worker does: screen one piece of the input and write it as one part of the output, whole or not at all.

A worker opens its screener once and keeps it. The rows pass through the same reading, screening and writing as in a run on one machine, so
the answers are the same to the byte; only the row's number and the whole answer are added, since the parts come in any order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from comity import __version__
from comity.batch.answers import ANNOTATIONS, SCORE, annotation, answer_line, searched_in_words
from comity.batch.freshness import Freshness
from comity.batch.part_folder import TRIED, Entry, part_path
from comity.batch.part_input import End, Piece, Rows, Span, open_piece
from comity.batch.ports import Screener, SubjectMaker
from comity.batch.screen_file import screen_table
from comity.batch.screened import ScreenedRow
from comity.batch.tally import Tally
from comity.model import ComityError, Issue, ScreeningRule, StoreError
from comity.tables import Format, Table, Writer, open_writer
from comity.tables.parquet import arrow

ROW = "comity_row"
"""The first column of a part: the number of the row in the whole input."""

ANSWER = "comity_answer"
"""The last column of a part: the answer as one line of JSON, of every row that is not clear or that has an issue; else null."""

MOST_TRIES = 3
"""How often a part is tried whose workers die over it, before the run ends."""

TOLD_ISSUES = 20
"""Issues of one part that are told in words; the others are counted, and each is in its row's answer."""


class Sampler(Protocol):
    """Looks at every answer of a part and keeps what people shall see of it; it travels back with the part."""

    def add(self, answer: ScreenedRow) -> None:
        """Look at one answer."""
        ...


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of the input before its rows: the name shown in issues, its form, its columns, and the schema of Parquet."""

    label: str
    format: Format
    columns: tuple[str, ...]
    schema: Any = None

    def table(self) -> Table:
        """A table of this head without rows."""
        return Table(self.label, self.format, self.columns, iter(()), schema=self.schema)


@dataclass(frozen=True, slots=True)
class Job:
    """All that a worker must know, as values that travel. ``screener`` and ``sampler`` make a new one each, in the worker."""

    folder: Path
    head: Head
    maker: SubjectMaker
    rule: ScreeningRule
    ages: Mapping[str, Freshness]
    screener: Callable[[], Screener]
    sampler: Callable[[], Sampler]
    version: str = __version__


@dataclass(frozen=True, slots=True)
class PartDone:
    """What came of a piece: the entry for the journal (none when the part failed, and for the end of the input), the first issues, the
    sample. ``is_end`` marks the end of the input, whose ``failure`` is that of reading.
    """

    entry: Entry | None = None
    issue_count: int = 0
    issues: tuple[Issue, ...] = ()
    sample: Sampler | None = None
    failure: ComityError | None = None
    is_end: bool = False


class Worker:
    """Does pieces of ``job``, one after another. Raises ``StoreError`` when it has another version of Comity, or cannot use the index."""

    def __init__(self, job: Job) -> None:
        if job.version != __version__:
            what = f"a worker has Comity {__version__}, the command is {job.version}"
            raise StoreError(what, "install the same version on every machine")
        self._job = job
        self._like = job.head.table()
        self._searched = searched_in_words(job.ages.values())
        self._screener = job.screener()

    def do(self, piece: Piece) -> PartDone:
        """Do ``piece``. An error of ours comes back as ``failure``, and then nothing of the part is there."""
        if isinstance(piece, End):
            return PartDone(None, len(piece.issues), piece.issues, failure=piece.failure, is_end=True)
        try:
            with attempt(self._job.folder, piece.number):
                return self._part(piece)
        except ComityError as failure:
            return PartDone(failure=failure)
        except OSError as error:
            full = StoreError(f"part {piece.number} cannot be written: {error.strerror}", "make room; complete parts stay")
            return PartDone(failure=full)

    def _part(self, piece: Span | Rows) -> PartDone:
        job = self._job
        tally, sample = Tally(), job.sampler()
        path = part_path(job.folder, piece.number)
        with open_part(path, self._like) as writer:
            for answer in screen_table(open_piece(piece, self._like), job.maker, self._screener, job.rule):
                writer.write(answer, self._searched, self._answer(answer))
                tally.add(answer)
                sample.add(answer)
        for issue in writer.issues:
            tally.note(issue)
        _to_disk(path)
        summary = tally.summary(0.0)
        outcomes = {"clear": summary.clear, "review": summary.review, "strong": summary.strong, "error": summary.errors}
        entry = Entry(piece.number, summary.rows, path.stat().st_size, outcomes, summary.issue_count)
        return PartDone(entry, summary.issue_count, summary.issues[:TOLD_ISSUES], sample)

    def _answer(self, answer: ScreenedRow) -> str | None:
        if answer.outcome == "clear" and not answer.issues:
            return None
        return answer_line(answer, self._job.rule, self._job.ages).rstrip("\n")


@contextmanager
def attempt(folder: Path, number: int) -> Iterator[None]:
    """Try part ``number`` once more. A mark beside the parts, which only a worker that dies leaves behind, counts how often.

    Raises ``StoreError`` when the part has cost ``MOST_TRIES`` workers.
    """
    mark = folder / f"{TRIED}{number:06}"
    tried = int(mark.read_text(encoding="ascii") or MOST_TRIES) if mark.exists() else 0
    if tried >= MOST_TRIES:
        hint = "is there memory enough for so many workers? complete parts are kept: the same command with --resume goes on"
        raise StoreError(f"{tried} workers died over part {number}", hint)
    mark.write_text(str(tried + 1), encoding="ascii")
    try:
        yield
    finally:
        mark.unlink(missing_ok=True)


def open_index(folder: Path) -> Screener:
    """The index in ``folder``, mapped and ready to answer. Raises ``IndexUnusable`` when this machine does not see it there."""
    from comity.screening import Index

    index = Index.open(folder)
    index.warm()
    return index


class PartWriter:
    """Writes one part; it appears under its name when the context ends without an error."""

    def __init__(self, writer: Writer, kept: Sequence[int]) -> None:
        self._writer, self._kept = writer, kept

    @property
    def issues(self) -> list[Issue]:
        """What Parquet could not hold."""
        return self._writer.issues

    def write(self, answer: ScreenedRow, searched: str, line: str | None) -> None:
        """Write one row: its number, its cells, the annotations, and ``line``."""
        row = answer.row
        own: tuple[object, ...] = row.native or row.cells
        numbered = replace(row, native=(row.number, *(own[position] for position in self._kept)))
        self._writer.write(numbered, (*annotation(answer, searched), line))

    def __enter__(self) -> PartWriter:
        self._writer.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:  # noqa: ANN401 - what a context manager is given
        self._writer.__exit__(*raised)


def open_part(path: Path, like: Table) -> PartWriter:
    """A writer of the part at ``path`` for tables like ``like``: ``ROW``, the input's columns, ``ANNOTATIONS``, ``ANSWER``. A column of the
    input that is called like one of these gives way. Raises ``UsageError`` when it cannot be written, or without pyarrow.
    """
    base, _ = arrow()
    kept = [position for position, column in enumerate(like.columns) if column != ROW]
    given: Any = like.schema
    types = [field.type for field in given] if given is not None else [base.string()] * len(like.columns)
    names = (ROW, *(like.columns[position] for position in kept))
    schema = base.schema(list(zip(names, (base.int64(), *(types[position] for position in kept)), strict=True)))
    numbered = Table(like.file, Format.PARQUET, names, iter(()), schema=schema)
    return PartWriter(open_writer(path, numbered, (*ANNOTATIONS, ANSWER), numeric=(SCORE,)), kept)


def _to_disk(path: Path) -> None:
    """A part is told to be complete only after it has reached the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
