"""An ID token of OpenID Connect, believed only when everything about it is as it must be.

The signature comes first, by a key of the provider and an algorithm of a fixed list: neither ``none`` nor a shared secret is on it,
whatever the token says of itself. Then the claims (OpenID Connect Core 1.0, section 3.1.3.7). Pure: keys and time are passed in.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from comity.model import NotSignedIn, StoreError

ALGORITHMS = ("RS256", "PS256", "ES256", "ES384", "Ed25519", "EdDSA")
"""Signatures that are accepted: of a private key that only the provider has."""

LARGEST = 64 * 1024
"""Characters of a token."""

LEAST_RSA_BITS = 2048
"""RFC 7518, section 3.3."""

LONGEST_AGE = timedelta(minutes=15)
"""How old a token may be when it comes: it was made for this answer."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: who made it, for whom, in answer to which request. ``skew``: how far the clocks may be apart.

    ``proved_since``: the person must have proved who they are since then; None when any earlier proof will do.
    """

    issuer: str
    client_id: str
    nonce: str
    skew: timedelta
    proved_since: datetime | None = None


class UnknownKey(Exception):
    """No key of the provider has the id that the token names: they may have changed, so they are worth asking for again."""


def checked(token: str, key_set: Mapping[str, Any], expected: Expected, at: datetime) -> Mapping[str, Any]:
    """The claims of ``token`` at ``at``, by the provider's JSON Web Key Set (RFC 7517).

    Raises ``NotSignedIn``, with a reason that holds nothing of the token, and ``UnknownKey``.
    """
    header, claims = _verified(token, key_set)
    _check_claims(header, claims, expected, at)
    audience = claims["aud"]
    # Other audiences would be others who could replay it here: none is trusted (section 3.1.3.7, point 3).
    if audience not in (expected.client_id, [expected.client_id]):
        raise _not_believed("it was made for somebody else")
    skew, age = expected.skew.total_seconds(), at.timestamp() - claims["iat"]
    if not -skew <= age <= LONGEST_AGE.total_seconds() + skew:
        raise _not_believed("it was not made just now")
    if not isinstance(claims["sub"], str) or not 1 <= len(claims["sub"]) <= 255:
        raise _not_believed("it names nobody")
    if expected.proved_since is not None and proved_at(claims, at) < expected.proved_since - expected.skew:
        raise _not_believed("the provider did not ask anew who you are")
    return claims


def proved_at(claims: Mapping[str, Any], at: datetime) -> datetime:
    """When the person proved to the provider who they are; long ago when the token does not say, and never later than ``at``."""
    said = claims.get("auth_time")
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= at.timestamp() + 1_000_000:
        return datetime.fromtimestamp(0, UTC)
    return min(at, datetime.fromtimestamp(said, UTC))


def _verified(token: str, key_set: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Header and claims of a token whose signature is right."""
    try:
        from joserfc import errors, jwt
    except ModuleNotFoundError:
        raise StoreError("what checks the provider's answers is not installed", "install comity[oidc]") from None
    if len(token) > LARGEST:
        raise _not_believed("it is too long")
    try:
        verified = jwt.decode(token, _keys(key_set), algorithms=list(ALGORITHMS))
    except errors.InvalidKeyIdError as error:
        raise UnknownKey from error
    except (errors.JoseError, errors.SecurityWarning, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _not_believed("it is not signed as it must be") from error
    return verified.header, verified.claims


def _keys(key_set: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the key set of an optional package
    """The keys of ``key_set`` that sign, without secrets shared with others, those too weak, and those that cannot be read."""
    from joserfc.jwk import KeySet

    listed = key_set.get("keys")
    read = [_key(one) for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict) and one.get("use", "sig") == "sig"]
    return KeySet([key for key in read if key is not None])


def _key(one: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a key of an optional package
    from joserfc import errors
    from joserfc.jwk import ECKey, OKPKey, RSAKey

    if one.get("kty") == "RSA" and _bits(str(one.get("n", ""))) < LEAST_RSA_BITS:
        return None
    kinds: dict[str, Any] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}
    kind = kinds.get(str(one.get("kty")))
    try:
        return kind.import_key(_public(one)) if kind else None
    except (errors.JoseError, errors.SecurityWarning, ValueError, TypeError, KeyError):
        return None


def _bits(number: str) -> int:
    """The length of a number in base64url (RFC 7518, section 2), in bits; 0 for what is none."""
    try:
        return int.from_bytes(urlsafe_b64decode(number + "=" * (-len(number) % 4))).bit_length()
    except ValueError:
        return 0


def _public(key: Mapping[str, Any]) -> dict[str, Any]:
    """The members of a key that are public and that say what it is for."""
    return {name: key[name] for name in ("kty", "kid", "use", "alg", "n", "e", "crv", "x", "y") if name in key}


def _check_claims(header: Mapping[str, Any], claims: Mapping[str, Any], expected: Expected, at: datetime) -> None:
    """Issuer, audience, expiry, beginning, nonce and authorized party, as Authlib checks them."""
    from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped,unused-ignore]
    from joserfc import errors

    options = {
        "iss": {"essential": True, "value": expected.issuer},
        "aud": {"essential": True, "value": expected.client_id},
        "nonce": {"essential": True, "value": expected.nonce},
    }
    told = CodeIDToken(dict(claims), dict(header), options, {"nonce": expected.nonce, "client_id": expected.client_id})
    if not all(_is_time(claims.get(name)) for name in ("exp", "iat")):
        raise _not_believed("it has no times")
    try:
        told.validate(now=int(at.timestamp()), leeway=int(expected.skew.total_seconds()))
    except errors.JoseError as error:
        raise _not_believed(_WHY.get(getattr(error, "claim", ""), "its claims are not as they must be")) from error


def _is_time(value: object) -> bool:
    """Whether ``value`` is a number of seconds that a clock could show (RFC 7519, section 2, NumericDate)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _END_OF_TIME


_END_OF_TIME = 253_402_300_800  # the year 10000

_WHY = {
    "iss": "another provider made it",
    "aud": "it was made for somebody else",
    "azp": "it was made for somebody else",
    "nonce": "it answers another request",
    "exp": "it has ended",
    "iat": "it was not made just now",
    "nbf": "it does not count yet",
}


def _not_believed(why: str) -> NotSignedIn:
    return NotSignedIn(f"the provider's answer is not believed: {why}", "begin again where you sign in")
