"""An output file that appears when it is whole, and a run that was broken off and can go on.

Answers are written to a hidden file beside the output. When all are there it takes the output's name. When the run is broken off, what is
written
becomes ``OUT.partial``, and ``OUT.partial.json`` says how far it goes and what was screened against what; ``--resume`` goes on from
there, but only with
the same input, lists and rule.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from comity.batch import ScreenedRow
from comity.cli.screen_output import WRITING_HINT, Recorder
from comity.cli.screen_stage import stage_of, sweep
from comity.model import Issue, StoreError, UsageError

RESUMABLE = frozenset({".csv", ".tsv", ".txt", ".jsonl"})
"""Suffixes of outputs that can be continued at their end."""

Identity = Mapping[str, Any]
"""What makes two runs the same: plain values by name, as JSON holds them."""

LARGEST_MARK = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a partial output goes: the number of the last row, the bytes up to its end, the bytes of the header, the run's identity,
    and how many rows came out how.
    """

    row: int
    size: int
    header: int
    identity: Identity
    outcomes: Mapping[str, int]


class OutputFile:
    """One output file of a run, as a context manager. Call ``write`` for each answer, then ``finish``, or ``keep`` when the run was
    broken off.

    When the context ends with an exception, nothing of the run is left behind.
    """

    def __init__(self, out: Path, identity: Identity, record: Callable[[Path], Recorder], *, resume: bool = False) -> None:
        self._out, self._identity = out, identity
        self._partial = out.with_name(out.name + ".partial")
        self._mark_file = out.with_name(out.name + ".partial.json")
        self._stage = stage_of(out)
        sweep(out)
        self._failed = False
        try:
            self._header = _header_size(self._stage, record) if self.is_resumable else 0
            self._from = self._found() if resume else None
            self._recorder = record(self._stage)
        except UsageError as error:
            raise self._in_users_words(error) from error
        self._row = self._from.row if self._from else 0
        self.earlier: Mapping[str, int] = self._from.outcomes if self._from else {}
        self._outcomes = Counter(self.earlier)
        self.issues: list[Issue] = self._recorder.issues

    def __enter__(self) -> OutputFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self.discard()

    @property
    def is_resumable(self) -> bool:
        """True when a broken run into this form can go on later."""
        return self._out.suffix.lower() in RESUMABLE and bool(self._identity)

    @property
    def last_row(self) -> int:
        """The number of the last row written, here or before; 0 when there is none."""
        return self._row

    def write(self, answer: ScreenedRow) -> None:
        """Write one answer. Raises ``StoreError`` when the disk is full."""
        with self._all_or_nothing():
            self._recorder.write(answer)
        self._row = answer.row.number
        self._outcomes[answer.outcome] += 1

    def finish(self) -> None:
        """All rows are written: the file takes its name. Raises ``UsageError`` when the disk is full or the name cannot be taken."""
        self._close()
        if self._from is None:
            _move(self._stage, self._out)
            return
        self._append()
        _move(self._partial, self._out)
        self._mark_file.unlink(missing_ok=True)

    def keep(self) -> Path | None:
        """The run was broken off: keep what is written as ``OUT.partial`` and return its path, or None when there is no row or writing
        failed.
        """
        if self._failed:
            return None
        if not self._row or (self._from and self._row == self._from.row):
            self._recorder.discard()
            return self._partial if self._from else None
        self._close()
        if self._from is None:
            _move(self._stage, self._partial)
        else:
            self._append()
        self._write_mark()
        return self._partial

    def discard(self) -> None:
        """Leave nothing of this run behind; an earlier partial output stays."""
        self._failed = True
        with suppress(OSError):  # what failed to be written may fail again on closing; the first error is the one to show
            self._recorder.discard()
        self._stage.unlink(missing_ok=True)

    def _in_users_words(self, error: UsageError) -> UsageError:
        """The error with the name that the user gave instead of the hidden one."""
        return UsageError(error.message.replace(self._stage.name, self._out.name), error.hint)

    def _close(self) -> None:
        with self._all_or_nothing():
            self._recorder.close()

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Discard the output when writing fails: which of its rows are whole is not known. Raises ``StoreError`` when the disk is full."""
        try:
            yield
        except OSError as error:
            self.discard()
            raise StoreError(f"{self._out} cannot be written on: {error.strerror}", "make room, then run again") from error
        except UsageError as error:
            self.discard()
            raise self._in_users_words(error) from error

    def _append(self) -> None:
        """Put this run's answers, without their header, after those of the run before."""
        assert self._from is not None
        with self._partial.open("r+b") as whole, self._stage.open("rb") as rest:
            whole.truncate(self._from.size)
            whole.seek(0, os.SEEK_END)
            rest.seek(self._header)
            shutil.copyfileobj(rest, whole)
            whole.flush()
            os.fsync(whole.fileno())
        self._stage.unlink()

    def _write_mark(self) -> None:
        if not self.is_resumable:
            return
        mark = {
            "row": self._row,
            "size": self._partial.stat().st_size,
            "header": self._header,
            "identity": self._identity,
            "outcomes": self._outcomes,
        }
        self._stage.write_text(json.dumps(mark, ensure_ascii=False, indent=1), encoding="utf-8")
        _move(self._stage, self._mark_file)

    def _found(self) -> Mark:
        """The mark of the run to go on with. Raises ``UsageError`` when there is none, or when it is of another run."""
        again = "run again without --resume"
        if not self.is_resumable:
            raise UsageError(
                f"a run into {self._out.name} cannot be resumed", f"{again}; what can is a file as input and {_suffixes()} as output"
            )
        mark = _read_mark(self._mark_file)
        if mark is None or not self._partial.is_file():
            raise UsageError(f"there is nothing to resume: {self._partial.name} and its .json are not there", again)
        differing = [key for key in self._identity if mark.identity.get(key) != self._identity[key]]
        if differing:
            raise UsageError(f"{self._partial.name} is of another run: {', '.join(differing)} changed since", again)
        if self._partial.stat().st_size < mark.size or mark.header != self._header:
            raise UsageError(f"{self._partial.name} was changed since it was written", again)
        return mark


def _suffixes() -> str:
    return ", ".join(sorted(RESUMABLE))


def _header_size(path: Path, record: Callable[[Path], Recorder]) -> int:
    """Bytes that an output has before its first row."""
    empty = record(path)
    empty.close()
    size = path.stat().st_size
    path.unlink()
    return size


def _read_mark(path: Path) -> Mark | None:
    try:
        if path.stat().st_size > LARGEST_MARK:
            return None
        values = json.loads(path.read_text(encoding="utf-8"))
        outcomes = {outcome: int(values["outcomes"].get(outcome, 0)) for outcome in ("clear", "review", "strong", "error")}
        return Mark(int(values["row"]), int(values["size"]), int(values["header"]), dict(values["identity"]), outcomes)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _move(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as error:
        source.unlink(missing_ok=True)
        raise UsageError(f"{target} cannot be written: {error.strerror}", WRITING_HINT) from error
