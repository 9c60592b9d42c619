"""What people do with the ledger: look entries up, take certificates and exports away, and audit it. Every look is an entry itself.

What somebody searched for is written down only when the ledger holds it: a name typed into a search must not stand in it for good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comity.identity import Permission
from comity.ledger import (
    ConsistencyProof,
    InclusionProof,
    SignedHead,
    certify,
    export_lines,
    moment_text,
    prove_consistency,
    prove_inclusion,
)
from comity.model import Actor, Entry, LedgerBroken, UnknownName
from comity.node.signing import Signer
from comity.storage.database import Database
from comity.storage.database.ledger import LedgerRow, LedgerSearch
from comity.storage.database.repository import walked

WHOLE = "ledger"
"""The object of an entry about a look at more than one entry."""

PAGE = 5000
"""Entries or heads read in one snapshot: a file for a slow reader holds none open."""

ALL = "all"
"""How many were found, in the entry about a file: all that fit."""


@dataclass(frozen=True, slots=True)
class Found:
    """Entries, newest first. ``next``: what to ask for as ``before`` to get those in front of them, None when there are none.

    ``back_to``: where several fields are asked, the number down to which was looked before these were enough; None otherwise.
    """

    rows: tuple[LedgerRow, ...]
    next: int | None
    back_to: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A look at the ledger: by whom and when (aware)."""

    by: Actor
    at: datetime

    def entry(self, permission: Permission, of: str, facts: Mapping[str, str]) -> Entry:
        """The entry about it."""
        return Entry(self.at, self.by.id, permission.value, of, self.by.purpose.value if self.by.purpose else "", facts)


