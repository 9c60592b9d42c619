"""Functions compiled to machine code: the one place that knows the compiler.

Compiled code is kept on disk, so a machine pays for it once, not each process. Compiled functions are built into those that
call them, across files; the compiler, however, watches only a function's own file for changes. The cache therefore lives in a
folder named for the contents of all kernel files (``*_kernel.py``) and of those whose constants they build in, and folders of other
contents are removed.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import numba
from numba.core import config

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

_PACKAGE = Path(__file__).parents[1]
_COMPILED_IN = ("screening/*_kernel.py", "matching/*.py", "names/roles.py")


def _writable_base() -> Path:
    """``NUMBA_CACHE_DIR`` where it is set, else beside the sources, else the user's cache folder.

    Where none can be written, a new folder that only this process uses and removes: what is compiled is run, so it must not lie where
    others may write.
    """
    if config.CACHE_DIR:
        return Path(config.CACHE_DIR)
    beside = Path(__file__).parent / "__pycache__"
    if os.access(beside if beside.is_dir() else beside.parent, os.W_OK):
        return beside
    users = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "comity"
    try:
        users.mkdir(parents=True, exist_ok=True)
    except OSError:
        return _for_this_process()
    return users if os.access(users, os.W_OK) else _for_this_process()


def _for_this_process() -> Path:
    folder = tempfile.mkdtemp(prefix="comity-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def _cache_folder() -> str:
    """The folder for compiled code of exactly these kernels; those of other contents beside it are removed."""
    digest = hashlib.sha256(numba.__version__.encode())
    for path in sorted(path for pattern in _COMPILED_IN for path in _PACKAGE.glob(pattern)):
        digest.update(path.read_bytes())
    base = _writable_base()
    mine = base / f"kernels-{digest.hexdigest()[:16]}"
    if not mine.is_dir():
        for stale in base.glob("kernels-*"):
            shutil.rmtree(stale, ignore_errors=True)
    return str(mine)


def is_compiled() -> bool:
    """True when this machine holds compiled code of these kernels already."""
    return any(Path(_cache_folder()).rglob("*.nbc"))


def compiled(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Compile ``function`` on its first call for each combination of argument types; same arguments and answer as before."""
    return _compiled(function)


def compiled_in_place(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """The same for a function that makes no array and only reads and writes those it is given, which its caller keeps.

    Such a function need not count who uses each array. For small functions that are given many arrays, counting takes three times as long
    as what they do. One that makes an array all the same fails when it is compiled.
    """
    return _compiled(function, _nrt=False)


def _compiled(function: Callable[Arguments, Answer], **options: bool) -> Callable[Arguments, Answer]:
    before = config.CACHE_DIR
    config.CACHE_DIR = _cache_folder()
    try:
        return cast("Callable[Arguments, Answer]", numba.njit(cache=True, nogil=True, **options)(function))  # type: ignore[call-overload]
    finally:
        config.CACHE_DIR = before
