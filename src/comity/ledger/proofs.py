"""Proofs about a tree that its root alone lets anybody check: this leaf is in it, and this earlier tree is its beginning.

Made as RFC 9162, sections 2.1.3.1 and 2.1.4.1, define them, from the leaf hashes and the stored nodes: fewer than 512 leaf hashes are read,
and fewer than 512 nodes of each stored level. Checked as sections 2.1.3.2 and 2.1.4.2 do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from comity.ledger.merkle import EMPTY_ROOT, STORED_LEVELS, fold, node_hash
from comity.model import UsageError

MOST_HASHES = 64
"""No proof is longer, for a tree of any size that a number can have."""


class Hashes(Protocol):
    """What proofs are made from: the hashes of one tree, of which only the leaves and the nodes of ``STORED_LEVELS`` are kept."""

    def leaves(self, start: int, end: int) -> Sequence[bytes]:
        """The hashes of the leaves ``start`` up to, not including, ``end``; all of them."""
        ...

    def node(self, level: int, index: int) -> bytes:
        """The hash of the complete node ``index`` of the stored level ``level``."""
        ...


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """Leaf ``index``, counted from 0, is in the tree of ``size`` leaves: the hashes beside its way to the root, from the bottom up."""

    index: int
    size: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """The tree of ``first`` leaves is the beginning of the tree of ``second``."""

    first: int
    second: int
    path: tuple[bytes, ...]


def prove_inclusion(hashes: Hashes, index: int, size: int) -> InclusionProof:
    """The proof that leaf ``index`` is in the tree of the first ``size`` leaves (RFC 9162, section 2.1.3.1).

    Raises ``UsageError`` when that tree has no such leaf.
    """
    if not 0 <= index < size:
        raise UsageError(f"a tree of {size:,} entries has no entry {index:,}", "entries are counted from 0")
    path = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _left(end - start)
        if index < middle:
            path.append(root_of(hashes, middle, end))
            end = middle
        else:
            path.append(root_of(hashes, start, middle))
            start = middle
    return InclusionProof(index, size, tuple(reversed(path)))


def prove_consistency(hashes: Hashes, first: int, second: int) -> ConsistencyProof:
    """The proof that the first ``first`` of ``second`` leaves were already as they are now (RFC 9162, section 2.1.4.1).

    Of no leaves, which the RFC leaves out, there is nothing to prove: the path is empty. Raises ``UsageError`` unless 0 <= first <= second.
    """
    if not 0 <= first <= second:
        raise UsageError(f"a tree of {first:,} entries is not an earlier one of {second:,}")
    path = []
    start, end = 0, second
    while first and end != first:
        middle = start + _left(end - start)
        if first <= middle:
            path.append(root_of(hashes, middle, end))
            end = middle
        else:
            path.append(root_of(hashes, start, middle))
            start = middle
    if start:  # the walk left the edge of the first tree on which its root is known
        path.append(root_of(hashes, start, end))
    return ConsistencyProof(first, second, tuple(reversed(path)))


def root_of(hashes: Hashes, start: int, end: int) -> bytes:
    """The root over the leaves from ``start`` to before ``end``, where ``start`` is 0 or a multiple of a power of two >= end - start."""
    pieces = []
    while start < end:
        level = (end - start).bit_length() - 1
        pieces.append(_complete(hashes, level, start >> level))
        start += 1 << level
    return fold(pieces)


def proves_inclusion(proof: InclusionProof, leaf: bytes, root: bytes) -> bool:
    """Whether ``proof`` shows that ``leaf`` is leaf ``proof.index`` of the tree with ``root`` (RFC 9162, section 2.1.3.2)."""
    if not 0 <= proof.index < proof.size:
        return False
    at, last, result = proof.index, proof.size - 1, leaf
    for beside in proof.path:
        if not last:
            return False
        if at & 1 or at == last:
            result = node_hash(beside, result)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            result = node_hash(result, beside)
        at, last = at >> 1, last >> 1
    return not last and result == root


def proves_consistency(proof: ConsistencyProof, first_root: bytes, second_root: bytes) -> bool:
    """Whether ``proof`` shows that the tree with ``first_root`` is the beginning of that with ``second_root`` (RFC 9162, sec. 2.1.4.2)."""
    first, second, path = proof.first, proof.second, proof.path
    if not first:
        return second >= 0 and not path and first_root == EMPTY_ROOT and (second > 0 or second_root == EMPTY_ROOT)
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    if first & (first - 1) == 0:
        path = (first_root, *path)
    return bool(path) and _roots_of(first, second, path) == (first_root, second_root)


def _roots_of(first: int, second: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a consistency path leads to, or None when it is too long or too short."""
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = path[0]
    for beside in path[1:]:
        if not last:
            return None
        if at & 1 or at == last:
            older, newer = node_hash(beside, older), node_hash(beside, newer)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            newer = node_hash(newer, beside)
        at, last = at >> 1, last >> 1
    return None if last else (older, newer)


def _left(size: int) -> int:
    """The leaves of the left subtree: the largest power of two below ``size``, which is at least 2 (RFC 9162, section 2.1.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def _complete(hashes: Hashes, level: int, index: int) -> bytes:
    """The hash of a complete subtree, from the nearest level below it that is kept."""
    kept = max((one for one in STORED_LEVELS if one <= level), default=0)
    start, end = index << (level - kept), (index + 1) << (level - kept)
    row = list(hashes.leaves(start, end)) if kept == 0 else [hashes.node(kept, one) for one in range(start, end)]
    while len(row) > 1:
        row = [node_hash(row[one], row[one + 1]) for one in range(0, len(row), 2)]
    return row[0]
