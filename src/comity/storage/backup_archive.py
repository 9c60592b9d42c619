"""A backup as one file: a ZIP archive whose last member, ``manifest.json``, names every other one with its size and SHA-256.

The manifest is written last, so an archive that was cut short has none. It guards against damage, not against whoever can write a new
manifest: what the ledger says, its signed heads guard. Reading trusts nothing: names, sizes and digests are held against the manifest
while a member is unpacked, and a name can lead nowhere but below the folder that was asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from comity.model import Conflict, FormatError, LimitExceeded, StoreError, UsageError
from comity.storage.atomic import sync_folder

FORMAT: Final = "comity backup"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
LARGEST_MANIFEST: Final = 256 * 1024 * 1024
"""Bytes: a million members fit."""

LONGEST_LINE: Final = 64 * 1024
"""Bytes of one line of a member that is read line by line; a tombstone has some hundreds."""

_PIECE = 1024 * 1024
_PACKED = (".gz", ".xz", ".zip", ".pub")
"""Ends of names whose bytes are not compressed again."""

_PART = r"[A-Za-z0-9%_-][A-Za-z0-9%._-]{0,254}"
_OWN = r"[a-z]+\.(?:toml|json|jsonl|salt)"
_NAMES = re.compile(rf"(?!manifest\.)(?:database|{_OWN}|keys/{_PART}|lists/{_PART}\.json|editions/{_PART}/{_PART}/{_PART})", re.ASCII)
_DAMAGED = "use another backup"

Progress = Callable[[int], None]
"""Called with the bytes done so far."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup: its name, its size in bytes, its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: ``about`` is what its maker says of it, as plain values; ``sha256`` is over the manifest's own bytes."""

    about: Mapping[str, Any]
    members: tuple[Member, ...]
    sha256: str

    @property
    def size(self) -> int:
        """Bytes of all members, unpacked."""
        return sum(member.size for member in self.members)

    def below(self, folder: str) -> tuple[Member, ...]:
        """The members whose names begin with ``folder/``."""
        return tuple(member for member in self.members if member.name.startswith(f"{folder}/"))


def write_archive(target: Path, files: Iterable[tuple[str, Path]], about: Mapping[str, Any], progress: Progress | None = None) -> Manifest:
    """Write the new file ``target``, for its owner only, from ``files``: the name of each member and where its bytes are.

    It appears whole or not at all. Raises ``Conflict`` when it exists, ``StoreError`` when it cannot be written.
    """
    if target.exists():
        raise Conflict(f"{target} exists", "give a name that is not used")
    aside = target.with_name(target.name + ".part")
    try:
        aside.unlink(missing_ok=True)  # never into what somebody else put there
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
                manifest = _write(archive, files, about, progress)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror or error}", "check the free space and the permissions") from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return manifest


def _write(archive: zipfile.ZipFile, files: Iterable[tuple[str, Path]], about: Mapping[str, Any], progress: Progress | None) -> Manifest:
    members, done = [], 0
    for name, path in files:
        if not _NAMES.fullmatch(name):
            raise StoreError("a file in the home has a name that a backup cannot hold", f"see the folder {path.parent}")
        with path.open("rb") as source, archive.open(_entry(name), "w", force_zip64=True) as sink:
            digest, size = hashlib.sha256(), 0
            while piece := source.read(_PIECE):
                sink.write(piece)
                digest.update(piece)
                size += len(piece)
                if progress is not None:
                    progress(done + size)
        done += size
        members.append(Member(name, size, digest.hexdigest()))
    listed = [{"name": member.name, "size": member.size, "sha256": member.sha256} for member in members]
    record = {"format": FORMAT, "version": VERSION, "about": about, "members": listed}
    data = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"
    archive.writestr(_entry(MANIFEST), data)
    return Manifest(about, tuple(members), hashlib.sha256(data).hexdigest())


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16  # whoever unpacks it with another program keeps it to themselves, too
    return info


