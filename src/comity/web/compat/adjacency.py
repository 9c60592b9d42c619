"""``/entities``: one listing by its id, and what stands beside it."""

from __future__ import annotations

from comity.batch import Freshness
from comity.model import Listing, UnknownName
from comity.web.compat.answered import Adjacent, AdjacentAnswer, Entity, FetchedEntity, Total
from comity.web.compat.asked import PageParameters
from comity.web.compat.entities import BESIDE, entities_beside, fields_of, nested_fields_of
from comity.web.compat.entity_ids import listing_of
from comity.web.compat.explanations import dated
from comity.web.compat.ports import Screening


async def fetch(screening: Screening, entity_id: str, *, nested: bool) -> FetchedEntity:
    """The entity of that id; ``nested``: with those beside it. Raises ``UnknownName``."""
    age, listing = await _found(screening, entity_id)
    fields = nested_fields_of(listing, age.edition) if nested else fields_of(listing, age.edition)
    return FetchedEntity(**fields, comity=dated(age))


async def adjacent(screening: Screening, entity_id: str, page: PageParameters) -> AdjacentAnswer:
    """The entity of that id and those beside it. Raises ``UnknownName``."""
    age, listing = await _found(screening, entity_id)
    beside = {name: _page(others, page, age) for name, others in entities_beside(listing, age.edition).items() if others}
    return AdjacentAnswer(entity=FetchedEntity(**fields_of(listing, age.edition), comity=dated(age)), adjacent=beside)


async def adjacent_by(screening: Screening, entity_id: str, name: str, page: PageParameters) -> Adjacent:
    """The entities that stand beside the one of that id by property ``name``. Raises ``UnknownName`` for an id or property unknown here."""
    age, listing = await _found(screening, entity_id)
    if name not in BESIDE:
        raise UnknownName("nothing is kept by that property", "relations that are kept: " + ", ".join(BESIDE))
    return _page(entities_beside(listing, age.edition)[name], page, age)


async def _found(screening: Screening, entity_id: str) -> tuple[Freshness, Listing]:
    found = await screening.find(*listing_of(entity_id))
    if found is None:
        raise UnknownName("there is no entity of that id", "its listing may have been removed; ids here are LIST:ID")
    return found


def _page(others: tuple[Entity, ...], page: PageParameters, age: Freshness) -> Adjacent:
    shown = others[page.offset : page.offset + page.limit]
    total = Total(value=len(others), relation="eq")
    return Adjacent(results=list(shown), total=total, limit=page.limit, offset=page.offset, comity=dated(age))
