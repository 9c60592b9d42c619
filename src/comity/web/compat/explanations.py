"""A hit as a scored entity: its evidence under names of features, so that the arithmetic of the score can be followed.

Unlike yente's, these scores are signed and add up: what was found against is told as plainly as what was found for.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.batch import Freshness
from comity.model import Evidence, EvidenceKind, Hit
from comity.web.compat.answered import Dated, Explanation, ScoredEntity, Weighed
from comity.web.compat.entities import fields_of

WEAK_ALIAS, KEPT = "weak_alias", "kept"
FEATURES: Mapping[str, str] = {
    EvidenceKind.NAME: "How alike the names are, word by word, each word weighed by how much it tells two names apart.",
    WEAK_ALIAS: "The publisher calls the listed name a low-quality alias: it weighs less.",
    EvidenceKind.IDENTIFIER: "A number of a document, register or wallet agrees; it lifts the score to what that means by itself.",
    EvidenceKind.BIRTH_DATE: "Dates of birth, as exact as the less exact of them allows.",
    EvidenceKind.COUNTRY: "Nationalities, seats and flags; else where a subject lives, lived or was born.",
    EvidenceKind.GENDER: "Genders that differ take away; those that agree add nothing.",
    EvidenceKind.SCHEMA: "Kinds of subject that cannot be the same take away.",
    KEPT: "The name alone is strong, so the result is given whatever contradicts it.",
}
"""What is compared, by the name of its feature."""


def scored(hit: Hit, threshold: float, ages: Mapping[str, Freshness]) -> ScoredEntity:
    """``hit`` as a result; ``ages`` are those of the editions in use, by edition id."""
    explanations = {_feature(evidence): _explanation(evidence) for evidence in hit.evidence}
    age = ages.get(hit.edition.id)
    return ScoredEntity(
        **fields_of(hit.listing, hit.edition),
        score=hit.score,
        match=hit.score >= threshold,
        features={name: explanation.score for name, explanation in explanations.items()},
        explanations=explanations,
        comity=Weighed(outcome=hit.outcome.value, name=hit.name.full, edition=dated(age) if age else None),
    )


def dated(age: Freshness) -> Dated:
    """An edition and its age as answers tell them."""
    edition = age.edition
    return Dated(edition=edition.id, list=edition.source, published=edition.published, age_days=age.age_days, stale=age.stale)


def _feature(evidence: Evidence) -> str:
    if evidence.kind is EvidenceKind.NAME and not evidence.query:
        return WEAK_ALIAS if evidence.listing else KEPT
    return evidence.kind.value


def _explanation(evidence: Evidence) -> Explanation:
    return Explanation(
        score=round(evidence.effect, 6), detail=evidence.why, query=evidence.query or None, candidate=evidence.listing or None
    )
