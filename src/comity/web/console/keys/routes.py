"""The pages of keys. A key's text is shown by the answer to the form that asked for it, once, and is kept nowhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.identity.keys import LONGEST
from comity.node import keys as at_node
from comity.web.console.keys import ordering
from comity.web.console.keys.keys_table import keys_table
from comity.web.console.keys.standing import Standing, purposes_told, rate_told, standing
from comity.web.console.once import form_id_in, new_form_id, once
from comity.web.console.pages import page
from comity.web.console.rights import OF_SCOPES
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.tables import csv_answer, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting

KeyId = Annotated[str, InPath(max_length=64)]
Viewing = Annotated[Visitor, Depends(visiting(Permission.KEY_VIEW))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/keys")
def keys(visitor: Viewing, after: Annotated[str, Parameter(max_length=64)] = "") -> Response:
    """Every key, and the form to issue one."""
    whole = wants_csv(visitor.request)
    table = keys_table(visitor, "" if whole else after, whole=whole)
    if whole:
        return csv_answer(table, visitor.words)
    values = {
        "keys": table,
        "after": after,
        "scopes": ordering.scope_choices(visitor.words, visitor.actor),
        "purposes": ordering.purpose_choices(visitor.words),
        "ordering": ordering,
        "longest": LONGEST.days,
        "form_id": new_form_id(),
    }
    return page(visitor, "keys/list.html", values)


@router.post("/keys")
def issue(posted: Annotated[Posted, Depends(posting(Permission.KEY_ISSUE))]) -> Response:
    """Issue a key, and show its text."""
    visitor, form = posted.visitor, posted.form
    database, now = visitor.service.database, visitor.service.now()
    form_id, order = form_id_in(form), ordering.order_in(form, now)
    form.done()
    issued = once(visitor, form_id, lambda: at_node.issue_key(database, order, visitor.actor, now))
    return page(visitor, "keys/issued.html", {"key": issued.key, "token": issued.token})


@router.get("/keys/{key_id}")
def key(key_id: KeyId, visitor: Viewing) -> Response:
    """One key: what it may do, until when, and how it ended."""
    found = at_node.known_key(visitor.service.database, key_id)
    words = visitor.words
    values = {
        "key": found,
        "standing": standing(found, visitor.service.now()),
        "Standing": Standing,
        "scopes": [(scope, words.say(OF_SCOPES[scope])) for scope in sorted(found.scopes)],
        "purposes": purposes_told(words, found),
        "rate": rate_told(words, found),
    }
    return page(visitor, "keys/key.html", values)


@router.post("/keys/{key_id}/revoke")
def revoke(key_id: KeyId, posted: Annotated[Posted, Depends(posting(Permission.KEY_REVOKE))]) -> Response:
    """End a key at once. Sent twice, the second is refused and changes nothing."""
    visitor = posted.visitor
    posted.form.done()
    at_node.revoke_key(visitor.service.database, key_id, visitor.actor, visitor.service.now())
    visitor.service.doorkeeper.forget(key_id)
    return go(visitor.request, f"/keys/{key_id}")
