"""The pages of the console, loaded when the node already answers: reading their modules takes a tenth of the time in which a node starts,
and a program that screens as soon as it can waits for none of it.
"""

from __future__ import annotations

import gc
import threading
from importlib import import_module

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

CONSOLE = "comity.web.console.router"
"""The module that names every page (``PAGES``), and the one for addresses that lead nowhere (``lost``)."""

NO_PAGES = "/api/"
"""How paths begin that are no pages, so that nobody who asks for one that is not there waits for the pages."""

PAUSE = 1.0
"""Seconds in which whoever waited for the start is answered first."""


class LatePages(BaseRoute):
    """The last route of an application: on the first path that may be a page, the pages take their place after it.

    ``load`` reads their modules and may be called from any thread; the routes are added where paths are looked up, in the thread of the
    event loop, all at once.
    """

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._are_there = False

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Never a match: what comes after it is."""
        if not self._are_there and scope["type"] == "http" and not scope["path"].startswith(NO_PAGES):
            self.place()
        return Match.NONE, {}

    def place(self) -> None:
        """Add the pages to the application, once."""
        if self._are_there:
            return
        self._are_there = True
        console = import_module(CONSOLE)
        for pages in console.PAGES:
            self._app.include_router(pages)
        self._app.state.lost_page = console.lost
        gc.freeze()  # they stay, like all that was loaded at the start

    @staticmethod
    def load() -> None:
        """Read the modules of the pages soon, in a thread of its own."""
        reading = threading.Timer(PAUSE, import_module, (CONSOLE,))
        reading.daemon = True
        reading.start()
