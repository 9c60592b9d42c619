"""``/listings/{list}/{id}``: one listing with all its facts, what the editions changed about it, and the cases on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.node.ledger import Act
from comity.node.listing_history import MOST_EDITIONS, Turn, cases_on, find_listing, history
from comity.node.reading import is_stale, list_source
from comity.storage.database.queue import QueuedCase
from comity.storage.database.repository import walked
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.subjects.facts import facts_of, field_title, names_of
from comity.web.console.subjects.pages import serves
from comity.web.console.subjects.tables import case_rows, cases_table, listing_path
from comity.web.console.tables import Table, csv_stream, wants_csv
from comity.web.console.visitor import Visitor, visiting

ROWS = 50
_ROWS_OF_FILE = 100

Viewing = Annotated[Visitor, Depends(visiting(Permission.LIST_VIEW))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/listings/{name}/{listing_id:path}")
def listing(
    visitor: Viewing,
    name: Annotated[str, Path(max_length=200)],
    listing_id: Annotated[str, Path(max_length=200)],
    editions: Annotated[str, Parameter(max_length=3)] = "",
    after: Annotated[str, Parameter(max_length=40)] = "",
) -> Response:
    """The listing; ``editions=yes`` adds what each edition that is kept changed about it."""
    service, words = visitor.service, visitor.words
    visitor.caller.spend(1000)  # several editions are read to their ends
    placed, now = find_listing(service.store, name, listing_id), service.now()
    found = placed.listing
    if wants_csv(visitor.request) and serves(visitor, Permission.CASE_VIEW):
        return csv_stream(visitor, cases_table(words, (), ""), case_rows(_every_case(visitor, (name, found.id))))
    cases = _cases(visitor, (name, found.id), after)
    values = {
        "placed": placed,
        "listing": found,
        "path": listing_path(name, found.id),
        "source": list_source(name),
        "age": placed.edition.age_days(now),
        "is_stale": is_stale(placed.edition, now),
        "facts": facts_of(words, found.subject),
        "names": names_of(words, found.subject.names),
        "cases": cases,
        "history": history(service.store, name, found.id) if editions else None,
        "most_editions": MOST_EDITIONS,
        "turns": {
            Turn.FIRST: words.say("stands in the oldest edition looked at"),
            Turn.ADDED: words.say("added"),
            Turn.CHANGED: words.say("amended"),
            Turn.REMOVED: words.say("removed"),
        },
        "field_title": lambda field: field_title(words, field),
    }
    return page(visitor, "subjects/listing.html", values)


def _cases(visitor: Visitor, listing: tuple[str, str], after: str) -> Table | None:
    """The cases on a listing, for those who may see cases for the purpose of their sitting; None for others."""
    if not serves(visitor, Permission.CASE_VIEW):
        return None
    service, path = visitor.service, listing_path(*listing)
    found = cases_on(service.database, listing, after, ROWS, Act(visitor.actor, service.now()))
    following = f"{path}?{urlencode({'after': found.next})}" if found.next else ""
    return cases_table(visitor.words, found.cases, f"{path}?as=csv", following)


def _every_case(visitor: Visitor, listing: tuple[str, str]) -> Iterator[QueuedCase]:
    """All cases on a listing; every page read for them has its entry in the ledger."""
    service = visitor.service

    def read(after: str) -> tuple[Sequence[QueuedCase], str]:
        found = cases_on(service.database, listing, after, _ROWS_OF_FILE, Act(visitor.actor, service.now()))
        return found.cases, found.next

    return walked(read, "")
