"""A parameter that a path does not know is refused: a misspelt ``treshold`` would change the answer in silence."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from comity.model import UsageError


async def only_known(request: Request) -> None:
    """A dependency of every router. Raises ``UsageError`` that says which parameters the path knows.

    Asynchronous, though it waits for nothing: FastAPI runs any other in a thread of its own, which costs more than the work.
    """
    if not request.query_params:
        return
    route = request.scope["route"]
    known = set(_names(route.dependant)) if isinstance(route, APIRoute) else set()
    unknown = set(request.query_params) - known
    if unknown:
        several = (
            "a parameter that this path does not know" if len(unknown) == 1 else f"{len(unknown)} parameters that this path does not know"
        )
        raise UsageError(f"the address has {several}", f"it knows {', '.join(sorted(known))}" if known else "it knows none")


def _names(dependant: Dependant) -> Iterator[str]:
    yield from (parameter.alias for parameter in dependant.query_params)
    for part in dependant.dependencies:
        yield from _names(part)
