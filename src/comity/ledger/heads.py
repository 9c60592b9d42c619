"""A tree head: how many entries the log had at a moment, and the root over them; signed, so that nobody can deny or change it later.

Departs from RFC 9162: what is signed is JSON and not a TLS structure (sections 4.9 and 4.10), and the log is named by the digest of its
key, as in RFC 6962, section 3.2, and not by an object identifier (section 4.4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from comity.ledger.entries import LAST_NUMBER
from comity.ledger.merkle import HASH_BYTES
from comity.ledger.moments import moment_from_text, moment_text
from comity.ledger.strict_json import hex_bytes, whole_number
from comity.model import FormatError, LedgerBroken

HEAD_TYPE = "comity.ledger.head.1"
"""Stands in the signed bytes, so that a signature over a head is never one over another kind of document."""

SIGNATURE_BYTES = 64
PUBLIC_KEY_BYTES = 44
"""An Ed25519 key as DER SubjectPublicKeyInfo: 12 bytes that are always the same, then the 32 of the key (RFC 8410, section 4)."""

FIELDS = frozenset({"at", "key", "root", "signature", "size"})


@dataclass(frozen=True, slots=True)
class TreeHead:
    """At ``at``, the log of the key ``key`` (see ``key_id``) had ``size`` entries with the root hash ``root``, 32 bytes."""

    size: int
    root: bytes
    at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A tree head and the Ed25519 signature over ``head_bytes`` of it, 64 bytes (RFC 8032)."""

    head: TreeHead
    signature: bytes


def public_key_bytes(key: Ed25519PublicKey) -> bytes:
    """``key`` as DER SubjectPublicKeyInfo, 44 bytes (RFC 8410, section 4)."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def public_key_from_bytes(data: bytes) -> Ed25519PublicKey:
    """The key that ``public_key_bytes`` gave as ``data``. Raises ``FormatError`` for anything else."""
    try:
        key = load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise FormatError("the public key is not a SubjectPublicKeyInfo in DER") from error
    if not isinstance(key, Ed25519PublicKey) or public_key_bytes(key) != data:
        raise FormatError("the public key is not an Ed25519 key")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """The fingerprint by which a log is known: SHA-256 over ``public_key_bytes``, 64 hexadecimal digits (RFC 6962, section 3.2)."""
    return sha256(public_key_bytes(key)).hexdigest()


def head_bytes(head: TreeHead) -> bytes:
    """What is signed: ``{"at":…,"key":…,"root":…,"size":…,"type":"comity.ledger.head.1"}``, canonical JSON (RFC 8785).

    Raises ``FormatError`` for a time without zone.
    """
    return (
        f'{{"at":"{moment_text(head.at)}","key":"{head.key}","root":"{head.root.hex()}","size":{head.size:d},"type":"{HEAD_TYPE}"}}'
    ).encode()


def sign(size: int, root: bytes, at: datetime, key: Ed25519PrivateKey) -> SignedHead:
    """The head of a log of ``size`` entries with ``root``, signed at ``at``.

    ``at`` is not before the last entry. Raises ``FormatError`` for a time without zone, a size below 0 or a root that is not 32 bytes.
    """
    whole_number(size, LAST_NUMBER, "the size of the tree")
    if len(root) != HASH_BYTES:
        raise FormatError(f"the root is not {HASH_BYTES} bytes long")
    head = TreeHead(size, root, at, key_id(key.public_key()))
    return SignedHead(head, key.sign(head_bytes(head)))


def verify_head(signed: SignedHead, key: Ed25519PublicKey) -> None:
    """Raise ``LedgerBroken``, with the reason, unless ``key`` signed this head."""
    head = signed.head
    if head.key != key_id(key):
        raise LedgerBroken(f"the head over {head.size:,} entries names another key than the one it is checked with")
    try:
        key.verify(signed.signature, head_bytes(head))
    except InvalidSignature as error:
        reason = f"the signature of the head over {head.size:,} entries is not of its key"
        raise LedgerBroken(reason, "its size, root or time was changed, or somebody else signed it") from error


def head_to_record(signed: SignedHead) -> dict[str, Any]:
    """The members ``at``, ``key``, ``root``, ``signature`` and ``size``; bytes as lower-case hexadecimal."""
    head = signed.head
    return {
        "at": moment_text(head.at),
        "key": head.key,
        "root": head.root.hex(),
        "signature": signed.signature.hex(),
        "size": head.size,
    }


def head_from_record(record: object) -> SignedHead:
    """The head of a record as ``head_to_record`` gives it; its signature is not looked at. Raises ``FormatError`` for anything else."""
    if not isinstance(record, dict) or record.keys() != FIELDS:
        raise FormatError("a tree head has not exactly the members at, key, root, signature, size")
    head = TreeHead(
        size=whole_number(record["size"], LAST_NUMBER, "the size of a tree head"),
        root=hex_bytes(record["root"], HASH_BYTES, "the root of a tree head"),
        at=moment_from_text(record["at"]),
        key=hex_bytes(record["key"], HASH_BYTES, "the key of a tree head").hex(),
    )
    return SignedHead(head, hex_bytes(record["signature"], SIGNATURE_BYTES, "the signature of a tree head"))
