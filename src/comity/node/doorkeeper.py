"""Who asks: a key or a sitting, looked up, verified, and held to its rate.

A key's record is kept in memory for two seconds, so that a hundred requests a second do not read it a hundred times: a key revoked by
another process of this node is refused two seconds later at most; one revoked here, at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock

from comity.identity import (
    ApiKey,
    Buckets,
    Day,
    Ends,
    KeyActor,
    KeyFault,
    Permission,
    Rate,
    Sitting,
    SittingEnd,
    User,
    Wait,
    parse,
    proved_within,
    seen,
    take_of_day,
    token_hash,
    verify,
)
from comity.identity.keys import Presented, actor
from comity.model import NotSignedIn, Purpose, TooMany
from comity.storage.database import Database

REMEMBERED = timedelta(seconds=2)
"""How long a key's record is taken to be what the database says."""

MOST_REMEMBERED = 10_000

NOTED = timedelta(hours=1)
"""How exactly the last use of a key is written down."""

SEEN = timedelta(minutes=1)
"""How exactly the last request of a sitting is written down; it may end that much early."""

OF_A_PERSON = Rate(600, 600)
"""What a person may ask for: the units of a key's rate."""

REFUSALS = Rate(60, 60)
"""Refusals of one caller that are written into the ledger; beyond it they are told to wait."""

PROVED = timedelta(minutes=15)
"""How long a proof of who one is counts for acts of weight."""

WEIGHTY = frozenset(
    {
        *(Permission.USER_MANAGE, Permission.KEY_ISSUE, Permission.WEBHOOK_MANAGE),
        *(Permission.BACKUP_RESTORE, Permission.SETTINGS_CHANGE),
    }
)
"""Acts that give somebody lasting power over the node: whoever finds a browser open must not do them."""

_SIGN_IN = "send a key of this node as `Authorization: Bearer comity_...`"


