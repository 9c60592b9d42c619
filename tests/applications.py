"""Applications for tests. Making one, with a route for each path, takes longer than most tests of a path: what one test is done with, the
next one has, with a node of its own in it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from fastapi import FastAPI

from comity.node.service import Service
from comity.web.app import application

Opening = Callable[[], Service]


class _Reused:
    """An application, and what it opens when it starts the next time."""

    def __init__(self) -> None:
        self.opening: Opening | None = None
        self.app = application(self._open)

    def _open(self) -> Service:
        assert self.opening is not None
        return self.opening()


_idle: list[_Reused] = []
_uses = count(1)
COLLECTED_EVERY = 25
"""Uses after which what nodes left behind in cycles is looked for: a node that serves looks for it too seldom for so many nodes."""


@contextmanager
def application_of(opening: Opening) -> Iterator[FastAPI]:
    """An application that opens what ``opening`` gives whenever it starts, for the length of a ``with`` block."""
    one = _idle.pop() if _idle else _Reused()
    one.opening = opening
    try:
        yield one.app
    finally:
        one.opening = None
        _idle.append(one)
        if next(_uses) % COLLECTED_EVERY == 0:
            gc.collect()
