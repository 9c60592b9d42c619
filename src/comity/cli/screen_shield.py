"""Interrupts that wait for a row to be written whole, and that are never lost.

An exception that a signal handler raises while compiled code runs may be swallowed by it. So an interrupt is kept until ``check`` or
``let_go`` raises it. Only where the program may wait for ever, in reading a pipe, does it break in at once.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import BinaryIO

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Shield:
    """While it is entered, an interrupt or a request to end is kept for ``check`` and ``let_go``; unless ``held`` is true, it raises
    ``KeyboardInterrupt`` at once, too.

    Only the main thread receives signals; in another thread the shield changes nothing.
    """

    def __init__(self) -> None:
        self.held = False
        self._asked = False
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> Shield:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._asked_to_end) for number in SIGNALS}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal gave
        if self._asked and isinstance(error, Exception):  # the interrupt was swallowed where it broke in, and left something half done
            raise KeyboardInterrupt from error

    def _asked_to_end(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # the signature of a handler
        self._asked = True
        if not self.held:
            raise KeyboardInterrupt

    def check(self) -> None:
        """Raise ``KeyboardInterrupt`` if an interrupt came and was not answered."""
        if self._asked:
            self._asked = False
            raise KeyboardInterrupt

    def let_go(self) -> None:
        """End holding, and raise ``KeyboardInterrupt`` if one came meanwhile."""
        self.held = False
        self.check()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Hold for a while, and raise ``KeyboardInterrupt`` at the end if one came meanwhile."""
        held, self.held = self.held, True
        try:
            yield
        finally:
            self.held = held
        self.check()

    @contextmanager
    def breaking_in(self) -> Iterator[None]:
        """Let interrupts break in for a while, the one that is waiting first."""
        held = self.held
        try:
            self.let_go()
            yield
        finally:
            self.held = held


class Patient:
    """A stream whose reading may wait for ever, as a pipe's: an interrupt ends the waiting whatever ``shield`` holds."""

    def __init__(self, stream: BinaryIO, shield: Shield) -> None:
        self._stream, self._shield = stream, shield

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes. Raises ``KeyboardInterrupt`` when one comes."""
        with self._shield.breaking_in():
            return self._stream.read(size)

    def seekable(self) -> bool:
        """Return always false: such a stream is read once, forward."""
        return False

    def tell(self) -> int:
        """Never possible, like seeking."""
        raise OSError("a pipe has no position")

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()
