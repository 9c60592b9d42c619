"""Signing the ledger: a head over all entries, never over fewer than before, never over others.

A head is a promise to everybody who sees it. So before each signature the tree is held against the last head, the database's and the one
that this home remembers by itself: a database that was put back or tampered with gets no signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.ledger import Hashes, SignedHead, key_id, prove_consistency, proves_consistency, sign, verify_head
from comity.model import Actor, Conflict, Entry, LedgerBroken
from comity.node.signing_keys import SigningKeys, new_key
from comity.storage.database import Database, Durability, Reading
from comity.storage.database.ledger import LedgerSearch

SIGNER = "system:signing"
"""Who acts in the ledger when the node makes its first key by itself."""

INTERVAL = timedelta(minutes=9)
"""Entries are covered by a head after this time at the latest, and the time between two looks (``signing_clock``): ten minutes in all."""

MANY = 10_000
"""So many entries without a head are signed at once, however young the last head."""

TRIES = 5
_BROKEN = "run `comity ledger verify`; if a backup was restored, see docs/how-to/back-up-and-restore.md"


@dataclass(frozen=True, slots=True)
class _Edge:
    """The tree at one moment: its size and root, when its last entry was, and the last head that is kept."""

    size: int
    root: bytes
    last_at: datetime | None
    head: SignedHead | None


class Signer:
    """Signs the heads of the ledger in ``database`` with the key in ``keys``. Safe across threads and processes of one home."""

    def __init__(self, database: Database, keys: SigningKeys) -> None:
        self._database = database
        self._keys = keys

    @property
    def keys(self) -> SigningKeys:
        """Where the keys are."""
        return self._keys

    def sign(self, now: datetime) -> SignedHead:
        """A head over every entry there is at ``now``: the last one when nothing was written since, else a new one, kept.

        The first time, a key is made, and an entry says so. A head is not dated before what it covers, however the clock stands. Raises
        ``LedgerBroken`` when the ledger is not the one that was signed before, ``StoreError`` when key or database cannot be used.
        """
        with self._keys.held():
            return self._sign(self._key(now), now)

    def sign_if_due(self, now: datetime, after: timedelta = INTERVAL) -> SignedHead | None:
        """``sign`` when entries wait and the last head is older than ``after``, or ``MANY`` of them wait; else None. Raises as ``sign``."""
        with self._database.reading() as reading:
            size, head = reading.ledger.size(), reading.ledger.last_head()
        waiting = size - (head.head.size if head else 0)
        if not waiting:
            return None
        # A head from ahead of the clock says nothing about how long entries have waited.
        young = head is not None and timedelta() <= now - head.head.at < after
        return None if young and waiting < MANY else self.sign(now)

    def rotate(self, by: Actor, now: datetime) -> str:
        """Put a new key in use and give its fingerprint. The old key signs a last head, over the entry that names the new one.

        So whoever trusts the old key can follow. The old private key is gone afterwards, its public half stays. Raises as ``sign``.
        """
        with self._keys.held():
            old, new = self._key(now), new_key()
            fingerprint = key_id(new.public_key())
            self._keys.add_public(new.public_key())
            facts = {"old": key_id(old.public_key()), "new": fingerprint}
            self._record(Entry(now, by.id, "ledger.rotate_key", f"ledger_key:{fingerprint}", facts=facts))
            self._sign(old, now)
            self._keys.put(new)
        return fingerprint

    def _key(self, now: datetime) -> Ed25519PrivateKey:
        """The key in use, made when there is none; its public half is kept and an entry names it: what a crash left out is made up."""
        key = self._keys.current()
        if key is None:
            key = new_key()
            self._keys.put(key)
        fingerprint = key_id(key.public_key())
        if fingerprint not in self._keys.public():
            self._keys.add_public(key.public_key())
        of = f"ledger_key:{fingerprint}"
        with self._database.reading() as reading:
            head = reading.ledger.last_head()
            is_told = (head is not None and head.head.key == fingerprint) or reading.ledger.search(LedgerSearch(object=of), -1, 1)
        if not is_told:
            self._record(Entry(now, SIGNER, "ledger.make_key", of, facts={"new": fingerprint}))
        return key

    def _record(self, entry: Entry) -> None:
        with self._database.writing(Durability.FULL) as writing:
            writing.record(entry)

    def _sign(self, key: Ed25519PrivateKey, now: datetime) -> SignedHead:
        for _ in range(TRIES):
            signed = self._try(key, now)
            if signed is not None:
                return signed
        raise Conflict("others sign the same ledger all the time", "let one home sign: see docs/how-to/postgresql.md")

    def _try(self, key: Ed25519PrivateKey, now: datetime) -> SignedHead | None:
        """One look and one signature; None when another home's head came in between, so that the look is to be repeated."""
        with self._database.reading() as reading:
            edge = _edge(reading)
            remembered = self._keys.last_head()
            for head in (edge.head, remembered):
                if head is not None:
                    self._require_growth(reading.ledger.hashes(), head, edge)
        signed = edge.head
        if signed is None or signed.head.size < edge.size:
            signed = sign(edge.size, edge.root, _latest(now, edge), key)
            if not self._keep(signed):
                return None
        if signed != remembered:
            self._keys.remember(signed)
        return signed

    def _keep(self, signed: SignedHead) -> bool:
        """Whether ``signed`` was kept: it is the largest head. Committed in full, since others may see it before the power is lost."""
        try:
            with self._database.writing(Durability.FULL) as writing:
                last = writing.ledger.last_head()
                if last is not None and last.head.size >= signed.head.size:
                    return False
                writing.ledger.add_head(signed)
        except Conflict:
            return False
        return True

    def _require_growth(self, hashes: Hashes, earlier: SignedHead, edge: _Edge) -> None:
        """Raise ``LedgerBroken`` unless the tree begins with the one that ``earlier`` was rightly signed for."""
        head = earlier.head
        public = self._keys.public().get(head.key)
        if public is None:
            raise LedgerBroken(
                f"the ledger's last head is signed with a key that this home does not know: {head.key[:16]}",
                "copy the public keys (keys/*.pub) from the home that signed; see docs/how-to/postgresql.md",
            )
        verify_head(earlier, public)
        if head.size > edge.size:
            raise LedgerBroken(f"the ledger has {edge.size:,} entries, and a head over {head.size:,} was signed: some are gone", _BROKEN)
        proof = prove_consistency(hashes, head.size, edge.size)
        if not proves_consistency(proof, head.root, edge.root):
            raise LedgerBroken(f"the first {head.size:,} entries are not those that were signed", _BROKEN)


def _edge(reading: Reading) -> _Edge:
    size = reading.ledger.size()
    last = reading.ledger.get(size - 1) if size else None
    return _Edge(size, reading.ledger.root(), last[1].at if last else None, reading.ledger.last_head())


def _latest(now: datetime, edge: _Edge) -> datetime:
    return max(at for at in (now, edge.last_at, edge.head.head.at if edge.head else None) if at is not None)
