"""Auditing a log: every entry is read once, the tree is grown anew, and every signed head is held against it.

Memory does not grow with the log. A change to any entry that a head covers changes the root, and nobody can sign another root without the
key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comity.ledger.entries import entry_bytes
from comity.ledger.heads import SignedHead, verify_head
from comity.ledger.merkle import Frontier, leaf_hash
from comity.ledger.moments import moment_text
from comity.model import DataError, Entry, LedgerBroken

PROGRESS_EVERY = 10_000
"""Entries between two calls of ``progress``."""

Progress = Callable[[int], None]

AUDIT_NOT_SHOWN: Final = (
    "whose keys they are: compare the fingerprints with those that the owner of the log gave you another way",
    "that the entries tell the truth: only that they stand as they stood when the heads were signed",
    "that this is all: later entries and heads may be left out; compare with certificates and heads that others hold",
)
"""What no audit can show by itself, for whoever reads its report."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: not before entry ``first``, counted from 0, and not after entry ``last``. They are equal when one entry is
    known to be wrong; when entries do not fit a head, it may be any since the head before.
    """

    first: int
    last: int
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found. ``size`` entries and ``heads`` heads were right before it ended: at the first fault, or at the end of the log.

    The last right head covers ``signed`` entries and is dated ``signed_at``; ``root``, 32 bytes, is over all ``size``; ``keys`` are the
    fingerprints that signed, in order of appearance. ``notes`` are remarks that are no faults.
    """

    size: int
    root: bytes
    heads: int
    signed: int
    signed_at: datetime | None
    keys: tuple[str, ...]
    fault: Fault | None
    notes: tuple[str, ...]

    @property
    def right(self) -> bool:
        """No fault was found, and something is signed: a log of which nothing is signed proves nothing, unless it is empty."""
        return self.fault is None and (self.heads > 0 or self.size == 0)


def report_to_record(report: Report) -> dict[str, Any]:
    """What an audit found, JSON-ready: ``entries`` were read and in order, ``fault`` is the first one or None."""
    fault = report.fault
    return {
        "right": report.right,
        "entries": report.size,
        "heads": report.heads,
        "signed": report.signed,
        "signed_at": moment_text(report.signed_at) if report.signed_at else None,
        "root": report.root.hex(),
        "keys": list(report.keys),
        "fault": {"first": fault.first, "last": fault.last, "reason": fault.reason} if fault else None,
        "notes": list(report.notes),
    }


