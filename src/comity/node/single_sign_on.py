"""Signing in with a provider: somebody leaves for it, comes back with a code, and is who the provider's signed answer says.

The first time makes a user, if the provider names a role for them; each time sets the roles anew, and whoever has none left is let out. An
answer is used once. The provider is asked in threads of their own: one that answers slowly, or not at all, holds up nobody else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any

from comity.exchange.openid_provider import Code, Provider
from comity.identity import Opened, User, check_roles, new_user, open_sitting, with_profile, with_roles
from comity.identity.federated import (
    PATIENCE,
    Journey,
    arrive,
    authorization_address,
    depart,
    login_name,
    roles_of,
)
from comity.identity.id_tokens import Expected, UnknownKey, checked, proved_at
from comity.identity.users import LONGEST_DISPLAY
from comity.model import Actor, Conflict, Entry, NotAllowed, NotSignedIn, Role
from comity.node.oidc_settings import OidcSettings
from comity.node.signing_in import Entered, begin
from comity.node.turnstile import Turnstile
from comity.storage.database import Database, Durability, Writing

ACTOR = Actor("system:oidc")
"""Who makes users and gives roles on the provider's word."""

_AGAIN = "begin again where you sign in"
_MOST_USED = 100_000
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser brought back: ``seed`` from its cookie, the rest from the address. ``issuer`` is empty when there was none."""

    seed: str = field(repr=False)
    state: str = field(repr=False)
    code: str = field(repr=False)
    redirect_uri: str
    issuer: str = ""
    error: str = ""


class SingleSignOn:
    """Signing in with the provider of ``settings``. Safe to be called from any thread; ``close`` ends its own threads.

    What asks the provider gives a future, or raises ``TooMany`` at once when too many wait for the provider already.
    """

    def __init__(self, settings: OidcSettings, database: Database, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self._database = database
        self._now = now
        self._provider = Provider(settings.issuer)
        self._used: OrderedDict[str, datetime] = OrderedDict()
        self._lock = Lock()
        self._turnstile = Turnstile(_AT_ONCE)

    def leave(self, redirect_uri: str, *, fresh: bool) -> Future[tuple[str, Journey]]:
        """Where the browser goes, and the journey whose seed it keeps. Raises ``TransferError`` when the provider cannot be asked."""
        return self._turnstile.soon(partial(self._leave, redirect_uri, fresh=fresh))

    def enter(self, returned: Returned, old_token: str = "") -> Future[Entered]:
        """The user who came back, in a new sitting. Every refusal of somebody known is an entry of the ledger.

        Raises ``NotSignedIn`` when the answer is not believed, ``NotAllowed`` when they have no role here or are disabled,
        ``TransferError`` when the provider does not answer.
        """
        return self._turnstile.soon(partial(self._enter, returned, old_token))

    def close(self) -> None:
        """Finish what was begun."""
        self._turnstile.close()

    def _leave(self, redirect_uri: str, *, fresh: bool) -> tuple[str, Journey]:
        at = self._now()
        journey = depart(at, fresh=fresh)
        client = {"client_id": self.settings.client_id, "redirect_uri": redirect_uri, "scope": " ".join(self.settings.scopes)}
        return authorization_address(self._provider.metadata(at).authorization, journey, client), journey

    def _enter(self, returned: Returned, old_token: str) -> Entered:
        claims = self._claims(self._arrived(returned, self._now()), returned)
        at = self._now()
        name = login_name(self.settings.issuer, claims["sub"])
        try:
            roles = check_roles(roles_of(claims, self.settings.roles_claim, self.settings.roles))
        except (NotAllowed, Conflict) as problem:
            self._refused(name, "roles", at)
            raise NotAllowed(problem.message, problem.hint) from problem
        with self._database.writing(Durability.FULL) as writing:
            user = self._user(writing, name, claims, roles, at)
            if user.disabled_at is None:
                opened = _opened(user, claims, at)
                begin(writing, opened, old_token, Entry(at, f"user:{name}", "sitting.open", f"user:{name}", facts={"by": "oidc"}))
        if user.disabled_at is not None:
            self._refused(name, "disabled", at)
            raise NotAllowed("you have no access to this node any more", "ask an administrator")
        return Entered(user, opened)

    def _arrived(self, returned: Returned, at: datetime) -> Journey:
        journey = arrive(returned.seed, returned.state, at)
        self._use(returned.state, at)
        metadata = self._provider.metadata(at)
        # An answer of one provider must not be taken for another's: RFC 9207, section 2.4.
        if returned.issuer != metadata.issuer and (returned.issuer or metadata.names_itself):
            raise NotSignedIn("this answer comes from another provider", _AGAIN)
        if returned.error or not returned.code:
            raise NotSignedIn("the provider did not sign you in", _AGAIN)
        return journey

    def _use(self, state: str, at: datetime) -> None:
        """Raise ``NotSignedIn`` when an answer to this request came before."""
        with self._lock:
            while self._used and (len(self._used) >= _MOST_USED or at - next(iter(self._used.values())) > PATIENCE):
                self._used.popitem(last=False)
            if state in self._used:
                raise NotSignedIn("this answer was used before", _AGAIN)
            self._used[state] = at

    def _claims(self, journey: Journey, returned: Returned) -> Mapping[str, Any]:
        ours, at = self.settings, self._now()
        code = Code(returned.code, journey.verifier, returned.redirect_uri, ours.client_id, ours.client_secret)
        token = self._provider.redeem(code, at)
        at = self._now()  # the token was made after it was asked for
        since = journey.began_at if journey.fresh else None
        expected = Expected(ours.issuer, ours.client_id, journey.nonce, ours.skew, since)
        try:
            return checked(token, self._provider.keys(at), expected, at)
        except UnknownKey:
            pass
        try:
            return checked(token, self._provider.keys_again(at), expected, at)
        except UnknownKey:
            raise NotSignedIn("the provider's answer is not believed: no key of the provider signed it", _AGAIN) from None

    def _user(self, writing: Writing, name: str, claims: Mapping[str, Any], roles: frozenset[Role], at: datetime) -> User:
        """The user as the provider describes them now, kept; a disabled one stays as they are."""
        display = _display(claims, self.settings.name_claim) or name
        before = writing.users.hold(name)
        if before is None:
            user = new_user(name, display, roles, at)
            writing.users.add(user)
            writing.record(Entry(at, ACTOR.id, "user.add", f"user:{name}", facts={"roles": " ".join(sorted(roles))}))
            return user
        if before.disabled_at is not None:
            return before
        user = with_profile(before, {"display": display})
        if roles != before.roles:
            user = with_roles(user, roles, ACTOR)
            writing.sittings.end_all(name)
            facts = {"roles": " ".join(sorted(roles)), "before": " ".join(sorted(before.roles))}
            writing.record(Entry(at, ACTOR.id, "user.roles", f"user:{name}", facts=facts))
        if user != before:
            writing.users.save(user)
        return user

    def _refused(self, name: str, reason: str, at: datetime) -> None:
        """Write down that the user is not let in. Their sittings end: they rest on what the provider said before."""
        with self._database.writing(Durability.FULL) as writing:
            writing.users.hold(name)
            writing.sittings.end_all(name)
            writing.record(Entry(at, ACTOR.id, "sitting.refuse", f"user:{name}", facts={"reason": reason}))


def _opened(user: User, claims: Mapping[str, Any], at: datetime) -> Opened:
    """A sitting whose proof is as old as the provider says: single sign-on may have asked nothing."""
    opened = open_sitting(user.name, at)
    return replace(opened, sitting=replace(opened.sitting, proved_at=proved_at(claims, at)))


def _display(claims: Mapping[str, Any], claim: str) -> str:
    """What colleagues read, from the claim or what is usual beside it; empty when there is nothing that can be shown."""
    for name in (claim, "preferred_username"):
        said = claims.get(name)
        if isinstance(said, str) and said.strip() and said.isprintable():
            return said.strip()[:LONGEST_DISPLAY]
    return ""
