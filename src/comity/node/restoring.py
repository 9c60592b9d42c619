"""Putting a backup back: into an empty home or an empty database, after everything in it was checked; all of it or nothing.

A backup is first unpacked and checked aside: each file against the manifest, each entry of the ledger against the signed heads. Only then
are the lists and keys moved into their places, and the database last, by a rename (SQLite) or a commit (PostgreSQL): the moment at which
the node is back. Whatever an interruption leaves before that moment is taken away by the next try.

What was erased since the backup was made stays erased: tombstones come from the backup itself, from those beside the database in the home,
and from every later backup or file of tombstones that is given.

A node that was put back has lost what came after. The key that signed then must not sign another ledger of the same length, so it is left
out, or retired, unless the caller knows that nothing is lost.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from comity.identity import Permission
from comity.ledger import Report, SignedHead, head_from_record, prove_consistency, proves_consistency
from comity.model import Actor, Conflict, DataError, Entry, FormatError, LedgerBroken, StoreError, UsageError
from comity.node.backups import DATABASE, ERASURES, EVERYTHING, SETTINGS
from comity.node.burying import SALT, copy_tombstones, tombstones
from comity.node.ledger_audit import audit_database
from comity.node.placing import Placing
from comity.node.registry import FOLDER as REGISTRY
from comity.node.settings import Settings
from comity.node.signing_keys import FOLDER as KEYS
from comity.node.signing_keys import PRIVATE, SigningKeys
from comity.node.subject_index import SubjectIndexes
from comity.safeguards.tombstones import Tombstone, tombstone_from_bytes
from comity.storage import locked
from comity.storage.atomic import discard, sync_file, sync_folder
from comity.storage.backup_archive import Archive, Manifest, open_archive
from comity.storage.database import Database, Durability
from comity.storage.database.backup import Restored, restore

Told = Callable[[str], None]
"""Called with what is being done, in words."""


@dataclass(frozen=True, slots=True)
class Restoration:
    """What is to be restored: the backup, the later backups whose tombstones count, too, and whether its private key is used again."""

    backup: Path
    later: tuple[Path, ...] = ()
    with_keys: bool = False


@dataclass(frozen=True, slots=True)
class RestoredNode:
    """What a restoration did. ``keeps_lists``: the home had lists, which stay instead of the backup's. ``retired``: the home's key had
    signed more than is restored, so that a new one will be made.
    """

    manifest: Manifest
    database: Restored
    ledger: Report
    keeps_lists: bool
    retired: bool


class RestoreDesk:
    """Restores into the node with these settings, which does not serve. ``now`` gives the time (aware, UTC)."""

    def __init__(self, settings: Settings, now: Callable[[], datetime], tell: Told = lambda _: None) -> None:
        self._settings = settings
        self._now = now
        self._tell = tell

    def restore(self, asked: Restoration, by: Actor) -> RestoredNode:
        """Check the backup and put it in place.

        Raises ``Conflict`` when the database is not empty, ``UsageError`` or ``DataError`` when the backup cannot be read or is damaged,
        ``LedgerBroken`` when its ledger is not the one that was signed, ``StoreError``; each time nothing was put in place.
        """
        self._settings.prepare()
        target = Database.at(self._settings.database)
        with locked(self._settings.home / ".lock"):
            try:
                _require_empty(target)
                return self._restore(asked, by, target)
            finally:
                target.close()

    def _restore(self, asked: Restoration, by: Actor, target: Database) -> RestoredNode:
        placing = Placing(self._settings.home)
        placing.begin()
        file = target.file.with_name(target.file.name + ".restoring") if target.file else placing.folder / "checked.db"
        try:
            with open_archive(asked.backup) as archive:
                _require_whole(archive, asked, SigningKeys.of(self._settings.home).private_file)
                _require_room(archive.manifest, placing.folder)
                self._tell("unpacking")
                archive.extract(archive.manifest.members, placing.folder)
                manifest = archive.manifest
            checked = _Checked(file, placing.folder, self._tell)
            stones = chain(tombstones(self._settings), *(_stones(path) for path in (asked.backup, *asked.later)))
            database, report = checked.build(manifest, stones)
            keeps_lists = self._place_lists(placing)
            placing.move(REGISTRY)
            for name in SETTINGS + ((SALT,) if asked.with_keys else ()):
                placing.move(name)
            retired = self._place_keys(placing, checked.database, asked)
            checked.record(self._entry(by, manifest, database))
            self._tell("putting the database in place")
            checked.put(target)
        except BaseException as error:
            if isinstance(error, Conflict) or _is_bare(target):  # a conflict: the database that is there now is somebody else's
                placing.undo()
            _remove(file)
            raise
        placing.end()
        copy_tombstones(target, self._settings)
        SubjectIndexes(self._settings).drop()  # a home that was kept may have one of later facts
        return RestoredNode(manifest, database, report, keeps_lists, retired)

    def _entry(self, by: Actor, manifest: Manifest, database: Restored) -> Entry:
        facts = {"made_at": str(manifest.about.get("made_at", "")), "rows": str(database.rows), "erased_again": str(database.erased)}
        return Entry(self._now(), by.id, Permission.BACKUP_RESTORE.value, f"backup:{manifest.sha256}", facts=facts)

    def _place_lists(self, placing: Placing) -> bool:
        """Move the lists and editions, unless the home has some; whether it has."""
        folders = ("editions", "lists")
        if any(path for name in folders for path in (self._settings.home / name).glob("*")):
            return True
        for name in folders:
            placing.move(name)
        return False

    def _place_keys(self, placing: Placing, database: Database, asked: Restoration) -> bool:
        """Move the public keys, and the private one when asked; whether the home's own had to be retired."""
        keys = SigningKeys.of(self._settings.home)
        for path in sorted((placing.folder / KEYS).glob("*")):
            if path.suffix == ".pub" or asked.with_keys:
                placing.move(f"{KEYS}/{path.name}")
        remembered = keys.last_head()
        if remembered is None or _continues(database, remembered):
            return False
        keys.retire(remembered)
        return True


