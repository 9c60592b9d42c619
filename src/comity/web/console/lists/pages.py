"""``/lists``: every list and its age; one list with its editions and what was found in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.exchange import Downloader
from comity.identity import Permission
from comity.model import UnknownName
from comity.node.lists import ListDesk, ListStatus
from comity.node.lists_by_hand import OWN, UPDATE
from comity.node.service import Service
from comity.storage.database.jobs import Job
from comity.web.console.lists.tables import editions_table, issue_rows, issues_table, last_ended, list_path, lists_table, next_run, state_of
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import csv_answer, streamed_of, wants_csv
from comity.web.console.visitor import Visitor, visiting

ROWS = 50

JOBS_READ = 500
"""Jobs that are read to know of every list how its last update went."""

Viewing = Annotated[Visitor, Depends(visiting(Permission.LIST_VIEW))]
Name = Annotated[str, Path(max_length=200)]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/lists")
def lists(visitor: Viewing, done: Annotated[str, Parameter(max_length=20)] = "") -> Response:
    """Every list that this node can read or has."""
    service = visitor.service
    table = lists_table(visitor.words, desk_of(service).status(service.now()), updates(service))
    if wants_csv(visitor.request):
        return csv_answer(table, visitor.words)
    return page(visitor, "lists/page.html", {"lists": table, "done": done})


@router.get("/lists/{name}")
def one_list(
    visitor: Viewing,
    name: Name,
    after: Annotated[int, Parameter(ge=0, le=100_000_000)] = 0,
    done: Annotated[str, Parameter(max_length=20)] = "",
) -> Response:
    """One list: what it is, its editions, what was found when it was read, and how its last update went."""
    service, words = visitor.service, visitor.words
    status, path = status_of(service, name), list_path(name)
    issues = service.store.issues(status.edition) if status.edition else ()
    editions = tuple(reversed(service.store.history(name))) if status.damage is None else ()
    table = editions_table(words, name, editions, status.edition.id if status.edition else "")
    if wants_csv(visitor.request, "issues"):
        of_issues = issues_table(words, (), "", "")
        return streamed_of(visitor, {"editions": (table, lambda: table.rows), "issues": (of_issues, lambda: issue_rows(issues))})
    following = f"{path}?after={after + ROWS}" if after + ROWS < len(issues) else ""
    jobs = updates(service).get(name, ())
    values = {
        "status": status,
        "state": state_of(words, status),
        "path": path,
        "editions": table,
        "compares": len(editions) > 1,
        "issues": issues_table(words, issues[after : after + ROWS], following, f"{path}?as=csv&table=issues"),
        "issue_count": len(issues),
        "last": last_ended(jobs),
        "next": next_run(jobs),
        "is_own": name.startswith(OWN),
        "can_update": name in desk_of(service).updatable(),
        "done": done,
    }
    return page(visitor, "lists/list.html", values)


def desk_of(service: Service) -> ListDesk:
    """The use cases on the lists of ``service``."""
    return ListDesk(service.settings, service.store, Downloader())


def status_of(service: Service, name: str) -> ListStatus:
    """How the list of that name stands. Raises ``UnknownName``."""
    for status in desk_of(service).status(service.now()):
        if status.name == name:
            return status
    raise UnknownName("there is no list of that name", "the page Lists names them all")


def updates(service: Service) -> Mapping[str, Sequence[Job]]:
    """The jobs that fetch each list, newest first."""
    found: dict[str, list[Job]] = {}
    with service.database.reading() as reading:
        for job in reading.jobs.list(None, "", JOBS_READ, UPDATE).items:
            found.setdefault(str(job.payload.get("list", "")), []).append(job)
    return found
