"""The canonical form of an entry: its exact bytes, and everything that is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from comity.ledger import entry_bytes, entry_from_record, entry_to_record
from comity.model import DataError, Entry, FormatError, LimitExceeded, Purpose

AT = datetime(2026, 3, 1, 9, 5, tzinfo=UTC)
ENTRY = Entry(AT, "user:anna", "case.decide", "case:1f2e", "customer_screening", {"verdict": "match", "hit": "h-1"})
CANONICAL = (
    '{"action":"case.decide","actor":"user:anna","at":"2026-03-01T09:05:00.000000Z","facts":{"hit":"h-1","verdict":"match"},'
    '"number":7,"object":"case:1f2e","purpose":"customer_screening"}'
)


def test_the_bytes_of_an_entry() -> None:
    assert entry_bytes(7, ENTRY) == CANONICAL.encode()


def test_an_entry_without_object_purpose_or_facts() -> None:
    expected = (
        b'{"action":"node.start","actor":"system:node","at":"2026-03-01T09:05:00.000000Z","facts":{},"number":0,"object":"","purpose":""}'
    )
    assert entry_bytes(0, Entry(AT, "system:node", "node.start", "")) == expected


def test_a_moment_in_another_zone_is_written_in_utc() -> None:
    local = datetime(2026, 3, 1, 14, 35, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert entry_bytes(7, replace(ENTRY, at=local)) == CANONICAL.encode()


def test_only_quotation_marks_and_backslashes_are_escaped() -> None:
    data = entry_bytes(7, replace(ENTRY, object='a"b\\c/d\x7f\u2028é€😀'))
    assert b'"object":"a\\"b\\\\c/d\x7f' + "\u2028é€😀".encode() + b'"' in data


def test_members_of_an_enumeration_are_written_as_their_values() -> None:
    assert entry_bytes(7, replace(ENTRY, purpose=Purpose.CUSTOMER_SCREENING)) == CANONICAL.encode()
    assert type(entry_to_record(7, replace(ENTRY, purpose=Purpose.OVERSIGHT))["purpose"]) is str


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"at": datetime(2026, 3, 1, 9, 5)}, FormatError, "time zone"),  # noqa: DTZ001 - a naive time is the point
        ({"at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))}, FormatError, "years"),
        ({"actor": ""}, FormatError, "who acted"),
        ({"action": ""}, FormatError, "what was done"),
        ({"actor": 5}, FormatError, "not text"),
        ({"facts": {"hits": 5}}, FormatError, "not text"),
        ({"facts": {5: "x"}}, FormatError, "not text"),
        ({"facts": {"": "x"}}, FormatError, "name of a fact"),
        ({"facts": {"a b": "x"}}, FormatError, "name of a fact"),
        ({"facts": {"a\n": "x"}}, FormatError, "name of a fact"),
        ({"facts": {"é": "x"}}, FormatError, "name of a fact"),
        ({"facts": {"a" * 65: "x"}}, FormatError, "name of a fact"),
        ({"object": "a\x00b"}, FormatError, "control"),
        ({"facts": {"a": "line\nline"}}, FormatError, "control"),
        ({"object": "\ud800"}, FormatError, "surrogate"),
        ({"actor": "a" * 257}, LimitExceeded, "256"),
        ({"purpose": "a" * 257}, LimitExceeded, "256"),
        ({"facts": {"a": "é" * 4097}}, LimitExceeded, "4,096"),
        ({"facts": {f"a{number}": "" for number in range(65)}}, LimitExceeded, "64"),
        ({"facts": {f"a{number}": "é" * 4000 for number in range(9)}}, LimitExceeded, "65,536"),
    ],
)
def test_what_cannot_be_an_entry(changed: Mapping[str, Any], error: type[DataError], words: str) -> None:
    wrong = replace(ENTRY, **changed)
    with pytest.raises(error, match=words) as raised:
        entry_bytes(7, wrong)
    assert "anna" not in raised.value.message + raised.value.hint
    with pytest.raises(error):
        entry_to_record(7, wrong)


@pytest.mark.parametrize("changed", [{"actor": "a" * 256}, {"facts": {"a" * 64: "é" * 4096}}, {"facts": {f"a{n}": "" for n in range(64)}}])
def test_what_is_just_within_the_limits_is_an_entry(changed: Mapping[str, Any]) -> None:
    entry = replace(ENTRY, **changed)
    assert entry_from_record(entry_to_record(7, entry)) == (7, entry)


@pytest.mark.parametrize("number", [-1, 2**53])
def test_a_number_that_json_does_not_keep_is_refused(number: int) -> None:
    with pytest.raises(LimitExceeded):
        entry_bytes(number, ENTRY)


@pytest.mark.parametrize(
    "changed",
    [
        {"number": "7"},
        {"number": True},
        {"number": -1},
        {"number": 7.0},
        {"number": 2**53},
        {"at": "2026-03-01T09:05:00Z"},
        {"at": "2026-03-01T09:05:00.000000+00:00"},
        {"at": "2026-03-01T24:00:00.000000Z"},
        {"at": "2026-02-30T09:05:00.000000Z"},
        {"at": "２026-03-01T09:05:00.000000Z"},
        {"at": 5},
        {"facts": []},
        {"facts": {"a": None}},
        {"object": None},
        {"note": ""},
    ],
)
def test_a_record_of_another_form_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(DataError):
        entry_from_record(entry_to_record(7, ENTRY) | changed)


@pytest.mark.parametrize("record", [None, [], "x", {}, {"number": 7}])
def test_what_is_no_record_is_refused(record: object) -> None:
    with pytest.raises(FormatError):
        entry_from_record(record)


@pytest.mark.parametrize("member", ["action", "actor", "at", "facts", "number", "object", "purpose"])
def test_a_record_without_a_member_is_refused(member: str) -> None:
    record = entry_to_record(7, ENTRY)
    del record[member]
    with pytest.raises(FormatError):
        entry_from_record(record)
