"""The tree, its proofs and the audit against the definitions of RFC 9162 written down naively, and against every kind of tampering."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.ledger import (
    ConsistencyProof,
    Frontier,
    InclusionProof,
    SignedHead,
    audit,
    certify,
    check,
    entry_bytes,
    entry_from_record,
    entry_to_record,
    key_id,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    proves_consistency,
    proves_inclusion,
)
from comity.model import ComityError, Entry

from ..unit.ledger.ledgers import KEY, KeptHashes, heads, naive_path, naive_proof, naive_root, rows

LEAVES = [leaf_hash(str(number).encode()) for number in range(600)]
ROOTS = [naive_root(LEAVES[:size]) for size in range(len(LEAVES) + 1)]
HASHES = KeptHashes(LEAVES)
KEYS = {key_id(KEY.public_key()): KEY.public_key()}
ROWS = rows(40)
HEADS = heads(ROWS, [5, 16, 17, 40])

Row = tuple[int, Entry, bytes]

text = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=32), max_size=40)
facts = st.dictionaries(st.from_regex(r"[A-Za-z0-9_.-]{1,20}", fullmatch=True), text, max_size=6)
zones = st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(timezones=zones).filter(lambda at: 1 < at.year < 9999)
entries = st.builds(Entry, moments, text.filter(bool), text.filter(bool), text, text, facts)
numbers = st.integers(0, 2**53 - 1)


def test_every_root_up_to_600_leaves_is_that_of_the_definition() -> None:
    tree = Frontier()
    for size, leaf in enumerate(LEAVES, 1):
        tree.append(leaf)
        assert tree.root() == ROOTS[size]
        assert Frontier(tree.size, tree.hashes).root() == ROOTS[size]


@pytest.mark.parametrize("size", [*range(1, 34), 255, 256, 257, 300, 511, 512, 513, 600])
def test_every_inclusion_proof_is_that_of_the_definition(size: int) -> None:
    for index in range(size):
        proof = prove_inclusion(HASHES, index, size)
        assert list(proof.path) == naive_path(index, LEAVES[:size])
        assert proves_inclusion(proof, LEAVES[index], ROOTS[size])


@pytest.mark.parametrize("second", [*range(1, 34), 255, 256, 257, 300, 512, 513, 600])
def test_every_consistency_proof_is_that_of_the_definition(second: int) -> None:
    for first in range(1, second + 1):
        proof = prove_consistency(HASHES, first, second)
        assert list(proof.path) == naive_proof(first, LEAVES[:second])
        assert proves_consistency(proof, ROOTS[first], ROOTS[second])


@given(st.data())
def test_an_inclusion_proof_proves_nothing_else(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 600))
    index = data.draw(st.integers(0, size - 1))
    proof = prove_inclusion(HASHES, index, size)
    leaf, root = LEAVES[index], ROOTS[size]
    other = data.draw(st.integers(0, 599).filter(lambda one: one != index))
    assert not proves_inclusion(proof, LEAVES[other], root)
    assert not proves_inclusion(replace(proof, index=other), leaf, root)
    assert not proves_inclusion(proof, leaf, ROOTS[size - 1])
    assert not proves_inclusion(replace(proof, path=(*proof.path, leaf)), leaf, root)
    for at in range(len(proof.path)):
        assert not proves_inclusion(replace(proof, path=proof.path[:at] + proof.path[at + 1 :]), leaf, root)
        assert not proves_inclusion(replace(proof, path=(*proof.path[:at], leaf_hash(b"x"), *proof.path[at + 1 :])), leaf, root)


@given(st.data())
def test_a_consistency_proof_proves_nothing_else(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, 600))
    first = data.draw(st.integers(1, second - 1))
    proof = prove_consistency(HASHES, first, second)
    older, newer = ROOTS[first], ROOTS[second]
    other = data.draw(st.integers(0, 600).filter(lambda one: one not in {first, second}))
    assert not proves_consistency(proof, ROOTS[other], newer)
    assert not proves_consistency(proof, older, ROOTS[other])
    assert not proves_consistency(proof, newer, older)
    assert not proves_consistency(replace(proof, path=(*proof.path, older)), older, newer)
    for at in range(len(proof.path)):
        assert not proves_consistency(replace(proof, path=proof.path[:at] + proof.path[at + 1 :]), older, newer)
        assert not proves_consistency(replace(proof, path=(*proof.path[:at], leaf_hash(b"x"), *proof.path[at + 1 :])), older, newer)


@given(st.integers(-3, 600), st.integers(-3, 600), st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_no_made_up_proof_is_believed(one: int, other: int, path: list[bytes]) -> None:
    assert not proves_inclusion(InclusionProof(one, other, tuple(path)), leaf_hash(b"not there"), ROOTS[600])
    assert not proves_consistency(ConsistencyProof(one, other, tuple(path)), leaf_hash(b"never a root"), ROOTS[600])


@given(numbers, entries)
def test_the_canonical_form_is_that_of_a_sorting_json_writer_and_reads_back(number: int, entry: Entry) -> None:
    data = entry_bytes(number, entry)
    record = entry_to_record(number, entry)
    assert data == json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert json.loads(data) == record
    assert entry_from_record(record) == (number, replace(entry, at=entry.at.astimezone(UTC)))


@given(st.tuples(numbers, entries), st.tuples(numbers, entries))
def test_two_entries_have_one_form_only_when_they_are_equal(one: tuple[int, Entry], other: tuple[int, Entry]) -> None:
    assert (entry_bytes(*one) == entry_bytes(*other)) == (one == other)


TAMPERING: dict[str, Callable[[list[Row], int], list[Row]]] = {
    "changed": lambda stored, at: [*stored[:at], _with(stored[at], purpose="oversight"), *stored[at + 1 :]],
    "changed with its hash": lambda stored, at: [*stored[:at], _again(_with(stored[at], actor="user:x")), *stored[at + 1 :]],
    "another hash": lambda stored, at: [*stored[:at], (*stored[at][:2], leaf_hash(b"x")), *stored[at + 1 :]],
    "removed": lambda stored, at: stored[:at] + stored[at + 1 :],
    "removed and counted again": lambda stored, at: _counted(stored[:at] + stored[at + 1 :]),
    "inserted": lambda stored, at: [*stored[:at], stored[at], *stored[at:]],
    "inserted and counted again": lambda stored, at: _counted([*stored[:at], _again(_with(stored[at], action="case.view")), *stored[at:]]),
    "reordered": lambda stored, at: _swapped(stored, at),
    "reordered and counted again": lambda stored, at: _counted(_swapped(stored, at)),
    "back-dated": lambda stored, at: [*stored[:at], _again(_with(stored[at], at=stored[at][1].at - timedelta(days=1))), *stored[at + 1 :]],
    "cut": lambda stored, at: stored[:at],
}


def _with(row: Row, **changed: object) -> Row:
    return row[0], replace(row[1], **changed), row[2]  # type: ignore[arg-type]


def _again(row: Row) -> Row:
    return row[0], row[1], leaf_hash(entry_bytes(row[0], row[1]))


def _swapped(stored: list[Row], at: int) -> list[Row]:
    at = min(at, len(stored) - 2)
    return [*stored[:at], stored[at + 1], stored[at], *stored[at + 2 :]]


def _counted(stored: list[Row]) -> list[Row]:
    return [_again((number, entry, leaf)) for number, (_, entry, leaf) in enumerate(stored)]


@pytest.mark.parametrize("kind", TAMPERING)
def test_an_audit_finds_every_kind_of_tampering_with_any_entry(kind: str) -> None:
    assert audit(ROWS, HEADS, KEYS).fault is None
    for at in range(len(ROWS)):
        tampered = TAMPERING[kind](list(ROWS), at)
        assert tampered != ROWS
        fault = audit(tampered, HEADS, KEYS).fault
        assert fault is not None
        assert fault.first <= at + 1
        assert fault.last >= at - 1


@given(st.sampled_from(range(len(HEADS))), st.sampled_from(["size", "root", "at", "key", "signature"]), st.integers(1, 255))
def test_an_audit_finds_every_changed_head(which: int, field: str, by: int) -> None:
    changed = {
        "size": lambda head: replace(head, size=head.size + by),
        "root": lambda head: replace(head, root=bytes([head.root[0] ^ by]) + head.root[1:]),
        "at": lambda head: replace(head, at=head.at + timedelta(microseconds=by)),
        "key": lambda head: replace(head, key=head.key[:-2] + f"{int(head.key[-2:], 16) ^ by:02x}"),
        "signature": lambda head: head,
    }
    signed = HEADS[which]
    signature = bytes([signed.signature[0] ^ by]) + signed.signature[1:] if field == "signature" else signed.signature
    stored = [*HEADS[:which], SignedHead(changed[field](signed.head), signature), *HEADS[which + 1 :]]
    assert audit(ROWS, stored, KEYS).fault is not None


@given(st.data())
def test_a_certificate_with_any_byte_changed_is_refused_or_says_the_same(data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 39))
    hashes = KeptHashes([leaf for _, _, leaf in ROWS])
    document = certify(ROWS[number][1], prove_inclusion(hashes, number, 40), HEADS[-1], KEY.public_key())
    at = data.draw(st.integers(0, len(document) - 1))
    changed = document[:at] + bytes([data.draw(st.integers(0, 255))]) + document[at + 1 :]
    try:
        checked = check(changed)
    except ComityError:
        return
    assert checked == check(document)


@given(st.binary(max_size=300))
def test_a_check_of_anything_ends_with_one_of_our_errors(document: bytes) -> None:
    with pytest.raises(ComityError):
        check(document)
