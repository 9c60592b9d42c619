"""``/search``: a name typed into a box, found by the same likeness of names as in screening, only down to a lower score.

It is no full-text search: it reads no query language, and it does not look into addresses, remarks or numbers.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from fastapi.concurrency import run_in_threadpool

from comity.batch import is_empty
from comity.lists.sources.ftm.vocabulary import KINDS
from comity.model import Name, Query, Subject, UsageError
from comity.web.compat.answered import SearchAnswer, Total
from comity.web.compat.asked import MOST_RESULTS, SearchParameters
from comity.web.compat.entities import entity_of
from comity.web.compat.facets import facets_of
from comity.web.compat.filters import Filters, checked_topics, kinds_of, kinds_without
from comity.web.compat.matching import against, rule_of
from comity.web.compat.ports import Screened, Screening
from comity.web.compat.scopes import Scope

LOWEST = 0.50
"""The score from which a name is given."""

_SYNTAX = re.compile(r"[*?]|\w~|\w\^\d|\b\w+:\S|&&|\|\|")
"""Wildcards, likeness, weight, fields and operators of the query language of yente (Lucene's): what no name has."""


async def search(screening: Screening, scope: str, asked: SearchParameters) -> SearchAnswer:
    """The listings whose names resemble ``asked.q``, best first.

    At most ``MOST_RESULTS`` are found; ``total`` says ``gte`` when there may be more. Raises ``NoEdition``, ``UnknownName`` or
    ``UsageError``.
    """
    chosen = _chosen(scope, asked, {age.edition.source for age in screening.lists()})
    filters = Filters(
        kinds=kinds_of(asked.schema) & kinds_without(asked.exclude_schema),
        topics=checked_topics(asked.topics, chosen),
        countries=frozenset(code.lower() for code in asked.countries),
        every=asked.filter_op == "AND",
    )
    query = await run_in_threadpool(_query, asked)
    screened = await screening.screen_many([query], rule_of(LOWEST, chosen, MOST_RESULTS))
    return await run_in_threadpool(_answer, asked, screened, filters, chosen)


def _chosen(scope: str, asked: SearchParameters, in_use: Collection[str]) -> frozenset[str]:
    chosen = Scope(scope, asked.include_dataset, asked.exclude_dataset).lists(in_use)
    if not asked.datasets:
        return chosen
    return Scope(scope, asked.datasets, [name for name in in_use if name not in chosen]).lists(in_use)


def _query(asked: SearchParameters) -> Query:
    """What is asked. Raises ``UsageError`` when it is no name, or the page lies beyond what is found."""
    if asked.offset + asked.limit > MOST_RESULTS:
        raise UsageError(f"offset and limit reach beyond the first {MOST_RESULTS} results", "ask for a longer name, or narrow by country")
    if _SYNTAX.search(asked.q):
        raise UsageError("q is a name here; no query language is read", "write the name alone, and narrow by parameters")
    subject = Subject(KINDS[asked.schema], (Name(" ".join(asked.q.split())),))
    if not asked.q.strip() or is_empty(subject):
        raise UsageError("q holds no name that can be compared", "write the name in letters")
    return Query("q", subject)


def _answer(asked: SearchParameters, screened: Screened, filters: Filters, chosen: frozenset[str]) -> SearchAnswer:
    (hits,) = screened.hits
    wanted = sorted((hit for hit in hits if filters.wants(hit.listing)), key=lambda hit: -hit.score)
    return SearchAnswer(
        results=[entity_of(hit.listing, hit.edition) for hit in wanted[asked.offset :][: asked.limit]],
        facets=facets_of([hit.listing for hit in wanted], asked.facets),
        total=Total(value=len(wanted), relation="eq" if len(hits) < MOST_RESULTS else "gte"),
        limit=asked.limit,
        offset=asked.offset,
        comity=against(screened.searched, chosen),
    )
