"""Exact identifiers: which listings carry the same number, and what that proves."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator

import numpy as np

from comity.model import Identifier, IdentifierType
from comity.screening.layout import Array

LEAST_KEY = 5
"""Shorter numbers are shared by too many to find anybody by."""

LEAST_BESIDE_A_NAME = 3
"""Shorter numbers do not even confirm a name."""

_DOCUMENTS = frozenset(
    {
        IdentifierType.PASSPORT,
        IdentifierType.NATIONAL_ID,
        IdentifierType.DRIVING_LICENCE,
        IdentifierType.TAX,
        IdentifierType.REGISTRATION,
        IdentifierType.OTHER,
    }
)


def comparable(identifier: Identifier, least: int = LEAST_KEY) -> bool:
    """True when the number has ``least`` characters and a digit; letters alone do for a wallet, a BIC or a call sign."""
    key = identifier.key
    lettered = identifier.type in (IdentifierType.WALLET, IdentifierType.BIC, IdentifierType.CALL_SIGN)
    return len(key) >= least and (lettered or any(c.isdigit() for c in key))


# Cyrillic and Greek capitals drawn like Latin ones (Unicode Technical Standard 39, confusables), as typed into serial numbers.
_LATIN = str.maketrans("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABESIJKMHOPCTYXABEZHIKMNOPTYX")


def key_of(identifier: Identifier) -> str:
    """The number reduced to what two writings of it share: its ``key``, with digits of every script as 0 to 9, letters that look Latin as
    Latin ones, no zeros before an ``IMO`` number, and the eight characters of a BIC that name the institution (ISO 9362:2022, 5.3).
    """
    key = identifier.key
    if identifier.type is IdentifierType.WALLET:
        return key
    if not key.isascii():
        key = "".join(str(unicodedata.decimal(c, c)) for c in key).translate(_LATIN)
    if identifier.type is IdentifierType.IMO:
        return key.lstrip("0")
    return key[:8] if identifier.type is IdentifierType.BIC else key


def keys_match(one: Identifier, other: Identifier) -> bool:
    """True when two numbers are the same, however they are written."""
    return key_of(one) == key_of(other)


def same_kind(one: Identifier, other: Identifier) -> bool:
    """True when both are of one stated type and no issuing country contradicts."""
    return one.type is other.type is not IdentifierType.OTHER and (not one.issuer or not other.issuer or one.issuer == other.issuer)


def kinds_compatible(one: Identifier, other: Identifier) -> bool:
    """True when the two may be the same number: same type, or both papers whose type people often confuse or do not state."""
    return one.type is other.type or (one.type in _DOCUMENTS and other.type in _DOCUMENTS)


def hash_of(identifier: Identifier) -> int:
    """64 bits of the number itself, whatever its type."""
    return int.from_bytes(hashlib.blake2b(key_of(identifier).encode(), digest_size=8).digest(), "little")


def table(pairs: Iterable[tuple[Identifier, int]]) -> dict[str, Array]:
    """Arrays that ``find`` searches, from (identifier, listing number)."""
    rows = sorted((hash_of(identifier), listing) for identifier, listing in pairs if comparable(identifier))
    return {
        "identifier_hashes": np.array([row[0] for row in rows], dtype=np.uint64),
        "identifier_listings": np.array([row[1] for row in rows], dtype=np.int32),
    }


def find(hashes: Array, listings: Array, identifier: Identifier) -> Iterator[int]:
    """The listings that may carry ``identifier`` (the caller compares the numbers themselves)."""
    if not comparable(identifier):
        return
    value = np.uint64(hash_of(identifier))
    at = int(np.searchsorted(hashes, value))
    while at < len(hashes) and hashes[at] == value:
        yield int(listings[at])
        at += 1
