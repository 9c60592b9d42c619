"""The Merkle tree of RFC 9162, grown one leaf at a time by its right edge.

An append-only tree never needs its inside again to grow: the hashes of its complete subtrees, largest first, are enough. They are at most
as many as the size has binary digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from comity.model import LedgerBroken

STORED_LEVELS = (8, 16, 24)
"""Levels whose complete nodes are kept beside the leaf hashes: one row for 256, 65,536 and 16,777,216 leaves."""

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves: the hash of nothing (RFC 9162, section 2.1.1)."""


@dataclass(frozen=True, slots=True)
class Node:
    """The ``hash`` of the complete subtree over the leaves from ``index`` * 2^``level`` to before (``index`` + 1) * 2^``level``."""

    level: int
    index: int
    hash: bytes


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry: SHA-256(0x00 || data), 32 bytes (RFC 9162, section 2.1.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees: SHA-256(0x01 || left || right), 32 bytes (RFC 9162, section 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees that lie side by side, each smaller than the one before it; of none, ``EMPTY_ROOT``."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


class Frontier:
    """The right edge of a tree: the hashes of its complete subtrees, largest first. Enough to append and to tell the root.

    Raises ``LedgerBroken`` when ``hashes`` are not one of 32 bytes for each binary 1 of ``size``.
    """

    __slots__ = ("_hashes", "_size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count() or any(len(one) != HASH_BYTES for one in hashes):
            raise LedgerBroken(f"the edge of the ledger's tree does not fit its size of {size:,} entries", "restore the database")
        self._size = size
        self._hashes = list(hashes)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self._size

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The hashes of the complete subtrees, largest first."""
        return tuple(self._hashes)

    def append(self, leaf: bytes) -> list[Node]:
        """Add one leaf hash; give the nodes of ``STORED_LEVELS`` that it completed, lowest first.

        Two hashes for each leaf on average, no more than the size has binary digits. Raises ``LedgerBroken`` when ``leaf`` is not 32 bytes.
        """
        if len(leaf) != HASH_BYTES:
            raise LedgerBroken(f"the leaf hash of entry {self._size:,} is {len(leaf)} bytes long, not {HASH_BYTES}", "restore the database")
        index, level, hashes = self._size, 0, self._hashes
        self._size = index + 1
        complete = []
        while index & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            index >>= 1
            level += 1
            if level in STORED_LEVELS:
                complete.append(Node(level, index, leaf))
        hashes.append(leaf)
        return complete

    def root(self) -> bytes:
        """The root hash of the tree as it stands, 32 bytes (RFC 9162, section 2.1.1)."""
        return fold(self._hashes)
