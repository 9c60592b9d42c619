"""How much is heard from one network address: enough for an office behind one address, too little for guessing.

Guesses are bounded for each login name elsewhere (``identity.throttle``) and whatever the address. This bounds the work that one address
can cause, and the guesses at keys and links. Kept in memory: a restart forgets it, which costs nothing but the wait.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from datetime import datetime
from threading import Lock

from comity.identity import Buckets, Rate, Wait
from comity.model import TooMany

ATTEMPTS = Rate(30, 60)
"""Attempts to sign in, with a password or a link: per minute, and at once."""

BAD_KEYS = Rate(60, 60)
"""Keys that are none: per minute, and at once."""

_MOST = 100_000


def network(address: str) -> str:
    """What counts as one caller: the address, or for IPv6 its /64, since that is what one subscriber is given (RFC 6177, section 2)."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


class Addresses:
    """The addresses that asked. Safe to be used from any thread."""

    def __init__(self) -> None:
        self._attempts = Buckets(_MOST)
        self._bad_keys = Buckets(_MOST)
        self._resting: OrderedDict[str, datetime] = OrderedDict()
        self._lock = Lock()

    def attempt(self, address: str, at: datetime) -> None:
        """Count an attempt to sign in. Raises ``TooMany``."""
        taken = self._attempts.take(network(address), ATTEMPTS, 1, at)
        if isinstance(taken, Wait):
            raise _too_many(taken)

    def bad_key(self, address: str, at: datetime) -> None:
        """Count a key that was none. Raises ``TooMany`` after too many; then ``hear_key`` refuses for a while, too."""
        taken = self._bad_keys.take(network(address), BAD_KEYS, 1, at)
        if isinstance(taken, Wait) and taken.span is not None:
            with self._lock:
                self._resting[network(address)] = at + taken.span
                while len(self._resting) > _MOST:
                    self._resting.popitem(last=False)
            raise _too_many(taken)

    def hear_key(self, address: str, at: datetime) -> None:
        """Raise ``TooMany`` while the address rests after too many keys that were none."""
        with self._lock:
            until = self._resting.get(network(address))
            if until is None:
                return
            if until <= at:
                del self._resting[network(address)]
                return
        raise _too_many(Wait(until - at))


def _too_many(wait: Wait) -> TooMany:
    seconds = wait.span.total_seconds() if wait.span else 60.0
    return TooMany("too many attempts from this address", f"try again in {max(1, round(seconds))} seconds", seconds)
