"""A lock between processes on one machine, held by an open file and released by the system when the process ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from comity.model import StoreError


def _try_lock(file: IO[bytes]) -> bool:
    try:
        if os.name == "nt":  # pragma: no cover - Windows only
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def locked(path: Path, patience: float = 120.0, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock file ``path`` for the length of a ``with`` block.

    Waits up to ``patience`` seconds for another process, then raises ``StoreError``; calls ``waiting`` meanwhile, which ends the wait by
    raising. Does not nest. The file itself stays: removing it would let two processes lock two different files of one name.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {error.strerror}", "check the permissions of the folder, or set COMITY_HOME") from error
    with file:
        deadline = time.monotonic() + patience
        while not _try_lock(file):
            if time.monotonic() > deadline:
                raise StoreError(f"another process has held {path} for {patience:.0f} seconds", "wait for it to end, or stop it")
            waiting()
            time.sleep(0.05)
        yield
