"""Which results a request wants at all: by kind, topic, country and id. Applied after screening, to results that were found anyway."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from comity.lists.sources.ftm.vocabulary import KINDS
from comity.model import Listing, Schema, UsageError
from comity.web.compat.entity_ids import entity_id
from comity.web.compat.properties import SANCTION, is_official, properties_of, topics_of

COUNTRY_PROPERTIES = ("nationality", "country", "jurisdiction", "flag", "birthCountry")

_DESCENDANTS = {
    "Thing": frozenset(Schema),
    "LegalEntity": frozenset({Schema.LEGAL_ENTITY, Schema.PERSON, Schema.ORGANIZATION, Schema.COMPANY}),
    "Organization": frozenset({Schema.ORGANIZATION, Schema.COMPANY}),
    "Vehicle": frozenset({Schema.VESSEL, Schema.AIRPLANE}),
}
_ABSENT = frozenset({"PublicBody", "CryptoWallet"})
"""Kinds that can be asked about, but are not told apart on lists: a filter by them would hide."""


@dataclass(frozen=True, slots=True)
class Filters:
    """``kinds``: the only ones wanted. ``topics`` and ``countries`` (lower case): any of them, or all with ``every``; empty wants all."""

    kinds: frozenset[Schema] = frozenset(Schema)
    topics: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    every: bool = False

    @property
    def narrows(self) -> bool:
        """True when it may leave out more than the entities named one by one."""
        return bool(self.topics or self.countries or self.kinds != frozenset(Schema))

    def wants(self, listing: Listing) -> bool:
        """True when ``listing`` passes."""
        if listing.subject.schema not in self.kinds or entity_id(listing.source, listing.id) in self.without:
            return False
        return self._agrees(self.topics, topics_of(listing)) and self._agrees(self.countries, countries_of(listing))

    def _agrees(self, wanted: frozenset[str], has: Iterable[str]) -> bool:
        if not wanted:
            return True
        return wanted <= set(has) if self.every else not wanted.isdisjoint(has)


def countries_of(listing: Listing) -> tuple[str, ...]:
    """Every country that its entity names, as FollowTheMoney writes codes, once."""
    properties = properties_of(listing)
    return tuple(dict.fromkeys(code for name in COUNTRY_PROPERTIES for code in properties.get(name, ())))


def kinds_of(schema: str) -> frozenset[Schema]:
    """The kinds of listings that are of ``schema`` or of one that extends it. Raises ``UsageError`` for others."""
    if schema in _DESCENDANTS:
        return _DESCENDANTS[schema]
    if schema not in KINDS or schema in _ABSENT:
        known = [*_DESCENDANTS, *(kind for kind in KINDS if kind not in _DESCENDANTS and kind not in _ABSENT)]
        raise UsageError("listings are not told apart by that schema", "use one of " + ", ".join(known))
    return frozenset({Schema(schema)})


def kinds_without(excluded: Sequence[str]) -> frozenset[Schema]:
    """All kinds but those excluded by name; a schema does not take along those that extend it, as in yente. Raises ``UsageError``."""
    for name in excluded:
        kinds_of(name)
    return frozenset(kind for kind in Schema if kind.value not in excluded)


def checked_topics(topics: Sequence[str], list_names: Collection[str]) -> frozenset[str]:
    """``topics``, when some of the lists can have one of them. Raises ``UsageError`` when none can: what finds nothing looks clear."""
    if topics and SANCTION not in topics and not any(name.startswith("ftm:") for name in list_names):
        raise UsageError("none of these lists has those topics", f"official lists have the topic {SANCTION} only; leave topics out")
    if topics and not any(is_official(name) or name.startswith("ftm:") for name in list_names):
        raise UsageError("none of these lists has topics", "leave topics out")
    return frozenset(topics)


def topics_that_narrow(topics: Sequence[str], list_names: Collection[str]) -> frozenset[str]:
    """``topics`` as ``checked_topics`` gives them, and none where every listing has one of them: on official lists, ``sanction``."""
    checked = checked_topics(topics, list_names)
    return frozenset() if SANCTION in checked and all(map(is_official, list_names)) else checked
