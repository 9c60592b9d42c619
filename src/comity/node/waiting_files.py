"""Files that a person sent and has not yet said what to do with: kept for some hours with a look at their first rows.

They hold personal data: they lie in the home for its owner's eyes only, are seen by whoever sent them alone, go with their import, and are
swept when nobody comes back for them (``retention.remove_leftovers``).
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from comity.model import Conflict, LimitExceeded, StoreError, UnknownName, UsageError
from comity.node.bases import UPLOADS
from comity.node.settings import Settings
from comity.tables import open_table
from comity.tables.files import SUFFIXES, split_suffix

LARGEST_FILE = 2 * 1024 * 1024 * 1024
"""Bytes of a file that is imported."""

PREVIEWED = 5
"""Rows of a file that are shown before it is imported."""

MOST_WAITING = 10
"""Files of one person that wait at a time."""

LONGEST_CELL = 120
LONGEST_NAME = 200
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file: its token, the name under which it came, who sent it, its columns and the beginnings of its first rows."""

    token: str
    name: str
    by: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    path: Path


class WaitingFiles:
    """The files that wait in the home of ``settings``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def keep(self, stream: BinaryIO, name: str, by: str) -> WaitingFile:
        """Keep what ``stream`` holds, and look at its first rows.

        Raises ``Conflict`` for one too many, ``UsageError`` for a form that is not known, ``LimitExceeded`` beyond ``LARGEST_FILE``,
        ``DataError`` when it is no table; then nothing is kept.
        """
        if self._waiting(by) >= MOST_WAITING:
            raise Conflict(f"{MOST_WAITING} of your files wait already", "import them, or remove them; after a day they go by themselves")
        path = receive(self._settings, stream, name)
        try:
            with open_table(path) as table:
                rows = tuple(tuple(cell[:LONGEST_CELL] for cell in row.cells) for row in islice(table.rows(), PREVIEWED))
                kept = WaitingFile(path.name.partition(".")[0], name, by, table.columns, rows, path)
            self._note(kept.token).touch(mode=0o600)  # it quotes the first rows
            self._note(kept.token).write_text(json.dumps(asdict(kept) | {"path": path.name}), encoding="utf-8")
        except BaseException:
            self.drop(path.name.partition(".")[0])
            raise
        return kept

    def get(self, token: str, by: str) -> WaitingFile:
        """The file of that token, if ``by`` sent it. Raises ``UnknownName``."""
        unknown = UnknownName("there is no such file here", "files wait for a day at most: choose it again")
        if not (token.isascii() and token.isalnum()):
            raise unknown
        try:
            told = json.loads(self._note(token).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise unknown from None
        path = self._note(token).with_name(str(told["path"]))
        if told["by"] != by or not path.exists():
            raise unknown
        return WaitingFile(token, told["name"], by, tuple(told["columns"]), tuple(map(tuple, told["rows"])), path)

    def drop(self, token: str) -> None:
        """Remove the file of that token, whether or not it is there."""
        for path in self._note(token).parent.glob(f"{token}.*"):
            path.unlink(missing_ok=True)

    def _waiting(self, by: str) -> int:
        count = 0
        for note in (self._settings.home / UPLOADS).glob("*.note"):
            with suppress(OSError, ValueError):  # it is going, or being written
                count += json.loads(note.read_text(encoding="utf-8"))["by"] == by
        return count

    def _note(self, token: str) -> Path:
        return self._settings.home / UPLOADS / f"{token}.note"


def receive(settings: Settings, stream: BinaryIO, name: str) -> Path:
    """Write what ``stream`` holds to a new file among the uploads, whose name has only the suffix of ``name``. Raises as ``keep`` does."""
    suffix, packing = split_suffix(name)
    if suffix not in SUFFIXES or len(name) > LONGEST_NAME:
        raise UsageError("the file is of no form that is known here", "known: " + " ".join(SUFFIXES) + "; text forms also with .gz or .xz")
    path = settings.folder(UPLOADS) / f"{secrets.token_hex(16)}{suffix}{packing}"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            shutil.copyfileobj(stream, out, _CHUNK)
            size = out.tell()
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise StoreError(f"the file cannot be kept: {error.strerror or error}", "free some space on this node") from error
    if size > LARGEST_FILE:
        path.unlink()
        raise LimitExceeded(f"the file is larger than {LARGEST_FILE:,} bytes", "part it into several")
    return path
