"""Logs of invented entries, kept in lists, and the tree of RFC 9162 as section 2.1.1 writes it down: recursively."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.ledger import Frontier, SignedHead, entry_bytes, leaf_hash, sign
from comity.model import Entry

START = datetime(2026, 3, 1, 9, 5, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


def entry(number: int) -> Entry:
    """The entry that stands at ``number`` in every log of these tests."""
    facts = {"verdict": "not_a_match", "case": f"c-{number}"} if number % 3 else {}
    return Entry(
        START + timedelta(seconds=number // 2), f"user:u{number % 5}", "case.decide", f"case:{number}", "customer_screening", facts
    )


def rows(count: int) -> list[tuple[int, Entry, bytes]]:
    """The first ``count`` rows, with their leaf hashes."""
    return [(number, entry(number), leaf_hash(entry_bytes(number, entry(number)))) for number in range(count)]


def heads(stored: Sequence[tuple[int, Entry, bytes]], sizes: Sequence[int], key: Ed25519PrivateKey = KEY) -> list[SignedHead]:
    """A head for each of the ascending ``sizes``, signed a minute after the last entry it covers."""
    made, tree = [], Frontier()
    for size in sizes:
        for _, _, leaf in stored[tree.size : size]:
            tree.append(leaf)
        at = stored[size - 1][1].at if size else START
        made.append(sign(size, tree.root(), at + timedelta(minutes=1), key))
    return made


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, section 2.1.1, over leaf hashes."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = naive_split(len(leaves))
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def naive_split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    split = 1
    while 2 * split < size:
        split *= 2
    return split


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 9162, section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    split = naive_split(len(leaves))
    if index < split:
        return [*naive_path(index, leaves[:split]), naive_root(leaves[split:])]
    return [*naive_path(index - split, leaves[split:]), naive_root(leaves[:split])]


def naive_proof(first: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162, section 2.1.4.1; PROOF when ``whole``."""
    if first == len(leaves):
        return [] if whole else [naive_root(leaves)]
    split = naive_split(len(leaves))
    if first <= split:
        return [*naive_proof(first, leaves[:split], whole=whole), naive_root(leaves[split:])]
    return [*naive_proof(first - split, leaves[split:], whole=False), naive_root(leaves[:split])]


class KeptHashes:
    """The port that proofs are made from, over a list; it counts what is read, and gives stored levels only."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        tree = Frontier()
        self.all_leaves = leaves
        self.nodes = {(node.level, node.index): node.hash for leaf in leaves for node in tree.append(leaf)}
        self.root = tree.root()
        self.read = 0

    def leaves(self, start: int, end: int) -> Sequence[bytes]:
        assert 0 <= start < end <= len(self.all_leaves)
        self.read += end - start
        return self.all_leaves[start:end]

    def node(self, level: int, index: int) -> bytes:
        self.read += 1
        return self.nodes[level, index]
