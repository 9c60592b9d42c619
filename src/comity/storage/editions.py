"""Editions of lists, kept in a folder: every one that was ever imported, addressed by its content.

::

    <root>/editions/<list>/<sha256>-<facts>/   raw[.gz]            the bytes as received, compressed
                                               listings.jsonl.gz   what was read from them
                                               issues.jsonl        what could not be taken as it stood
                                               edition.json        source, publisher, dates, digest, counts
    <root>/lists/<list>.json                   the history and the edition in use; replaced atomically, last
    <root>/incoming/                           work in progress; whatever a crash leaves here is swept by the next import

An import changes nothing until its last step, the replacement of ``lists/<list>.json``. Before it, the previous edition is in use;
after it, the new one.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from comity.lists.ports import Arrival, Check, Kept, Validators
from comity.lists.source import Reading, ReadListings
from comity.model import Edition, FormatError, Issue, Listing, NoEdition, StoreError, UnknownName, UsageError
from comity.model.record import edition_to_record
from comity.storage.atomic import discard, publish_folder, write_text
from comity.storage.folder_names import folder_name, list_name
from comity.storage.listing_file import facts_digest, find_listings, read_issues, read_listings, write_issues, write_listings
from comity.storage.lock import locked
from comity.storage.shipped import FOLDER, Shipped, shipped_extracts
from comity.storage.spool import Spooled, spool
from comity.storage.state import ListState, Volume, read_state, write_state


class EditionStore:
    """The editions under ``root``, and the extracts in ``shipped`` for lists of which nothing newer was imported.

    Safe against crashes and against a second process. Nothing is created before the first import.
    """

    def __init__(self, root: Path, shipped: Path = FOLDER) -> None:
        self.root = root
        self._shipped = shipped_extracts(shipped)

    def add(self, arrival: Arrival, read: ReadListings, check: Check | None = None) -> Kept:
        """Read and keep ``arrival``; on any error nothing changes.

        The same bytes twice are one edition; when a second reading finds other facts (another mapping, a better reader), they replace the
        first. The edition with the latest date is the current one. Raises what ``read`` and ``check`` raise, ``LimitExceeded``,
        ``FormatError`` for an empty file or damaged compression, and ``StoreError``.
        """
        folder_name(arrival.source)
        with locked(self.root / ".lock"):
            aside = self._workplace()
            try:
                return self._take_in(arrival, read, check, aside)
            except OSError as error:
                raise StoreError(
                    f"{arrival.file} could not be taken in: {error.strerror or error}",
                    f"check the free space for {self.root} and that the file can be read; what was in use stays",
                ) from error
            finally:
                discard(aside)

    def names(self) -> tuple[str, ...]:
        """The lists that have a current edition, sorted; the shipped one counts, and one whose state is damaged."""
        kept = {list_name(path.stem) for path in (self.root / "lists").glob("*.json")}
        return tuple(sorted(kept | self._shipped.keys()))

    def current(self, name: str) -> Edition | None:
        """The edition in use for list ``name``: imported, else shipped, else None."""
        state = self._state(name)
        volume = state.volume(state.current)
        if volume:
            return volume.edition
        return self._shipped[name].edition if name in self._shipped else None

    def history(self, name: str) -> tuple[Edition, ...]:
        """All editions of list ``name``, oldest date first; the shipped one among them, before an imported one of its date."""
        shipped = [self._shipped[name].edition] if name in self._shipped else []
        imported = [volume.edition for volume in self._state(name).volumes]
        return tuple(sorted(shipped + imported, key=lambda edition: edition.dated))

    def edition(self, ref: str) -> Edition:
        """The edition whose id is ``ref`` or alone begins with it. Raises ``UnknownName`` or, when several do, ``UsageError``."""
        known = [edition for name in self.names() for edition in self.history(name)]
        found = [edition for edition in known if edition.id == ref] or [edition for edition in known if ref and edition.id.startswith(ref)]
        if not found:
            raise UnknownName(f"no edition is called {ref!r}", "`comity lists status` names the editions in use")
        if len(found) > 1:
            raise UsageError(
                f"{ref!r} fits {len(found)} editions", "give more of the id: " + ", ".join(edition.id for edition in found[:5])
            )
        return found[0]

    def listings(self, edition: Edition) -> Iterator[Listing]:
        """The entries of ``edition`` in the publisher's order. Raises ``StoreError`` when the file is gone, damaged or incomplete."""
        home = self._home(edition)
        return read_listings(self._listing_file(edition), edition.entries, "" if isinstance(home, Shipped) else home.facts)

    def issues(self, edition: Edition) -> tuple[Issue, ...]:
        """What could not be taken as it stood when ``edition`` was read."""
        return read_issues(self._listing_file(edition).with_name("issues.jsonl"))

    def find(self, listing_id: str, names: Sequence[str] | None = None) -> Iterator[tuple[Edition, Listing]]:
        """Listings of that id in the current editions of ``names`` (default: all); upper and lower case are the same."""
        for name in self.names() if names is None else names:
            edition = self.current(name)
            if edition is None:
                raise NoEdition(f"there is no edition of {name}", f"`comity lists update {name}` or `comity lists import FILE --as {name}`")
            for listing in find_listings(self._listing_file(edition), listing_id, edition.entries):
                yield edition, listing

    def find_in(self, edition: Edition, listing_id: str) -> Iterator[Listing]:
        """Listings of that id in one edition, whether or not it is in use; upper and lower case are the same."""
        return find_listings(self._listing_file(edition), listing_id, edition.entries)

    def set_current(self, name: str, edition_id: str) -> Edition:
        """Put an edition of the history in use, whatever its date, until a newer one is imported. Raises ``UnknownName``."""
        with locked(self.root / ".lock"):
            state = self._state(name)
            volume = state.volume(edition_id)
            if volume is None:
                raise UnknownName(f"{name} has no imported edition {edition_id}", "`comity lists import` it first")
            write_state(self._state_file(name), replace(state, current=edition_id))
            return volume.edition

    def require(self, name: str) -> None:
        """Raise ``UnknownName`` when nothing is kept of list ``name``."""
        if not self._state_file(name).exists() and not (self.root / "editions" / folder_name(name)).exists():
            raise UnknownName(f"nothing of a list {name!r} is kept", "`comity lists status` names the lists")

    def remove(self, name: str) -> None:
        """Forget list ``name``: its history, the bytes received and what was read from them. The extract that is shipped stays.

        Works on a list whose state is damaged, too. Raises ``UnknownName`` when nothing of it is kept, ``StoreError`` when it cannot be
        removed.
        """
        self.require(name)
        state, folder = self._state_file(name), self.root / "editions" / folder_name(name)
        with locked(self.root / ".lock"):
            try:
                state.unlink(missing_ok=True)  # from here on no edition is in use
                if folder.exists():
                    shutil.rmtree(folder)
            except OSError as error:
                raise StoreError(f"{name} cannot be removed: {error.strerror}", "check the permissions of the folder") from error

    def validators(self, name: str) -> Validators | None:
        """What the publisher last said about its file, for the next conditional request."""
        return self._state(name).validators

    def confirm(self, name: str, validators: Validators, at: datetime) -> Edition:
        """Note that at ``at`` the publisher still served the edition ``validators`` name; it is in use unless a newer one is.

        Its ``fetched_at`` becomes ``at``: for a list that states no date, that is how old its facts are. Raises ``UnknownName``.
        """
        with locked(self.root / ".lock"):
            state = self._state(name)
            volume = state.volume(validators.edition)
            if volume is None:
                raise UnknownName(f"{name} has no imported edition {validators.edition}", f"run `comity lists update {name}`")
            seen = replace(volume, edition=replace(volume.edition, fetched_at=max(at, volume.edition.fetched_at)))
            state = self._in_use(replace(state.with_volume(seen), validators=validators), seen.edition)
            write_state(self._state_file(name), state)
            return seen.edition

    def is_shipped(self, edition: Edition) -> bool:
        """True for the extract that comes with the product."""
        shipped = self._shipped.get(edition.source)
        return shipped is not None and shipped.edition.id == edition.id

    def fingerprint(self, edition: Edition) -> str:
        """A digest of the facts that screening sees: changes when a later reading of the same bytes finds other facts."""
        return self._home(edition).facts

    def _workplace(self) -> Path:
        """An empty folder for one import; sweeps what crashed imports left (the lock is held, so nobody else works here)."""
        incoming = self.root / "incoming"
        if incoming.is_symlink():
            raise StoreError(f"{incoming} is a link to another folder, and would be emptied", "remove the link")
        try:
            incoming.mkdir(parents=True, exist_ok=True)
            for leftover in incoming.iterdir():
                discard(leftover)
            return Path(tempfile.mkdtemp(dir=incoming))
        except OSError as error:
            raise StoreError(f"{incoming} cannot be written: {error.strerror}", "check the permissions, or set COMITY_HOME") from error

    def _take_in(self, arrival: Arrival, read: ReadListings, check: Check | None, aside: Path) -> Kept:
        spooled = spool(arrival.stream, aside, arrival.file, arrival.max_bytes)
        reading = Reading(arrival.source, arrival.file, arrival.mapping)
        with spooled.path.open("rb") as stream:
            written = write_listings(aside / "listings.jsonl.gz", read(stream, reading))
        if not written.entries:
            raise FormatError(f"{arrival.file} holds no entries", f"check that it is a file of the list {arrival.source}")
        state = self._state(arrival.source)
        known = state.of_bytes(spooled.sha256)
        edition = _edition(arrival, spooled, reading, known)
        edition = replace(edition, entries=written.entries, names=written.names)
        if check:
            check(edition)
        issues = write_issues(aside / "issues.jsonl", reading.issues)
        write_text(aside / "edition.json", json.dumps(edition_to_record(edition), ensure_ascii=False, indent=1) + "\n")
        volume = Volume(edition, f"{spooled.sha256}-{written.sha256[:8]}", written.sha256)
        self._publish(aside, arrival.source, volume)
        state = self._in_use(state.with_volume(volume), edition)
        write_state(self._state_file(arrival.source), state)
        if known and known.folder != volume.folder:
            discard(self._volume_folder(arrival.source, known))
        return Kept(edition, known is None, state.current == edition.id, issues)

    def _publish(self, aside: Path, name: str, volume: Volume) -> None:
        """Put the complete folder ``aside`` in its place, unless the same facts from the same bytes are there already, undamaged."""
        target = self._volume_folder(name, volume)
        if not _holds(target / "listings.jsonl.gz", volume.facts):
            discard(target)
            publish_folder(aside, target)

    def _in_use(self, state: ListState, edition: Edition) -> ListState:
        """``state`` with ``edition`` in use, unless the one in use now is of a later date."""
        volume = state.volume(state.current)
        shipped = self._shipped.get(state.name)
        newest = volume.edition if volume else shipped.edition if shipped else None
        return state if newest and newest.dated > edition.dated else replace(state, current=edition.id)

    def _state(self, name: str) -> ListState:
        path = self._state_file(name)
        return read_state(path) if path.exists() else ListState(name)

    def _state_file(self, name: str) -> Path:
        return self.root / "lists" / f"{folder_name(name)}.json"

    def _volume_folder(self, name: str, volume: Volume) -> Path:
        return self.root / "editions" / folder_name(name) / volume.folder

    def _home(self, edition: Edition) -> Volume | Shipped:
        if self.is_shipped(edition):
            return self._shipped[edition.source]
        volume = self._state(edition.source).volume(edition.id)
        if volume is None:
            raise UnknownName(f"no edition is called {edition.id!r}", "`comity lists status` names the editions in use")
        return volume

    def _listing_file(self, edition: Edition) -> Path:
        home = self._home(edition)
        if isinstance(home, Shipped):
            return home.listings
        folder = self._volume_folder(edition.source, home)
        if not folder.exists():
            raise StoreError(
                f"the edition {edition.id} is gone: there is no folder {folder}",
                f"run `comity lists update {edition.source}`, or `comity lists import FILE --as {edition.source}`",
            )
        return folder / "listings.jsonl.gz"


def _edition(arrival: Arrival, spooled: Spooled, reading: Reading, known: Volume | None) -> Edition:
    """The record of what arrived, counts still at zero. Known bytes keep their id; the day in it is when they first came."""
    fetched = max(arrival.fetched_at, known.edition.fetched_at) if known else arrival.fetched_at
    day = (reading.published or arrival.fetched_at).date().isoformat()
    identity = known.edition.id if known else f"{arrival.source}-{day}-{spooled.sha256[:8]}"
    return Edition(identity, arrival.source, arrival.publisher, reading.published, fetched, spooled.sha256, 0, 0)


def _holds(listings: Path, facts: str) -> bool:
    """True when the file is there, undamaged, and holds those facts."""
    try:
        return facts_digest(listings) == facts
    except StoreError:
        return False
