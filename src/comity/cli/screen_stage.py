"""The hidden files beside an output while it is not whole, and what a killed run left of them.

They hold customers' data. A run removes its own; one that was killed cannot, so the next run into the same output does.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
from hashlib import sha256
from pathlib import Path

from comity.storage.atomic import discard


def stage_of(out: Path) -> Path:
    """A new hidden name beside ``out`` that tells machine and process."""
    return out.with_name(f".{_machine()}-{os.getpid()}-{secrets.token_hex(4)}.{out.name}")


def sweep(out: Path) -> None:
    """Remove what runs into ``out`` left behind whose process on this machine has ended; what cannot be removed stays."""
    left = re.compile(rf"\.{{1,2}}{_machine()}-(\d+)-[0-9a-f]{{8}}\.{re.escape(out.name)}(\..*)?")
    try:
        found = [(path, left.fullmatch(path.name)) for path in out.parent.iterdir()]
    except OSError:
        return
    for path, match in found:
        if match and not _runs(int(match[1])):
            discard(path)


def _machine() -> str:
    """A short name for this machine, so that one process number on two machines with one folder is not taken for the same."""
    return sha256(socket.gethostname().encode()).hexdigest()[:6]


def _runs(process: int) -> bool:
    """True unless that process has certainly ended."""
    if os.name == "nt":  # there, signal 0 would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
