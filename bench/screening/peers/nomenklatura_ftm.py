"""nomenklatura (MIT): its blocker proposes candidates, its algorithms score them. Needs nomenklatura and the standard library.

Listings become FollowTheMoney entities as OpenSanctions makes them: main names to ``name``, strong aliases to ``alias``, former names to
``previousName``, weak ones to ``weakAlias`` (which its schema keeps out of matching by likeness). All options are the defaults: at most
75 candidates for a name, every one of them scored. Each question is an entity with an id of its own: analysed names are cached by id.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Generator, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from followthemoney import ValueEntity  # type: ignore[import-not-found,import-untyped,unused-ignore]
from nomenklatura.blocker import Index  # type: ignore[import-not-found,import-untyped,unused-ignore]
from nomenklatura.matching import LogicV1, LogicV2  # type: ignore[import-not-found,import-untyped,unused-ignore]

from bench.screening.driving import MOST_HITS, Asked, Hits, System, Task, main

PROPERTIES = {"primary": "name", "strong": "alias", "former": "previousName", "weak": "weakAlias"}
ENTITIES = "entities.json"

_numbers = count()


class Everything:
    """A view of entities in memory: what the blocker reads."""

    def __init__(self, entities: Sequence[Any]) -> None:
        self._entities = entities

    def entities(self, include_schemata: Sequence[Any]) -> Generator[Any, None, None]:
        """The entities of these schemata."""
        yield from (entity for entity in self._entities if entity.schema in include_schemata)


def entity(key: str, schema: str, names: Sequence[tuple[str, str]]) -> Any:  # noqa: ANN401 - nomenklatura has no types here
    """An entity with nothing but names, each with its kind."""
    properties: dict[str, list[str]] = {}
    for text, kind in names:
        properties.setdefault(PROPERTIES[kind], []).append(text)
    return ValueEntity.from_dict({"id": key, "schema": schema, "properties": properties}, cleaned=False)


def build(task: Task, folder: Path) -> None:
    """Entities in a file, and the blocker's index of them."""
    entities = [entity(str(place), schema, names) for place, (schema, names) in enumerate(task["listings"])]
    (folder / ENTITIES).write_text(json.dumps([one.to_dict() for one in entities]), encoding="utf-8")
    index = Index(Everything(entities), folder)
    index.build()
    index.close()


class Opened:
    """The blocker's index and the entities, with one algorithm to score them."""

    def __init__(self, folder: Path, algorithm: Any) -> None:  # noqa: ANN401
        records = json.loads((folder / ENTITIES).read_text(encoding="utf-8"))
        self._entities = {record["id"]: ValueEntity.from_dict(record) for record in records}
        self._index = Index(Everything(()), folder)
        self._algorithm = algorithm
        self._config = algorithm.default_config()

    def screen(self, asked: Sequence[Asked]) -> list[Hits]:
        """Block all names together, then score every candidate of each."""
        keys = [f"q{next(_numbers)}" for _ in asked]
        queries = {key: entity(key, one.schema, [(one.text, "primary")]) for key, one in zip(keys, asked, strict=True)}
        found: dict[str, Hits] = {}
        for identifier, candidates in self._index.match_entities(iter(queries.values())):
            query = queries[identifier.id]
            found[identifier.id] = list(self._scored(query, (candidate.id for candidate, _ in candidates)))
        return [_best(found.get(key, []), one.place) for key, one in zip(keys, asked, strict=True)]

    def _scored(self, query: Any, candidates: Iterator[str]) -> Iterator[tuple[int, float]]:  # noqa: ANN401
        for key in candidates:
            score = self._algorithm.compare(query, self._entities[key], self._config).score
            if score > 0:
                yield int(key), score


def _best(hits: Hits, place: int) -> Hits:
    return sorted(hits, key=lambda hit: (-hit[1], hit[0] != place, hit[0]))[:MOST_HITS]


def _system(algorithm: Any, limits: dict[str, tuple[int, int]]) -> System:  # noqa: ANN401
    def compare(left: str, right: str, schema: str) -> float:
        query, result = (entity(f"p{next(_numbers)}", schema, [(text, "primary")]) for text in (left, right))
        return float(algorithm.compare(query, result, algorithm.default_config()).score)

    return System(
        name=f"nomenklatura {algorithm.NAME}",
        note="blocker, then every candidate scored (at most 75)",
        open=lambda _, folder: Opened(folder, algorithm).screen,
        compare=compare,
        limits=limits,
        singles=(15, 60),
    )


SYSTEMS = {
    "nomenklatura-v2": _system(LogicV2, {"innocent": (2000, 10_000), "question": (500, 8000), "sibling": (200, 2000)}),
    "nomenklatura-v1": _system(LogicV1, {"innocent": (2000, 10_000), "question": (500, 8000), "sibling": (200, 2000)}),
}

if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main(sys.argv[1:], build, SYSTEMS)
