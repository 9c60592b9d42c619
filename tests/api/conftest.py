"""A node that serves, over the extract that ships with the product, and callers with keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.applications import application_of
from tests.homes import begin_home, prepare_home

from comity.identity import KeyOrder, Rate, issue, parse_scopes
from comity.model import Actor, Purpose, Role
from comity.node.keys import keep_key
from comity.node.service import Service, open_service
from comity.node.settings import Settings

SUPERVISOR = Actor("user:lena", frozenset({Role.SUPERVISOR}))


@pytest.fixture(scope="session")
def index_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home to begin those of tests with."""
    return prepare_home(tmp_path_factory.mktemp("home"))


@pytest.fixture
def client(tmp_path: Path, index_home: Path) -> Iterator[TestClient]:
    """A client of a node of its own, with an empty database."""
    settings = Settings(begin_home(tmp_path / "home", index_home))
    opened = application_of(lambda: open_service(settings, lambda: datetime.now(UTC)))
    with opened as app, TestClient(app, raise_server_exceptions=False) as one:
        yield one


@pytest.fixture
def service(client: TestClient) -> Service:
    """The node behind ``client``."""
    found = client.app.state.service  # type: ignore[attr-defined]
    assert isinstance(found, Service)
    return found


@pytest.fixture
def key(service: Service) -> Callable[..., dict[str, str]]:
    """Issues a key with scopes and gives the headers that carry it."""

    def issued(*scopes: str, per_minute: int = 100_000, purpose: Purpose = Purpose.CUSTOMER_SCREENING, days: int = 1) -> dict[str, str]:
        return issued_key(service, scopes, per_minute=per_minute, purpose=purpose, days=days)

    return issued


def issued_key(
    service: Service,
    scopes: Iterable[str],
    *,
    per_minute: int = 100_000,
    purpose: Purpose = Purpose.CUSTOMER_SCREENING,
    days: int = 1,
) -> dict[str, str]:
    """The headers that carry a new key with these scopes."""
    now = service.now()
    order = KeyOrder("test", now + timedelta(days=days), frozenset({purpose}), parse_scopes(scopes), rate=Rate(per_minute, per_minute))
    made = issue(order, SUPERVISOR, now)
    keep_key(service.database, made.key, SUPERVISOR, now)
    return {"Authorization": f"Bearer {made.token}"}
