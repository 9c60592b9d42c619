"""A small provider of OpenID Connect on the loopback address: discovery, keys, authorization with PKCE, codes that are good once.

It does everything as the specification says, until a test tells it to lie.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

Claims = dict[str, Any]
CLIENT, SECRET = "comity-node", "s3cret:with/odd chars"


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def new_key(bits: int = 2048) -> RSAKey:
    return RSAKey.generate_key(bits, auto_kid=True)


@dataclass
class Provider:
    """``signed_in`` is whoever sits at the provider. The other fields let it lie, and count what it was asked."""

    now: Callable[[], datetime]
    key: RSAKey = field(default_factory=new_key)
    signed_in: Claims = field(default_factory=lambda: {"sub": "248289761001", "name": "Lena Krastova", "groups": ["screening-team"]})
    twist: Callable[[Claims], Claims] = lambda claims: claims
    sign: Callable[[Claims], str] | None = None
    says: Claims = field(default_factory=dict)
    answers_with: Claims = field(default_factory=dict)
    forgets_codes: bool = True
    published: list[RSAKey] | None = None
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Claims] = field(default_factory=dict)
    url: str = ""

    def start(self) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"provider": self}))
        self.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return server

    def metadata(self) -> Claims:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "authorization_response_iss_parameter_supported": True,
            **self.says,
        }

    def keys(self) -> Claims:
        shown = [self.key] if self.published is None else self.published
        return {"keys": [key.as_dict(private=False) | {"use": "sig", "alg": "RS256"} for key in shown]}

    def authorize(self, address: str) -> str:
        """Where the browser is sent, after the person agreed."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query, strict_parsing=True).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.url, "session_state": "x", **self.answers_with}
        return asked["redirect_uri"] + "?" + urlencode({name: value for name, value in answer.items() if value is not None})

    def redeem(self, form: dict[str, str], authorization: str) -> tuple[int, Claims]:
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote_plus(name), unquote_plus(secret)) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form["code"], None) if self.forgets_codes else self.codes.get(form["code"])
        if asked is None or form["redirect_uri"] != asked["redirect_uri"] or form["grant_type"] != "authorization_code":
            return 400, {"error": "invalid_grant"}
        if encoded(hashlib.sha256(form["code_verifier"].encode()).digest()) != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        at = int(self.now().timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "iat": at, "exp": at + 300, "auth_time": at, "nonce": asked["nonce"], **self.signed_in}
        return 200, {"token_type": "Bearer", "access_token": "opaque", "id_token": (self.sign or self.signed)(self.twist(claims))}

    def signed(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key, algorithms=["RS256"])

    def by_nobody(self, claims: Claims) -> str:
        """``alg`` none, unsigned."""
        head = json.dumps({"alg": "none"}).encode()
        return f"{encoded(head)}.{encoded(json.dumps(claims).encode())}."

    def by_public_key(self, claims: Claims) -> str:
        """``alg`` HS256, the provider's public key as the shared secret: what everybody has."""
        head = json.dumps({"alg": "HS256", "kid": self.key.kid}).encode()
        text = f"{encoded(head)}.{encoded(json.dumps(claims).encode())}"
        return f"{text}.{encoded(hmac.new(self.key.as_pem(private=False), text.encode(), hashlib.sha256).digest())}"

    def by_own_key_in_header(self, claims: Claims) -> str:
        """Signed with a key of the attacker's, which the token itself brings along."""
        other = new_key()
        head = {"alg": "RS256", "kid": self.key.kid, "jwk": other.as_dict(private=False)}
        return jwt.encode(head, claims, other, algorithms=["RS256"])


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        self.provider.asked.append(self.path)
        if self.path == "/.well-known/openid-configuration":
            self._answer(200, self.provider.metadata())
        elif self.path == "/keys":
            self._answer(200, self.provider.keys())
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        self.provider.asked.append(self.path)
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        self._answer(*self.provider.redeem(form, self.headers.get("Authorization", "")))

    def _answer(self, status: int, body: Claims) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        """Say nothing."""
