"""Writing files and folders so that a crash leaves either the old or the new, never a mixture.

Everything is written aside, forced to the disk, and renamed into place. POSIX rename(2) and Windows MoveFileEx replace atomically on one
volume.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from comity.model import StoreError


def sync_file(path: Path) -> None:
    """Force a written file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Force a folder's entries to the disk; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str) -> None:
    """Replace ``path`` by a file that holds ``text`` in UTF-8. Raises ``StoreError``."""
    aside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8")
        sync_file(aside)
        aside.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # the first error is the one to tell
            aside.unlink(missing_ok=True)
        raise StoreError(f"{path} cannot be written: {error.strerror}", "check the free space and the permissions of the folder") from error


def publish_folder(aside: Path, target: Path) -> None:
    """Rename the folder ``aside``, whose files are complete, to ``target``, which must not exist. Raises ``StoreError``."""
    try:
        for file in aside.iterdir():
            sync_file(file)
        sync_folder(aside)
        target.parent.mkdir(parents=True, exist_ok=True)
        aside.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StoreError(
            f"{target} cannot be written: {error.strerror}", "check the free space and the permissions of the folder"
        ) from error


def discard(path: Path) -> None:
    """Remove a folder or file if it can be removed; what is still open elsewhere stays for the next time."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink(missing_ok=True)
