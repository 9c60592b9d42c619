"""``/match``: entities by example become queries, hits become scored entities."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fastapi.concurrency import run_in_threadpool

from comity import lists
from comity.batch import Freshness, is_empty, not_compared, why_empty
from comity.lists.sources.ftm.vocabulary import PROTECTED
from comity.model import Hit, Issue, Locator, Query, ScreeningRule, UsageError
from comity.web.compat.answered import Against, Echo, Issues, MatchAnswer, Matches, Told, Total
from comity.web.compat.asked import MOST_ANSWERED, MOST_RESULTS, EntityExample, MatchBody, MatchParameters
from comity.web.compat.explanations import dated, scored
from comity.web.compat.filters import Filters, kinds_without, topics_that_narrow
from comity.web.compat.ports import Screened, Screening
from comity.web.compat.scopes import Scope

STRONG = ScreeningRule().strong
COUNTED = 20
"""Hits asked for at least, so that ``total`` counts beyond the results given."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """One entity asked about: the query, how it was understood, and what there is to say about it."""

    query: Query
    echo: Echo
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a request wants to be told: the lists ``chosen``, and ``rule``, under which hits are asked for."""

    parameters: MatchParameters
    filters: Filters
    chosen: frozenset[str]
    rule: ScreeningRule


async def match(screening: Screening, scope: str, parameters: MatchParameters, body: MatchBody) -> MatchAnswer:
    """Screen every entity of ``body``.

    Raises ``NoEdition`` while there is nothing to screen against, ``UnknownName`` for an unknown scope, and ``UsageError`` when any
    entity cannot be screened: to answer for the others alone would let that one pass for clear.
    """
    if parameters.limit * len(body.queries) > MOST_ANSWERED:
        raise UsageError(
            f"the queries ask for more than {MOST_ANSWERED:,} results in all", "lower the limit, or send fewer queries at once"
        )
    wanted = _wanted(parameters, scope, {age.edition.source for age in screening.lists()})
    asked = await run_in_threadpool(lambda: [_asked(key, example) for key, example in body.queries.items()])
    screened = await screening.screen_many([one.query for one in asked], wanted.rule)
    return await run_in_threadpool(_answer, asked, screened, wanted)


def rule_of(lowest: float, chosen: frozenset[str], most: int) -> ScreeningRule:
    """The rule for what is worth giving; what makes a name strong by itself stays as in the node's built-in rule."""
    return ScreeningRule("compatible", review=lowest, strong=max(STRONG, lowest), lists=chosen, max_hits=most)


def against(searched: Sequence[Freshness], chosen: Collection[str]) -> Against:
    """The editions of the ``chosen`` lists with their ages."""
    return Against(editions=[dated(age) for age in searched if age.edition.source in chosen])


def _wanted(parameters: MatchParameters, scope: str, in_use: Collection[str]) -> _Wanted:
    chosen = Scope(scope, parameters.include_dataset, parameters.exclude_dataset).lists(in_use)
    filters = Filters(
        kinds=kinds_without(parameters.exclude_schema),
        topics=topics_that_narrow(parameters.topics, chosen),
        without=frozenset(parameters.exclude_entity_ids),
    )
    # Filters must not use up the places of results.
    most = MOST_RESULTS if filters.narrows else max(COUNTED, parameters.limit) + len(filters.without)
    return _Wanted(parameters, filters, chosen, rule_of(parameters.lowest, chosen, most))


def _asked(key: str, example: EntityExample) -> _Asked:
    where = f"query {key[:60]!r}"
    try:
        subject, issues = lists.subject_of({"schema": example.schema_, "properties": example.properties})
    except UsageError as error:
        raise UsageError(f"{where}: {error.message}", error.hint) from error
    if is_empty(subject):
        raise UsageError(f"{where}: {why_empty(subject)}", "give a name, or a number of a document or register")
    values = {name: value if isinstance(value, list) else [value] for name, value in example.properties.items() if name not in PROTECTED}
    echo = Echo(id=example.id, schema=example.schema_, properties=values)
    return _Asked(Query(key, subject), echo, (*issues, *not_compared(subject, Locator("query"))))


def _answer(asked: Sequence[_Asked], screened: Screened, wanted: _Wanted) -> MatchAnswer:
    ages = {age.edition.id: age for age in screened.searched}
    return MatchAnswer(
        responses={one.query.key: _matches(one, hits, wanted, ages) for one, hits in zip(asked, screened.hits, strict=True)},
        limit=wanted.parameters.limit,
        comity=against(screened.searched, wanted.chosen),
    )


def _matches(one: _Asked, hits: Sequence[Hit], wanted: _Wanted, ages: Mapping[str, Freshness]) -> Matches:
    threshold = wanted.parameters.threshold
    kept = sorted((hit for hit in hits if wanted.filters.wants(hit.listing)), key=lambda hit: -hit.score)
    return Matches(
        results=[scored(hit, threshold, ages) for hit in kept[: wanted.parameters.limit]],
        total=Total(
            value=sum(hit.score >= threshold for hit in kept),
            relation="eq" if len(hits) < wanted.rule.max_hits else "gte",
        ),
        query=one.echo,
        comity=Issues(issues=[Told(what=issue.what, hint=issue.hint, severity=issue.severity.value) for issue in one.issues]),
    )
