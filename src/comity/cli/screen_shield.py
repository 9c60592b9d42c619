"""Interrupts that wait for a row to be written whole."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Shield:
    """While it is entered, an interrupt or a request to end raises ``KeyboardInterrupt`` at once, except where ``held`` is true: then
    ``let_go`` raises it.

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

    def _asked_to_end(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # the signature of a handler
        if not self.held:
            raise KeyboardInterrupt
        self._asked = True

    def let_go(self) -> None:
        """End holding, and raise ``KeyboardInterrupt`` if one came meanwhile."""
        self.held = False
        if self._asked:
            self._asked = False
            raise KeyboardInterrupt
