"""How many of the results found have each country, topic, list and so on: what a search box offers to narrow by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from comity.lists.sources.ftm.subject import country
from comity.model import Listing
from comity.names.countries import country_name
from comity.web.compat.answered import Facet, FacetItem
from comity.web.compat.catalogue import title_of
from comity.web.compat.filters import countries_of
from comity.web.compat.properties import topics_of

_Values = Callable[[Listing], Iterable[str]]
_FACETS: dict[str, tuple[str, _Values]] = {
    "countries": ("Countries", countries_of),
    "topics": ("Topics", topics_of),
    "datasets": ("Lists", lambda listing: (listing.source,)),
    "schema": ("Kinds", lambda listing: (listing.subject.schema.value,)),
    "identifiers": ("Identifiers", lambda listing: {number.value: None for number in listing.subject.identifiers}),
    "genders": ("Genders", lambda listing: (listing.subject.gender.value,) if listing.subject.gender else ()),
}


def facets_of(listings: Sequence[Listing], names: Iterable[str]) -> dict[str, Facet]:
    """The facets of those ``names`` over ``listings``, each value with its count, the most frequent first."""
    found = {}
    for name in dict.fromkeys(names):
        label, values_of = _FACETS[name]
        counts = Counter(value for listing in listings for value in values_of(listing))
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        found[name] = Facet(label=label, values=[FacetItem(name=value, label=_label(name, value), count=count) for value, count in ordered])
    return found


def _label(facet: str, value: str) -> str:
    if facet == "countries":
        return country_name(country(value)) or value
    return title_of(value) if facet == "datasets" else value
