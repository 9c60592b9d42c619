"""Erasing with proof: what goes leaves a tombstone and an entry in the ledger, and tombstones are kept outside the database too.

An older backup of the database knows nothing of what was erased since. So every tombstone is copied into a file beside the database, which
a restoration reads: ``tombstones`` gives it what ``storage.database.backup.restore`` asks for.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from comity.model import Entry, StoreError
from comity.node.settings import Settings
from comity.safeguards import Erased, Tombstone, bury, tombstone_bytes, tombstone_from_bytes
from comity.storage.database import Database, Writing
from comity.storage.lock import locked

SALT = "tombstones.salt"
"""The file in the home that holds the secret of the digests. Lose it, and tombstones still work by their ids."""

STONES = "tombstones.jsonl"
"""The file in the home that holds every tombstone, one canonical JSON a line. Keep it apart from the backups of the database."""

_SALT_BYTES = 32
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Burying:
    """Who erases, when (aware), for which purpose, and the node's secret for the digests."""

    salt: bytes
    by: str
    at: datetime
    purpose: str = ""


def erase_and_bury(writing: Writing, what: Erased, basis: str, burying: Burying) -> bool:
    """Erase one record within the transaction, and leave its tombstone and entry. False, and nothing left, when there was nothing."""
    if not writing.erasing.erase(what.kind, what.id):
        return False
    told = one_line(basis)
    stone = bury(what, burying.salt, told, burying.at)
    facts = {"basis": told, "tombstone": hashlib.sha256(tombstone_bytes(stone)).hexdigest()}
    writing.record_erasure(stone, Entry(burying.at, burying.by, f"{what.kind}.erase", f"{what.kind}:{what.id}", burying.purpose, facts))
    return True


def one_line(text: str) -> str:
    """``text`` as the ledger takes it: without control characters, at most a thousand characters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)[:1000]


def tombstone_salt(settings: Settings) -> bytes:
    """The secret of this node's tombstones, made at the first need. Raises ``StoreError``."""
    settings.prepare()
    path = settings.home / SALT
    try:
        if not path.exists():
            _make_once(path, secrets.token_bytes(_SALT_BYTES))
        salt = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be used: {error.strerror}", "check the permissions of the folder") from error
    if len(salt) != _SALT_BYTES:
        raise StoreError(f"{path} is damaged", "put the file back from a backup of the home")
    return salt


def _make_once(path: Path, content: bytes) -> None:
    """Make the file whole, or leave the one that another process made at the same moment."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def copy_tombstones(database: Database, settings: Settings) -> int:
    """Write the tombstones that the file in the home lacks to its end; how many. Raises ``StoreError``.

    Called after every erasure; whatever a crash left out is written the next time.
    """
    settings.prepare()
    path = settings.home / STONES
    with locked(path.with_name(STONES + ".lock")):
        missing = [tombstone_bytes(stone) for stone in missing_tombstones(database, settings)]
        if missing:
            whole = sum(len(line) + 1 for line in _lines(path))
            _append(path, whole, b"".join(line + b"\n" for line in missing))
    return len(missing)


def missing_tombstones(database: Database, settings: Settings) -> Iterator[Tombstone]:
    """The tombstones in the database that the file in the home lacks: what followed their erasures may have been cut off."""
    known = {_mark(line) for line in _lines(settings.home / STONES)}
    yield from (stone for stone in _kept(database) if _mark(tombstone_bytes(stone)) not in known)


def _append(path: Path, whole: int, content: bytes) -> None:
    """Write ``content`` behind the first ``whole`` bytes; what a crash left behind them goes."""
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_RDWR, 0o600), "r+b") as file:
            file.truncate(whole)
            file.seek(whole)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}", "free some space; nothing was lost") from error


def _mark(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=16).digest()


def tombstones(settings: Settings) -> Iterator[Tombstone]:
    """Every tombstone of the file in the home, oldest first. Raises ``FormatError`` for a line that is none, but for a last one cut off."""
    yield from map(tombstone_from_bytes, _lines(settings.home / STONES))


def _kept(database: Database) -> Iterator[Tombstone]:
    after = ""
    with database.reading() as reading:
        while page := reading.erasures.each(after, _PAGE):
            yield from (erasure.stone for erasure in page)
            after = page[-1].id


def _lines(path: Path) -> Iterator[bytes]:
    """The whole lines of the file; a crash may have cut the last one off, and its tombstone is still in the database."""
    try:
        with path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield line.rstrip(b"\n")
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}", "check the permissions of the folder") from error
