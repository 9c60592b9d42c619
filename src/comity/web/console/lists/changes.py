"""``/lists/{name}/changes``: what changed between two editions, listing by listing and field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import Delta, FieldChange, Listing, UnknownName, UsageError
from comity.node.service import Service
from comity.web.console.lists.pages import status_of
from comity.web.console.lists.tables import change_rows, changes_table, list_path
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.subjects.facts import field_title
from comity.web.console.subjects.tables import listing_path
from comity.web.console.tables import csv_stream, wants_csv
from comity.web.console.visitor import Visitor, visiting

ROWS = 50

Viewing = Annotated[Visitor, Depends(visiting(Permission.LIST_VIEW))]
Reference = Annotated[str, Parameter(max_length=200)]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


class Kind(StrEnum):
    """What may have happened to a listing."""

    ADDED = "added"
    REMOVED = "removed"
    AMENDED = "amended"


@dataclass(frozen=True, slots=True)
class Changed:
    """One listing that came, went or was amended; the fields of the last."""

    kind: Kind
    listing: Listing
    path: str
    changes: tuple[FieldChange, ...] = ()


@router.get("/lists/{name}/changes")
def changes(
    visitor: Viewing,
    name: Annotated[str, Path(max_length=200)],
    old: Reference = "",
    new: Reference = "",
    kind: Kind | None = None,
    after: Annotated[int, Parameter(ge=0, le=100_000_000)] = 0,
) -> Response:
    """What changed from ``old`` (empty: the one before) to ``new`` (empty: the one in use); of one ``kind``, or of all."""
    service, words = visitor.service, visitor.words
    status = status_of(service, name)
    new = new or (status.edition.id if status.edition else "")
    old = old or _before(service, name, new)
    visitor.caller.spend(2000)  # two editions are read whole, one comparison at a time
    delta = service.compared.delta(old, new)
    if delta.new.source != name:
        raise UsageError("these are editions of another list", "choose two editions of this list")
    if wants_csv(visitor.request):
        return csv_stream(visitor, changes_table(words), change_rows(words, delta))
    here = {"old": delta.old.id, "new": delta.new.id}
    found = list(islice(_changed(delta, kind), after, after + ROWS + 1))
    following = {**here, "after": str(after + ROWS)} | ({"kind": kind.value} if kind else {})
    path = f"{list_path(name)}/changes"
    values = {
        "name": name,
        "path": path,
        "delta": delta,
        "here": f"{path}?{urlencode(here)}",
        "kind": kind,
        "counts": {Kind.ADDED: len(delta.added), Kind.REMOVED: len(delta.removed), Kind.AMENDED: len(delta.amended)},
        "called": {Kind.ADDED: words.say("added"), Kind.REMOVED: words.say("removed"), Kind.AMENDED: words.say("amended")},
        "changed": found[:ROWS],
        "next": f"{path}?{urlencode(following)}" if len(found) > ROWS else "",
        "csv": f"{path}?{urlencode({**here, 'as': 'csv'})}",
        "editions": tuple(reversed(service.store.history(name))),
        "field_title": lambda field: field_title(words, field),
    }
    return page(visitor, "lists/changes.html", values)


def _changed(delta: Delta, kind: Kind | None) -> Iterator[Changed]:
    """The changes in an order that stays the same."""
    if kind in (None, Kind.ADDED):
        yield from (Changed(Kind.ADDED, one, listing_path(one.source, one.id)) for one in delta.added)
    if kind in (None, Kind.REMOVED):
        yield from (Changed(Kind.REMOVED, one, listing_path(one.source, one.id)) for one in delta.removed)
    if kind in (None, Kind.AMENDED):
        for one in delta.amended:
            yield Changed(Kind.AMENDED, one.new, listing_path(one.new.source, one.new.id), one.changes)


def _before(service: Service, name: str, new: str) -> str:
    """The edition that stands before ``new`` in the history of the list."""
    history = service.store.history(name)
    place = next((at for at, edition in enumerate(history) if edition.id == new), 0)
    if not place:
        raise UnknownName("there is no earlier edition to compare with", "wait for the next update, or choose two editions")
    return history[place - 1].id
