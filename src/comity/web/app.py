"""The application: routers, errors, limits and metrics, wired to a service that lives as long as it does."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI

from comity import __version__
from comity.node import logs
from comity.node.service import Service, open_service
from comity.node.settings import Settings
from comity.web.api import health, screen
from comity.web.bounds import Bounds
from comity.web.described import name_permissions
from comity.web.late_routes import API, CONSOLE, LateRoutes, described_whole, read_soon
from comity.web.problems import answer_with_problems

COLLECTING = (10_000, 20, 100)
"""After how many objects, and how many rounds of those, Python looks for cycles among the young, the older, and all that came since the
start: a request makes few that live.
"""

SWITCH_SECONDS = 0.0005
"""How long a thread that computes keeps the others waiting: the event loop answers within a fraction of a millisecond."""

DESCRIPTION = """Screening against shared lists, with reasons. Every request carries a key (`Authorization: Bearer comity_...`) and, where
personal data is touched, a purpose (`Comity-Purpose`). A hit is a resemblance; a person decides. Errors are problems of RFC 9457 with a
stable `code`."""


def application(opening: Callable[[], Service], *, reads_ahead: bool = False) -> FastAPI:
    """The application; ``opening`` gives the service when the server starts, and it is closed when the server stops.

    ``reads_ahead``: what is loaded late is read soon after the start, in a thread; else when the first path of it is asked for.
    """

    @asynccontextmanager
    async def alive(app: FastAPI) -> AsyncIterator[None]:
        before, collected = sys.getswitchinterval(), gc.get_threshold()
        sys.setswitchinterval(SWITCH_SECONDS)
        with _loading():
            app.state.service = opening()
        if reads_ahead:
            read_soon()
        try:
            yield
        finally:
            app.state.service.close()
            gc.unfreeze()
            gc.set_threshold(*collected)
            sys.setswitchinterval(before)

    app = FastAPI(
        title="Comity",
        version=__version__,
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=alive,
        redirect_slashes=False,
    )
    for part in (screen, health):
        app.include_router(name_permissions(part.router))
    rest, console = LateRoutes(app, API, in_api=True), LateRoutes(app, CONSOLE, in_api=False)
    app.router.routes += [rest, console]
    app.openapi = described_whole([rest], app.openapi)  # type: ignore[method-assign]
    answer_with_problems(app)
    app.add_middleware(Bounds)
    return app


@contextmanager
def _loading() -> Iterator[None]:
    """Load without looking for cycles of objects, and leave what was loaded out of the search for good: looking through tables of a million
    parts of names takes a quarter of a second, in which nothing is answered.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*COLLECTING)
        gc.enable()


def create() -> FastAPI:
    """The application of the node that this process's environment names, by the clock of this machine: what a server loads."""
    settings = Settings.read(os.environ, sys.platform, Path.home())
    logs.begin(logs.destination(os.environ))
    return application(lambda: open_service(settings, lambda: datetime.now(UTC)), reads_ahead=True)
