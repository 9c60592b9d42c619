"""Where answers go: the same rows with columns added, or answers as JSON lines; into a file or to standard output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from comity.batch import ANNOTATIONS, SCORE, Freshness, ScreenedRow, annotation, answer_line, searched_in_words
from comity.model import Issue, ScreeningRule, UsageError
from comity.tables import Dialect, Format, Table, open_writer
from comity.tables.files import split_suffix
from comity.tables.sinks import DelimitedSink
from comity.tables.writers import packed

ANSWERS = ".jsonl"
"""The suffix of answers as JSON lines."""

WRITING_HINT = "choose a folder that exists and is yours"


class Recorder(Protocol):
    """Writes answers one by one. ``issues`` is what the form could not hold, complete after ``close``."""

    @property
    def issues(self) -> list[Issue]:
        """What had to be cut or left out."""
        ...

    def write(self, answer: ScreenedRow) -> None:
        """Write one answer."""
        ...

    def close(self) -> None:
        """All answers are written."""
        ...

    def discard(self) -> None:
        """Leave no file behind."""
        ...


@dataclass(frozen=True, slots=True)
class Stated:
    """What every answer of a run states: the rule, and the editions with their ages."""

    rule: ScreeningRule
    ages: Mapping[str, Freshness]


def is_answers(path: Path) -> bool:
    """True when the suffix asks for answers as JSON lines rather than for rows."""
    return path.suffix.lower() == ANSWERS


def open_recorder(path: Path, table: Table, stated: Stated) -> Recorder:
    """A recorder into the file at ``path``, in the form of its suffix. Raises ``UsageError`` when it cannot be written."""
    suffix, packing = split_suffix(path.name)
    return AnswerFile(path, stated, packing) if suffix == ANSWERS else RowFile(path, table, stated)


class RowFile:
    """The input's rows with the annotations at their end; the file appears under its name on ``close``."""

    def __init__(self, path: Path, table: Table, stated: Stated) -> None:
        self._searched = searched_in_words(stated.ages.values())
        self._writer = open_writer(path, table, ANNOTATIONS, numeric=(SCORE,))

    @property
    def issues(self) -> list[Issue]:
        """See ``Recorder``."""
        return self._writer.issues

    def write(self, answer: ScreenedRow) -> None:
        """See ``Recorder``. Raises ``UsageError`` when the form can hold no more rows."""
        self._writer.write(answer.row, annotation(answer, self._searched))

    def close(self) -> None:
        """See ``Recorder``. Raises ``UsageError`` when the disk is full."""
        self._writer.__exit__(None, None, None)

    def discard(self) -> None:
        """See ``Recorder``."""
        self._writer.discard()


class AnswerStream:
    """Answers as JSON lines into an open stream, which stays the caller's to close."""

    def __init__(self, stream: BinaryIO, stated: Stated) -> None:
        self.issues: list[Issue] = []
        self._stream, self._stated = stream, stated

    def write(self, answer: ScreenedRow) -> None:
        """See ``Recorder``."""
        self._stream.write(answer_line(answer, self._stated.rule, self._stated.ages).encode())

    def close(self) -> None:
        """See ``Recorder``."""
        self._stream.flush()

    def discard(self) -> None:
        """See ``Recorder``."""


class AnswerFile(AnswerStream):
    """Answers as JSON lines in a file of their own, packed when ``packing`` is ``.gz`` or ``.xz``."""

    def __init__(self, path: Path, stated: Stated, packing: str = "") -> None:
        try:
            stream = packed(path.open("xb"), packing)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}", WRITING_HINT) from error
        super().__init__(stream, stated)
        self._path = path

    def close(self) -> None:
        """See ``Recorder``."""
        self._stream.close()

    def discard(self) -> None:
        """See ``Recorder``."""
        self._path.unlink(missing_ok=True)
        self._stream.close()


class RowStream:
    """The rows with their annotations as delimited text in UTF-8, in the input's own dialect where it has one, into an open stream."""

    def __init__(self, stream: BinaryIO, table: Table, stated: Stated) -> None:
        self._searched = searched_in_words(stated.ages.values())
        own = table.dialect if table.format is Format.DELIMITED else Dialect()
        self._stream = stream
        self._sink = DelimitedSink(stream, Dialect(own.delimiter or ",", own.quote, own.line_end, quote_all=own.quote_all))
        self._kept = [position for position, column in enumerate(table.columns) if column not in ANNOTATIONS]
        self._sink.header([table.columns[position] for position in self._kept], ANNOTATIONS)

    @property
    def issues(self) -> list[Issue]:
        """See ``Recorder``."""
        return self._sink.issues

    def write(self, answer: ScreenedRow) -> None:
        """See ``Recorder``."""
        self._sink.row(answer.row, self._kept, annotation(answer, self._searched))

    def close(self) -> None:
        """See ``Recorder``."""
        self._stream.flush()

    def discard(self) -> None:
        """See ``Recorder``."""
