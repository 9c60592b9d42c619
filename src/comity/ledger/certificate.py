"""A certificate: one entry with everything that is needed to see that a signed tree head covers it.

Whoever holds it needs neither the node nor the rest of the log. It grows with the logarithm of the log: some 60 hashes at most.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comity.ledger.entries import entry_bytes, entry_from_record, entry_to_record
from comity.ledger.heads import (
    PUBLIC_KEY_BYTES,
    SignedHead,
    TreeHead,
    head_from_record,
    head_to_record,
    public_key_bytes,
    public_key_from_bytes,
    verify_head,
)
from comity.ledger.merkle import HASH_BYTES, leaf_hash
from comity.ledger.proofs import MOST_HASHES, InclusionProof, proves_inclusion
from comity.ledger.strict_json import hex_bytes, read_json
from comity.model import Entry, FormatError, LedgerBroken, LimitExceeded

CERTIFICATE_FORMAT: Final = "comity ledger certificate"
CERTIFICATE_VERSION: Final = 1
LARGEST_CERTIFICATE: Final = 524_288
"""Bytes of a certificate: the largest entry with every character escaped, and the largest proof, fit."""

FIELDS: Final = frozenset({"entry", "format", "head", "inclusion_path", "public_key", "version"})

NOT_SHOWN: Final = (
    "whose key it is: compare the fingerprint with one that the owner of the log gave you another way",
    "that the entry tells the truth: only that it has stood in the log, unchanged, since the head was signed",
    "that the log shows everybody the same: compare its heads with those that others got",
)
"""What no certificate can show by itself, for whoever reads the result of a check."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a certificate showed: ``entry`` has the number ``number``, from 0, in the log that ``head`` describes, signed by the key whose
    fingerprint (see ``key_id``) is ``head.key``. ``not_shown`` says what remains for its reader to find out.
    """

    number: int
    entry: Entry
    head: TreeHead
    not_shown: tuple[str, ...] = NOT_SHOWN

    @property
    def key(self) -> str:
        """The fingerprint of the key that signed: SHA-256 over its DER SubjectPublicKeyInfo, 64 hexadecimal digits."""
        return self.head.key

    @property
    def known_since(self) -> datetime:
        """When the head was signed, by the clock of the log: the entry is not younger than that."""
        return self.head.at


def certify(entry: Entry, proof: InclusionProof, signed: SignedHead, key: Ed25519PublicKey) -> bytes:
    """The certificate of ``entry``, number ``proof.index``: JSON in UTF-8, indented, with a line end.

    Raises ``LedgerBroken`` when it would not pass ``check``, and what ``entry_bytes`` raises: a false certificate is never given out.
    """
    if proof.size != signed.head.size:
        raise LedgerBroken(f"the proof is of a tree of {proof.size:,} entries, the head of one of {signed.head.size:,}")
    record = {
        "format": CERTIFICATE_FORMAT,
        "version": CERTIFICATE_VERSION,
        "entry": entry_to_record(proof.index, entry),
        "inclusion_path": [one.hex() for one in proof.path],
        "head": head_to_record(signed),
        "public_key": public_key_bytes(key).hex(),
    }
    document = (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
    check(document)
    return document


def check(document: bytes) -> Checked:
    """Check a certificate with nothing but itself.

    Raises ``LimitExceeded`` beyond ``LARGEST_CERTIFICATE``; ``FormatError`` when it is no certificate of this version, or has a member too
    many, too few or of another form; ``LedgerBroken`` when the signature is not of the key, or the path does not lead from the entry to
    the root. Each says which.
    """
    if len(document) > LARGEST_CERTIFICATE:
        raise LimitExceeded(f"the certificate is larger than {LARGEST_CERTIFICATE:,} bytes")
    record = _certificate(read_json(document))
    number, entry = entry_from_record(record["entry"])
    signed = head_from_record(record["head"])
    key = public_key_from_bytes(hex_bytes(record["public_key"], PUBLIC_KEY_BYTES, "the public key"))
    path = _path(record["inclusion_path"])
    verify_head(signed, key)
    if number >= signed.head.size:
        raise LedgerBroken(
            f"entry {number:,} is not among the {signed.head.size:,} entries that the head covers", "ask for a newer certificate"
        )
    if not proves_inclusion(InclusionProof(number, signed.head.size, path), leaf_hash(entry_bytes(number, entry)), signed.head.root):
        raise LedgerBroken(
            f"entry {number:,} is not in the log that the head was signed for",
            "the entry, its number or the inclusion path was changed, or they belong to another head",
        )
    return Checked(number, entry, signed.head)


def _certificate(record: object) -> dict[str, object]:
    if not isinstance(record, dict) or record.get("format") != CERTIFICATE_FORMAT:
        raise FormatError("it is not a certificate of a ledger", "certificates come from: comity ledger prove ENTRY")
    if type(record.get("version")) is not int or record["version"] != CERTIFICATE_VERSION:
        raise FormatError(f"the certificate is not of version {CERTIFICATE_VERSION}, which this release reads", "use a newer release")
    if record.keys() != FIELDS:
        raise FormatError(f"the certificate has not exactly the members {', '.join(sorted(FIELDS))}")
    return record


def _path(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > MOST_HASHES:
        raise FormatError(f"the inclusion path is not a list of at most {MOST_HASHES} hashes")
    return tuple(hex_bytes(one, HASH_BYTES, "a hash of the inclusion path") for one in value)
