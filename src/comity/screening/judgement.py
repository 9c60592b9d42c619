"""From evidence to score and outcome: sums in one place, so that a reader can add them up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comity.matching.comparison import Comparison
from comity.model import (
    Edition,
    Evidence,
    EvidenceKind,
    Hit,
    Identifier,
    IdentifierType,
    Listing,
    Name,
    NameKind,
    Outcome,
    Schema,
    ScreeningRule,
    Subject,
)
from comity.screening.facts import CONTRADICTION, KIND_DIFFERS, facts
from comity.screening.facts import kinds_compatible as kinds_may_agree
from comity.screening.identifiers import LEAST_BESIDE_A_NAME, LEAST_KEY, comparable, keys_match, kinds_compatible, same_kind

HIGHEST_WITHOUT_IDENTIFIER = 0.99
NAME_AND_IDENTIFIER = 1.0
IDENTIFIER_ALONE = 0.92
IDENTIFIER_OF_OTHER_KIND = 0.85
WEAK_ALIAS = -0.06
ROUNDING = 0.005
"""Room for the difference between the search's 32-bit score and the comparison's."""
MOST_THAT_FACTS_ADD = 0.08
"""Agreeing facts together add less than this; the name search therefore looks this far below the threshold for subjects that
state facts."""


_KEPT = Evidence(EvidenceKind.NAME, "", "", 0.0, "kept for review whatever contradicts it: the name alone is strong")


def explain_name(query: str, name: Name, comparison: Comparison) -> Evidence:
    """The evidence of two names: which words were paired and how alike, which stand on one side only."""
    pairs = [
        f"{pair.left} = {pair.right}" if pair.similarity >= 0.995 else f"{pair.left} ~ {pair.right} ({pair.similarity:.2f})"
        for pair in comparison.pairs
    ]
    parts = ["; ".join(pairs)] if pairs else ["no word in common"]
    if comparison.left_only:
        parts.append("only in the query: " + " ".join(comparison.left_only))
    if comparison.right_only:
        parts.append("only in the listing: " + " ".join(comparison.right_only))
    if comparison.forms_differ:
        parts.append("legal forms differ")
    return Evidence(EvidenceKind.NAME, query, name.full, comparison.score, ". ".join(parts))


def name_quality(name: Name) -> list[Evidence]:
    """What the publisher says of the alias itself: a low-quality alias weighs less."""
    if name.kind is not NameKind.WEAK:
        return []
    return [Evidence(EvidenceKind.NAME, "", name.full, WEAK_ALIAS, "the publisher calls this a low-quality alias")]


def _agreeing(query: Subject, listed: Subject, least: int) -> Iterable[tuple[Identifier, Identifier]]:
    for one in query.identifiers:
        for other in listed.identifiers:
            if comparable(one, least) and keys_match(one, other) and kinds_compatible(one, other):
                yield one, other


def identifier_evidence(query: Subject, listed: Subject, so_far: float, name_agrees: bool) -> list[Evidence]:  # noqa: FBT001
    """Evidence that a number agrees; empty when none does. The best agreement counts, once.

    It lifts the score from ``so_far`` to what such an agreement means by itself, whatever else contradicts: a document number shared by
    two people is for a person to explain.
    """
    best: Evidence | None = None
    for one, other in _agreeing(query, listed, LEAST_BESIDE_A_NAME if name_agrees else LEAST_KEY):
        certain = same_kind(one, other) or (name_agrees and one.type is other.type is IdentifierType.OTHER)
        target = (NAME_AND_IDENTIFIER if name_agrees else IDENTIFIER_ALONE) if certain else IDENTIFIER_OF_OTHER_KIND
        why = f"the same {one.type.value.replace('_', ' ')} number" if certain else "the same number under another type or issuer"
        if other.doubtful:
            why += "; the source calls the document false, expired, lost or revoked"
        found = Evidence(EvidenceKind.IDENTIFIER, one.value, other.value, max(0.0, target - so_far), why)
        if best is None or found.effect > best.effect:
            best = found
    return [best] if best else []


def outcome_of(score: float, name_score: float, evidence: Sequence[Evidence], rule: ScreeningRule) -> Outcome:
    """The outcome of a score under ``rule``.

    A plain contradiction keeps a hit from ``strong`` unless an identifier agrees; it never hides a name that is strong by itself.
    """
    identified = any(e.kind is EvidenceKind.IDENTIFIER for e in evidence)
    contradicted = any(e.effect <= CONTRADICTION for e in evidence)
    if score >= rule.strong and (identified or not contradicted):
        return Outcome.STRONG
    if score >= rule.review or name_score >= rule.strong:
        return Outcome.REVIEW
    return Outcome.CLEAR


def expected_of_name(kinds: tuple[Schema, Schema], name_score: float, *, is_weak: bool) -> float:
    """What the names alone make of two subjects of these kinds (asked, listed); ``is_weak``: the listed name is a low-quality alias."""
    return name_score + WEAK_ALIAS * is_weak + (0.0 if kinds_may_agree(*kinds) else KIND_DIFFERS)


def expected(query: Subject, listed: Subject, of_names: float) -> float:
    """What ``judge`` will make of two subjects of whose names and kinds ``of_names`` is expected, identifiers aside: to choose whom to
    compare.
    """
    return of_names + sum(e.effect for e in facts(query, listed) if e.kind is not EvidenceKind.SCHEMA)


def judge(query: Subject, listed: tuple[Listing, Edition], named: tuple[str, Name, Comparison] | None, rule: ScreeningRule) -> Hit:
    """Weigh everything known of one query and one listing.

    ``named`` is the query's name, the listed name it resembles most, and their comparison; None when only an identifier brought
    them together.
    """
    listing, edition = listed
    evidence: list[Evidence] = []
    name_score = 0.0
    name = listing.subject.names[0] if listing.subject.names else Name("(no name)")
    if named is not None:
        text, name, comparison = named
        name_score = comparison.score
        evidence = [explain_name(text, name, comparison), *name_quality(name)]
    evidence += facts(query, listing.subject)
    total = min(HIGHEST_WITHOUT_IDENTIFIER, sum(e.effect for e in evidence))
    agreeing = identifier_evidence(query, listing.subject, total, name_agrees=name_score >= rule.review)
    score = max(0.0, min(1.0, total + sum(e.effect for e in agreeing)))
    outcome = outcome_of(score, name_score, evidence + agreeing, rule)
    kept = [] if score >= rule.review or outcome is Outcome.CLEAR else [_KEPT]
    ordered = tuple(sorted([*evidence, *agreeing], key=lambda e: -abs(e.effect)))
    return Hit(listing, edition, name, round(score, 6), outcome, (*ordered, *kept))
