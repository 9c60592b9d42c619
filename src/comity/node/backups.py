"""Backing a node up while it runs: its database as it is at one moment, lists, settings, public keys and tombstones, in one file.

The signing key and the secret of the tombstones are left out unless they are asked for: whoever has a backup must not be able to sign for
the node, nor to try whose tombstone it is. Indexes are left out, since they are made again. A backup holds everything that the node knows
of persons: it is written down before it is begun.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from glob import escape
from pathlib import Path
from typing import Any

from comity import __version__
from comity.identity import Permission
from comity.ledger import SignedHead, head_to_record
from comity.model import Actor, Conflict, Entry, StoreError
from comity.node.burying import SALT, tombstones
from comity.node.node_file import NODE_FILE
from comity.node.registry import FOLDER as REGISTRY
from comity.node.retention_rules import RULES
from comity.node.review_desk.policy import FILE as POLICY
from comity.node.settings import Settings
from comity.node.signing import Signer
from comity.node.signing_keys import FOLDER as KEYS
from comity.safeguards import Tombstone, tombstone_bytes
from comity.storage import locked
from comity.storage.atomic import discard
from comity.storage.backup_archive import Manifest, Progress, write_archive
from comity.storage.database import Database, Durability
from comity.storage.database.backup import back_up

DATABASE = "database"
ERASURES = "erasures.jsonl"
SETTINGS = (NODE_FILE, POLICY, RULES)
"""Files in the home with the owner's settings; they hold no secrets."""

EVERYTHING, ONLY_ERASURES = "everything", "erasures"
_PAGE = 1000
_PATIENCE = 5.0
"""Seconds to wait for another backup of this node."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: its manifest, and the head that covers the ledger in it (None where it holds only tombstones)."""

    manifest: Manifest
    head: SignedHead | None


class BackupDesk:
    """Makes backups of the node with these settings, its database and its signer. ``now`` gives the time (aware, UTC)."""

    def __init__(self, settings: Settings, database: Database, signer: Signer, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._database = database
        self._signer = signer
        self._now = now

    def make(self, target: Path, by: Actor, progress: Progress | None = None, *, with_keys: bool = False) -> Backup:
        """Write everything into the new file ``target``; the node may serve meanwhile. ``progress`` is told the bytes done.

        Needs free space for two copies of the database beside ``target``. Raises ``Conflict`` when the file exists, ``StoreError`` when the
        copy cannot be made or the ledger cannot be signed; nothing is left then but the entry that it was begun.
        """
        self._begin(target, by, {"what": EVERYTHING, "keys": "private" if with_keys else "public"})
        head = self._signer.sign(self._now())
        about = self._about(EVERYTHING) | {"head": head_to_record(head), "keys": "private" if with_keys else "public"}
        with self._alone(), _staging(target) as aside:
            back_up(self._database, aside / DATABASE, self._now())
            self._take_lists(aside)
            self._take_own(aside, SETTINGS + ((SALT,) if with_keys else ()))
            self._take_keys(aside, with_keys=with_keys)
            self._write_erasures(aside / ERASURES)
            manifest = write_archive(target, _files(aside), about, progress)
        self._end(by, manifest)
        return Backup(manifest, head)

    def make_erasures(self, target: Path, by: Actor) -> Backup:
        """Write only the tombstones: what a restoration of an older backup has to erase again. Small; to be kept elsewhere, and often.

        Raises as ``make``.
        """
        self._begin(target, by, {"what": ONLY_ERASURES})
        with self._alone(), _staging(target) as aside:
            self._write_erasures(aside / ERASURES)
            manifest = write_archive(target, _files(aside), self._about(ONLY_ERASURES))
        self._end(by, manifest)
        return Backup(manifest, None)

    def _alone(self) -> AbstractContextManager[None]:
        return locked(self._settings.home / ".backup.lock", _PATIENCE)

    def _begin(self, target: Path, by: Actor, facts: dict[str, str]) -> None:
        if target.exists():
            raise Conflict(f"{target} exists", "give a name that is not used")
        self._record(by, Permission.BACKUP_MAKE.value, "backup", facts)

    def _end(self, by: Actor, manifest: Manifest) -> None:
        facts = {"files": str(len(manifest.members)), "bytes": str(manifest.size)}
        self._record(by, "backup.made", f"backup:{manifest.sha256}", facts)

    def _record(self, by: Actor, action: str, of: str, facts: dict[str, str]) -> None:
        with self._database.writing(Durability.FULL) as writing:
            writing.record(Entry(self._now(), by.id, action, of, facts=facts))

    def _about(self, what: str) -> dict[str, Any]:
        kind = "SQLite" if self._database.file is not None else "portable"
        return {"what": what, "made_at": self._now().astimezone(UTC).isoformat(), "comity": __version__, "database": kind}

    def _take_lists(self, aside: Path) -> None:
        """Link or copy the editions, the lists' states and what was taken into the registry: under the lock, so that no import changes
        them meanwhile.
        """
        home = self._settings.home
        with locked(home / ".lock"):
            for path in [*(home / "lists").glob("*.json"), *(home / "editions").glob("*/*/*"), *(home / REGISTRY).glob("*.csv")]:
                _link(path, aside / path.relative_to(home))

    def _take_own(self, aside: Path, names: Sequence[str]) -> None:
        for name in names:
            if (self._settings.home / name).is_file():
                _copy(self._settings.home / name, aside / name)

    def _take_keys(self, aside: Path, *, with_keys: bool) -> None:
        keys = self._signer.keys
        with keys.held():
            for path in keys.folder.iterdir():
                # The last head is not taken along: what the node signed after this moment, the backup does not hold.
                is_whole = path.is_file() and not path.name.startswith((".", "ledger-head")) and path.suffix != ".new"
                if is_whole and (with_keys or path.suffix == ".pub"):
                    _copy(path, aside / KEYS / path.name)

    def _write_erasures(self, file: Path) -> None:
        try:
            with file.open("wb") as out:
                known = set[bytes]()
                for stone in self._stones():
                    data = tombstone_bytes(stone)
                    if (mark := hashlib.sha256(data).digest()) not in known:
                        known.add(mark)
                        out.write(data + b"\n")
        except OSError as error:
            raise StoreError(f"the backup cannot be written: {error.strerror}", "check the free space") from error

    def _stones(self) -> Iterator[Tombstone]:
        """Those beside the database, which may know more than a database that was put back, then those in it."""
        yield from tombstones(self._settings)
        after = ""
        while True:
            with self._database.reading() as reading:
                page = reading.erasures.each(after, _PAGE)
            yield from (one.stone for one in page)
            if len(page) < _PAGE:
                return
            after = page[-1].id


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """A folder beside ``target`` for what goes into it, for its owner only, gone at the end of the block."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for leftover in target.parent.glob(f".{escape(target.name)}.making-*"):  # of a backup that was killed; the lock is held
            discard(leftover)
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}.making-", dir=target.parent))
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror}", "check the folder and its permissions") from error
    try:
        yield aside
    finally:
        discard(aside)


def _files(aside: Path) -> Iterator[tuple[str, Path]]:
    """What was put aside, the database first."""
    for path in sorted(aside.rglob("*"), key=lambda path: (path.name != DATABASE, str(path))):
        if path.is_file():
            yield path.relative_to(aside).as_posix(), path


def _link(source: Path, target: Path) -> None:
    """A second name for a file that is only ever replaced, never changed; a copy where the file system has no such names."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        raise StoreError(f"the backup cannot be written: {error.strerror}", "check the free space and the permissions") from error
