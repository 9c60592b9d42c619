"""The jobs that a person may start by hand, with what each takes."""

from __future__ import annotations

from dataclasses import dataclass

from comity.exchange import Downloader
from comity.node.jobs import Kind
from comity.node.lists import ListDesk
from comity.node.service import Service
from comity.web.console.jobs.called import sentence_of, taken_called, title_of
from comity.web.console.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Take:
    """A field that a job takes: its name, what it is called, and the values among which it is chosen (none: a text)."""

    name: str
    title: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Startable:
    """A kind of job that the visitor may start; the texts are in their language."""

    kind: str
    title: str
    does: str
    takes: tuple[Take, ...]


def startable(visitor: Visitor) -> tuple[Startable, ...]:
    """What ``visitor`` may start, who may run jobs at all."""
    words, kinds = visitor.words, sorted(visitor.service.means.kinds.items())
    return tuple(
        Startable(name, title_of(words, name), sentence_of(words, name, kind), _takes(visitor, kind))
        for name, kind in kinds
        if kind.needs is not None and visitor.may(kind.needs)
    )


def _takes(visitor: Visitor, kind: Kind) -> tuple[Take, ...]:
    return tuple(Take(name, taken_called(visitor.words, name), updatable(visitor.service) if name == "list" else ()) for name in kind.takes)


def updatable(service: Service) -> tuple[str, ...]:
    """The lists that can be fetched."""
    return ListDesk(service.settings, service.store, Downloader()).updatable()
