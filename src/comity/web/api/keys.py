"""``/api/v1/keys``: keys for programs. Issued with no right that their issuer lacks, shown once, ended at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi import Path as InPath
from fastapi import Query as Parameter

from comity.identity import ApiKey, KeyOrder, Permission, Rate, parse_scopes
from comity.node import keys as at_node
from comity.web.access import Caller, Serving, allowed
from comity.web.api.people_forms import KeyForm
from comity.web.parameters import only_known

Record = dict[str, Any]
Viewing = Annotated[Caller, Depends(allowed(Permission.KEY_VIEW))]
Issuing = Annotated[Caller, Depends(allowed(Permission.KEY_ISSUE))]
Revoking = Annotated[Caller, Depends(allowed(Permission.KEY_REVOKE))]
router = APIRouter(prefix="/api/v1/keys", tags=["people"], dependencies=[Depends(only_known)])


@router.get("", summary="The keys for programs, without their secrets")
def keys(
    caller: Viewing,
    service: Serving,
    after: Annotated[str, Parameter(max_length=64)] = "",
    limit: Annotated[int, Parameter(ge=1, le=1000)] = 100,
) -> Record:
    """By public id, ended ones too. ``next`` goes into ``after`` for those behind; null when there are none."""
    caller.spend(0)
    behind = [key for key in at_node.all_keys(service.database) if key.id > after]
    page = behind[:limit]
    return {"keys": [key_record(key) for key in page], "next": page[-1].id if len(behind) > limit else None}


@router.post("", summary="Issue a key", status_code=201)
def issue(form: KeyForm, caller: Issuing, service: Serving) -> Record:
    """The key and its ``token``, which is shown once and kept nowhere."""
    now = service.now()
    order = KeyOrder(
        name=form.name,
        expires_at=now + timedelta(days=form.days),
        purposes=frozenset(form.purposes),
        scopes=parse_scopes(form.scopes),
        rate=Rate(form.per_minute, form.per_minute),
        per_day=form.per_day,
    )
    issued = at_node.issue_key(service.database, order, caller.actor, now)
    return {"key": key_record(issued.key), "token": issued.token}


@router.post("/{key_id}/revoke", summary="End a key", status_code=204)
def revoke(key_id: Annotated[str, InPath(max_length=64)], caller: Revoking, service: Serving) -> None:
    """It is refused from now on."""
    at_node.revoke_key(service.database, key_id, caller.actor, service.now())
    service.doorkeeper.forget(key_id)


def key_record(key: ApiKey) -> Record:
    """What is told of a key: nothing of its secret."""
    return {
        "id": key.id,
        "name": key.name,
        "scopes": sorted(key.scopes),
        "roles": sorted(key.roles),
        "purposes": sorted(key.purposes),
        "created_by": key.created_by,
        "created_at": key.created_at.isoformat(),
        "expires_at": key.expires_at.isoformat(),
        "last_used_at": key.last_used_at.isoformat() if key.last_used_at else None,
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
        "revoked_by": key.revoked_by or None,
        "per_minute": key.rate.per_minute,
        "per_day": key.per_day,
    }
