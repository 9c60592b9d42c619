"""What answers hold: yente's fields by yente's names, and what this node adds under ``comity``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

NOTICE = (
    "A result is a lead for a person, never a decision. `match` says that the score reaches the threshold, and nothing else: "
    "whoever decides compares the facts for and against."
)


class Dated(BaseModel):
    """An edition of a list and its age. ``stale``: older than its list may be. ``published`` is null when the publisher states no time."""

    edition: str
    list: str
    published: datetime | None
    age_days: int
    stale: bool


class Told(BaseModel):
    """Something that could not be taken as it stood, or is not compared. ``severity``: ``error``, ``warning`` or ``note``."""

    what: str
    hint: str
    severity: str


class Weighed(BaseModel):
    """How this node judges a result: ``review`` or ``strong`` (look, or look first), the listed name that resembles, and the edition."""

    outcome: str
    name: str
    edition: Dated | None


class Entity(BaseModel):
    """A listing as a FollowTheMoney entity. What is not known is null; a date that is not known is not made up."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    caption: str
    schema_: str = Field(alias="schema")
    properties: dict[str, list[str | Entity]]
    datasets: list[str] = Field(default_factory=list)
    referents: list[str] = Field(default_factory=list)
    target: bool = True
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    last_change: datetime | None = None


class FetchedEntity(Entity):
    """One listing as it was asked for, with the edition it stands in."""

    comity: Dated


class Explanation(BaseModel):
    """One piece of evidence: what it added to the score or took away, why, and the pair of values compared."""

    score: float
    detail: str | None
    query: str | None
    candidate: str | None
    weight: float | None = None


class ScoredEntity(Entity):
    """A result: ``score`` is 0 to 1, and the scores of ``explanations`` (and ``features``) add up to it, within 0 to 1."""

    score: float
    match: bool
    features: dict[str, float]
    explanations: dict[str, Explanation]
    comity: Weighed


class Total(BaseModel):
    """How many there are; ``gte`` where there may be more than were counted."""

    value: int
    relation: str


class Echo(BaseModel):
    """The entity asked about as it was understood, without what is never used."""

    model_config = ConfigDict(populate_by_name=True)

    id: str | None
    schema_: str = Field(alias="schema")
    properties: dict[str, list[Any]]


class Issues(BaseModel):
    """What the node has to say about one query."""

    issues: list[Told]


class Matches(BaseModel):
    """The results of one query, best first. ``total`` counts those that reach the threshold."""

    status: int = 200
    results: list[ScoredEntity]
    total: Total
    query: Echo
    comity: Issues


class Against(BaseModel):
    """The editions that an answer rests on, and what it is not."""

    notice: str = NOTICE
    editions: list[Dated]


class MatchAnswer(BaseModel):
    """The answer of ``/match``."""

    responses: dict[str, Matches]
    limit: int
    comity: Against


class FacetItem(BaseModel):
    """One value and how many of the results counted have it."""

    name: str
    label: str
    count: int


class Facet(BaseModel):
    """Values of one kind among the results."""

    label: str
    values: list[FacetItem]


class SearchAnswer(BaseModel):
    """The answer of ``/search``."""

    results: list[Entity]
    facets: dict[str, Facet]
    total: Total
    limit: int
    offset: int
    comity: Against


class Adjacent(BaseModel):
    """A page of entities that stand by one property of another, and the edition that says so."""

    results: list[str | Entity]
    total: Total
    limit: int
    offset: int
    comity: Dated


class AdjacentAnswer(BaseModel):
    """An entity, and the entities beside it by property."""

    entity: FetchedEntity
    adjacent: dict[str, Adjacent]


class Status(BaseModel):
    """``ok``, and nothing else; another state is an error."""

    status: str = "ok"


class Publisher(BaseModel):
    """Who publishes a list."""

    name: str
    url: str | None = None
    official: bool


class Dataset(BaseModel):
    """One list, or the collection of all. ``load``: it is screened against. ``index_current``: it is not stale."""

    name: str
    title: str
    summary: str | None = None
    url: str | None = None
    version: str | None = None
    entities_url: str | None = None
    entity_count: int
    thing_count: int
    updated_at: datetime | None = None
    last_export: datetime | None = None
    publisher: Publisher | None = None
    load: bool
    index_version: str | None = None
    index_current: bool
    children: list[str] = Field(default_factory=list)


class Catalogue(BaseModel):
    """The lists in use. ``outdated`` are those older than they may be."""

    datasets: list[Dataset]
    current: list[str]
    outdated: list[str]
    index_stale: bool


class Algorithm(BaseModel):
    """One way of scoring; ``docs`` describes what it compares."""

    name: str
    description: str
    docs: dict[str, Any]


class Algorithms(BaseModel):
    """The ways of scoring there are."""

    algorithms: list[Algorithm]
    default: str
    best: str
