"""The index over the editions in use: found when it is there, built when it is not, swapped in whole.

``<home>/index/<key>/``, where the key is a digest of the editions and of the facts read from them. ``Index.build`` writes it aside and
renames it into place; a lock makes a second process wait for the first instead of building again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from comity.lists.ports import EditionKeeper
from comity.model import Edition, IndexUnusable, NoEdition, StoreError
from comity.node.settings import Settings
from comity.screening import Index
from comity.storage import locked
from comity.storage.atomic import discard

KEPT_INDEXES = 3
_PATIENCE = 600.0


def open_index(
    settings: Settings,
    store: EditionKeeper,
    names: Sequence[str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Index:
    """The index over the editions in use of ``names`` (default: every list that has one), built first if need be.

    ``progress`` is called with the listings read so far. Keeps the three indexes used last. Raises ``NoEdition`` for a list without an
    edition, ``StoreError`` when the home cannot be written.
    """
    editions = editions_in_use(store, names)
    key = index_key(store, editions)
    index = _opened(settings.home / "index" / key)
    if index is None:
        folder = settings.folder("index")
        target = folder / key
        with locked(folder / ".lock", patience=_PATIENCE):
            index = _opened(target) or _built(store, editions, target, progress)
            _sweep(folder, target)
    return index


def discard_indexes(settings: Settings) -> None:
    """Remove every index; the next screening builds what it needs. Raises ``StoreError`` when the home cannot be written."""
    folder = settings.folder("index")
    with locked(folder / ".lock", patience=_PATIENCE):
        for path in folder.iterdir():
            if path.is_dir():
                discard(path)


def editions_in_use(store: EditionKeeper, names: Sequence[str] | None) -> tuple[Edition, ...]:
    """The current editions of ``names``, each once, by list name. Raises ``NoEdition`` when one is missing or there is none at all."""
    found = []
    for name in sorted(set(store.names() if names is None else names)):
        edition = store.current(name)
        if edition is None:
            raise NoEdition(f"there is no edition of {name!r}", f"`comity lists update {name}` or `comity lists import FILE --as {name}`")
        found.append(edition)
    if not found:
        raise NoEdition("there is no list to screen against", "run `comity lists update`")
    return tuple(found)


def index_key(store: EditionKeeper, editions: Iterable[Edition]) -> str:
    """The name of the index folder for ``editions``: 32 hexadecimal digits that change with the editions and what was read from them.

    The day from which an edition's age counts is part of it: an index answers with the ages it was built with.
    """
    lines = sorted(f"{edition.id} {edition.dated.date()} {store.fingerprint(edition)}" for edition in editions)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def _opened(target: Path) -> Index | None:
    """The index at ``target``, marked as used just now; None when there is none that can be used."""
    try:
        index = Index.open(target) if target.is_dir() else None
    except IndexUnusable:
        return None
    if index is not None:
        with suppress(OSError):  # a home that is not to be written serves all the same
            os.utime(target)
    return index


def _built(store: EditionKeeper, editions: Sequence[Edition], target: Path, progress: Callable[[int], None] | None) -> Index:
    discard(target)
    try:
        return Index.build(((edition, store.listings(edition)) for edition in editions), target, progress)
    except OSError as error:
        raise StoreError(f"the index in {target.parent} cannot be written: {error.strerror or error}", "check the free space") from error


def _sweep(folder: Path, in_use: Path) -> None:
    """Remove what crashed builds left and all but the indexes used last; one that another process still maps goes when it can."""
    for leftover in folder.glob("*.building"):
        discard(leftover)
    others = sorted((path for path in folder.iterdir() if path.is_dir() and path != in_use), key=lambda path: -path.stat().st_mtime)
    for old in others[KEPT_INDEXES - 1 :]:
        discard(old)
