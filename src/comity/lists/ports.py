"""What keeping lists up to date needs from outside: somewhere to keep editions, and something to fetch them with.

The node wires ``EditionKeeper`` to a folder of files and ``Fetcher`` to HTTPS; neither is known here. The contract tests of
``EditionKeeper`` run on every implementation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from comity.lists.source import ReadListings
from comity.model import Edition, Issue, Listing

Progress = Callable[[int, int | None], None]
"""Called with the bytes received so far and the bytes announced, or None when the publisher announces none."""

Check = Callable[[Edition], None]
"""Looks at an edition before it is kept; raises ``CountMismatch`` to refuse it."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a publisher said about a version of its file (RFC 9110 clause 8.8), and the edition that version became.

    ``address`` is where it was said: validators of another address mean nothing.
    """

    address: str
    etag: str = ""
    last_modified: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One download: from where, at most how many bytes, and the ``validators`` of the version already held, if any."""

    address: str
    max_bytes: int
    validators: Validators | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that arrived whole at ``path`` (the caller deletes it). ``sha256`` is over the bytes as received."""

    path: Path
    validators: Validators
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class NotModified:
    """The publisher says that the version already held is the newest."""

    validators: Validators


class Fetcher(Protocol):
    """Fetches one file from a publisher's address."""

    def fetch(self, request: FetchRequest, folder: Path, progress: Progress | None = None) -> Fetched | NotModified:
        """Download into ``folder``. Raises ``TransferError`` or ``LimitExceeded``; then nothing is left in ``folder``."""
        ...


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that claim to be an edition of a list.

    ``source`` is the list's full name, ``file`` the name shown to people, ``fetched_at`` an aware time, ``max_bytes`` the limit on the
    uncompressed bytes, ``mapping`` the user's choice of columns (own lists only).
    """

    source: str
    publisher: str
    file: str
    stream: BinaryIO
    fetched_at: datetime
    max_bytes: int
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an arrival: its edition, whether that was new here, whether it is now the current one, and how many issues it had."""

    edition: Edition
    is_new: bool
    is_current: bool
    issues: int


class EditionKeeper(Protocol):
    """Keeps every edition ever imported, knows which one of each list is current, and loses none by accident."""

    def add(self, arrival: Arrival, read: ReadListings, check: Check | None = None) -> Kept:
        """Read and keep ``arrival``; on any error nothing changes. The same bytes twice are one edition."""
        ...

    def names(self) -> tuple[str, ...]:
        """The lists that have a current edition, sorted."""
        ...

    def current(self, name: str) -> Edition | None:
        """The edition in use for list ``name``."""
        ...

    def history(self, name: str) -> tuple[Edition, ...]:
        """All editions of list ``name``, oldest date first."""
        ...

    def edition(self, ref: str) -> Edition:
        """The edition of that id or unique beginning of an id. Raises ``UnknownName``."""
        ...

    def listings(self, edition: Edition) -> Iterator[Listing]:
        """The entries of ``edition`` in the publisher's order. Raises ``StoreError`` when the file is damaged."""
        ...

    def issues(self, edition: Edition) -> tuple[Issue, ...]:
        """What could not be taken as it stood when ``edition`` was read."""
        ...

    def find(self, listing_id: str, names: Sequence[str] | None = None) -> Iterator[tuple[Edition, Listing]]:
        """Listings of that id (case does not matter) in the current editions of ``names``, or of all lists."""
        ...

    def find_in(self, edition: Edition, listing_id: str) -> Iterator[Listing]:
        """Listings of that id (case does not matter) in one edition, whether or not it is in use."""
        ...

    def set_current(self, name: str, edition_id: str) -> Edition:
        """Put an edition of the history in use, whatever its date. Raises ``UnknownName``."""
        ...

    def remove(self, name: str) -> None:
        """Forget everything kept of list ``name``. Raises ``UnknownName`` when there is nothing."""
        ...

    def validators(self, name: str) -> Validators | None:
        """What the publisher last said about its file, for the next conditional request."""
        ...

    def confirm(self, name: str, validators: Validators, at: datetime) -> Edition:
        """Note that at ``at`` the publisher still served this version; it is in use unless a newer one is."""
        ...

    def is_shipped(self, edition: Edition) -> bool:
        """True for the extract that comes with the product."""
        ...

    def fingerprint(self, edition: Edition) -> str:
        """A digest of the facts that screening sees: changes when a later reading of the same bytes finds other facts."""
        ...
