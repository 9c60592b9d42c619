"""A node that serves, over the extract that ships with the product, and callers with keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from comity.identity import KeyOrder, Rate, issue, parse_scopes
from comity.model import Actor, Purpose, Role
from comity.node.keys import keep_key
from comity.node.service import Service, open_service
from comity.node.settings import Settings
from comity.web.app import application

SUPERVISOR = Actor("user:lena", frozenset({Role.SUPERVISOR}))


@pytest.fixture(scope="session")
def index_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose index is built already; a test's own node copies nothing from it but the index."""
    home = tmp_path_factory.mktemp("home")
    open_service(Settings(home), lambda: datetime.now(UTC)).close()
    return home


@pytest.fixture
def client(tmp_path: Path, index_home: Path) -> Iterator[TestClient]:
    """A client of a node of its own, with an empty database."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "index").symlink_to(index_home / "index", target_is_directory=True)
    app = application(lambda: open_service(Settings(home), lambda: datetime.now(UTC)))
    with TestClient(app, raise_server_exceptions=False) as one:
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
