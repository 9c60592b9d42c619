"""Names for rows: opaque, unguessable, and sorted by the time at which they were made.

A ULID (https://github.com/ulid/spec): 48 bits of milliseconds since 1970 and 80 random bits, in Crockford's base 32.
"""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_RANDOM_BITS = 80
_LENGTH = 26

_ID = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")


def is_id(text: str) -> bool:
    """Whether ``text`` has the form of a name that ``new_id`` gives."""
    return _ID.fullmatch(text) is not None


def new_id(at: datetime) -> str:
    """A name of 26 characters that no other row has. Ids of a later millisecond sort behind. Raises ``ValueError`` for a naive time."""
    return _written(at, secrets.randbits(_RANDOM_BITS))


def first_id(at: datetime) -> str:
    """The least name that ``new_id`` could give at ``at``: names from that moment on are not below it. Raises ``ValueError`` as that."""
    return _written(at, 0)


def _written(at: datetime, random: int) -> str:
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot name a row")
    number = ((at - _EPOCH) // _MILLISECOND << _RANDOM_BITS) | random
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))
