"""Looking at the home: who can read it, whether it can be written, how much room is left, the files' times, the lists and the index."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from comity.lists.ports import EditionKeeper
from comity.model import ComityError, NoEdition
from comity.node.findings import Finding, failed, ok, warning
from comity.node.lists import ListDesk
from comity.node.placing import FOLDER as RESTORING
from comity.node.settings import Settings
from comity.node.signing_keys import SigningKeys

LEAST_FREE = 256 << 20
"""Bytes below which imports, index builds and backups fail."""

ENOUGH_FREE = 2 << 30
"""Bytes below which somebody should make room."""

AHEAD = timedelta(minutes=2)
"""How far a file's time may be ahead of the clock: file servers have clocks of their own."""

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def look_at_home(settings: Settings) -> Iterator[Finding]:
    """Whether the home is there, can be written, and is for its owner only."""
    home = settings.home
    if not home.is_dir():
        yield warning("home", f"{home} is not there yet", "it is made by the first import or when the node serves; else set COMITY_HOME")
        return
    settings.prepare()
    yield ok("home", f"{home} can be written")
    yield from _open_to_others("home", home, "700")
    if (home / RESTORING).exists():
        yield warning(
            "home", "a restoration was interrupted", f"run `comity restore` again, or delete {home / RESTORING} if the node is back"
        )


def look_at_disk(settings: Settings, database: Path | None) -> Iterator[Finding]:
    """How much room is left where the home is, and where the database's file is."""
    places = {path.stat().st_dev: path for path in (database.parent if database else None, settings.home) if path and path.exists()}
    for path in places.values():
        free = shutil.disk_usage(path).free
        said = f"{free / (1 << 30):,.1f} GiB free at {path}"
        if free < LEAST_FREE:
            yield failed("disk", said, "make room now: the node can soon write nothing more")
        elif free < ENOUGH_FREE:
            yield warning("disk", said, "make room: an index, an import or a backup may not fit")
        else:
            yield ok("disk", said)


def look_at_clock(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether files in the home were written later than the clock says that it is."""
    newest = max((path.stat().st_mtime for path in _files(settings.home)), default=None)
    if newest is None:
        return
    ahead = datetime.fromtimestamp(newest, UTC) - now
    if ahead > AHEAD:
        yield failed(
            "clock", f"files here were written {_span(ahead)} later than the clock says it is", "set the clock; check its time service"
        )
    else:
        yield ok("clock", "no file here is from the future")


def look_at_signing_key(settings: Settings) -> Iterator[Finding]:
    """Whether the key that signs the ledger is there, whole, and for its owner only."""
    keys = SigningKeys.of(settings.home)
    if keys.current() is None:
        yield warning("keys", "there is no signing key yet", "it is made with the first signature: comity ledger sign")
        return
    keys.public()
    keys.last_head()
    yield ok("keys", f"the signing key is there: {keys.private_file}")
    yield from _open_to_others("keys", keys.private_file, "600", is_secret=True)


def look_at_lists(settings: Settings, store: EditionKeeper, desk: ListDesk, now: datetime) -> Iterator[Finding]:
    """Each list that is here: its age, and whether it can be used."""
    for row in desk.status(now):
        if row.damage is not None:
            yield failed("lists", row.damage.message, row.damage.hint)
        elif row.edition is None:
            continue
        elif row.stale:
            what = f"{row.name} is {row.age_days} days old; more than {row.source.stale_after} is too old"
            yield warning("lists", what, f"comity lists update {row.name}")
        else:
            yield ok("lists", f"{row.name} is {row.age_days} days old")
    yield from _index(settings, store)


def _index(settings: Settings, store: EditionKeeper) -> Iterator[Finding]:
    from comity.node.indexes import editions_in_use, index_key  # loads the screening engine
    from comity.screening import Index

    try:
        editions = editions_in_use(store, None)
        folder = settings.home / "index" / index_key(store, editions)
    except NoEdition as error:
        yield failed("index", error.message, error.hint)
        return
    if not folder.is_dir():
        yield warning("index", f"none is built over these {len(editions)} lists yet", "the next screening builds it, in seconds to minutes")
        return
    try:
        index = Index.open(folder)
    except ComityError as error:
        yield warning("index", error.message, "the next screening builds it again")
        return
    yield ok("index", f"it opens, over {', '.join(edition.id for edition in index.editions)}")


def _open_to_others(area: str, path: Path, mode: str, *, is_secret: bool = False) -> Iterator[Finding]:
    if os.name == "nt" or not stat.S_IMODE(path.stat().st_mode) & _OTHERS:
        return
    said = failed if is_secret else warning
    yield said(
        area,
        f"others on this machine can reach {path}",
        f"chmod {mode} {path}" + ("; then comity ledger keys --rotate" if is_secret else ""),
    )


def _files(home: Path) -> Iterator[Path]:
    """Files that the node writes as it works; editions and indexes by their folders, which are made with them."""
    for pattern in ("*", "lists/*.json", "keys/*", "editions/*/*", "index/*"):
        yield from (path for path in home.glob(pattern) if path.exists())


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return (
        f"{seconds // 86400} days" if seconds >= 172800 else f"{seconds // 3600} hours" if seconds >= 7200 else f"{seconds // 60} minutes"
    )
