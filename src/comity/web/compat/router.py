"""The paths of the compatible API, as yente's clients call them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from comity.batch import Freshness
from comity.model import NoEdition
from comity.web.compat.adjacency import adjacent, adjacent_by, fetch
from comity.web.compat.answered import Adjacent, AdjacentAnswer, Algorithms, Catalogue, FetchedEntity, MatchAnswer, SearchAnswer, Status
from comity.web.compat.asked import MatchBody, MatchParameters, PageParameters, SearchParameters
from comity.web.compat.catalogue import algorithms, catalogue_of
from comity.web.compat.matching import match
from comity.web.compat.ports import Screening
from comity.web.compat.route import ERRORS, CompatibleRoute
from comity.web.compat.searching import search

Dependency = Callable[..., Any]
"""A dependency as FastAPI resolves them: a function of a request, which may depend on others."""


def compat_router(screening: Dependency, lists: Dependency) -> APIRouter:
    """A router whose paths answer from what two dependencies give, for each request.

    ``screening`` gives a ``Screening`` to a caller who may screen, and raises for others (``NotSignedIn``, ``NotAllowed``, ``TooMany``).
    ``lists`` gives the editions in use with their ages (``Sequence[Freshness]``, empty while there is no index) to anybody: ``/readyz``
    and ``/catalog`` say nothing that is secret. Clients of yente send their key as ``Authorization: ApiKey KEY``.
    """
    router = APIRouter(route_class=CompatibleRoute, responses=ERRORS)
    _matching(router, screening)
    _entities(router, screening)
    _about(router, lists)
    return router


def _matching(router: APIRouter, screening: Dependency) -> None:
    asking = Depends(screening)

    @router.post("/match/{scope}", tags=["Matching"], summary="Screen entities given by example", response_model=MatchAnswer)
    async def post_match(
        scope: str,
        body: MatchBody,
        parameters: Annotated[MatchParameters, Depends()],
        caller: Screening = asking,
    ) -> Response:
        """Listings that resemble each entity, best first, with the evidence for and against. A result is a lead, never a decision."""
        answer = await match(caller, scope, parameters, body)
        return await run_in_threadpool(_written, answer, {"x-batch-size": str(len(answer.responses))})

    @router.get("/search/{scope}", tags=["Matching"], summary="Look for a name", response_model=SearchAnswer)
    async def get_search(scope: str, parameters: Annotated[SearchParameters, Depends()], caller: Screening = asking) -> Response:
        """Listings whose names resemble a text. For screening use ``/match``, which weighs facts too."""
        return await run_in_threadpool(_written, await search(caller, scope, parameters))


def _entities(router: APIRouter, screening: Dependency) -> None:
    asking = Depends(screening)

    @router.get("/entities/{entity_id}", tags=["Data access"], summary="One listing")
    async def get_entity(entity_id: str, caller: Screening = asking, nested: bool = True) -> FetchedEntity:  # noqa: FBT001, FBT002
        """The listing with that id in the edition in use; ``nested``: with what stands beside it."""
        return await fetch(caller, entity_id, nested=nested)

    @router.get("/entities/{entity_id}/adjacent", tags=["Data access"], summary="What stands beside a listing")
    async def get_adjacent(entity_id: str, page: Annotated[PageParameters, Depends()], caller: Screening = asking) -> AdjacentAnswer:
        """The listing, and its sanction and wallets; no other relation is kept."""
        return await adjacent(caller, entity_id, page)

    @router.get("/entities/{entity_id}/adjacent/{name}", tags=["Data access"], summary="What stands beside a listing by one property")
    async def get_adjacent_by(
        entity_id: str, name: str, page: Annotated[PageParameters, Depends()], caller: Screening = asking
    ) -> Adjacent:
        """The sanction (``sanctions``) or wallets (``cryptoWallets``) of a listing."""
        return await adjacent_by(caller, entity_id, name, page)


def _about(router: APIRouter, lists: Dependency) -> None:
    given = Depends(lists)

    @router.get("/catalog", tags=["Data access"], summary="The lists in use")
    async def get_catalog(in_use: Sequence[Freshness] = given) -> Catalogue:
        """Every list, its edition, and whether that is older than it may be."""
        return catalogue_of(in_use)

    @router.get("/algorithms", tags=["Matching"], summary="The ways of scoring")
    async def get_algorithms() -> Algorithms:
        """There is one."""
        return algorithms()

    @router.get("/healthz", tags=["System information"], summary="Whether the process answers")
    async def get_healthz() -> Status:
        """Always ``ok`` while the process is there."""
        return Status()

    @router.get("/readyz", tags=["System information"], summary="Whether there is an index to answer from")
    async def get_readyz(in_use: Sequence[Freshness] = given) -> Status:
        """``ok``, or 503 while nothing can be screened."""
        if not in_use:
            raise NoEdition("there is no list to screen against yet", "import one, or wait until its index is built")
        return Status()


def _written(answer: BaseModel, headers: dict[str, str] | None = None) -> Response:
    """``answer`` as JSON: written here, in a thread, since a large one takes a while."""
    return Response(answer.model_dump_json(by_alias=True), headers=headers, media_type="application/json")
