"""What an examination of the node finds, one line for each thing looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing stands: well, to be looked after soon, or not usable."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing: the ``area`` it belongs to, how it stands, in words, and ``todo``, what to do about it (empty when it is well)."""

    area: str
    state: State
    what: str
    todo: str = ""


def ok(area: str, what: str) -> Finding:
    """A finding that all is well."""
    return Finding(area, State.OK, what)


def warning(area: str, what: str, todo: str) -> Finding:
    """A finding that somebody should look after soon."""
    return Finding(area, State.WARNING, what, todo)


def failed(area: str, what: str, todo: str) -> Finding:
    """A finding that something cannot be used."""
    return Finding(area, State.FAILED, what, todo)
