"""The tree against the test vectors of Certificate Transparency, and the nodes that it gives out to be stored."""

from __future__ import annotations

import pytest

from comity.ledger import EMPTY_ROOT, STORED_LEVELS, Frontier, leaf_hash, node_hash
from comity.model import LedgerBroken

from .ledgers import naive_root

CT_ENTRIES = [
    bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
"""The entries of the reference tests of RFC 6962 (transparency-dev/merkle, testonly)."""

CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_roots_are_those_of_the_reference() -> None:
    tree = Frontier()
    assert tree.root() == EMPTY_ROOT
    roots = [tree.root().hex()]
    for data in CT_ENTRIES:
        tree.append(leaf_hash(data))
        roots.append(tree.root().hex())
    assert roots == CT_ROOTS


def test_a_leaf_is_never_taken_for_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


def test_the_stored_nodes_are_the_complete_ones_of_their_levels() -> None:
    leaves = [leaf_hash(str(number).encode()) for number in range(2**16 + 300)]
    tree = Frontier()
    nodes = [node for leaf in leaves for node in tree.append(leaf)]
    assert {node.level for node in nodes} == {8, 16}
    assert [node.index for node in nodes if node.level == 8] == list(range(257))
    for node in (nodes[0], nodes[1], nodes[-1]):
        assert node.hash == naive_root(leaves[node.index << node.level : (node.index + 1) << node.level])
    last_two = nodes[255:257]
    assert [(node.level, node.index) for node in last_two] == [(8, 255), (16, 0)]
    assert last_two[1].hash == naive_root(leaves[: 2**16])
    assert STORED_LEVELS == (8, 16, 24)


def test_a_tree_goes_on_from_its_edge() -> None:
    leaves = [leaf_hash(data) for data in CT_ENTRIES]
    tree = Frontier()
    for leaf in leaves[:5]:
        tree.append(leaf)
    again = Frontier(tree.size, tree.hashes)
    for leaf in leaves[5:]:
        again.append(leaf)
    assert again.root().hex() == CT_ROOTS[8]
    assert tree.root().hex() == CT_ROOTS[5]


@pytest.mark.parametrize(
    ("size", "hashes"), [(-1, []), (1, []), (2, [b"x" * 32] * 2), (3, [b"x" * 32, b"x" * 31]), (0, [b"x" * 32]), (4, [b""])]
)
def test_an_edge_that_does_not_fit_its_size_is_refused(size: int, hashes: list[bytes]) -> None:
    with pytest.raises(LedgerBroken):
        Frontier(size, hashes)


def test_a_leaf_that_is_no_hash_is_refused_and_leaves_the_tree_as_it_was() -> None:
    tree = Frontier()
    tree.append(leaf_hash(b""))
    with pytest.raises(LedgerBroken):
        tree.append(b"short")
    assert tree.root().hex() == CT_ROOTS[1]
    assert tree.size == 1
