"""A person before the console: Debian's Chromium, a node that serves on the loopback address, and sittings for invented people."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from tests.applications import application_of
from tests.homes import begin_home, prepare_home

from comity.identity import new_user, open_sitting, with_purpose
from comity.model import Actor, Purpose, Role
from comity.node.service import Service, open_service
from comity.node.settings import Settings

CHROMIUM = os.environ.get("COMITY_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""

ANA = Actor("user:ana", frozenset({Role.ANALYST}), Purpose.CUSTOMER_SCREENING)
BO = Actor("user:bo", frozenset({Role.APPROVER}), Purpose.CUSTOMER_SCREENING)
LENA = Actor("user:lena", frozenset({Role.SUPERVISOR}), Purpose.CUSTOMER_SCREENING)
ADA = Actor("user:ada", frozenset({Role.AUDITOR}), Purpose.OVERSIGHT)
TOM = Actor("user:tom", frozenset({Role.ADMINISTRATOR}), Purpose.OPERATION)

Opening = Callable[..., Page]

NO_COMPLAINTS = ("status of", "ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest")
"""What a browser writes as an error when a node answers with one, or cannot be reached: tests bring that about."""


@dataclass(frozen=True, slots=True)
class Served:
    """A node that answers at ``address``."""

    service: Service
    address: str


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser, ended with each file of tests: while it lives, its event loop is in the way of tests that run one of their own.

    Without one these tests are skipped with what to install; in CI they fail.
    """
    if not CHROMIUM:
        said = "no Chromium: on Debian `apt-get install chromium`, elsewhere set COMITY_CHROMIUM to its program"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def index_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home to begin those of tests with."""
    return prepare_home(tmp_path_factory.mktemp("home"))


@pytest.fixture
def node(tmp_path: Path, index_home: Path) -> Iterator[Served]:
    """A node of its own with an empty database, over the extract that ships with the product."""
    with served(Settings(begin_home(tmp_path / "home", index_home))) as one:
        yield one


class served:  # noqa: N801 - used like a function
    """Serves a node in a thread of this process for the length of a ``with`` block."""

    def __init__(self, settings: Settings) -> None:
        self._holding = application_of(lambda: open_service(settings, lambda: datetime.now(UTC)))
        self._app = self._holding.__enter__()
        self._socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(self._app, log_config=None, lifespan="on", timeout_graceful_shutdown=2)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: self._server.run([self._socket]), daemon=True)

    def __enter__(self) -> Served:
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise RuntimeError("the node did not start")
            self._thread.join(0.02)
        return Served(self._app.state.service, f"http://127.0.0.1:{self._socket.getsockname()[1]}")

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()
        if not self._thread.is_alive():
            self._holding.__exit__(None, None, None)


@pytest.fixture
def opening(chromium: Browser, node: Served) -> Iterator[Opening]:
    """Opens a page of the console: ``opening(ANA, "/review")`` in a sitting of that person, ``opening(None, "/")`` for nobody.

    Each call is another browser, with its own cookies. Whatever the console writes as an error, or a policy refuses, fails the test.
    """
    contexts, complaints = [], []

    def opened(actor: Actor | None, path: str = "/", **settings: object) -> Page:
        context = chromium.new_context(base_url=node.address, **settings)  # type: ignore[arg-type]
        contexts.append(context)
        if actor is not None:
            cookie = {"name": "comity", "value": sitting(node.service, actor), "url": node.address, "sameSite": "Strict", "httpOnly": True}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text) if said.type == "error" and not any(one in said.text for one in NO_COMPLAINTS) else None
            ),
        )
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, complaints


@dataclass
class OtherSite:
    """A site that is not ours: ``page`` is what it shows. It is ``far`` at another host, and ``near`` at another port of ours."""

    port: int
    page: str = ""

    @property
    def far(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def near(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def other_site() -> Iterator[OtherSite]:
    """Another site, which shows nothing yet."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(site.page.encode())

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Answering)
    site = OtherSite(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield site
    server.shutdown()
    server.server_close()


def sitting(service: Service, actor: Actor) -> str:
    """The token of a new sitting of ``actor``, who is a user from the first time on."""
    name, now = actor.id.removeprefix("user:"), service.now()
    begun = open_sitting(name, now)
    opened = with_purpose(begun.sitting, actor.purpose) if actor.purpose else begun
    with service.database.writing() as writing:
        if writing.users.get(name) is None:
            writing.users.add(new_user(name, name.title(), actor.roles, now))
        writing.sittings.add(opened.sitting)
    return opened.token
