"""What the API's description says beyond its forms: which permission each path asks for, as ``x-permission`` of the operation.

The word is read from the path's own dependencies, so it cannot differ from what is checked. ``signed in`` is for any person in a sitting,
``open`` asks for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from comity.web.access import Access, proved, signed_in

FIELD = "x-permission"
SIGNED_IN, OPEN = "signed in", "open"


def name_permissions(router: APIRouter) -> APIRouter:
    """``router``, whose operations now name the permission that they ask for."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            named = " and ".join(dict.fromkeys(_asked(route.dependant))) or OPEN
            route.openapi_extra = {**(route.openapi_extra or {}), FIELD: named}
    return router


def _asked(dependant: Dependant) -> Iterator[str]:
    for part in dependant.dependencies:
        if isinstance(part.call, Access):
            yield part.call.permission.value
        elif part.call in (signed_in, proved):
            yield SIGNED_IN
        else:
            yield from _asked(part)
