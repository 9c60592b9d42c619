"""Finding instruments, bodies and parties by words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from comity.registry.naming import folded_name
from comity.registry.records import Registry

MOST = 200
"""Matches that are given."""


class Found(NamedTuple):
    """One match: its id, its kind in a word, its title or name."""

    id: str
    kind: str
    title: str


def found_by(registry: Registry, words: str) -> list[Found]:
    """Those whose ids, titles, short names, aliases or names in any language hold all of ``words``, in whatever case and with or without
    accents; exact ids first.
    """
    wanted = [word for word in map(folded_name, words[:200].split()) if word]
    named = registry.naming.holding(wanted) if wanted else frozenset()
    matches = [one for one, text in _all(registry) if one.id in named or all(word in text for word in wanted)]
    asked = folded_name(words)
    return sorted(matches, key=lambda one: (folded_name(one.id) != asked, one.kind, one.id))[:MOST]


def _all(registry: Registry) -> Iterator[tuple[Found, str]]:
    for instrument in registry.instruments.values():
        texts = (instrument.id, instrument.title, instrument.short, *instrument.aliases, *instrument.titles.values())
        yield Found(instrument.id, instrument.kind.value, instrument.title), " ".join(map(folded_name, texts))
    for body in registry.bodies.values():
        texts = (body.id, body.name, body.short, *body.aliases, *body.titles.values())
        yield Found(body.id, body.kind, body.name), " ".join(map(folded_name, texts))
    for party in registry.naming.parties.values():
        if party.id not in registry.bodies:
            yield Found(party.id, party.kind.value, party.name), " ".join(map(folded_name, (party.id, party.iso2, party.name)))