class _Checked:
    """The database as it will be, in a file of its own, built from what was unpacked into ``folder`` and found right."""

    def __init__(self, file: Path, folder: Path, tell: Told) -> None:
        _remove(file)
        self._file = file
        self._folder = folder
        self._tell = tell
        self.database = Database.at(f"sqlite:///{file}")

    def build(self, manifest: Manifest, stones: Iterable[Tombstone]) -> tuple[Restored, Report]:
        """Restore, erase again, and audit. Raises ``StoreError``, ``DataError`` or ``LedgerBroken``."""
        self.database.prepare()
        self._tell("reading the database")
        restored = restore(self._folder / DATABASE, self.database, stones)
        if faults := self.database.check():
            raise StoreError(f"the database in the backup is damaged: {faults[0]}", "use another backup")
        self._tell("verifying the ledger")
        report = audit_database(
            self.database, SigningKeys(self._folder / KEYS), lambda n: self._tell(f"verifying the ledger: {n:,} entries")
        )
        if report.fault is not None:
            raise LedgerBroken(f"the ledger in the backup is broken at entry {report.fault.first:,}: {report.fault.reason}", "use another")
        with self.database.reading() as reading:
            if _head(manifest) not in list(reading.ledger.heads()):
                raise LedgerBroken("the ledger in the backup is not the one that its manifest names", "use another backup")
        return restored, report

    def record(self, entry: Entry) -> None:
        """Write the entry about the restoration."""
        with self.database.writing(Durability.FULL) as writing:
            writing.record(entry)

    def put(self, target: Database) -> None:
        """Put the database in place: the last step. Raises ``StoreError``, and ``Conflict`` when another one was made there meanwhile."""
        self.database.compact()
        self.database.close()
        _require_empty(target)  # checking takes long enough for somebody to start the node
        if target.file is None:
            restore(self._file, target, [])
            _remove(self._file)
            return
        try:
            sync_file(self._file)
            _publish(self._file, target.file)
        except OSError as error:
            raise StoreError(f"{target.file} cannot be written: {error.strerror}", "check the permissions of the folder") from error
        with suppress(OSError):  # it is in place; a system that cannot say that it stays is no reason to take it back
            sync_folder(target.file.parent)
        _remove(self._file)  # the lock beside it


