"""Tree heads: the exact bytes that are signed, and every change that makes a signature wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comity.ledger import (
    EMPTY_ROOT,
    SignedHead,
    head_bytes,
    head_from_record,
    head_to_record,
    key_id,
    public_key_bytes,
    public_key_from_bytes,
    sign,
    verify_head,
)
from comity.model import FormatError, LedgerBroken

from .ledgers import KEY, OTHER_KEY

AT = datetime(2026, 3, 1, 9, 5, tzinfo=UTC)
SIGNED = sign(0, EMPTY_ROOT, AT, KEY)
ID = key_id(KEY.public_key())


def test_the_bytes_that_are_signed() -> None:
    expected = (
        f'{{"at":"2026-03-01T09:05:00.000000Z","key":"{ID}","root":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",'
        f'"size":0,"type":"comity.ledger.head.1"}}'
    )
    assert head_bytes(SIGNED.head) == expected.encode()
    KEY.public_key().verify(SIGNED.signature, expected.encode())


def test_a_key_is_known_by_the_digest_of_its_subject_public_key_info() -> None:
    der = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert public_key_bytes(KEY.public_key()) == der
    assert sha256(der).hexdigest() == ID
    assert key_id(public_key_from_bytes(der)) == ID
    assert key_id(OTHER_KEY.public_key()) != ID


def test_a_head_is_that_of_its_key() -> None:
    verify_head(SIGNED, KEY.public_key())
    with pytest.raises(LedgerBroken, match="another key"):
        verify_head(SIGNED, OTHER_KEY.public_key())


@pytest.mark.parametrize(
    "changed",
    [{"size": 1}, {"root": bytes(32)}, {"at": AT + timedelta(microseconds=1)}, {"at": AT.replace(year=2025)}],
)
def test_a_changed_head_does_not_fit_its_signature(changed: dict[str, Any]) -> None:
    with pytest.raises(LedgerBroken, match="signature"):
        verify_head(SignedHead(replace(SIGNED.head, **changed), SIGNED.signature), KEY.public_key())


def test_a_head_signed_by_another_in_the_name_of_the_key_is_refused() -> None:
    forged = SignedHead(SIGNED.head, OTHER_KEY.sign(head_bytes(SIGNED.head)))
    with pytest.raises(LedgerBroken, match="signature"):
        verify_head(forged, KEY.public_key())
    with pytest.raises(LedgerBroken, match="signature"):
        verify_head(SignedHead(SIGNED.head, b""), KEY.public_key())


@pytest.mark.parametrize(("size", "root"), [(-1, EMPTY_ROOT), (2**53, EMPTY_ROOT), (0, b"x")])
def test_a_head_of_no_tree_is_not_signed(size: int, root: bytes) -> None:
    with pytest.raises(FormatError):
        sign(size, root, AT, KEY)


def test_a_naive_time_is_not_signed() -> None:
    with pytest.raises(FormatError):
        sign(0, EMPTY_ROOT, AT.replace(tzinfo=None), KEY)


def test_a_head_reads_back() -> None:
    assert head_from_record(head_to_record(SIGNED)) == SIGNED


@pytest.mark.parametrize(
    "changed",
    [
        {"size": "0"},
        {"size": -1},
        {"root": "00"},
        {"root": head_to_record(SIGNED)["root"].upper()},
        {"root": 5},
        {"root": "zz" * 32},
        {"key": ID[:-1] + " "},
        {"signature": head_to_record(SIGNED)["signature"][:-2]},
        {"at": "today"},
        {"type": "x"},
    ],
)
def test_a_head_of_another_form_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(FormatError):
        head_from_record(head_to_record(SIGNED) | changed)


def test_a_key_of_another_kind_is_refused() -> None:
    elliptic = generate_private_key(SECP256R1()).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    der = public_key_bytes(KEY.public_key())
    for data in (elliptic, b"", der[:-1], der + b"\x00", bytes(44)):
        with pytest.raises(FormatError):
            public_key_from_bytes(data)
