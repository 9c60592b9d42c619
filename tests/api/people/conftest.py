"""A node whose people sign in, on the loopback address, with hashes that cost little; and browsers that keep cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.applications import application_of
from tests.homes import begin_home

from comity.identity import Cost, Passwords, new_user, with_password
from comity.model import Entry, Purpose, Role
from comity.node.service import Service, open_service
from comity.node.settings import Settings
from comity.node.signing_in import SigningIn

HERE = "http://127.0.0.1:8321"
PASSWORD = "nine green lamps at dusk"
CHEAP = Passwords(Cost(64, 1, 1))


class Clock:
    """The time of a test's node."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Browser:
    """One person's browser: a cookie jar, and the token for forms that the last answer gave."""

    web: TestClient
    csrf: str = ""

    def send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> httpx2.Response:
        own = {"Comity-CSRF": self.csrf} if self.csrf else {}
        answer = self.web.request(method, path, json=body, headers={**own, **(headers or {})}, follow_redirects=False)
        if answer.content and answer.headers.get("content-type") == "application/json" and isinstance(answer.json(), dict):
            self.csrf = answer.json().get("csrf", self.csrf)
        return answer

    def get(self, path: str) -> httpx2.Response:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None) -> httpx2.Response:
        return self.send("POST", path, body)

    def put(self, path: str, body: Any) -> httpx2.Response:
        return self.send("PUT", path, body)

    def sign_in(self, name: str, password: str = PASSWORD, code: str = "") -> httpx2.Response:
        return self.post("/api/v1/sign-in", {"name": name, "password": password, "code": code})

    @property
    def token(self) -> str:
        return next(cookie.value or "" for cookie in self.web.cookies.jar if cookie.name in ("comity", "__Host-comity"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path, index_home: Path) -> Settings:
    return Settings(begin_home(tmp_path / "home", index_home))


@pytest.fixture
def client(settings: Settings, clock: Clock) -> Iterator[TestClient]:
    """A client without a cookie, on the loopback address."""

    def opening() -> Service:
        opened = open_service(settings, clock)
        opened.signing_in.close()
        return replace(opened, signing_in=SigningIn(opened.database, clock, CHEAP))

    with application_of(opening) as app, TestClient(app, base_url=HERE, raise_server_exceptions=False) as one:
        yield one


@pytest.fixture
def browser(client: TestClient) -> Callable[..., Browser]:
    """Opens a browser at ``base``."""
    app = client.app
    assert isinstance(app, FastAPI)
    return lambda base=HERE: Browser(TestClient(app, base_url=base, raise_server_exceptions=False))


@pytest.fixture
def user(service: Service, clock: Clock) -> Callable[..., str]:
    """Adds somebody who has a password already, and gives their login name."""

    def added(name: str, *roles: Role) -> str:
        with service.database.writing() as writing:
            made = new_user(name, name.title(), roles or (Role.ANALYST,), clock())
            writing.users.add(with_password(made, PASSWORD, CHEAP))
        return name

    return added


@pytest.fixture
def person(user: Callable[..., str], browser: Callable[..., Browser]) -> Callable[..., Browser]:
    """Adds somebody and signs them in, for a purpose if one is given."""

    def signed_in(name: str, *roles: Role, purpose: Purpose | None = None) -> Browser:
        user(name, *roles)
        own = browser()
        assert own.sign_in(name).status_code == 200
        if purpose:
            assert own.put("/api/v1/me/purpose", {"purpose": purpose.value}).status_code == 200
        return own

    return signed_in


@pytest.fixture
def entries(service: Service) -> Callable[..., list[Entry]]:
    """The entries of the ledger of that action, in their order; all when none is named."""

    def found(action: str = "") -> list[Entry]:
        with service.database.reading() as reading:
            rows = [entry for _, entry, _ in reading.ledger.rows(0, 10_000)]
        return [entry for entry in rows if action in ("", entry.action)]

    return found
