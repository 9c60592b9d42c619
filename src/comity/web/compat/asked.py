"""What a request may hold, by yente's names. Whatever is not here is refused: a parameter that is taken and forgotten misleads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

MAX_BATCH = 100
"""Queries in one request; yente's own default."""

MOST_RESULTS = 500
"""Results for one query, and how far into the results a page may reach."""

MOST_ANSWERED = 5_000
"""Results in one answer: queries times limit."""

MOST_EXCLUDED = 50
"""Entities that one request may leave out; yente's own limit."""

LONGEST_QUERY = 1_000
"""Characters of a text searched for."""

LEAST_SCORE = 0.3
"""The lowest score that may be asked for; below, names have next to nothing in common."""

THRESHOLD = 0.70
"""From here a result is a ``match``: yente's own default, and the threshold of this node's built-in rule."""

CUTOFF = 0.50
"""From here a result is given at all, when the request does not say."""

FacetName = Literal["countries", "topics", "datasets", "schema", "identifiers", "genders"]
DEFAULT_FACETS: tuple[FacetName, ...] = ("countries", "topics", "datasets")


def _refused(because: str) -> Callable[[Any], Any]:
    """A check that refuses whatever is given, with the reason."""

    def check(given: Any) -> Any:  # noqa: ANN401 - called by pydantic with any value
        if given:
            raise ValueError(because)
        return given

    return check


def _all_are_targets(given: bool | None) -> bool | None:  # noqa: FBT001 - called by pydantic
    if given is False:
        raise ValueError("this node holds nobody but those who are listed themselves")
    return given


_NO_CHANGES = _refused("not every publisher says when an entry last changed; compare editions instead (`comity lists diff`)")
_NO_FILTER = _refused("properties are not indexed; use countries, topics, schema, include_dataset or exclude_dataset")
_NO_SORT = _refused("results come by their likeness, best first, and in no other order")
_NO_WEIGHTS = _refused("the scoring is the same for all who ask, so that scores can be compared; it cannot be changed")

Names = Annotated[tuple[str, ...], Query(max_length=200)]
Score = Annotated[float, Query(ge=LEAST_SCORE, le=1.0)]
Page = Annotated[int, Query(ge=0, le=MOST_RESULTS)]
ChangedSince = Annotated[str | None, Query(description="refused"), AfterValidator(_NO_CHANGES)]
Sort = Annotated[tuple[str, ...], Query(description="refused"), AfterValidator(_NO_SORT)]


@dataclass(frozen=True, slots=True)
class MatchParameters:
    """Parameters of ``POST /match/{scope}``."""

    limit: Annotated[int, Query(ge=1, le=MOST_RESULTS)] = 5
    threshold: Score = THRESHOLD
    cutoff: Annotated[float | None, Query(ge=LEAST_SCORE, le=1.0)] = None
    algorithm: Literal["best", "comity"] = "best"
    include_dataset: Names = ()
    exclude_dataset: Names = ()
    exclude_schema: Names = ()
    topics: Names = ()
    exclude_entity_ids: Annotated[tuple[str, ...], Query(max_length=MOST_EXCLUDED)] = ()
    changed_since: ChangedSince = None
    fuzzy: Annotated[bool, Query(description="changes nothing: names are always compared with tolerance")] = False

    @property
    def lowest(self) -> float:
        """The lowest score given: the cutoff, but never above the threshold, so that no match is cut off."""
        return min(CUTOFF if self.cutoff is None else self.cutoff, self.threshold)


@dataclass(frozen=True, slots=True)
class SearchParameters:
    """Parameters of ``GET /search/{scope}``."""

    q: Annotated[str, Query(max_length=LONGEST_QUERY)] = ""
    schema: str = "Thing"
    include_dataset: Names = ()
    exclude_dataset: Names = ()
    exclude_schema: Names = ()
    datasets: Names = ()
    topics: Names = ()
    countries: Names = ()
    filter_op: Literal["OR", "AND"] = "OR"
    limit: Page = 10
    offset: Page = 0
    facets: Annotated[tuple[FacetName, ...], Query()] = DEFAULT_FACETS
    changed_since: ChangedSince = None
    filter: Annotated[tuple[str, ...], Query(description="refused"), AfterValidator(_NO_FILTER)] = ()
    sort: Sort = ()
    target: Annotated[bool | None, AfterValidator(_all_are_targets)] = None
    fuzzy: Annotated[bool, Query(description="changes nothing: names are always compared with tolerance")] = False
    simple: Annotated[bool, Query(description="changes nothing: no query language is read")] = False


@dataclass(frozen=True, slots=True)
class PageParameters:
    """Parameters of ``GET /entities/{id}/adjacent``."""

    limit: Page = 10
    offset: Page = 0
    sort: Sort = ()


class EntityExample(BaseModel):
    """A FollowTheMoney entity that is asked about."""

    id: str | None = None
    schema_: str = Field(alias="schema")
    properties: dict[str, Any]


class MatchBody(BaseModel):
    """The body of ``POST /match/{scope}``: entities by the caller's own keys, which come back with the answers."""

    model_config = ConfigDict(extra="forbid")

    queries: dict[str, EntityExample] = Field(min_length=1, max_length=MAX_BATCH)
    weights: Annotated[dict[str, float], AfterValidator(_NO_WEIGHTS)] = Field(default_factory=dict)
    config: Annotated[dict[str, Any], AfterValidator(_NO_WEIGHTS)] = Field(default_factory=dict)
