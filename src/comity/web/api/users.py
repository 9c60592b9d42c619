"""``/api/v1/users``: who may sign in. Added, given other roles, disabled and helped by administrators who proved lately who they are.

A link is shown once, to the administrator who asked for it: how it reaches the person is theirs to see to.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath
from fastapi import Query as Parameter

from comity.identity import Invited, Permission, User, new_user
from comity.identity.federated import FOREIGN
from comity.node import people
from comity.node.links import link
from comity.web.access import Caller, Serving, allowed
from comity.web.api.people_forms import ResetForm, RolesForm, UserForm
from comity.web.parameters import only_known
from comity.web.sitting_cookie import place_of

Record = dict[str, Any]
Viewing = Annotated[Caller, Depends(allowed(Permission.USER_VIEW))]
Managing = Annotated[Caller, Depends(allowed(Permission.USER_MANAGE))]
Name = Annotated[str, InPath(max_length=64)]
router = APIRouter(prefix="/api/v1/users", tags=["people"], dependencies=[Depends(only_known)])


@router.get("", summary="The people who may sign in")
def users(
    caller: Viewing,
    service: Serving,
    after: Annotated[str, Parameter(max_length=64)] = "",
    limit: Annotated[int, Parameter(ge=1, le=1000)] = 100,
) -> Record:
    """By login name, disabled ones too. ``next`` goes into ``after`` for those behind; null when there are none."""
    caller.spend(0)
    behind = [user for user in people.all_users(service.database) if user.name > after]
    page = behind[:limit]
    return {"users": [user_record(user) for user in page], "next": page[-1].name if len(behind) > limit else None}


@router.post("", summary="Add a person", status_code=201)
def add(form: UserForm, caller: Managing, request: Request, service: Serving) -> Record:
    """The user, and the link with which they choose a password, shown once."""
    user = new_user(form.name, form.display, form.roles, service.now())
    invited = people.add_user(service.database, user, caller.actor, service.now())
    return {"user": user_record(user), **_link(request, service.settings.front.origin, invited, caller)}


@router.post("/{name}/invitation", summary="Another link for somebody who has no password yet")
def invite(name: Name, caller: Managing, request: Request, service: Serving) -> Record:
    """The link before it opens nothing any more."""
    return _link(request, service.settings.front.origin, people.invite_again(service.database, name, caller.actor, service.now()), caller)


@router.put("/{name}/roles", summary="Give a person other roles")
def roles(name: Name, form: RolesForm, caller: Managing, service: Serving) -> Record:
    """Their sittings end."""
    return user_record(people.change_roles(service.database, name, form.roles, caller.actor, service.now()))


@router.post("/{name}/disable", summary="End a person's access")
def disable(name: Name, caller: Managing, service: Serving) -> Record:
    """At once and for good; the record stays, since the ledger names it."""
    return user_record(people.disable_user(service.database, name, caller.actor, service.now()))


@router.post("/{name}/reset", summary="Help a person who is locked out")
def reset(name: Name, form: ResetForm, caller: Managing, request: Request, service: Serving) -> Record:
    """A link for another password; their sittings end."""
    invited = people.reset_user(service.database, name, form.second_factor, caller.actor, service.now())
    return _link(request, service.settings.front.origin, invited, caller)


def user_record(user: User) -> Record:
    """What is told of a user: nothing that helps to sign in."""
    return {
        "name": user.name,
        "display": user.display,
        "roles": sorted(user.roles),
        "created_at": user.created_at.isoformat(),
        "disabled_at": user.disabled_at.isoformat() if user.disabled_at else None,
        "signs_in_with": "provider" if user.name.startswith(FOREIGN) else "password" if user.password else "nothing yet",
        "second_factor": user.has_second_factor,
        "failures": user.failures,
        "resting_until": user.locked_until.isoformat() if user.locked_until else None,
    }


def _link(request: Request, origin: str, invited: Invited, caller: Caller) -> Record:
    base = origin or place_of(request, caller.service.settings.front).origin
    return {"link": link(base, invited), "ends_at": invited.invitation.expires_at.isoformat()}
