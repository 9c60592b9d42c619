"""A screened row in writing: the six columns added to a table, and the answer as one line of JSON.

Both give the same bytes for the same row, editions and day.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from comity.batch.freshness import Freshness
from comity.batch.screened import ScreenedRow
from comity.model import Address, Evidence, Hit, Identifier, Issue, ScreeningRule, Subject

ANNOTATIONS = ("comity_outcome", "comity_score", "comity_list", "comity_listing_id", "comity_listed_name", "comity_why")
"""The columns added to a table, in this order."""

SCORE = ANNOTATIONS[1]
"""The one annotation that is a number."""

OTHERS_NAMED = 5
"""Further hits named in ``comity_why``; the rest is counted."""

Record = dict[str, Any]


def annotation(answer: ScreenedRow, searched: str) -> tuple[str | float | None, ...]:
    """The values of ``ANNOTATIONS`` for one row, about its best hit; a clear row has an outcome and a reason only.

    The score is a number of at most four decimals, or None; everything else is text. ``searched`` comes from ``searched_in_words`` and ends
    the reason of every row that was screened: a clear answer, too, is worth what its editions are.
    """
    if answer.error:
        return (answer.outcome, None, "", "", "", answer.error)
    if not answer.hits:
        return (answer.outcome, None, "", "", "", searched)
    best = answer.hits[0]
    reasons = f"{why(answer.hits)}; {searched}"
    return (answer.outcome, round(best.score, 4), best.listing.source, best.listing.id, best.name.full, reasons)


def searched_in_words(ages: Iterable[Freshness]) -> str:
    """The editions searched, the age of each in days, and which are stale."""
    return "searched: " + ", ".join(_aged(age) for age in ages)


def _aged(age: Freshness) -> str:
    days = f"{age.age_days:,} day{'' if age.age_days == 1 else 's'} old"
    return f"{age.edition.id} ({days}{', STALE' if age.stale else ''})"


def why(hits: tuple[Hit, ...]) -> str:
    """The reasons of the best hit in one line, for and against alike, then the other hits by their ids."""
    best, *others = hits
    reasons = "; ".join(reason(evidence) for evidence in best.evidence)
    return reasons + _and_more(others)


def reason(evidence: Evidence) -> str:
    """One piece of evidence in words: what was compared, what it added or took away, and why."""
    return f"{evidence.kind.value.replace('_', ' ')} {evidence.effect:+.2f}: {evidence.why}"


def _and_more(others: list[Hit]) -> str:
    if not others:
        return ""
    named = ", ".join(f"{hit.listing.source} {hit.listing.id} {hit.score:.2f}" for hit in others[:OTHERS_NAMED])
    unnamed = len(others) - OTHERS_NAMED
    return f"; and {len(others)} more: {named}" + (f", and {unnamed} not named here" if unnamed > 0 else "")


def answer_record(answer: ScreenedRow, rule: ScreeningRule, ages: Mapping[str, Freshness]) -> Record:
    """One row's answer as plain values: ``row`` (1 is the first data row), ``query``, ``outcome``, ``hits`` and, where there are any,
    ``error`` and ``issues``.

    ``rule`` gives the thresholds used and ``against`` the editions searched, so that a clear answer can be replayed too. Scores and
    effects have four
    decimals. ``ages`` comes from ``freshness``; raises ``KeyError`` when a hit's edition is not in it.
    """
    record: Record = {
        "row": answer.row.number,
        "query": query_record(answer.subject),
        "outcome": answer.outcome,
        "hits": [hit_record(hit, ages[hit.edition.id]) for hit in answer.hits],
        "rule": {"name": rule.name, "review": rule.review, "strong": rule.strong},
        "against": [against_record(age) for age in ages.values()],
    }
    if answer.error:
        record["error"] = answer.error
    if answer.issues:
        record["issues"] = [issue_record(issue) for issue in answer.issues]
    return record


def answer_line(answer: ScreenedRow, rule: ScreeningRule, ages: Mapping[str, Freshness]) -> str:
    """``answer_record`` as one line of JSON (RFC 8259), ended by a line feed. A lone surrogate is written as its escape, so the line is
    always UTF-8.
    """
    record = answer_record(answer, rule, ages)
    line = json.dumps(record, ensure_ascii=False, separators=(", ", ": "))
    if not _is_utf8(line):
        line = json.dumps(record, ensure_ascii=True)
    return line.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085") + "\n"


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def against_record(age: Freshness) -> Record:
    """An edition that was searched, its age in days, and whether that is too old."""
    record: Record = {"edition": age.edition.id, "age_days": age.age_days}
    if age.stale:
        record["stale"] = True
    return record


def query_record(subject: Subject) -> Record:
    """What was asked, as people write it; empty facts are left out."""
    record: Record = {
        "schema": subject.schema.value,
        "names": [name.full for name in subject.names],
        "birth_dates": [str(value) for value in subject.birth_dates],
        "founded": [str(value) for value in subject.founded],
        "nationalities": list(subject.nationalities),
        "jurisdictions": list(subject.jurisdictions),
        "gender": subject.gender.value if subject.gender else "",
        "identifiers": [_identifier_record(value) for value in subject.identifiers],
        "addresses": [_address_record(value) for value in subject.addresses],
        "birth_places": [_address_record(value) for value in subject.birth_places],
    }
    return {key: value for key, value in record.items() if value}


def _identifier_record(value: Identifier) -> Record:
    record = {"type": value.type.value, "value": value.value}
    return {**record, "issuer": value.issuer} if value.issuer else record


def _address_record(value: Address) -> Record:
    parts = {
        "full": value.full,
        "city": value.city,
        "region": value.region,
        "postal_code": value.postal_code,
        "country": value.country,
    }
    return {key: part for key, part in parts.items() if part}


def hit_record(hit: Hit, age: Freshness) -> Record:
    """A hit with its evidence and its edition's age; scores and effects with four decimals."""
    published = hit.edition.published
    edition: Record = {"id": hit.edition.id, "published": published.isoformat() if published else None, "age_days": age.age_days}
    if age.stale:
        edition["stale"] = True
    if hit.edition.partial:
        edition["partial"] = hit.edition.partial
    return {
        "list": hit.listing.source,
        "edition": edition,
        "listing_id": hit.listing.id,
        "name": hit.name.full,
        "score": round(hit.score, 4),
        "outcome": hit.outcome.value,
        "evidence": [_evidence_record(evidence) for evidence in hit.evidence],
    }


def _evidence_record(evidence: Evidence) -> Record:
    return {
        "kind": evidence.kind.value,
        "query": evidence.query,
        "listing": evidence.listing,
        "effect": round(evidence.effect, 4),
        "why": evidence.why,
    }


def issue_record(issue: Issue) -> Record:
    """An issue as plain values, for machines."""
    return {"where": str(issue.where), "what": issue.what, "hint": issue.hint, "severity": issue.severity.value}
