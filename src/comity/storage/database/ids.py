"""Names for rows: opaque, unguessable, and sorted by the time at which they were made.

A ULID (https://github.com/ulid/spec): 48 bits of milliseconds since 1970 and 80 random bits, in Crockford's base 32.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_RANDOM_BITS = 80
_LENGTH = 26


def new_id(at: datetime) -> str:
    """A name of 26 characters that no other row has. Ids of a later millisecond sort behind. Raises ``ValueError`` for a naive time."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot name a row")
    number = ((at - _EPOCH) // _MILLISECOND << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))
