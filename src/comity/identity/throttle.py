"""How long a login name rests after failed sign-ins: not at all for the first slips, then doubling, and in the end until a person helps.

The wait is on the name, so that guessing from many addresses gains nothing; it is short at first and bounded, so that locking somebody out
costs the attacker more than it costs the user. Pure: the node keeps ``failures`` and ``locked_until`` with the user.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from comity.identity.users import User

FREE = 3
"""Failures in a row that cost no wait."""

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)

MOST = 100
"""Failures in a row after which only an administrator lets in: NIST SP 800-63B allows no more than 100 (section 3.2.2 of revision 4)."""

UNTIL_HELPED = datetime(9999, 12, 31, tzinfo=UTC)
"""The time that stands for: until an administrator helps."""


def wait_after(failures: int) -> timedelta | None:
    """How long to wait after that many failures in a row; None when waiting does not help. Never shorter for more failures."""
    if failures >= MOST:
        return None
    if failures <= FREE:
        return timedelta()
    # The exponent is bounded before the power is taken: 2 ** 90 seconds are no timedelta.
    doublings = min(failures - FREE - 1, 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def resting(user: User, at: datetime) -> timedelta | None:
    """How long the user's name still rests at ``at``: zero when an attempt is heard; None when an administrator has to help."""
    if user.locked_until is None:
        return timedelta()
    if user.locked_until >= UNTIL_HELPED:
        return None
    return max(user.locked_until - at, timedelta())


def failed(user: User, at: datetime) -> User:
    """``user`` after one more failed sign-in at ``at``."""
    failures = user.failures + 1
    wait = wait_after(failures)
    until = UNTIL_HELPED if wait is None else at + wait
    return replace(user, failures=failures, locked_until=until if wait != timedelta() else None)


def cleared(user: User) -> User:
    """``user`` after a good sign-in, or after an administrator helped."""
    return replace(user, failures=0, locked_until=None)
