"""Certificates: right ones pass with nothing else, and each way to be wrong has its own reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from comity.ledger import (
    LARGEST_CERTIFICATE,
    SignedHead,
    certify,
    check,
    entry_bytes,
    head_to_record,
    key_id,
    leaf_hash,
    prove_inclusion,
    public_key_bytes,
)
from comity.ledger.entries import LARGEST_ENTRY, LONGEST_FACT
from comity.model import DataError, Entry, FormatError, LedgerBroken, LimitExceeded

from .ledgers import KEY, OTHER_KEY, START, KeptHashes, entry, heads, rows

ROWS = rows(300)
HEAD, LATER = heads(ROWS, [290, 300])
HASHES = KeptHashes([leaf for _, _, leaf in ROWS])


def certificate(number: int = 257) -> bytes:
    return certify(entry(number), prove_inclusion(HASHES, number, 290), HEAD, KEY.public_key())


@pytest.mark.parametrize("number", [0, 1, 255, 256, 257, 289])
def test_a_certificate_passes_with_nothing_but_itself(number: int) -> None:
    checked = check(certificate(number))
    assert (checked.number, checked.entry) == (number, entry(number))
    assert checked.head == HEAD.head
    assert checked.key == key_id(KEY.public_key())
    assert checked.known_since == HEAD.head.at


def test_a_certificate_says_what_it_does_not_show() -> None:
    words = " ".join(check(certificate()).not_shown)
    assert "whose key" in words
    assert "tells the truth" in words


def test_a_certificate_written_in_another_way_says_the_same() -> None:
    record = json.loads(certificate())
    again = json.dumps(dict(reversed(record.items())), ensure_ascii=True).encode()
    assert check(again) == check(certificate())


CHANGES: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda record: record["entry"].update(purpose="oversight"), "not in the log"),
    (lambda record: record["entry"].update(number=256), "not in the log"),
    (lambda record: record["entry"]["facts"].update(verdict="match"), "not in the log"),
    (lambda record: record["entry"].update(at="2026-03-01T09:05:00.000000Z"), "not in the log"),
    (lambda record: record["entry"].update(number=290), "not among the 290"),
    (lambda record: record["inclusion_path"].pop(), "not in the log"),
    (lambda record: record["inclusion_path"].reverse(), "not in the log"),
    (lambda record: record["inclusion_path"].append("00" * 32), "not in the log"),
    (lambda record: record["head"].update(size=291), "signature"),
    (lambda record: record["head"].update(root="00" * 32), "signature"),
    (lambda record: record["head"].update(at="2020-03-01T09:05:00.000000Z"), "signature"),
    (lambda record: record["head"].update(signature="00" * 64), "signature"),
    (lambda record: record["head"].update(key="00" * 32), "another key"),
    (lambda record: record.update(head=head_to_record(LATER)), "not in the log"),
    (lambda record: record.update(public_key=public_key_bytes(OTHER_KEY.public_key()).hex()), "another key"),
]


@pytest.mark.parametrize(("change", "reason"), CHANGES)
def test_a_changed_certificate_is_refused_with_the_reason(change: Callable[[dict[str, Any]], Any], reason: str) -> None:
    record = json.loads(certificate())
    change(record)
    with pytest.raises(LedgerBroken, match=reason):
        check(json.dumps(record).encode())


def test_a_certificate_signed_anew_by_another_shows_the_other_key() -> None:
    (forged,) = heads(ROWS, [290], OTHER_KEY)
    document = certify(entry(5), prove_inclusion(HASHES, 5, 290), forged, OTHER_KEY.public_key())
    assert check(document).key == key_id(OTHER_KEY.public_key()) != key_id(KEY.public_key())


MALFORMED: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda record: record.update(format="x"), "not a certificate"),
    (lambda record: record.pop("format"), "not a certificate"),
    (lambda record: record.update(version=2), "version"),
    (lambda record: record.update(version=True), "version"),
    (lambda record: record.update(version="1"), "version"),
    (lambda record: record.update(note="x"), "exactly the members"),
    (lambda record: record.pop("head"), "exactly the members"),
    (lambda record: record.update(entry=[]), "an entry"),
    (lambda record: record["entry"].update(number=True), "number"),
    (lambda record: record.update(head=None), "tree head"),
    (lambda record: record.update(inclusion_path={}), "inclusion path"),
    (lambda record: record.update(inclusion_path=["00" * 32] * 65), "inclusion path"),
    (lambda record: record.update(inclusion_path=["00"]), "inclusion path"),
    (lambda record: record.update(inclusion_path=["AA" * 32]), "inclusion path"),
    (lambda record: record.update(public_key=""), "public key"),
    (lambda record: record.update(public_key="00" * 44), "public key"),
]


@pytest.mark.parametrize(("change", "reason"), MALFORMED)
def test_what_has_another_form_is_refused_with_the_reason(change: Callable[[dict[str, Any]], Any], reason: str) -> None:
    record = json.loads(certificate())
    change(record)
    with pytest.raises(FormatError, match=reason):
        check(json.dumps(record).encode())


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 200_000,
        b'{"format":' * 50_000,
        b'{"version": NaN}',
        b'{"version": 1e9}',
        b'{"version": ' + b"9" * 5000 + b"}",
        b"\xef\xbb\xbf" + certificate(),
        certificate() + certificate(),
        certificate().replace(b'"version": 1', b'"version": 1, "version": 1'),
        certificate().replace(b'"purpose": "customer', b'"purpose": "\\ud800customer'),
    ],
)
def test_what_is_no_certificate_is_refused(document: bytes) -> None:
    with pytest.raises(FormatError):
        check(document)


def test_a_document_over_the_limit_is_not_read() -> None:
    with pytest.raises(LimitExceeded):
        check(b" " * (LARGEST_CERTIFICATE + 1))


def test_the_largest_entry_fits_however_it_is_written() -> None:
    fact, most = LONGEST_FACT * "\\", LARGEST_ENTRY // (2 * LONGEST_FACT + 16)
    large = Entry(START, "user:u1", "case.decide", "", "", {f"f{number}": fact for number in range(most)})
    stored = [(0, large, leaf_hash(entry_bytes(0, large)))]
    assert len(entry_bytes(0, large)) > LARGEST_ENTRY - 10_000
    (head,) = heads(stored, [1])
    document = certify(large, prove_inclusion(KeptHashes([stored[0][2]]), 0, 1), head, KEY.public_key())
    escaped = document.replace(b"\\\\", b"\\u005c")
    assert len(escaped) > 2 * len(document)
    assert check(escaped).entry == large


def test_a_certificate_that_would_not_pass_is_not_given_out() -> None:
    proof = prove_inclusion(HASHES, 257, 290)
    with pytest.raises(LedgerBroken):
        certify(entry(258), proof, HEAD, KEY.public_key())
    with pytest.raises(LedgerBroken):
        certify(entry(257), proof, LATER, KEY.public_key())
    with pytest.raises(LedgerBroken):
        certify(entry(257), proof, HEAD, OTHER_KEY.public_key())
    with pytest.raises(LedgerBroken):
        certify(entry(257), proof, SignedHead(HEAD.head, LATER.signature), KEY.public_key())
    with pytest.raises(DataError):
        certify(Entry(START, "", "", ""), proof, HEAD, KEY.public_key())