class Doorkeeper:
    """Verifies keys and sittings against ``database``. Safe across threads."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._keys: dict[str, tuple[ApiKey | None, datetime]] = {}
        self._forgotten = 0  # how often a record was changed: one that was read before is not kept after
        self._buckets = Buckets()
        self._days: dict[str, Day] = {}
        self._lock = Lock()

    def key(self, token: str, purpose: Purpose | None = None) -> tuple[ApiKey, KeyActor]:
        """The key that ``token`` proves, and it as the one who acts. Raises ``NotSignedIn`` without saying which part was wrong, and
        ``NotAllowed`` for a purpose that the key was not issued for.
        """
        presented = _well_formed(token)
        record, is_fresh = self._known(presented.id)
        found = _proved(record, presented, self._now())
        if is_fresh:
            self._note(found)
        return found, actor(found, purpose)

    def remembered_key(self, token: str, purpose: Purpose | None = None) -> tuple[ApiKey, KeyActor] | None:
        """``key`` if it can be answered without the database, else None."""
        presented = _well_formed(token)
        held = self._remembered(presented.id)
        if held is None:
            return None
        found = _proved(held[0], presented, self._now())
        return found, actor(found, purpose)

    def forget(self, key_id: str) -> None:
        """Read the key's record anew next time: it was changed."""
        with self._lock:
            self._forgotten += 1
            self._keys.pop(key_id, None)

    def spend(self, key: ApiKey, cost: int) -> None:
        """Count ``cost`` against the key's rate and its day. Raises ``TooMany`` with the seconds to wait."""
        now = self._now()
        taken = self._buckets.take(key.id, key.rate, cost, now)
        if isinstance(taken, Wait):
            raise _too_many("the key's rate", taken)
        with self._lock:
            day = take_of_day(self._days.get(key.id), key.per_day, cost, now)
            if isinstance(day, Wait):
                raise _too_many("the key's limit for a day", day)
            self._days[key.id] = day

    def spend_of_person(self, user: User, cost: int) -> None:
        """Count ``cost`` against what a person may ask for. Raises ``TooMany``."""
        taken = self._buckets.take(f"user:{user.name}", OF_A_PERSON, cost, self._now())
        if isinstance(taken, Wait):
            raise _too_many("what a person may ask for in a minute", taken)

    def count_refusal(self, caller: str) -> None:
        """Count a refusal of the actor ``caller``. Raises ``TooMany`` when they were refused too often to be written down each time."""
        taken = self._buckets.take(("refused", caller), REFUSALS, 1, self._now())
        if isinstance(taken, Wait):
            raise _too_many("the number of refusals in a minute", taken)

    def sitting(self, token: str) -> tuple[User, Sitting]:
        """The user and the sitting that ``token`` opens, now seen. Raises ``NotSignedIn``."""
        now = self._now()
        with self._database.reading() as reading:
            kept = reading.sittings.get(token_hash(token))
            found = seen(kept, token, now)
            user = reading.users.get(found.user) if isinstance(found, Sitting) else None
        if kept is None or isinstance(found, SittingEnd) or user is None or user.disabled_at is not None:
            raise NotSignedIn("you are not signed in, or your sitting has ended", "sign in again")
        self._note_seen(kept, found.seen_at)
        return user, found

    def check_still(self, who: ApiKey | Sitting) -> None:
        """Raise ``NotSignedIn`` when the key or the sitting, once let in, has ended since: for work that goes on for long.

        A sitting that goes on under a new token counts as ended. Otherwise it is seen now: somebody works in it.
        """
        now = self._now()
        if isinstance(who, ApiKey):
            key, _ = self._known(who.id)
            if key is None or key.revoked_at is not None or now >= key.expires_at:
                raise NotSignedIn("the key has ended meanwhile", _SIGN_IN)
            return
        with self._database.reading() as reading:
            kept, user = reading.sittings.get(who.token_hash), reading.users.get(who.user)
        is_over = kept is None or now >= kept.expires_at or now - kept.seen_at >= Ends().idle
        if kept is None or is_over or user is None or user.disabled_at is not None:
            raise NotSignedIn("your sitting has ended meanwhile", "sign in again")
        self._note_seen(kept, now)

    def proved_lately(self, sitting: Sitting) -> bool:
        """Whether acts of weight may be done in this sitting now."""
        return proved_within(sitting, PROVED, self._now())

    def _known(self, key_id: str) -> tuple[ApiKey | None, bool]:
        """The key's record, and whether it was read just now."""
        held = self._remembered(key_id)
        if held:
            return held[0], False
        now, forgotten = self._now(), self._forgotten
        with self._database.reading() as reading:
            found = reading.keys.get(key_id)
        with self._lock:
            if len(self._keys) >= MOST_REMEMBERED:
                self._keys.clear()
            if forgotten == self._forgotten:
                self._keys[key_id] = found, now
        return found, True

    def _note_seen(self, kept: Sitting, at: datetime) -> None:
        """Write down that the sitting is used, once in a while: a write at every request would hold up everybody's reads of the ledger."""
        if at - kept.seen_at >= SEEN:
            with self._database.writing() as writing:
                writing.sittings.seen(kept.token_hash, at)

    def _note(self, key: ApiKey) -> None:
        """Write down that the key is used, once in a while."""
        now = self._now()
        if key.last_used_at is None or now - key.last_used_at >= NOTED:
            with self._database.writing() as writing:
                writing.keys.used(key.id, now)
            with self._lock:
                if key.id in self._keys:  # forgotten meanwhile: revoked
                    self._keys[key.id] = replace(key, last_used_at=now), now

    def _remembered(self, key_id: str) -> tuple[ApiKey | None, datetime] | None:
        with self._lock:
            held = self._keys.get(key_id)
        return held if held and timedelta() <= self._now() - held[1] < REMEMBERED else None


def _well_formed(token: str) -> Presented:
    presented = parse(token)
    if isinstance(presented, KeyFault):
        raise NotSignedIn("this is not a key of this node", _SIGN_IN)
    return presented


def _proved(record: ApiKey | None, presented: Presented, at: datetime) -> ApiKey:
    found = verify(record, presented, at)
    if isinstance(found, KeyFault):
        ended = found in (KeyFault.REVOKED, KeyFault.EXPIRED)
        raise NotSignedIn(f"the key is {found.value}" if ended else "this is not a key of this node", _SIGN_IN)
    return found


def _too_many(what: str, wait: Wait) -> TooMany:
    if wait.span is None:
        return TooMany(f"this request alone is over {what}", "ask for less at once, or have the limit raised", 3600.0)
    seconds = wait.span.total_seconds()
    return TooMany(f"{what} is used up", f"ask again in {seconds:.0f} seconds", seconds)
