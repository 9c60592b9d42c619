"""Signing in at a provider of OpenID Connect: the request that leaves, bound to one browser, and what the answer makes of somebody.

The authorization code flow with PKCE (RFC 7636), state and nonce. All three are derived from one random seed that only the browser keeps,
so nothing waits on this side for people who never come back, and no other browser can finish what this one began. A person is known by
issuer and subject; an e-mail address proves nothing, since a provider may let people write their own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from comity.model import NotAllowed, NotSignedIn, Role

PATIENCE = timedelta(minutes=10)
"""How long somebody may take at the provider."""

FOREIGN = "oidc-"
"""How the login names of those who come from a provider begin."""

MOST_VALUES = 1000
"""Values of the roles claim that are looked at."""

_SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Journey:
    """One way to the provider and back. ``seed`` is for the cookie of the browser that goes; ``fresh`` asks for a proof made now."""

    seed: str = field(repr=False)
    began_at: datetime
    fresh: bool = False

    @property
    def state(self) -> str:
        """What comes back with the answer: when the journey began, whether it must be fresh, and the seal of both."""
        mark = f"{int(self.began_at.timestamp())}.{'f' if self.fresh else 'n'}"
        return f"{mark}.{self._derived(f'state {mark}')}"

    @property
    def nonce(self) -> str:
        """What the ID token must hold (OpenID Connect Core 1.0, section 15.5.2)."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """The code verifier: 43 characters of 256 bits (RFC 7636, section 4.1)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """The code challenge by S256 (RFC 7636, section 4.2)."""
        return _base64(hashlib.sha256(self.verifier.encode("ascii")).digest())

    def _derived(self, what: str) -> str:
        return _base64(hmac.new(self.seed.encode("utf-8", "surrogatepass"), f"comity oidc {what}".encode(), hashlib.sha256).digest())


def depart(at: datetime, *, fresh: bool) -> Journey:
    """A new journey with a seed of 256 random bits."""
    return Journey(secrets.token_urlsafe(_SEED_BYTES), at, fresh)


def arrive(seed: str, state: str, at: datetime) -> Journey:
    """The journey that the browser's ``seed`` and the ``state`` of the answer tell of.

    Raises ``NotSignedIn`` when the two do not belong together, or it took longer than ``PATIENCE``.
    """
    again = "begin again where you sign in"
    seconds, _, rest = state.partition(".")
    is_number = seconds.isascii() and seconds.isdigit() and len(seconds) <= 12
    began = datetime.fromtimestamp(int(seconds), UTC) if is_number and int(seconds) < 32_503_680_000 else datetime.min.replace(tzinfo=UTC)
    journey = Journey(seed, began, rest.startswith("f."))
    if not seed or not is_number or not hmac.compare_digest(journey.state.encode(), state.encode("utf-8", "surrogatepass")):
        raise NotSignedIn("this answer belongs to no sign-in that this browser began", again)
    if not timedelta(seconds=-1) <= at - began <= PATIENCE:
        raise NotSignedIn("signing in took too long", again)
    return journey


def authorization_address(endpoint: str, journey: Journey, client: Mapping[str, str]) -> str:
    """Where the browser is sent: the provider's ``endpoint`` with the request (OpenID Connect Core 1.0, section 3.1.2.1).

    ``client`` holds ``client_id``, ``redirect_uri`` and ``scope``. A fresh journey asks for a new proof (``max_age`` of 0).
    """
    asked = {
        "response_type": "code",
        **client,
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": journey.challenge,
        "code_challenge_method": "S256",
        **({"prompt": "login", "max_age": "0"} if journey.fresh else {}),
    }
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(asked)}"


def login_name(issuer: str, subject: str) -> str:
    """The login name of ``subject`` at ``issuer``: the same person always, nobody else ever, and it tells nothing.

    Only the pair is unique and never given to another (OpenID Connect Core 1.0, section 5.7).
    """
    return FOREIGN + hashlib.sha256(f"{issuer}\n{subject}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def roles_of(claims: Mapping[str, Any], claim: str, mapping: Mapping[str, Role]) -> frozenset[Role]:
    """The roles that the values of ``claim`` stand for. ``claim`` is a name, or else a path with dots (``realm_access.roles``).

    A value counts exactly as it is written. Raises ``NotAllowed`` when none of them is a role here.
    """
    found = claims.get(claim)
    if found is None:
        found = _at_path(claims, claim.split("."))
    values: Sequence[object] = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    roles = frozenset(mapping[value] for value in values[:MOST_VALUES] if isinstance(value, str) and value in mapping)
    if not roles:
        raise NotAllowed("the provider names no role for you on this node", "ask your administrator to put you into the right group")
    return roles


def _at_path(claims: Mapping[str, Any], path: Sequence[str]) -> object:
    at: object = claims
    for part in path:
        at = at.get(part) if isinstance(at, dict) else None
    return at


def _base64(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
