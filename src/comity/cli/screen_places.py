"""The files of a run must be different files: none is opened for writing before that is certain."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

from comity.cli.screen_input import STANDARD
from comity.model import UsageError

ELSEWHERE = "write it to another file"


def check_places(file: str, out: str, issues: str) -> None:
    """Raise ``UsageError`` when ``out`` or ``issues`` would be written over the input or over each other; nothing is opened.

    ``file`` and ``out`` may be ``-``; a file that standard input or output is redirected to counts like one that is named.
    """
    if out and out != STANDARD:
        _refuse_input(Path(out), file)
    if not issues:
        return
    path = Path(issues)
    _refuse_input(path, file)
    taken = _outputs(Path(out)) if out and out != STANDARD else ()
    if any(_is_same(path, one) for one in taken) or _is_behind(path, sys.stdout) or _is_behind(path, sys.stderr):
        raise UsageError(f"--issues {path}: that file takes the result or the messages of this run", ELSEWHERE)


def _refuse_input(path: Path, file: str) -> None:
    if _is_behind(path, sys.stdin) if file == STANDARD else _is_same(path, Path(file)):
        raise UsageError(f"{path} is the input itself", ELSEWHERE)


def _outputs(out: Path) -> tuple[Path, ...]:
    """``out`` and the names it has while it is not whole."""
    return (out, out.with_name(out.name + ".partial"), out.with_name(out.name + ".partial.json"))


def _is_same(one: Path, other: Path) -> bool:
    """True when both name one file, through links too, whether or not it is there yet."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.normcase(one.resolve()) == os.path.normcase(other.resolve())


def _is_behind(path: Path, stream: object) -> bool:
    """True when ``stream`` is redirected to the plain file at ``path``."""
    try:
        found = os.fstat(stream.fileno())  # type: ignore[attr-defined]  # what has no descriptor raises, and is no file
        return stat.S_ISREG(found.st_mode) and os.path.samestat(found, path.stat())
    except (AttributeError, OSError, ValueError):
        return False
