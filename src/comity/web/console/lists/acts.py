"""What is done to lists by hand: fetch one now, import a file as an edition of an own list, remove an own list."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.lists import source
from comity.model import UsageError
from comity.node.lists import Allowance, FileToImport
from comity.node.lists_by_hand import OWN, import_own, order_update, remove_own
from comity.node.waiting_files import receive
from comity.tables.files import PACKINGS, SUFFIXES
from comity.web.console.lists.pages import status_of
from comity.web.console.lists.tables import list_path
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.screen.file_upload import Uploading
from comity.web.console.visitor import Posted, Visitor, posting, visiting

LONGEST_NAME = 60

Updating = Annotated[Visitor, Depends(visiting(Permission.LIST_UPDATE))]
Posting = Annotated[Posted, Depends(posting(Permission.LIST_UPDATE))]
Name = Annotated[str, Path(max_length=200)]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/lists/import")
def ask_for_file(visitor: Updating, name: Annotated[str, Parameter(max_length=200)] = "") -> Response:
    """The form for a file of an own list, with what it may be said before it is sent."""
    limits = source(OWN + "new")
    values = {
        "own": name.removeprefix(OWN) if name.startswith(OWN) else "",
        "suffixes": " ".join(SUFFIXES),
        "packings": " ".join(PACKINGS),
        "accept": ",".join((*SUFFIXES, *PACKINGS)),
        "megabytes": limits.max_bytes // 1_000_000,
        "most_entries": limits.expected_entries[1],
        "longest": LONGEST_NAME,
    }
    return page(visitor, "lists/import.html", values)


@router.post("/lists/import")
def import_file(posted: Annotated[Posted, Depends(Uploading(Permission.LIST_UPDATE))]) -> Response:
    """Take the file in as an edition of an own list; what was found in it is on the list's page after."""
    visitor, form = posted.visitor, posted.form
    name = OWN + form.needed("name", LONGEST_NAME).removeprefix(OWN)
    upload, accepts_shrink = form.file("file"), form.ticked("accept_shrink")
    form.done()
    service, shown = visitor.service, upload.filename or ""
    path = receive(service.settings, upload.file, shown)
    try:
        import_own(service.means, FileToImport(path, name, shown=shown), Allowance(accept_shrink=accepts_shrink), visitor.actor)
    finally:
        path.unlink(missing_ok=True)
    return go(visitor.request, f"{list_path(name)}?done=import")


@router.post("/lists/{name}/update")
def update(posted: Posting, name: Name) -> Response:
    """Order the job that fetches the list."""
    visitor, form = posted.visitor, posted.form
    accepts_shrink = form.ticked("accept_shrink")
    form.done()
    order_update(visitor.service.means, name, visitor.actor, accept_shrink=accepts_shrink)
    return go(visitor.request, f"{list_path(name)}?done=update")


@router.post("/lists/{name}/remove")
def remove(posted: Posting, name: Name) -> Response:
    """Remove an own list with all its editions, when the box was ticked."""
    visitor, form = posted.visitor, posted.form
    is_sure = form.ticked("sure")
    form.done()
    status_of(visitor.service, name)
    if not is_sure:
        raise UsageError(
            "nothing was removed: the box was not ticked", "its editions cannot be brought back; tick the box if that is meant"
        )
    remove_own(visitor.service.means, name, visitor.actor)
    return go(visitor.request, "/lists?" + urlencode({"done": "remove"}))
