"""The pages of users. A link is shown by the answer to the form that asked for it, once, and is kept nowhere."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Invited, Permission, new_user
from comity.identity.federated import FOREIGN
from comity.identity.users import LONGEST_DISPLAY
from comity.model import Role
from comity.node import people
from comity.node.links import link
from comity.web.console.once import form_id_in, new_form_id, once
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.tables import csv_answer, csv_stream, wants_csv
from comity.web.console.users.people_table import people_file, people_table
from comity.web.console.users.rights_table import rights_table
from comity.web.console.users.role_choices import role_choices
from comity.web.console.users.standing import Standing, standing
from comity.web.console.visitor import Posted, Visitor, posting, visiting
from comity.web.sitting_cookie import place_of

LONGEST_NAME = 64
Name = Annotated[str, InPath(max_length=LONGEST_NAME)]
Viewing = Annotated[Visitor, Depends(visiting(Permission.USER_VIEW))]
Managing = Annotated[Posted, Depends(posting(Permission.USER_MANAGE))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


class Done(StrEnum):
    """What was done just now, as the address of the page after it says."""

    ROLES = "roles"
    DISABLED = "disabled"


class Factor(StrEnum):
    """What becomes of the second factor in a reset."""

    KEEP = people.KEEP_SECOND_FACTOR
    REMOVE = people.REMOVE_SECOND_FACTOR


@router.get("/users")
def users(visitor: Viewing, after: Annotated[str, Parameter(max_length=LONGEST_NAME)] = "") -> Response:
    """Everybody, by login name, and the form to add somebody."""
    if wants_csv(visitor.request):
        return csv_stream(visitor, *people_file(visitor))
    values = {"people": people_table(visitor, after), "after": after, "roles": role_choices(visitor.words), "form_id": new_form_id()}
    return page(visitor, "users/list.html", values)


@router.post("/users")
def add(posted: Managing) -> Response:
    """Add a person, and show their link."""
    visitor, form = posted.visitor, posted.form
    service, form_id = visitor.service, form_id_in(form)
    name, display = form.needed("name", LONGEST_NAME), form.needed("display", LONGEST_DISPLAY)
    roles = form.choices("roles", Role)
    form.done()
    user = new_user(name, display, roles, service.now())
    return _link_page(visitor, name, once(visitor, form_id, lambda: people.add_user(service.database, user, visitor.actor, service.now())))


@router.get("/users/{name}")
def user(name: Name, visitor: Viewing, done: Done | None = None) -> Response:
    """One person: how they stand, what they may do and why, and what can be done for them."""
    service = visitor.service
    found = people.known_user(service.database, name)
    rights = rights_table(visitor.words, name, found.roles)
    if wants_csv(visitor.request):
        return csv_answer(rights, visitor.words)
    values: dict[str, Any] = {
        "user": found,
        "standing": standing(found, service.now()),
        "Standing": Standing,
        "signed_in": people.last_sign_ins(service.database, [name]).get(name),
        "rights": rights,
        "roles": role_choices(visitor.words, found.roles),
        "is_self": visitor.user.name == name,
        "is_foreign": name.startswith(FOREIGN),
        "form_id": new_form_id(),
        "done": done,
    }
    return page(visitor, "users/person.html", values)


@router.post("/users/{name}/invitation")
def invite(name: Name, posted: Managing) -> Response:
    """Another link for somebody who has no password yet; the one before it opens nothing any more."""
    visitor, form_id = posted.visitor, form_id_in(posted.form)
    posted.form.done()
    database, now = visitor.service.database, visitor.service.now()
    return _link_page(visitor, name, once(visitor, form_id, lambda: people.invite_again(database, name, visitor.actor, now)))


@router.post("/users/{name}/reset")
def reset(name: Name, posted: Managing) -> Response:
    """Help a person who is locked out, and show their link."""
    visitor, form = posted.visitor, posted.form
    form_id, factor = form_id_in(form), form.choice("second_factor", Factor)
    form.done()
    database, now = visitor.service.database, visitor.service.now()
    return _link_page(visitor, name, once(visitor, form_id, lambda: people.reset_user(database, name, factor.value, visitor.actor, now)))


@router.post("/users/{name}/roles")
def change_roles(name: Name, posted: Managing) -> Response:
    """Give a person other roles. Sent twice, it changes nothing the second time."""
    visitor, form = posted.visitor, posted.form
    roles = form.choices("roles", Role)
    form.done()
    people.change_roles(visitor.service.database, name, roles, visitor.actor, visitor.service.now())
    return go(visitor.request, f"/users/{name}?done={Done.ROLES}")


@router.post("/users/{name}/disable")
def disable(name: Name, posted: Managing) -> Response:
    """End a person's access. Sent twice, it changes nothing the second time."""
    visitor = posted.visitor
    posted.form.done()
    people.disable_user(visitor.service.database, name, visitor.actor, visitor.service.now())
    return go(visitor.request, f"/users/{name}?done={Done.DISABLED}")


def _link_page(visitor: Visitor, name: str, invited: Invited) -> Response:
    front = visitor.service.settings.front
    base = front.origin or place_of(visitor.request, front).origin
    return page(visitor, "users/link.html", {"name": name, "link": link(base, invited), "invitation": invited.invitation})