class LedgerDesk:
    """The use cases on the ledger in ``database``, whose heads ``signer`` signs. Who may do them is asked by whoever calls."""

    def __init__(self, database: Database, signer: Signer) -> None:
        self._database = database
        self._signer = signer

    def search(self, wanted: LedgerSearch, before: int | None, limit: int, act: Act) -> Found:
        """Entries that fit, numbers below ``before`` (None: from the last), newest first, ``limit`` at most.

        One look reads so many entries and no more: with several fields, ``next`` may lead on after fewer than ``limit``.

        Raises ``ValueError`` unless ``limit`` is from 1 to 9,999.
        """
        with self._database.reading() as reading:
            looked = reading.ledger.look_back(wanted, before, limit + 1)
        shown = looked.rows[:limit]
        self._tell_search(wanted, str(len(shown)), act)
        return Found(shown, shown[-1][0] if len(looked.rows) > limit else looked.back_to, looked.back_to)

    def search_whole(self, wanted: LedgerSearch, before: int | None, act: Act) -> Iterator[LedgerRow]:
        """All entries that fit, numbers below ``before``, newest first, for a file; the look is one entry, written before any is given."""

        def read(place: int | None) -> tuple[Sequence[LedgerRow], int | None]:
            with self._database.reading() as reading:
                looked = reading.ledger.look_back(wanted, place, PAGE)
            return looked.rows, looked.rows[-1][0] if len(looked.rows) == PAGE else looked.back_to

        rows = walked(read, before)
        first = list(islice(rows, 1))
        self._tell_search(wanted, ALL if first else "0", act)
        return chain(first, rows)

    def entry(self, number: int, act: Act) -> tuple[LedgerRow, SignedHead | None]:
        """The entry of that number, and the last head when it covers it. Raises ``UnknownName``."""
        row = self._row(number)
        with self._database.reading() as reading:
            head = reading.ledger.last_head(number + 1)
        self._write(act.entry(Permission.LEDGER_VIEW, f"{WHOLE}:{number}", {"what": "entry"}))
        return row, head

    def certificate(self, number: int, act: Act) -> bytes:
        """The certificate of one entry under the last head; one is signed now when none covers it yet.

        Raises ``UnknownName``, and what ``Signer.sign`` and ``certify`` raise: of a ledger that does not hold together there is none.
        """
        row = self._row(number)
        self._write(act.entry(Permission.LEDGER_VIEW, f"{WHOLE}:{number}", {"what": "certificate"}))
        with self._database.reading() as reading:
            head = reading.ledger.last_head(number + 1)
        head = head or self._signer.sign(act.at)
        return certify(row[1], self._included(number, head.head.size), head, self._public(head))

    def inclusion(self, number: int, size: int, act: Act) -> InclusionProof:
        """The proof that an entry is in the tree of the first ``size``. Raises ``UnknownName`` and ``UsageError``."""
        self._row(number)
        self._row(size - 1)
        self._write(act.entry(Permission.LEDGER_VIEW, f"{WHOLE}:{number}", {"what": "inclusion", "size": str(size)}))
        return self._included(number, size)

    def consistency(self, first: int, second: int, act: Act) -> ConsistencyProof:
        """The proof that the first ``first`` of ``second`` entries are as they were. Raises ``UnknownName`` and ``UsageError``."""
        self._row(second - 1)
        with self._database.reading() as reading:
            proof = prove_consistency(reading.ledger.hashes(), first, second)
        self._write(act.entry(Permission.LEDGER_VERIFY, WHOLE, {"what": "consistency", "first": str(first), "second": str(second)}))
        return proof

    def heads(self, above: int, limit: int, act: Act) -> tuple[SignedHead, ...]:
        """Signed heads over more than ``above`` entries, smallest first, ``limit`` (1 to 10,000) at most."""
        with self._database.reading() as reading:
            found = reading.ledger.heads_above(above, limit)
        self._write(act.entry(Permission.LEDGER_VERIFY, WHOLE, {"what": "heads", "found": str(len(found))}))
        return found

    def latest_heads(self, below: int | None, limit: int, act: Act) -> tuple[SignedHead, ...]:
        """Signed heads over fewer than ``below`` entries (None: all), largest first, ``limit`` (1 to 10,000) at most."""
        with self._database.reading() as reading:
            found = reading.ledger.heads_below(below, limit)
        self._write(act.entry(Permission.LEDGER_VERIFY, WHOLE, {"what": "heads", "found": str(len(found))}))
        return found

    def every_head(self, below: int | None, act: Act) -> Iterator[SignedHead]:
        """All signed heads over fewer than ``below`` entries (None: all), largest first; the look is one entry, written before."""
        self._write(act.entry(Permission.LEDGER_VERIFY, WHOLE, {"what": "heads", "found": ALL}))

        def read(place: int | None) -> tuple[Sequence[SignedHead], int | None]:
            with self._database.reading() as reading:
                heads = reading.ledger.heads_below(place, PAGE)
            return heads, heads[-1].head.size if len(heads) == PAGE else None

        return walked(read, below)

    def head(self, act: Act) -> SignedHead:
        """A head over everything up to and with this look, signed now. Raises as ``Signer.sign``."""
        self._write(act.entry(Permission.LEDGER_VERIFY, WHOLE, {"what": "head"}))
        return self._signer.sign(act.at)

    def export(self, act: Act) -> tuple[SignedHead, Iterator[bytes]]:
        """The last head, signed now, and the lines of an export up to it (``ledger.export``): a stream, read as it is taken.

        Raises as ``Signer.sign``.
        """
        self._write(act.entry(Permission.LEDGER_EXPORT, WHOLE, {}))
        last = self._signer.sign(act.at)
        with self._database.reading() as reading:
            heads = [head for head in reading.ledger.heads() if head.head.size <= last.head.size]
        used = {head.head.key for head in heads}
        keys = [key for fingerprint, key in self._signer.keys.public().items() if fingerprint in used]
        return last, export_lines(keys, rows_of(self._database, last.head.size), heads)

    def _included(self, number: int, size: int) -> InclusionProof:
        with self._database.reading() as reading:
            return prove_inclusion(reading.ledger.hashes(), number, size)

    def _public(self, head: SignedHead) -> Ed25519PublicKey:
        key = self._signer.keys.public().get(head.head.key)
        if key is None:
            raise LedgerBroken("the last head names a key that this home does not know", "copy keys/*.pub from the home that signed")
        return key

    def _row(self, number: int) -> LedgerRow:
        with self._database.reading() as reading:
            row = reading.ledger.get(number) if number >= 0 else None
            if row is None:
                raise UnknownName(f"the ledger has no entry {number:,}", f"it has {reading.ledger.size():,}, counted from 0")
            return row

    def _tell_search(self, wanted: LedgerSearch, found: str, act: Act) -> None:
        """Write down a search that found so many ("0": none)."""
        of = wanted.object if found != "0" else ""
        self._write(act.entry(Permission.LEDGER_VIEW, of or WHOLE, _asked(wanted, found)))

    def _write(self, entry: Entry) -> None:
        with self._database.writing() as writing:
            writing.record(entry)


def rows_of(database: Database, end: int) -> Iterator[LedgerRow]:
    """The entries from 0 to before ``end``, read in pages with a snapshot each: entries never change, so they fit together."""
    for start in range(0, end, PAGE):
        with database.reading() as reading:
            page = list(reading.ledger.rows(start, min(end, start + PAGE)))
        yield from page


def _asked(wanted: LedgerSearch, found: str) -> dict[str, str]:
    """What was asked, as facts: values only when entries hold them."""
    facts = {"what": "search", "found": found}
    named = {"by": wanted.actor, "action": wanted.action, "object": wanted.object, "for": wanted.purpose}
    facts |= {"filters": " ".join(name for name, value in named.items() if value)}
    if found != "0":
        facts |= {name: value for name, value in named.items() if value}
    times = {"since": wanted.since, "until": wanted.until}
    return facts | {name: moment_text(at) for name, at in times.items() if at is not None}
