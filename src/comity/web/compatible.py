"""The compatible API on this node: each caller with their own rights, rate and entries in the ledger."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.concurrency import run_in_threadpool

from comity.batch import Freshness, freshness
from comity.identity import Permission
from comity.model import Listing, Query, ScreeningRule
from comity.web.access import Caller, Serving, allowed
from comity.web.compat import Screened, compat_router


class ScreeningFor:
    """Screening by one caller: counted against their rate, and recorded before the answer leaves."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._service = caller.service

    def lists(self) -> Sequence[Freshness]:
        """The editions in use, each with its age now."""
        return tuple(freshness(self._service.screener.editions, self._service.now()).values())

    async def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> Screened:
        """The hits of each query, and the editions searched."""
        self._caller.spend(len(queries))
        answered = await wrap_future(self._service.screener.submit(queries, rule))
        searched = tuple(freshness(answered.editions, self._service.now()).values())
        facts = {"subjects": str(len(queries)), "hits": str(sum(map(len, answered.hits)))}
        facts["editions"] = " ".join(age.edition.id for age in searched)[:1000]
        entry = self._caller.entry("screening.run", f"screening:{self._service.new_id()}", facts)
        await wrap_future(self._service.journal.write(entry))
        return Screened(answered.hits, searched)

    async def find(self, list_name: str, listing_id: str) -> tuple[Freshness, Listing] | None:
        """The listing with exactly that id in the edition in use of that list."""
        self._caller.spend(0)
        return await run_in_threadpool(self._find, list_name, listing_id)

    def _find(self, list_name: str, listing_id: str) -> tuple[Freshness, Listing] | None:
        if list_name not in self._service.list_names:
            return None
        for edition, listing in self._service.store.find(listing_id, [list_name]):
            if listing.id == listing_id:  # the edition may be newer than the one that is screened against, for a while
                return freshness((edition,), self._service.now())[edition.id], listing
        return None


async def _screening(caller: Annotated[Caller, Depends(allowed(Permission.SCREENING_RUN))]) -> ScreeningFor:
    return ScreeningFor(caller)


async def _lists(service: Serving) -> Sequence[Freshness]:
    return tuple(freshness(service.screener.editions, service.now()).values())


def compatible() -> APIRouter:
    """The router of the compatible API, at the root of the node's address as its clients expect."""
    return compat_router(_screening, _lists)
