"""The memory that this process has for itself: how much it is, and giving back what is free again."""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path


def own_memory() -> int:
    """Bytes of this process that no other can have: without the pages of mapped files, which the system takes back when it needs them.

    From Linux's ``/proc/self/statm`` (proc_pid_statm(5)); 0 on another system, where it is not known.
    """
    try:
        _, resident, of_files, *_ = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return (int(resident) - int(of_files)) * os.sysconf("SC_PAGE_SIZE")


def give_back_memory() -> None:
    """Give memory that is free again back to the system. After a large job the C library of Linux keeps hundreds of megabytes (glibc,
    ``malloc_trim(3)``); with another one nothing is done.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
