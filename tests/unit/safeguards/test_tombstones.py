"""Tombstones: recognised by their node, useless to anybody else, and one form only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model import FormatError, UsageError
from comity.safeguards import Erased, Tombstone, bury, recognises, tombstone_bytes, tombstone_from_bytes

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
SALT = b"0123456789abcdef"
STONE = bury(Erased("subject", "01J", b"customers\x00C-7"), SALT, "request:42", AT)
TIMES = st.integers(0, 250_000_000_000_000_000).map(
    lambda us: datetime(1970, 1, 2, tzinfo=timezone(timedelta(hours=9))) + timedelta(microseconds=us)
)
STONES = st.builds(Tombstone, st.text(max_size=20), st.text(max_size=20), st.text(max_size=64), st.text(max_size=40), TIMES)


def test_a_node_knows_again_what_it_erased() -> None:
    assert recognises(STONE, "subject", b"customers\x00C-7", SALT)
    assert not recognises(STONE, "subject", b"customers\x00C-8", SALT)
    assert not recognises(STONE, "case", b"customers\x00C-7", SALT)
    assert not recognises(STONE, "subject", b"customers\x00C-7", b"another salt 16.")


def test_a_stone_holds_nothing_of_what_it_stands_for() -> None:
    assert b"C-7" not in tombstone_bytes(STONE)
    assert len(bytes.fromhex(STONE.digest)) == 32


def test_kind_and_identity_do_not_run_into_each_other() -> None:
    assert bury(Erased("ab", "1", b"c"), SALT, "x", AT).digest != bury(Erased("a", "1", b"bc"), SALT, "x", AT).digest


def test_a_salt_that_can_be_tried_and_a_time_without_zone_are_refused() -> None:
    with pytest.raises(UsageError):
        bury(Erased("subject", "1", b"x"), b"short", "x", AT)
    with pytest.raises(UsageError):
        bury(Erased("subject", "1", b"x"), SALT, "x", AT.replace(tzinfo=None))


def test_equal_moments_have_equal_bytes() -> None:
    tokyo = replace(STONE, at=AT.astimezone(timezone(timedelta(hours=9))))
    assert tombstone_bytes(tokyo) == tombstone_bytes(STONE)
    assert b'"at":"2026-03-01T09:00:00.000000Z"' in tombstone_bytes(STONE)


@given(STONES)
def test_bytes_bring_the_stone_back(stone: Tombstone) -> None:
    assert tombstone_from_bytes(tombstone_bytes(stone)) == stone


@given(
    st.binary(max_size=60)
    | st.builds(
        lambda at, byte: tombstone_bytes(STONE)[:at] + byte + tombstone_bytes(STONE)[at + 1 :], st.integers(0, 150), st.binary(max_size=2)
    )
)
def test_any_bytes_are_a_stone_in_its_one_form_or_refused(data: bytes) -> None:
    try:
        stone = tombstone_from_bytes(data)
    except FormatError:
        return
    assert tombstone_bytes(stone) == data


@pytest.mark.parametrize(
    "change", [{"form": "comity-tombstone-2"}, {"more": 1}, {"at": "2026-03-01T09:00:00.000000"}, {"at": 7}, {"kind": 7}, {"id": None}]
)
def test_another_form_is_refused(change: dict[str, object]) -> None:
    record = json.loads(tombstone_bytes(STONE)) | change
    with pytest.raises(FormatError):
        tombstone_from_bytes(json.dumps(record, sort_keys=True, separators=(",", ":")).encode())
