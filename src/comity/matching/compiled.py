"""Functions compiled to machine code: the one place that knows the compiler.

Compiled code is cached on disk beside the module (or in ``NUMBA_CACHE_DIR``), so a process pays for it once per machine, not
once per start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def compiled(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Compile ``function`` on its first call for each combination of argument types; same arguments and answer as before."""
    return cast("Callable[Arguments, Answer]", numba.njit(cache=True, nogil=True)(function))
