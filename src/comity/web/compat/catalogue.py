"""The lists in use as yente's catalogue tells of data sets, and the one way of scoring there is."""

from __future__ import annotations

from collections.abc import Sequence

from comity import lists
from comity.batch import Freshness
from comity.lists import Source
from comity.model import UnknownName
from comity.web.compat.answered import Algorithm, Algorithms, Catalogue, Dataset, Publisher
from comity.web.compat.explanations import FEATURES
from comity.web.compat.properties import is_official
from comity.web.compat.scopes import EVERYTHING

SCORING = "comity"


def catalogue_of(ages: Sequence[Freshness]) -> Catalogue:
    """The lists whose editions these are, and ``default``, the collection of them all."""
    names = [age.edition.source for age in ages]
    stale = [age.edition.source for age in ages if age.stale]
    return Catalogue(
        datasets=[_collection(ages), *(_dataset(age) for age in ages)],
        current=[name for name in names if name not in stale],
        outdated=stale,
        index_stale=bool(stale),
    )


def title_of(list_name: str) -> str:
    """The title of a list: of a member of a family with its own name; the name alone where this version knows no list of it."""
    known = _source(list_name)
    if known is None:
        return list_name
    return f"{known.title}: {list_name.removeprefix(known.name)}" if known.name.endswith(":") else known.title


def algorithms() -> Algorithms:
    """The one way of scoring, which is the default and the best there is."""
    described = {name: {"description": text} for name, text in FEATURES.items()}
    text = "Names word by word, then facts and numbers for and against; the effects of all evidence add up to the score."
    return Algorithms(algorithms=[Algorithm(name=SCORING, description=text, docs={"features": described})], default=SCORING, best=SCORING)


def _source(list_name: str) -> Source | None:
    try:
        return lists.source(list_name)
    except UnknownName:
        return None


def _collection(ages: Sequence[Freshness]) -> Dataset:
    entries = sum(age.edition.entries for age in ages)
    return Dataset(
        name=EVERYTHING,
        title="All lists in use on this node",
        entity_count=entries,
        thing_count=entries,
        load=False,
        index_current=not any(age.stale for age in ages),
        children=[age.edition.source for age in ages],
    )


def _dataset(age: Freshness) -> Dataset:
    edition = age.edition
    known = _source(edition.source)
    said = [known.legal_basis if known else "", edition.partial, age.warning]
    return Dataset(
        name=edition.source,
        title=title_of(edition.source),
        summary=". ".join(part for part in said if part) or None,
        version=edition.id,
        entities_url=None,
        entity_count=edition.entries,
        thing_count=edition.entries,
        updated_at=edition.dated,
        last_export=edition.fetched_at,
        publisher=Publisher(name=edition.publisher, official=is_official(edition.source)),
        load=True,
        index_version=edition.id,
        index_current=not age.stale,
    )
