"""The provider that people may sign in with, and which of its groups are which roles here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from comity.identity import parse_roles
from comity.model import Role, UsageError
from comity.node.front import is_loopback
from comity.node.node_file import Told

KEYS = frozenset(
    {"issuer", "client_id", "client_secret", "client_secret_file", "label", "scopes", "roles_claim", "roles", "name_claim", "skew_seconds"}
)
"""The settings of ``[oidc]``. ``client_secret`` is for the environment only."""

LONGEST_SKEW = timedelta(minutes=5)
_DEFAULT_SCOPES = ("openid", "profile")


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """One provider of OpenID Connect. ``roles`` says which value of the claim ``roles_claim`` is which role; who has none is not let in.

    ``client_secret`` is empty for a client that has none (PKCE alone). ``skew`` is how far the two clocks may be apart.
    """

    issuer: str
    client_id: str
    roles: Mapping[str, Role]
    client_secret: str = field(default="", repr=False)
    label: str = ""
    scopes: tuple[str, ...] = _DEFAULT_SCOPES
    roles_claim: str = "groups"
    name_claim: str = "name"
    skew: timedelta = timedelta(minutes=1)

    @staticmethod
    def read(told: Told) -> OidcSettings | None:
        """The provider that was set, None when there is none. Raises ``UsageError`` for settings that let nobody in, or anybody."""
        issuer = told.text("issuer")
        if not issuer:
            return None
        if "client_secret" in told.given:
            raise UsageError("node.toml holds a secret", f"put it into a file and name that as client_secret_file, or set {_secret(told)}")
        return OidcSettings(
            issuer=_issuer(told, issuer),
            client_id=told.text("client_id") or _missing(told, "client_id", "the id that the provider gave this node"),
            roles=_roles(told),
            client_secret=told.text("client_secret") or _from_file(told),
            label=told.text("label") or (urlsplit(issuer).hostname or ""),
            scopes=tuple(dict.fromkeys(("openid", *told.texts("scopes", _DEFAULT_SCOPES)))),
            roles_claim=told.text("roles_claim", "groups"),
            name_claim=told.text("name_claim", "name"),
            skew=_skew(told),
        )


def _secret(told: Told) -> str:
    return told.variable("client_secret")


def _missing(told: Told, key: str, hint: str) -> str:
    raise UsageError(f"the setting {key} of [oidc], or {told.variable(key)}, is missing", hint)


def _issuer(told: Told, issuer: str) -> str:
    """The issuer exactly as written: it is compared letter for letter (OpenID Connect Core 1.0, section 3.1.3.7)."""
    parts = urlsplit(issuer)
    host = parts.hostname or ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not host or not is_safe or parts.query or parts.fragment or parts.username is not None:
        raise told.wrong("issuer", "an address with https and without query, exactly as the provider writes it")
    return issuer


def _roles(told: Told) -> dict[str, Role]:
    named = told.pairs("roles") or _missing_roles(told)
    return {value: next(iter(parse_roles([role]))) for value, role in named.items()}


def _missing_roles(told: Told) -> dict[str, str]:
    raise UsageError("[oidc.roles] is missing: nobody could sign in", f'such as "screening-team" = "analyst"; or {told.variable("roles")}')


def _skew(told: Told) -> timedelta:
    skew = timedelta(seconds=told.number("skew_seconds", 60))
    if skew > LONGEST_SKEW:
        raise told.wrong("skew_seconds", f"at most {LONGEST_SKEW.total_seconds():.0f}; set the clocks right instead")
    return skew


def _from_file(told: Told) -> str:
    path = told.text("client_secret_file")
    if not path:
        return ""
    try:
        return Path(path).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("the file that client_secret_file names cannot be read", "check the path and its permissions") from error
