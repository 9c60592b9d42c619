"""All issues of a run in a file of their own: one line each, as text, or as JSON when the file's name ends with ``.jsonl``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from comity.batch import issue_record
from comity.cli.console import plain
from comity.cli.screen_output import WRITING_HINT, is_answers
from comity.cli.screen_stage import stage_of, sweep
from comity.model import Issue, StoreError, UsageError


class IssueFile:
    """Takes issues as they come; use it as a context manager.

    They are written to a hidden file beside the one asked for, which takes its name when the context ends; after an error nothing is
    left and what was there stays. A device or pipe is written to as it stands. Raises ``UsageError`` when the file cannot be written and
    ``StoreError`` when the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._target = path.resolve()
        special = path.exists() and not path.is_file()
        self._stage = None if special else stage_of(self._target)
        if not special:
            sweep(self._target)
        try:
            written = self._stage or path
            self._stream = written.open("w" if special else "x", encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {error.strerror}", WRITING_HINT) from error
        self._as_json = is_answers(path)

    def add(self, issues: Iterable[Issue]) -> None:
        """Write issues, each on a line of its own."""
        with self._telling():
            for issue in issues:
                self._stream.write(self._line(issue) + "\n")

    def _line(self, issue: Issue) -> str:
        if self._as_json:
            return " ".join(json.dumps(issue_record(issue), ensure_ascii=False).splitlines())
        return plain(" ".join(f"{issue.severity.value}: {issue}".splitlines()))

    def __enter__(self) -> IssueFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            self._discard()
            return
        with self._telling():
            self._stream.close()
            if self._stage is not None:
                self._stage.replace(self._target)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self._discard()
            raise StoreError(f"{self._path} cannot be written on: {error.strerror}", "make room, then run again") from error

    def _discard(self) -> None:
        with suppress(OSError):  # what failed to be written may fail again on closing
            self._stream.close()
        if self._stage is not None:
            self._stage.unlink(missing_ok=True)
