"""A provider of OpenID Connect, asked over HTTPS: what it says of itself, its keys, and what a code is worth.

Nothing is followed elsewhere: no redirect, no address without TLS (but on this machine), no issuer that is not the one that was asked.
Its metadata and keys are kept for an hour; keys are asked for again when a token names one that is not among them, at most once a minute.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote_plus

from comity import __version__
from comity.exchange.addresses import check_address, host_of
from comity.model import NotSignedIn, TransferError

WELL_KNOWN = "/.well-known/openid-configuration"
"""OpenID Connect Discovery 1.0, section 4."""

LARGEST = 512 * 1024
"""Bytes of an answer."""

SECONDS = 10.0
"""How long the provider may take for each step of an answer."""

KEPT = timedelta(hours=1)
ASKED_AGAIN = timedelta(minutes=1)
_BASIC_ONLY = ("client_secret_basic",)  # the default of OpenID Connect Discovery 1.0, section 3


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the provider says of itself. ``names_itself``: its answers in the browser carry ``iss`` (RFC 9207). ``methods``: how a client
    proves itself at the token endpoint.
    """

    issuer: str
    authorization: str
    token: str
    keys: str
    names_itself: bool = False
    methods: tuple[str, ...] = _BASIC_ONLY


@dataclass(frozen=True, slots=True)
class Code:
    """A code from the browser, and what proves that it is ours to use. ``secret`` is empty for a client without one."""

    code: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect_uri: str
    client_id: str
    secret: str = field(default="", repr=False)


class Provider:
    """The provider ``issuer``. Safe to be used from any thread; holds no connection between calls."""

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer
        self._lock = Lock()
        self._metadata: tuple[Metadata, datetime] | None = None
        self._keys: tuple[Mapping[str, Any], datetime] | None = None

    def metadata(self, now: datetime) -> Metadata:
        """What it says of itself, at most an hour old. Raises ``TransferError``."""
        with self._lock:
            held = self._metadata
            if held is None or not timedelta() <= now - held[1] < KEPT:
                held = _metadata(_got(self._issuer.rstrip("/") + WELL_KNOWN), self._issuer), now
                self._metadata = held
            return held[0]

    def keys(self, now: datetime) -> Mapping[str, Any]:
        """Its JSON Web Key Set, at most an hour old. Raises ``TransferError``."""
        return self._keys_of(self.metadata(now).keys, now, KEPT)

    def keys_again(self, now: datetime) -> Mapping[str, Any]:
        """The key set as it is now, when a token names a key that is not in it; asked for once a minute at most."""
        return self._keys_of(self.metadata(now).keys, now, ASKED_AGAIN)

    def redeem(self, code: Code, now: datetime) -> str:
        """The ID token that ``code`` is worth (OpenID Connect Core 1.0, section 3.1.3).

        Raises ``NotSignedIn`` when the provider refuses the code: unknown, ended, used before, or begun by another. ``TransferError`` when
        it does not answer as it must.
        """
        metadata = self.metadata(now)
        form = {
            "grant_type": "authorization_code",
            "code": code.code,
            "redirect_uri": code.redirect_uri,
            "code_verifier": code.verifier,
        }
        headers: dict[str, str] = {}
        if not code.secret:
            form["client_id"] = code.client_id
        elif "client_secret_basic" in metadata.methods:
            headers["Authorization"] = _basic(code)
        else:
            form |= {"client_id": code.client_id, "client_secret": code.secret}
        status, answer = _asked("POST", metadata.token, form, headers)
        if status in (400, 401):
            hint = "begin again where you sign in" if answer.get("error") != "invalid_client" else "check client_id and the client's secret"
            raise NotSignedIn("the provider does not accept the answer that the browser brought", hint)
        token = answer.get("id_token")
        if status != 200 or not isinstance(token, str):
            raise TransferError(f"{host_of(metadata.token)} gave no ID token", "check that the provider speaks OpenID Connect")
        return token

    def _keys_of(self, address: str, now: datetime, kept: timedelta) -> Mapping[str, Any]:
        with self._lock:
            held = self._keys
            if held is None or not timedelta() <= now - held[1] < kept:
                held = _got(address), now
                self._keys = held
            return held[0]


def _got(address: str) -> Mapping[str, Any]:
    status, answer = _asked("GET", address, None, {})
    if status != 200:
        raise TransferError(f"{host_of(address)} answered {status}", "check the issuer's address")
    return answer


def _asked(method: str, address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> tuple[int, Mapping[str, Any]]:
    """Status and JSON of an answer. Raises ``TransferError``; an error answer that is not JSON counts as an empty one."""
    import httpx2

    check_address(address)
    host = host_of(address)
    own = {"User-Agent": f"comity/{__version__}", "Accept": "application/json", **headers}
    try:
        with (
            httpx2.Client(timeout=SECONDS, follow_redirects=False) as client,
            client.stream(method, address, data=form, headers=own) as response,
        ):
            body = b""
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > LARGEST:
                    raise TransferError(f"{host} sent more than {LARGEST:,} bytes", "check the issuer's address")
            return response.status_code, _record(body, response.status_code, host)
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
        raise TransferError(f"{host} cannot be asked ({type(error).__name__})", "check the network and the issuer's address") from error


def _record(body: bytes, status: int, host: str) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    if status == 200:
        raise TransferError(f"{host} did not answer with a JSON object", "check the issuer's address")
    return {}


def _metadata(said: Mapping[str, Any], issuer: str) -> Metadata:
    """The metadata, if it is of the issuer that was asked (OpenID Connect Discovery 1.0, section 4.3)."""
    if said.get("issuer") != issuer:
        raise TransferError(f"{host_of(issuer)} says that it is another issuer", "write the issuer exactly as the provider does")
    methods = said.get("token_endpoint_auth_methods_supported")
    return Metadata(
        issuer=issuer,
        authorization=_endpoint(said, "authorization_endpoint", issuer),
        token=_endpoint(said, "token_endpoint", issuer),
        keys=_endpoint(said, "jwks_uri", issuer),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        methods=tuple(one for one in methods if isinstance(one, str)) if isinstance(methods, list) else _BASIC_ONLY,
    )


def _endpoint(said: Mapping[str, Any], name: str, issuer: str) -> str:
    address = said.get(name)
    if not isinstance(address, str):
        raise TransferError(f"{host_of(issuer)} does not say its {name}", "check that the provider speaks OpenID Connect")
    check_address(address)
    return address


def _basic(code: Code) -> str:
    """The client's credentials, each form-encoded first (RFC 6749, section 2.3.1)."""
    joined = f"{quote_plus(code.client_id)}:{quote_plus(code.secret)}"
    return "Basic " + b64encode(joined.encode()).decode("ascii")