class Auditor:
    """An audit that is fed one entry or head at a time, in the order of the log: a head follows the last entry that it covers.

    ``keys``: the public keys that may have signed, by their ``key_id``. ``progress`` is called with the count of entries every
    ``PROGRESS_EVERY``. After the first fault everything else is passed over.
    """

    def __init__(self, keys: Mapping[str, Ed25519PublicKey], progress: Progress | None = None) -> None:
        self._keys = keys
        self._progress = progress
        self._tree = Frontier()
        self._last_at: datetime | None = None
        self._heads = 0
        self._signed: SignedHead | None = None
        self._used: dict[str, None] = {}
        self._early_heads = 0
        self._fault: Fault | None = None

    @property
    def size(self) -> int:
        """How many entries were read and are in order."""
        return self._tree.size

    @property
    def broken(self) -> bool:
        """Whether a fault was found, after which nothing more is looked at."""
        return self._fault is not None

    def entry(self, number: int, entry: Entry, leaf: bytes) -> None:
        """The next entry as it is stored, and the leaf hash that is stored with it."""
        if self._fault is not None:
            return
        reason = self._wrong_with_entry(number, entry, leaf)
        due = self._tree.size
        if reason:
            self._fault = Fault(due, due, reason)
            return
        self._last_at = entry.at
        self._tree.append(leaf)
        if self._progress is not None and (due + 1) % PROGRESS_EVERY == 0:
            self._progress(due + 1)

    def _wrong_with_entry(self, number: int, entry: Entry, leaf: bytes) -> str:
        due = self._tree.size
        if number != due:
            return f"entry {due} is missing or out of its place: entry {number} stands there"
        try:
            data = entry_bytes(number, entry)
        except DataError as error:
            return f"entry {due} is not one that can have been written: {error.message}"
        if leaf_hash(data) != leaf:
            return f"entry {due} does not have the hash that is stored with it: one of the two was changed"
        if self._last_at is not None and entry.at < self._last_at:
            return f"entry {due} is dated before the entry in front of it"
        return ""

    def head(self, signed: SignedHead) -> None:
        """The next signed head, over the entries so far."""
        if self._fault is not None:
            return
        self._fault = self._wrong_with_head(signed)
        if self._fault is not None:
            return
        covered = [at for at in (self._last_at, self._signed.head.at if self._signed else None) if at is not None]
        self._early_heads += any(signed.head.at < at for at in covered)
        self._used.setdefault(signed.head.key)
        self._signed = signed
        self._heads += 1

    def _wrong_with_head(self, signed: SignedHead) -> Fault | None:
        head, size = signed.head, self._tree.size
        since = self._signed.head.size if self._signed else 0
        last = max(since, size - 1)
        key = self._keys.get(head.key)
        if key is None:
            return Fault(since, last, f"the head over {head.size} entries names a key that is not among the known ones: {head.key[:64]}")
        try:
            verify_head(signed, key)
        except (LedgerBroken, DataError) as error:
            return Fault(since, last, error.message)
        if head.size > size:
            return Fault(since, head.size - 1, f"entries are missing: a head was signed over {head.size}, and there are {size}")
        if head.size < size:
            return Fault(head.size, last, f"the head over {head.size} entries is out of its place: it stands after {size}")
        if head.root != self._tree.root():
            return Fault(since, last, f"the entries up to {last} are not those that the head over {size} was signed for")
        return None

    def cut(self, reason: str) -> None:
        """Say that the log that was handed over ends too early."""
        if self._fault is None:
            self._fault = Fault(self._tree.size, self._tree.size, reason)

    def end(self, entries: int, heads: int) -> None:
        """Say how many entries and heads there should have been, the last of the heads over all entries: what is behind it anybody can
        have added.
        """
        if (entries, heads) != (self._tree.size, self._heads):
            self.cut(f"{entries} entries and {heads} heads should be there, and {self._tree.size} and {self._heads} are")
        signed = self._signed.head.size if self._signed else self._tree.size
        if self._fault is None and signed < self._tree.size:
            self._fault = Fault(signed, self._tree.size - 1, "no head covers these entries, and a log is handed over up to a head")

    def report(self) -> Report:
        """What was found so far."""
        head = self._signed.head if self._signed else None
        return Report(
            size=self._tree.size,
            root=self._tree.root(),
            heads=self._heads,
            signed=head.size if head else 0,
            signed_at=head.at if head else None,
            keys=tuple(self._used),
            fault=self._fault,
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        tail = self._tree.size - (self._signed.head.size if self._signed else 0)
        if tail and self._fault is None:
            yield f"no head covers the last {tail} of the {self._tree.size} entries yet: nothing is proven of them"
        if self._early_heads:
            yield f"{self._early_heads} of the {self._heads} heads are dated before what they cover: the clock went backwards"


def audit(
    rows: Iterable[tuple[int, Entry, bytes]],
    heads: Iterable[SignedHead],
    keys: Mapping[str, Ed25519PublicKey],
    progress: Progress | None = None,
) -> Report:
    """Read a whole log once and say whether its entries are those that were signed.

    ``rows``: number from 0, entry and stored leaf hash (32 bytes), by number. ``heads``: by size, the smallest first. ``keys``: the public
    keys that may have signed, by ``key_id``. ``progress`` is called with the count of entries every ``PROGRESS_EVERY``. Raises nothing of
    its own: what is wrong is the report's ``fault``, the first one.
    """
    auditor = Auditor(keys, progress)
    waiting = iter(heads)
    head = next(waiting, None)
    for number, entry, leaf in rows:
        while head is not None and head.head.size <= auditor.size:
            auditor.head(head)
            head = next(waiting, None)
        auditor.entry(number, entry, leaf)
        if auditor.broken:
            return auditor.report()
    while head is not None and not auditor.broken:
        auditor.head(head)
        head = next(waiting, None)
    return auditor.report()
