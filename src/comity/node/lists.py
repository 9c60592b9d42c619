"""What a person does with lists: update them, import a file, see how old they are, compare editions, look up an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from comity.lists.diff import compare
from comity.lists.ports import Arrival, EditionKeeper, Fetched, Fetcher, FetchRequest, Progress
from comity.lists.source import Source
from comity.model import Delta, Edition, Listing, NoEdition, StoreError, UnknownName, UsageError
from comity.node.guards import count_check, date_check
from comity.node.reading import is_stale, list_source, list_sources, read_file, reader_of
from comity.node.references import resolve_edition
from comity.node.settings import Settings
from comity.storage.shipped.making import facts_only


class Change(StrEnum):
    """What an update or import came to."""

    NEW = "new"
    SAME = "same"
    NOT_MODIFIED = "not modified"


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the operator allows beyond the ordinary: fewer entries than plausible, an older edition in use, another address (one list)."""

    accept_shrink: bool = False
    make_current: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an update or import came to: the edition, the one in use before and now, and how many issues the file had."""

    name: str
    change: Change
    edition: Edition
    before: Edition | None
    current: Edition
    issues: int


@dataclass(frozen=True, slots=True)
class ListStatus:
    """One list: its source, the edition in use (None before the first), that edition's age in days, and whether it is past its time.

    ``damage`` is why it is not known what is kept of the list, or None.
    """

    name: str
    source: Source
    edition: Edition | None
    age_days: int | None
    stale: bool
    shipped: bool
    damage: StoreError | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A listing, the edition it stands in, that edition's age in days, whether that is too old, and whether it is the shipped extract."""

    listing: Listing
    edition: Edition
    age_days: int
    stale: bool
    shipped: bool


@dataclass(frozen=True, slots=True)
class FileToImport:
    """A file on this machine, the list it is an edition of, and the user's choice of columns (own lists only). ``shown``: what people call
    the file, where it lies under another name.
    """

    path: Path
    name: str
    mapping: Mapping[str, str] = field(default_factory=dict)
    shown: str = ""


