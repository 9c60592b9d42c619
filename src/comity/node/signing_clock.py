"""Heads as time goes by: while the node serves, a thread looks twice a minute whether entries wait for one, and signs when it stops."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from comity.node.logs import tell_error
from comity.node.signing import Signer

LOOK = 30.0
"""Seconds between two looks."""


class SigningClock:
    """Signs with ``signer`` in a thread of its own, from ``start`` to ``stop``. ``now`` gives the time (aware, UTC)."""

    def __init__(self, signer: Signer, now: Callable[[], datetime], look: float = LOOK) -> None:
        self._signer = signer
        self._now = now
        self._look = look
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="signing", daemon=True)
        self._problem: Exception | None = None

    @property
    def problem(self) -> Exception | None:
        """Why the last try failed, None when it did not. A ``LedgerBroken`` stays until the ledger is what was signed."""
        return self._problem

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, then sign what no head covers. A failure is kept in ``problem`` and logged: a node must be able to stop."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._try(lambda now: self._signer.sign_if_due(now, timedelta()))

    def _run(self) -> None:
        while not self._stopping.wait(self._look):
            self._try(self._signer.sign_if_due)

    def _try(self, act: Callable[[datetime], object]) -> None:
        try:
            act(self._now())
        except Exception as problem:  # whatever it is, it may pass, and heads must be signed then
            if self._problem is None or str(self._problem) != str(problem):  # told once, not twice a minute
                tell_error("ledger.not_signed", problem)
            self._problem = problem
        else:
            self._problem = None
