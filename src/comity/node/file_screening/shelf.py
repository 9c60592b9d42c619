"""Where uploaded files lie: a folder for each in ``exports/screenings`` in the home, for the node's eyes only, named by an id of the node.

The name that an owner gave never becomes a path. A folder appears whole or not at all.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from comity.model import FormatError, LimitExceeded, StoreError, UnknownName
from comity.node.file_screening.records import FileScreening, from_text, to_text
from comity.node.person_erasure import EXPORTS
from comity.node.settings import Settings
from comity.storage import locked
from comity.storage.atomic import discard, write_text
from comity.storage.database.ids import is_id
from comity.tables import TableOptions

KEPT = timedelta(days=7)
"""How long a file is kept, counted from its upload; sooner when its owner erases it."""

LARGEST = TableOptions().max_bytes
"""Bytes of an uploaded file: what a workbook may have, too."""

MOST_ROWS = 1_000_000
"""Rows of an uploaded file; what an Excel sheet holds, nearly."""

MOST_FILES = 50
"""Files that one person keeps at a time."""

RECORD = "record.json"
_CHUNK = 1 << 20
_LEFT_OVER = timedelta(days=1)
_HINT = "check the free space and the permissions of the home"


@dataclass(frozen=True, slots=True)
class Landed:
    """A file that lies in a folder of its own, not yet on the shelf: where, how many bytes, and their SHA-256."""

    folder: Path
    size: int
    sha256: str


class Shelf:
    """The files of one node. Every method raises ``StoreError`` when the home cannot be used."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def place(self) -> Path:
        """The folder of all, made if need be."""
        path = self._settings.folder(EXPORTS) / "screenings"
        try:
            path.parent.chmod(0o700)
            path.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path} cannot be made: {error.strerror}", _HINT) from error
        return path

    def folder(self, file_id: str) -> Path:
        """The folder of one file. Raises ``UnknownName`` for a text that is no id, or when there is none."""
        path = self.place / file_id if is_id(file_id) else None
        if path is None or not path.is_dir():
            raise UnknownName("there is no such file here", f"it was erased, or its {KEPT.days} days are over; upload it again")
        return path

    def land(self, stream: BinaryIO, suffix: str) -> Landed:
        """Copy ``stream`` into a new hidden folder. Raises ``LimitExceeded`` over ``LARGEST``, ``FormatError`` when it is empty; then
        nothing of it stays.
        """
        aside = self.place / f".{secrets.token_hex(16)}"
        try:
            aside.mkdir(mode=0o700)
            size, digest = _copied(stream, aside / table_name(suffix))
        except OSError as error:
            discard(aside)
            raise StoreError(f"the file cannot be kept: {error.strerror}", _HINT) from error
        except BaseException:
            discard(aside)
            raise
        return Landed(aside, size, digest)

    def put_up(self, landed: Landed, record: FileScreening) -> bool:
        """Put a file that landed on the shelf under the id of its record; False when one lies there already."""
        write_text(landed.folder / RECORD, to_text(record))
        try:
            landed.folder.rename(self.place / record.id)
        except OSError:
            return False
        return True

    def records(self, behind: str = "") -> Iterator[FileScreening]:
        """Every file behind the one of the id ``behind`` (empty: every one at all), newest first; what cannot be read is left out."""
        names = (path.name for path in self.place.iterdir() if is_id(path.name) and (not behind or path.name < behind))
        for name in sorted(names, reverse=True):
            try:
                yield self.record(name)
            except (UnknownName, FormatError):
                continue

    def record(self, file_id: str) -> FileScreening:
        """What is known of one file. Raises ``UnknownName`` when there is none, or when its record was erased."""
        try:
            return from_text((self.folder(file_id) / RECORD).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise UnknownName("the file was erased", "upload it again") from error

    def put(self, record: FileScreening) -> None:
        """Replace the record of a file."""
        write_text(self.folder(record.id) / RECORD, to_text(record))

    def table(self, record: FileScreening) -> Path:
        """The file itself."""
        return self.folder(record.id) / table_name(record.suffix)

    def holding(self, file_id: str) -> AbstractContextManager[None]:
        """A lock on one file, so that two who change it do so one after the other."""
        return locked(self.folder(file_id) / ".lock", patience=10.0)

    def erase(self, file_id: str) -> None:
        """Remove a file and all that was made of it. Raises ``StoreError`` when some of it cannot be removed."""
        path = self.folder(file_id)
        gone = path.with_name(f".{secrets.token_hex(16)}")
        path.rename(gone)  # at once, so that nobody opens half of it
        discard(gone)
        if gone.exists():
            raise StoreError("the file cannot be removed whole", f"remove {gone}")

    def overdue(self, now: datetime) -> list[str]:
        """The ids of the files whose time is over, and of folders without a record that is to be read. Clears away what uploads that were
        broken off left.
        """
        for path in self.place.glob(".*"):
            if _age(path, now) > _LEFT_OVER:
                discard(path)
        readable = {record.id: record for record in self.records()}
        return [
            path.name
            for path in self.place.iterdir()
            if is_id(path.name)
            and (readable[path.name].uploaded_at + KEPT <= now if path.name in readable else _age(path, now) > _LEFT_OVER)
        ]


def table_name(suffix: str) -> str:
    """The name under which a file of that form lies; it stands in what is said of its rows, too, instead of its owner's words."""
    return f"table{suffix}"


def _copied(stream: BinaryIO, path: Path) -> tuple[int, str]:
    size, state = 0, hashlib.sha256()
    with path.open("xb") as out:
        path.chmod(0o600)
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise LimitExceeded(f"the file is larger than {LARGEST:,} bytes", "part it into several, or use comity screen")
            state.update(chunk)
            out.write(chunk)
    if not size:
        raise FormatError("the file is empty", "choose one with rows")
    return size, state.hexdigest()


def _age(path: Path, now: datetime) -> timedelta:
    try:
        return now - datetime.fromtimestamp(path.stat().st_mtime, now.tzinfo)
    except OSError:
        return timedelta(0)
