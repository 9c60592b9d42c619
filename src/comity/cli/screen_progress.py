"""Showing that work goes on: a bar on standard error, on a terminal only, and only for work that takes more than a second."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from comity.batch import Tally

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds before anything is shown."""

INTERVAL = 0.1


class RunBar:
    """Progress of one run. Use it as a context manager; without a terminal it does nothing."""

    def __init__(self) -> None:
        from comity.cli.console import remarks

        self._console = remarks()
        self._next = time.monotonic() + PATIENCE
        self._shown: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> RunBar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._clear()

    def indexing(self, listings: int) -> None:
        """So many listings have been taken into the index."""
        if self._is_due():
            self._show(f"reading the lists: {listings:,} entries", None, None)

    def screening(self, tally: Tally, file: BinaryIO | None, size: int) -> None:
        """So many rows are done, with ``file`` read as far as it says it is, of ``size`` bytes (0: not known)."""
        if self._is_due():
            done = file.tell() if file is not None and size and not file.closed else None
            self._show(f"screening: {tally.rows:,} rows, {tally.hits:,} with a hit", done, size or None)

    def parts(self, tally: Tally, rows: int) -> None:
        """So many rows are in complete parts, of ``rows`` in all (0: not known)."""
        if self._is_due():
            done = tally.rows if rows else None
            self._show(f"screening: {tally.rows:,} rows in complete parts, {tally.hits:,} with a hit", done, rows or None)

    def end_of(self) -> None:
        """A part of the work is over; the next shows itself only when it takes long too."""
        self._clear()
        self._next = time.monotonic() + PATIENCE

    def _is_due(self) -> bool:
        if not self._console.is_terminal:
            return False
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + INTERVAL
        return True

    def _show(self, words: str, done: int | None, total: int | None) -> None:
        if self._shown is None:
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

            columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
            self._shown = Progress(*columns, console=self._console, transient=True)
            self._shown.start()
            self._task = self._shown.add_task(words, total=None)
        if self._task is not None:
            self._shown.update(self._task, description=words, completed=done, total=total)

    def _clear(self) -> None:
        if self._shown is not None:
            self._shown.stop()
        self._shown, self._task = None, None
