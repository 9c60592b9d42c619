"""Paths that are loaded when the node already answers: reading the modules of the console, and of all of the API that does not screen,
takes a third of the time in which a node would start, and a program that screens as soon as it can waits for none of it.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

API = "comity.web.api.routers"
"""The module that mounts what is not there from the first moment of the API (``mount``)."""

CONSOLE = "comity.web.console.router"
"""The module that mounts every page (``mount``)."""

NO_PAGES = "/api/"
"""How paths begin that are no pages, so that nobody who asks for one that is not there waits for the pages."""

PAUSE = 1.0
"""Seconds in which whoever waited for the start is answered first."""


class LateRoutes(BaseRoute):
    """The last route of an application: on the first path that is found in none before it and may be one of ``module``, those of ``module``
    take their place after it.

    The module may be read by any thread; the routes are added where paths are looked up, in the thread of the event loop, all at once.
    """

    def __init__(self, app: FastAPI, module: str, *, in_api: bool) -> None:
        self._app = app
        self._module = module
        self._in_api = in_api
        self._are_there = False

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Never a match: what comes after it is."""
        if not self._are_there and scope["type"] == "http" and (self._in_api or not scope["path"].startswith(NO_PAGES)):
            self.place()
        return Match.NONE, {}

    def place(self) -> None:
        """Add the routes to the application, once."""
        if self._are_there:
            return
        self._are_there = True
        import_module(self._module).mount(self._app)
        gc.freeze()  # they stay, like all that was loaded at the start


def read_soon() -> None:
    """Read the modules of all late routes soon, in a thread of its own."""
    reading = threading.Timer(PAUSE, lambda: [import_module(module) for module in (API, CONSOLE)])
    reading.daemon = True
    reading.start()


def described_whole(late: Sequence[LateRoutes], describe: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """``describe``, the description of an application, once ``late`` are in their place."""

    def described() -> dict[str, Any]:
        for one in late:
            one.place()
        return describe()

    return described
