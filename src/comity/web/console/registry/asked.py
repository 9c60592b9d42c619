"""What every page of the registry is asked with: who asks, the registry as it is now, and the day asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Path
from fastapi import Query as Parameter

from comity.identity import Permission
from comity.model import Party, UnknownName, UsageError
from comity.registry import Day, Registry
from comity.web.console.tables import Table
from comity.web.console.visitor import Visitor, visiting
from comity.web.console.words import Words

ROWS = 50
"""Rows of a table that a page shows at once."""

InPath = Annotated[str, Path(min_length=1, max_length=100)]
After = Annotated[int, Parameter(ge=0, le=100_000)]
Chosen = Annotated[str, Parameter(max_length=40)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The visitor, the registry and the day."""

    visitor: Visitor
    registry: Registry
    day: Day

    @property
    def words(self) -> Words:
        """The texts in the visitor's language."""
        return self.visitor.words

    @property
    def on(self) -> str:
        """The day asked about for a sentence: isolated, so that it keeps its order among letters that are written from right to left."""
        return f"\u2066{self.day.on}\u2069"

    def party(self, of: str) -> Party:
        """The party with the id ``of``, or that a code or name names. Raises ``UnknownName``."""
        return self.registry.naming.parties.get(of) or self.registry.party(of)

    def address(self, path: str, **values: object) -> str:
        """``path`` with ``values`` that are not empty, and the day asked about where it is not today."""
        asked = values | ({} if self.day.on == self.day.today else {"on": self.day.on})
        said = urlencode({name.rstrip("_"): str(value) for name, value in asked.items() if value})
        return f"{path}?{said}" if said else path

    def of_party(self, party: str) -> str:
        """The page of a party: a body's own where it is one."""
        return self.address(f"/registry/{'bodies' if party in self.registry.bodies else 'parties'}/{party}")

    def of_what(self, of: str) -> str:
        """The page of an instrument or body; empty for what the registry does not hold."""
        if of in self.registry.bodies:
            return self.of_party(of)
        return self.address(f"/registry/instruments/{of}") if of in self.registry.instruments else ""

    def title(self, of: str) -> str:
        """The title of an instrument or the name of a body, in the visitor's language where it is known."""
        held = self.registry.instruments.get(of)
        if held is not None:
            return held.titles.get(self.words.code, held.title)
        body = self.registry.bodies.get(of)
        return body.titles.get(self.words.code, body.name) if body else of

    def short(self, of: str) -> str:
        """The short title of an instrument or body, its title where there is none."""
        held = self.registry.instruments.get(of) or self.registry.bodies.get(of)
        return held.short if held and held.short else self.title(of)


def asking(
    visitor: Annotated[Visitor, Depends(visiting(Permission.REGISTRY_VIEW))],
    on: Annotated[str, Parameter(max_length=10)] = "",
    form: Annotated[str, Parameter(alias="as", max_length=20)] = "",  # noqa: ARG001 - read by csv_of
    table: Annotated[str, Parameter(max_length=40)] = "",  # noqa: ARG001 - read by csv_of
) -> Asked:
    """A dependency of the pages. Raises ``UsageError`` for a day that is none."""
    today = visitor.service.now().date()
    try:
        day = date.fromisoformat(on) if on else today
    except ValueError:
        raise UsageError("the day asked about is no day", "write it as YYYY-MM-DD") from None
    desk = visitor.service.registry
    return Asked(visitor, desk.registry(), desk.day(day, today))


Asking = Annotated[Asked, Depends(asking)]


def cut(asked: Asked, table: Table, after: int, path: str, **values: object) -> Table:
    """``ROWS`` rows of ``table`` behind the first ``after``, with the address of those behind them and of the download of all.

    ``values`` are the parameters that lead to this table; ``next`` among them is the name of the one that takes ``after``, and ``rows`` is
    another number than ``ROWS``.
    """
    step, most = str(values.pop("next", "after")), int(str(values.pop("rows", ROWS)))
    following = f"{asked.address(path, **values, **{step: after + most})}#{table.name}" if after + most < len(table.rows) else ""
    shown = table.rows[after : after + most]
    where = {"first": after + 1, "last": after + len(shown), "num": len(table.rows)}
    notes = (*table.notes, asked.words.say("%(first)s to %(last)s of %(num)s", **where)) if len(table.rows) > most else table.notes
    return replace(table, rows=shown, next=following, csv=download(asked, table, path, **values), notes=notes)


def download(asked: Asked, table: Table, path: str, **values: object) -> str:
    """The address of ``table`` as a file."""
    return asked.address(path, **values, as_="csv", table=table.name)


def known_choice(value: str, among: tuple[str, ...]) -> str:
    """``value`` where it is one of ``among``, the first for an empty one. Raises ``UnknownName``."""
    if value and value not in among:
        raise UnknownName("this page has no such part", "parts: " + ", ".join(among))
    return value or among[0]