class ListDesk:
    """The use cases on lists, wired to somewhere to keep editions and something to fetch them with. Times are aware and passed in."""

    def __init__(self, settings: Settings, store: EditionKeeper, fetcher: Fetcher) -> None:
        self._settings = settings
        self._store = store
        self._fetcher = fetcher

    def updatable(self) -> tuple[str, ...]:
        """The lists with an address: of their publisher, or the one from which they came before."""
        named = [source.name for source in list_sources() if source.address and not source.name.endswith(":")]
        remembered = [name for name in self._store.names() if name not in named and self._remembered(name)]
        return (*named, *remembered)

    def update(self, name: str, now: datetime, allowance: Allowance = Allowance(), progress: Progress | None = None) -> Outcome:
        """Fetch list ``name`` from its publisher and put it in use, unless the version held is the newest.

        Raises ``UsageError`` when there is no address, ``TransferError``, and what ``import_file`` raises; each time the edition in use
        stays.
        """
        source = list_source(name)
        address = allowance.address or source.address or self._remembered(name)
        if not address:
            raise UsageError(f"{name} has no address", f"give one with --from, or run `comity lists import FILE --as {name}`")
        before = self._store.current(name)
        folder = self._settings.folder("downloads")
        answer = self._fetcher.fetch(FetchRequest(address, source.max_bytes, self._store.validators(name)), folder, progress)
        if not isinstance(answer, Fetched):
            edition = self._store.confirm(name, answer.validators, now)
            return self._outcome(Change.NOT_MODIFIED, edition, before, 0)
        try:
            outcome = self._keep(source, FileToImport(answer.path, name), now, allowance, shown=_file_name(address))
        finally:
            answer.path.unlink(missing_ok=True)
        self._store.confirm(name, replace(answer.validators, edition=outcome.edition.id), now)
        return self._outcome(outcome.change, outcome.edition, before, outcome.issues)

    def import_file(self, file: FileToImport, now: datetime, allowance: Allowance = Allowance()) -> Outcome:
        """Keep ``file`` as an edition of its list; in use when none is newer, or when the allowance says so.

        Raises ``UnknownName``, ``UsageError``, ``DataError`` (format, limits, counts) or ``StoreError``; each time nothing changes.
        """
        self._settings.prepare()
        return self._keep(list_source(file.name), file, now, allowance, shown=file.shown or file.path.name)

    def remove(self, name: str) -> Edition | None:
        """Forget list ``name`` with all its editions, and every index, since any may hold its entries.

        Returns the shipped edition that is in use in its place, if there is one. Raises ``UnknownName`` when nothing of it is kept, and
        ``StoreError``.
        """
        from comity.node.indexes import discard_indexes  # loads the screening engine

        self._store.remove(name)
        discard_indexes(self._settings)
        return self._store.current(name)

    def status(self, now: datetime) -> tuple[ListStatus, ...]:
        """Every list that can be read and every list that was imported, families by their members."""
        known = {source.name: source for source in list_sources() if not source.name.endswith(":")}
        known |= {name: list_source(name) for name in self._store.names() if name not in known}
        return tuple(self._status(name, source, now) for name, source in known.items())

    def delta(self, old: str, new: str, source: str = "") -> Delta:
        """What changed between two editions, named as ``resolve_edition`` reads them; with ``source``, paths of files of that list also do.

        When one of them is an extract, only the facts that an extract keeps are compared.
        Raises ``UnknownName``, ``UsageError``, ``DataError`` or ``StoreError``.
        """
        before, old_listings = self._side(old, source)
        after, new_listings = self._side(new, source)
        if before.source != after.source:
            raise UsageError(f"{before.id} and {after.id} are editions of different lists", "compare two editions of one list")
        if before.partial != after.partial:
            old_listings, new_listings = tuple(map(facts_only, old_listings)), tuple(map(facts_only, new_listings))
        return compare(before, old_listings, after, new_listings)

    def show(self, listing_id: str, now: datetime, names: Sequence[str] | None = None) -> tuple[Shown, ...]:
        """Every listing of that id in the editions in use. Raises ``UnknownName`` when there is none."""
        found = [
            Shown(listing, edition, edition.age_days(now), is_stale(edition, now), self._store.is_shipped(edition))
            for edition, listing in self._store.find(listing_id, names)
        ]
        if not found:
            where = ", ".join(names or self._store.names())
            raise UnknownName(f"no listing has the id {listing_id!r}", f"looked in the editions in use of {where}")
        return tuple(found)

    def _remembered(self, name: str) -> str:
        validators = self._store.validators(name)
        return validators.address if validators else ""

    def _keep(self, source: Source, file: FileToImport, now: datetime, allowance: Allowance, *, shown: str) -> Outcome:
        before = self._store.current(file.name)
        checks = [date_check(now), *([] if allowance.accept_shrink else [count_check(source, before)])]

        def check(edition: Edition) -> None:
            for one in checks:
                one(edition)

        try:
            stream = file.path.open("rb")
        except OSError as error:
            raise UsageError(f"{file.path} cannot be read: {error.strerror}", "check the path and its permissions") from error
        with stream:
            arrival = Arrival(file.name, source.publisher, shown, stream, now, source.max_bytes, file.mapping)
            kept = self._store.add(arrival, reader_of(file.name), check)
        if allowance.make_current:
            self._store.set_current(file.name, kept.edition.id)
        return self._outcome(Change.NEW if kept.is_new else Change.SAME, kept.edition, before, kept.issues)

    def _outcome(self, change: Change, edition: Edition, before: Edition | None, issues: int) -> Outcome:
        current = self._store.current(edition.source)
        if current is None:
            raise NoEdition(f"no edition of {edition.source} is in use", f"run `comity lists update {edition.source}`")
        return Outcome(edition.source, change, edition, before, current, issues)

    def _status(self, name: str, source: Source, now: datetime) -> ListStatus:
        try:
            edition = self._store.current(name)
        except StoreError as error:  # the other lists are to be seen all the same
            return ListStatus(name, source, None, None, stale=False, shipped=False, damage=error)
        if edition is None:
            return ListStatus(name, source, None, None, stale=False, shipped=False)
        return ListStatus(name, source, edition, edition.age_days(now), is_stale(edition, now), self._store.is_shipped(edition))

    def _side(self, ref: str, source: str) -> tuple[Edition, Sequence[Listing]]:
        if source and Path(ref).is_file():
            return read_file(Path(ref), source)
        edition = resolve_edition(self._store, ref)
        return edition, tuple(self._store.listings(edition))


def _file_name(address: str) -> str:
    """What to call the file at ``address``: the last part of its path, else its host."""
    parts = urlsplit(address)
    return PurePosixPath(parts.path).name or parts.netloc
