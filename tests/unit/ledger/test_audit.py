"""The audit: what it says of a right log, where it says a wrong one broke, and what it only remarks on."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from comity.ledger import EMPTY_ROOT, Auditor, Report, SignedHead, audit, entry_bytes, key_id, leaf_hash, sign
from comity.ledger.audit import PROGRESS_EVERY
from comity.model import Entry

from .ledgers import KEY, OTHER_KEY, START, KeptHashes, entry, heads, rows

ROWS = rows(40)
HEADS = heads(ROWS, [5, 16, 40])
ID, OTHER_ID = key_id(KEY.public_key()), key_id(OTHER_KEY.public_key())
KEYS = {ID: KEY.public_key(), OTHER_ID: OTHER_KEY.public_key()}


def fault_of(report: Report) -> tuple[int, int]:
    assert report.fault is not None
    return report.fault.first, report.fault.last


def test_a_right_log() -> None:
    report = audit(ROWS, HEADS, KEYS)
    assert report == Report(40, KeptHashes([leaf for _, _, leaf in ROWS]).root, 3, 40, HEADS[-1].head.at, (ID,), None, ())


def test_an_empty_log_and_its_head() -> None:
    assert audit([], [], KEYS) == Report(0, EMPTY_ROOT, 0, 0, None, (), None, ())
    assert audit([], heads([], [0]), KEYS).heads == 1
    assert audit(ROWS, [*heads(ROWS, [0]), *HEADS], KEYS).heads == 4


def test_a_head_signed_twice_over_the_same_entries_is_right() -> None:
    assert audit(ROWS, [HEADS[0], *heads(ROWS, [5], OTHER_KEY), *HEADS[1:]], KEYS).keys == (ID, OTHER_ID)


def test_entries_that_no_head_covers_are_a_note() -> None:
    report = audit(ROWS, HEADS[:2], KEYS)
    assert report.fault is None
    assert report.signed == 16
    assert len(report.notes) == 1
    assert "last 24 of the 40" in report.notes[0]


@pytest.mark.parametrize("seconds", [18, 30])
def test_a_head_dated_before_its_last_entry_or_before_the_last_head_is_a_note(seconds: int) -> None:
    early = sign(40, HEADS[-1].head.root, START + timedelta(seconds=seconds), KEY)
    report = audit(ROWS, [*HEADS[:2], early], KEYS)
    assert report.fault is None
    assert "1 of the 3 heads" in report.notes[0]


def test_a_changed_entry_is_named() -> None:
    number, one, leaf = ROWS[20]
    changed = [*ROWS[:20], (number, replace(one, object="case:other"), leaf), *ROWS[21:]]
    report = audit(changed, HEADS, KEYS)
    assert fault_of(report) == (20, 20)
    assert (report.size, report.heads, report.signed) == (20, 2, 16)


def test_an_entry_changed_with_its_hash_lies_between_two_heads() -> None:
    number, one, _ = ROWS[20]
    other = replace(one, object="case:other")
    changed = [*ROWS[:20], (number, other, leaf_hash(entry_bytes(number, other))), *ROWS[21:]]
    assert fault_of(audit(changed, HEADS, KEYS)) == (16, 39)


def test_a_removed_entry_is_named() -> None:
    assert fault_of(audit([*ROWS[:7], *ROWS[8:]], HEADS, KEYS)) == (7, 7)


def test_a_back_dated_entry_is_named_though_no_head_covers_it() -> None:
    number, one, _ = ROWS[20]
    early = replace(one, at=ROWS[19][1].at - timedelta(microseconds=1))
    changed = [*ROWS[:20], (number, early, leaf_hash(entry_bytes(number, early))), *ROWS[21:]]
    report = audit(changed, HEADS[:2], KEYS)
    assert fault_of(report) == (20, 20)
    assert report.fault is not None
    assert "dated before" in report.fault.reason


def test_a_log_that_was_cut_is_found_by_its_last_head() -> None:
    report = audit(ROWS[:30], HEADS, KEYS)
    assert fault_of(report) == (16, 39)
    assert report.fault is not None
    assert "missing" in report.fault.reason


def test_an_entry_that_cannot_have_been_written_is_named_without_its_content() -> None:
    number, one, leaf = ROWS[20]
    report = audit([*ROWS[:20], (number, replace(one, actor="Ilva\x00"), leaf), *ROWS[21:]], HEADS, KEYS)
    assert fault_of(report) == (20, 20)
    assert report.fault is not None
    assert "Ilva" not in report.fault.reason


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_head_with_a_signature_of_another_is_a_fault(which: int) -> None:
    stored = [*HEADS]
    stored[which] = SignedHead(stored[which].head, HEADS[which - 1].signature)
    report = audit(ROWS, stored, KEYS)
    assert report.fault is not None
    assert "signature" in report.fault.reason
    assert report.heads == which


def test_a_head_of_an_unknown_key_is_a_fault() -> None:
    report = audit(ROWS, [HEADS[0], *heads(ROWS, [16], OTHER_KEY), HEADS[2]], {ID: KEY.public_key()})
    assert fault_of(report) == (5, 15)
    assert report.fault is not None
    assert OTHER_ID in report.fault.reason


def test_heads_out_of_order_are_a_fault() -> None:
    report = audit(ROWS, [HEADS[1], HEADS[0], HEADS[2]], KEYS)
    assert report.fault is not None
    assert "out of its place" in report.fault.reason


def test_progress_is_told() -> None:
    told: list[int] = []
    auditor = Auditor(KEYS, told.append)
    many = rows(2 * PROGRESS_EVERY + 5)
    for row in many:
        auditor.entry(*row)
    assert told == [PROGRESS_EVERY, 2 * PROGRESS_EVERY]
    assert not auditor.broken


def test_nothing_is_looked_at_after_the_first_fault() -> None:
    auditor = Auditor(KEYS)
    auditor.entry(*ROWS[1])
    auditor.entry(*ROWS[0])
    auditor.head(HEADS[0])
    auditor.cut("again")
    assert auditor.broken
    assert fault_of(auditor.report()) == (0, 0)
    assert auditor.size == 0


def test_memory_does_not_grow_with_the_log() -> None:
    def made(count: int) -> Iterator[tuple[int, Entry, bytes]]:
        for number in range(count):
            one = entry(number)
            yield number, one, leaf_hash(entry_bytes(number, one))

    audit(made(10), [], KEYS)
    tracemalloc.start()
    try:
        assert audit(made(5000), [], KEYS).size == 5000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100_000