class Archive:
    """A backup that is open for reading."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def member(self, name: str) -> Member | None:
        """The member of that name."""
        return next((member for member in self.manifest.members if member.name == name), None)

    def extract(self, members: Iterable[Member], folder: Path, progress: Progress | None = None) -> None:
        """Unpack ``members`` below ``folder``, for their owner only, each held against its size and digest while it is written.

        Raises ``FormatError`` when one is not what the manifest says, ``StoreError`` when it cannot be written.
        """
        done = 0
        for member in members:
            target = folder / member.name
            try:
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as sink:
                    for piece in self._pieces(member):
                        sink.write(piece)
                        done += len(piece)
                        if progress is not None:
                            progress(done)
                    sink.flush()
                    os.fsync(sink.fileno())
            except OSError as error:
                raise StoreError(
                    f"the backup cannot be unpacked: {error.strerror or error}", "check the free space and the permissions"
                ) from error

    def lines(self, member: Member) -> Iterator[bytes]:
        """The lines of a member without their ends; what is wrong with it is found at its end. Raises ``FormatError``."""
        rest = b""
        for piece in self._pieces(member):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > LONGEST_LINE:
                raise FormatError(f"the backup's {member.name} has a line longer than {LONGEST_LINE:,} bytes", _DAMAGED)
        if rest:
            raise FormatError(f"the backup's {member.name} was cut short", _DAMAGED)

    def _pieces(self, member: Member) -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        with self._opened(member) as source:
            while piece := _read(source, member.name):
                size += len(piece)
                if size > member.size:
                    break
                digest.update(piece)
                yield piece
        if size != member.size or digest.hexdigest() != member.sha256:
            raise FormatError(f"the backup is damaged: {member.name} is not what the manifest says", _DAMAGED)

    def _opened(self, member: Member) -> IO[bytes]:
        try:
            return self._archive.open(member.name)
        except (zipfile.BadZipFile, KeyError, RuntimeError, ValueError) as error:
            raise FormatError(f"the backup is damaged: {member.name} cannot be read", _DAMAGED) from error


def _read(source: IO[bytes], name: str) -> bytes:
    try:
        return source.read(_PIECE)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError) as error:
        raise FormatError(f"the backup is damaged: {name} cannot be read", _DAMAGED) from error


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The backup at ``path``, its manifest read and held against the names in it; the members are read later.

    Raises ``UsageError`` when the file cannot be opened, ``FormatError`` when it is no backup, is damaged or of another version.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "check the name of the backup and its permissions") from error
    with file:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError) as error:
            raise FormatError(f"{path} is not a backup, or was cut short", "check the name of the file") from error
        with archive:
            yield Archive(archive, _manifest(archive, path))


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST)
        if info.file_size > LARGEST_MANIFEST:
            raise LimitExceeded(f"the manifest of {path} is larger than {LARGEST_MANIFEST:,} bytes", _DAMAGED)
        with archive.open(info) as source:
            data = source.read(LARGEST_MANIFEST + 1)
        record = json.loads(data)
        if record["format"] != FORMAT:
            raise FormatError(f"{path} is not a backup of a node", "check the name of the file")
        if record["version"] != VERSION:
            raise FormatError(f"the backup is not of version {VERSION}, which this release reads", "use a newer release")
        members = tuple(_member(one) for one in record["members"])
        about = dict(record["about"])
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise FormatError(f"{path} is not a backup, or is damaged", "check the name of the file") from error
    if sorted([MANIFEST, *(member.name for member in members)]) != sorted(archive.namelist()):
        raise FormatError(f"{path} does not hold the files that its manifest names", _DAMAGED)
    return Manifest(about, members, hashlib.sha256(data).hexdigest())


def _member(record: Mapping[str, Any]) -> Member:
    name, size, sha256 = record["name"], record["size"], record["sha256"]
    if not isinstance(name, str) or not _NAMES.fullmatch(name) or type(size) is not int or size < 0 or not isinstance(sha256, str):
        raise ValueError("a member is not named as it must be")
    return Member(name, size, sha256)
