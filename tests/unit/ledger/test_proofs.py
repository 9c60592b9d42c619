"""Proofs against the reference's, how little is read to make one, and trees too large to build."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from comity.ledger import (
    EMPTY_ROOT,
    STORED_LEVELS,
    ConsistencyProof,
    InclusionProof,
    leaf_hash,
    node_hash,
    prove_consistency,
    prove_inclusion,
    proves_consistency,
    proves_inclusion,
)
from comity.ledger.proofs import root_of
from comity.model import UsageError

from .ledgers import KeptHashes
from .test_merkle import CT_ENTRIES, CT_ROOTS

CT = KeptHashes([leaf_hash(data) for data in CT_ENTRIES])
ROOTS = [bytes.fromhex(root) for root in CT_ROOTS]


def test_inclusion_proofs_are_those_of_the_reference() -> None:
    assert [one.hex() for one in prove_inclusion(CT, 0, 8).path] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [one.hex() for one in prove_inclusion(CT, 5, 8).path] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert prove_inclusion(CT, 0, 1).path == ()


def test_consistency_proofs_are_those_of_the_reference() -> None:
    assert [one.hex() for one in prove_consistency(CT, 2, 5).path] == [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]
    assert [one.hex() for one in prove_consistency(CT, 6, 7).path] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert prove_consistency(CT, 8, 8).path == ()


def test_every_tree_continues_the_empty_one_and_itself() -> None:
    assert prove_consistency(CT, 0, 5) == ConsistencyProof(0, 5, ())
    assert proves_consistency(ConsistencyProof(0, 5, ()), EMPTY_ROOT, ROOTS[5])
    assert proves_consistency(ConsistencyProof(0, 0, ()), EMPTY_ROOT, EMPTY_ROOT)
    assert not proves_consistency(ConsistencyProof(0, 5, ()), ROOTS[1], ROOTS[5])
    assert not proves_consistency(ConsistencyProof(0, 5, (ROOTS[5],)), EMPTY_ROOT, ROOTS[5])
    assert not proves_consistency(ConsistencyProof(0, 0, ()), EMPTY_ROOT, ROOTS[5])
    assert proves_consistency(ConsistencyProof(5, 5, ()), ROOTS[5], ROOTS[5])
    assert not proves_consistency(ConsistencyProof(5, 5, ()), ROOTS[5], ROOTS[6])
    assert not proves_consistency(ConsistencyProof(5, 5, (ROOTS[5],)), ROOTS[5], ROOTS[5])


def test_a_path_that_ends_too_early_proves_nothing_though_it_ends_at_the_root() -> None:
    assert not proves_inclusion(InclusionProof(0, 2, ()), ROOTS[8], ROOTS[8])
    assert not proves_inclusion(InclusionProof(2, 2**40, prove_inclusion(CT, 2, 8).path), CT.all_leaves[2], ROOTS[8])
    growth = prove_consistency(CT, 4, 8)
    assert proves_consistency(growth, ROOTS[4], ROOTS[8])
    assert not proves_consistency(ConsistencyProof(4, 16, growth.path), ROOTS[4], ROOTS[8])


def test_an_empty_path_proves_no_growth() -> None:
    assert not proves_consistency(ConsistencyProof(4, 8, ()), ROOTS[4], ROOTS[8])
    assert not proves_consistency(ConsistencyProof(5, 8, ()), ROOTS[5], ROOTS[8])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (8, 8), (-1, 8)])
def test_there_is_no_proof_of_an_entry_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(UsageError):
        prove_inclusion(CT, index, size)
    assert not proves_inclusion(InclusionProof(index, size, ()), EMPTY_ROOT, EMPTY_ROOT)


@pytest.mark.parametrize(("first", "second"), [(-1, 8), (5, 4)])
def test_there_is_no_proof_that_a_tree_shrank(first: int, second: int) -> None:
    with pytest.raises(UsageError):
        prove_consistency(CT, first, second)
    assert not proves_consistency(ConsistencyProof(first, second, ()), ROOTS[5], ROOTS[4])


class Uniform:
    """The hashes of a tree of any size whose leaves are all the same, so that a node's hash is that of its level."""

    LEAF = leaf_hash(b"always the same")

    def __init__(self) -> None:
        self.read = dict.fromkeys((0, *STORED_LEVELS), 0)

    def leaves(self, start: int, end: int) -> Sequence[bytes]:
        self.read[0] += end - start
        return [self.LEAF] * (end - start)

    def node(self, level: int, index: int) -> bytes:
        assert level in STORED_LEVELS
        self.read[level] += 1
        return uniform(level)


@cache
def uniform(level: int) -> bytes:
    return node_hash(uniform(level - 1), uniform(level - 1)) if level else Uniform.LEAF


@pytest.mark.parametrize("size", [2**8, 2**16 + 1, 2**24 - 1, 2**24 + 2**17 + 511, 2**31 - 1, 2**32 - 1, 2**31 + 12_345_678])
def test_a_proof_about_a_huge_tree_reads_little(size: int) -> None:
    root = root_of(Uniform(), 0, size)
    for index in {0, 1, size // 3, size // 2, size - 2, size - 1}:
        hashes = Uniform()
        proof = prove_inclusion(hashes, index, size)
        assert len(proof.path) <= size.bit_length()
        assert proves_inclusion(proof, Uniform.LEAF, root)
        assert max(hashes.read.values()) < 512
        hashes = Uniform()
        growth = prove_consistency(hashes, index + 1, size)
        assert len(growth.path) <= size.bit_length() + 1
        assert proves_consistency(growth, root_of(Uniform(), 0, index + 1), root)
        assert max(hashes.read.values()) < 512


def test_a_proof_about_a_small_tree_reads_each_leaf_at_most_once() -> None:
    hashes = KeptHashes([leaf_hash(str(number).encode()) for number in range(1000)])
    prove_inclusion(hashes, 700, 1000)
    assert hashes.read < 3 + 255 + 1000 % 256
