"""The folder an index lives in: numpy arrays, the listings as JSON lines, and a manifest with a checksum of each.

A folder is written once and never changed. It opens by mapping the arrays into memory, so that opening costs milliseconds and
processes share the pages. What the file system says of each file (inode, times of its last change) is sealed with its checksum: a file of
which it still says the same was not written to since, and is not read through again; a copied folder is.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from comity.model import IndexUnusable

VERSION = 2
"""Version of the layout and of the analysis behind it; a folder of another version is rebuilt."""

MANIFEST = "manifest.json"
LISTINGS = "listings.jsonl"
REBUILD = "the index is made again from the imported lists by the next screening; remove the folder if this message stays"

TIMES_TELL_APART = 0.02
"""Seconds after which a file system gives a write another time; kernels count in steps of up to 10 ms."""

_SECOND = 1_000_000_000
"""File systems that know whole seconds only (in nanoseconds) tell writes of one second not apart: there a file is always read through."""

_PACKAGE = Path(__file__).parents[1]
_READS_NAMES = ("names", "matching", "screening")

Array = np.ndarray[Any, np.dtype[Any]]


def checksum(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@cache
def reading_digest() -> str:
    """SHA-256 over the code and tables that take names apart: an index answers only to the code that made it."""
    digest = hashlib.sha256()
    for room in _READS_NAMES:
        for path in sorted((_PACKAGE / room).rglob("*")):
            if path.suffix in {".py", ".tsv", ".toml"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()


def write_arrays(folder: Path, arrays: Mapping[str, Array]) -> None:
    """Save each array as ``<name>.npy`` (NumPy format 1.0)."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Seal the folder: write ``facts``, the version, and size, inode, times and checksum of every file in it."""
    for path in sorted(folder.iterdir()):
        _write_through(path)
    files = {path.name: {**_state(path), "sha256": checksum(path)} for path in sorted(folder.iterdir())}
    # Whatever is written from now on gets a later time than the files have.
    time.sleep(TIMES_TELL_APART)
    manifest = {"version": VERSION, "reading": reading_digest(), **facts, "files": files}
    text = json.dumps(manifest | {"seal": _seal(manifest)}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _write_through(path: Path) -> None:
    """Have the disk keep what was written, so that no power cut leaves a file that looks untouched."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _state(path: Path) -> dict[str, int]:
    """What the file system says of a file that changes with every write to it; on POSIX systems even with one that puts the time of the
    last write back.
    """
    found = path.stat()
    return {"bytes": found.st_size, "inode": found.st_ino, "modified": found.st_mtime_ns, "changed": found.st_ctime_ns}


def _seal(manifest: Mapping[str, Any]) -> str:
    """SHA-256 over the manifest itself, so that a changed one is noticed."""
    return hashlib.sha256(json.dumps(manifest, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of ``folder``, after every file named in it was found whole and unchanged (by its checksum where it may have been
    written to since the folder was built).

    Raises ``IndexUnusable``, saying which file is missing, truncated or altered, or that the version differs.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        seal = manifest.pop("seal")
        version, files = manifest["version"], manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnusable(f"{folder} is not a finished index: {MANIFEST} is missing or damaged", REBUILD) from error
    if version != VERSION:
        raise IndexUnusable(f"{folder} is an index of version {version}; this Comity reads version {VERSION}", REBUILD)
    if manifest.get("reading") != reading_digest():
        raise IndexUnusable(f"{folder} was built by another version of the name tables or of the code that reads them", REBUILD)
    if seal != _seal(manifest):
        raise IndexUnusable(f"{folder}: {MANIFEST} was changed since it was built", REBUILD)
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            raise IndexUnusable(f"{folder}: {name} is missing", REBUILD)
        state = _state(path)
        if state["bytes"] != expected["bytes"]:
            raise IndexUnusable(f"{folder}: {name} is truncated or grown", REBUILD)
        is_untouched = state["changed"] % _SECOND != 0 and all(expected.get(key) == value for key, value in state.items())
        if not is_untouched and checksum(path) != expected.get("sha256"):
            raise IndexUnusable(f"{folder}: {name} was changed since it was built", REBUILD)
    return manifest


def open_array(folder: Path, name: str) -> Array:
    """The array ``<name>.npy`` mapped into memory, read-only."""
    try:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError) as error:
        raise IndexUnusable(f"{folder}: {name}.npy cannot be read", REBUILD) from error