def _publish(file: Path, target: Path) -> None:
    """Give ``file`` its name, unless somebody has taken that at this moment. Raises ``Conflict``."""
    try:
        os.link(file, target)
    except FileExistsError:
        raise Conflict(f"{target} was made while the backup was checked", "stop the node, move that file away, and restore again") from None
    except OSError:  # a file system without second names
        file.replace(target)


def _require_empty(target: Database) -> None:
    """Raise ``Conflict`` when there is something that a restoration would hide. Makes the tables of a server's database."""
    if target.file is None:
        target.prepare()
    if _is_bare(target):
        return
    if target.file is not None and not target.file.exists():
        raise Conflict(f"changes of another database lie beside {target.file}", f"move {target.file.name}-wal or -journal away, too")
    where = target.file or "the database in COMITY_DATABASE_URL"
    raise Conflict(f"{where} is there already, and not empty", "restore into another COMITY_HOME or database, or move this one away")


def _is_bare(target: Database) -> bool:
    """Whether no file is there yet, nor a log that SQLite would play into the one that comes, or the server's database holds no ledger."""
    if target.file is not None:
        return not any(target.file.with_name(target.file.name + end).exists() for end in ("", "-wal", "-journal"))
    with target.reading() as reading:
        return not reading.ledger.size()


def _require_room(manifest: Manifest, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    if manifest.size > free:
        raise StoreError(f"the backup unpacks to {manifest.size:,} bytes, and {free:,} are free at {folder.parent}", "make room")


def _require_whole(archive: Archive, asked: Restoration, home_key: Path) -> None:
    if archive.manifest.about.get("what") != EVERYTHING or archive.member(DATABASE) is None:
        raise UsageError(f"{asked.backup} holds no database", "name a whole backup; tombstones alone go with --erased-since")
    if asked.with_keys and home_key.exists():
        raise Conflict(f"{home_key} exists", "leave out --with-keys, or restore into another COMITY_HOME")
    if asked.with_keys and archive.member(f"{KEYS}/{PRIVATE}") is None:
        raise UsageError(
            f"{asked.backup} was made without the private key", "leave out --with-keys: a new key is made, old heads stay right"
        )


def _head(manifest: Manifest) -> SignedHead:
    try:
        return head_from_record(manifest.about.get("head"))
    except DataError as error:
        raise FormatError("the manifest of the backup names no signed head", "use another backup") from error


def _stones(file: Path) -> Iterator[Tombstone]:
    """The tombstones of one backup, or of the file of tombstones of a home. Raises ``UsageError`` or ``DataError``."""
    try:
        with file.open("rb") as stream:
            if stream.read(2) != b"PK":  # how a ZIP archive begins
                stream.seek(0)
                yield from (tombstone_from_bytes(line.removesuffix(b"\n")) for line in stream)
                return
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", "check the name and its permissions") from error
    yield from _stones_of_backup(file)


def _stones_of_backup(backup: Path) -> Iterator[Tombstone]:
    with open_archive(backup) as archive:
        member = archive.member(ERASURES)
        if member is None:
            raise FormatError(f"{backup} holds no tombstones", "use another backup")
        for line in archive.lines(member):
            yield tombstone_from_bytes(line)


def _continues(database: Database, earlier: SignedHead) -> bool:
    """Whether the ledger in ``database`` begins with the one that ``earlier`` was signed for."""
    head = earlier.head
    with database.reading() as reading:
        size = reading.ledger.size()
        if head.size > size:
            return False
        proof = prove_consistency(reading.ledger.hashes(), head.size, size)
        return proves_consistency(proof, head.root, reading.ledger.root())


def _remove(file: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal", ".lock"):
        discard(file.with_name(file.name + end))
