"""People at the door: signing in, choosing a purpose, proving again who they are, and leaving.

Every change of a sitting's rights gives it a new token in the same transaction that ends the old one. The work of hashing is done before
the transaction, in threads of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from comity.identity import (
    SAID,
    Attempt,
    CodeWanted,
    Denied,
    Ends,
    Opened,
    Passwords,
    SignedIn,
    Sitting,
    User,
    check_name,
    open_sitting,
    proved_again,
    sign_in,
    token_hash,
    with_purpose,
)
from comity.model import Entry, NotSignedIn, Purpose, UsageError
from comity.node.addresses import Addresses
from comity.node.links import Chosen, use_link
from comity.node.prepared import for_check
from comity.node.turnstile import Turnstile
from comity.storage.database import Database, Durability, Writing


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who is signed in now. ``recovery_left``: a recovery code was used up, and so many are left; None otherwise."""

    user: User
    opened: Opened
    recovery_left: int | None = None


Judged = Entered | CodeWanted
Completing = Callable[[Writing, SignedIn], Opened]


class SigningIn:
    """What people do at the door of this node. Safe to be called from any thread; ``close`` ends its own threads.

    What hashes a password gives a future: it raises ``TooMany`` at once when the address, or everybody, asks too often.
    """

    def __init__(self, database: Database, now: Callable[[], datetime], passwords: Passwords | None = None) -> None:
        self._database = database
        self._now = now
        self._passwords = passwords or Passwords()
        self._turnstile = Turnstile()
        self.addresses = Addresses()

    def enter(self, name: str, attempt: Attempt, address: str, old_token: str = "") -> Future[Judged]:
        """Sign in with a password, and a code where one is wanted, from a network ``address``.

        A sitting is always opened anew: ``old_token``, what the browser showed, ends with it. The future raises ``NotSignedIn``, with the
        same sentence whatever was wrong.
        """
        self.addresses.attempt(address, self._now())
        return self._turnstile.soon(partial(self._judge, _plausible(name), attempt, partial(self._open, old_token)))

    def prove(self, sitting: Sitting, attempt: Attempt, address: str) -> Future[Judged]:
        """Prove again who one is, in a sitting; it goes on under a new token. Failures count like those of signing in."""
        self.addresses.attempt(address, self._now())
        return self._turnstile.soon(partial(self._judge, sitting.user, attempt, partial(self._prove, sitting)))

    def use_link(self, token: str, chosen: Chosen, address: str) -> Future[User]:
        """Use a one-time link; see ``links.use_link``."""
        self.addresses.attempt(address, self._now())
        return self._turnstile.soon(lambda: use_link(self._database, token, chosen, self._passwords, self._now()))

    def hashing(self, work: Callable[[Passwords, datetime], Entered]) -> Future[Entered]:
        """Run ``work``, which hashes a password that was chosen, in its turn."""
        return self._turnstile.soon(lambda: work(self._passwords, self._now()))

    def choose_purpose(self, sitting: Sitting, purpose: Purpose) -> Opened:
        """The sitting for ``purpose``, under a new token. Raises ``Conflict`` when it has ended."""
        opened = with_purpose(sitting, purpose)
        with self._database.writing(Durability.FULL) as writing:
            writing.users.hold(sitting.user)
            renew(writing, sitting, opened, Entry(self._now(), f"user:{sitting.user}", "sitting.purpose", f"user:{sitting.user}", purpose))
        return opened

    def leave(self, sitting: Sitting) -> None:
        """End the sitting. It may have ended already."""
        with self._database.writing(Durability.FULL) as writing:
            writing.sittings.end(sitting.token_hash)
            writing.record(Entry(self._now(), f"user:{sitting.user}", "sitting.end", f"user:{sitting.user}", facts={"sittings": "1"}))

    def leave_everywhere(self, user: str) -> int:
        """End every sitting of ``user``, on every machine; how many there were."""
        with self._database.writing(Durability.FULL) as writing:
            # Held, so that no sitting goes on under a new token at this moment: it would be missed.
            writing.users.hold(user)
            ended = writing.sittings.end_all(user)
            writing.record(Entry(self._now(), f"user:{user}", "sitting.end", f"user:{user}", facts={"sittings": str(ended)}))
        return ended

    def close(self) -> None:
        """Finish what was begun."""
        self._turnstile.close()

    def _judge(self, name: str, attempt: Attempt, completing: Completing) -> Judged:
        """Judge ``attempt`` and keep what follows from it: the sitting that ``completing`` gives, or one more failure."""
        with self._database.reading() as reading:
            kept = reading.users.get(name) if name else None
        prepared = for_check(self._passwords, kept.password if kept else "", attempt.password)
        with self._database.writing(Durability.FULL) as writing:
            judged = sign_in(writing.users.hold(name) if name else None, attempt, self._now(), prepared)
            if isinstance(judged, Denied):
                self._denied(writing, judged)
            elif isinstance(judged, SignedIn):
                writing.users.save(judged.user)
                opened = completing(writing, judged)
        # Raised only now: the failure and its entry are kept.
        if isinstance(judged, Denied):
            raise NotSignedIn(SAID, "wait a little and try again; after many failures an administrator has to help")
        if isinstance(judged, CodeWanted):
            return judged
        return Entered(judged.user, opened, len(judged.user.recovery) if judged.by_recovery else None)

    def _denied(self, writing: Writing, denied: Denied) -> None:
        # What was typed as a name is not kept: people type passwords there.
        whom = f"user:{denied.user.name}" if denied.user else "user:unknown"
        if denied.user:
            writing.users.save(denied.user)
        writing.record(Entry(self._now(), "system:sign_in", "sitting.refuse", whom, facts={"reason": denied.reason.value}))

    def _open(self, old_token: str, writing: Writing, judged: SignedIn) -> Opened:
        with_code = "recovery" if judged.by_recovery else "code" if judged.user.has_second_factor else ""
        whom = f"user:{judged.user.name}"
        opened = open_sitting(judged.user.name, self._now())
        entry = Entry(self._now(), whom, "sitting.open", whom, facts={"by": f"password {with_code}".strip()})
        begin(writing, opened, old_token, entry)
        return opened

    def _prove(self, sitting: Sitting, writing: Writing, judged: SignedIn) -> Opened:
        opened = proved_again(sitting, self._now())
        facts = {"by": "recovery" if judged.by_recovery else "password"}
        renew(writing, sitting, opened, Entry(self._now(), f"user:{sitting.user}", "sitting.prove", f"user:{sitting.user}", facts=facts))
        return opened


def begin(writing: Writing, opened: Opened, old_token: str, entry: Entry) -> None:
    """Keep a new sitting with its entry, end the one of ``old_token``, and sweep those that are over. Part of ``writing``."""
    if old_token:
        writing.sittings.end(token_hash(old_token))
    writing.sittings.sweep(entry.at, entry.at - Ends().idle)
    writing.sittings.add(opened.sitting)
    writing.record(entry)


def renew(writing: Writing, old: Sitting, opened: Opened, entry: Entry) -> None:
    """Put a sitting under its new token in the place of the old one, with its entry. Part of ``writing``. Raises ``Conflict``."""
    writing.sittings.renew(old.token_hash, opened.sitting)
    writing.record(replace(entry, purpose=opened.sitting.purpose.value if opened.sitting.purpose else ""))


def _plausible(name: str) -> str:
    """``name`` when it could be a login name; else nothing, which nobody is called: it is judged like an unknown name."""
    try:
        return check_name(name)
    except UsageError:
        return ""
