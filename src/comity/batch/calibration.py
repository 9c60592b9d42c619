"""How many rows each threshold would put before a person: the counts behind the choice of a rule. Nothing of a row is kept but counts.

A file is screened once, under ``Calibration.floor``, and each hit is judged again under each threshold. A row counts where its own rule
would give it a hit, which is not always where its best score reaches the threshold:

- a hit whose name alone reaches ``strong`` stays in ``review`` whatever contradicts it, below ``review`` too;
- a plain contradiction keeps a hit from ``strong``, whatever its score, unless an identifier agrees;
- a number confirms a name only when the name alone reaches ``review``; otherwise it counts by itself, for less.

So the counts of a threshold are those of a screening with ``--min-score`` at that threshold, nearly: a search for low scores looks at more
names and finds a few more of high scores, too. For rows with more than ``max_hits`` hits at the floor, the lowest of them are cut before
they can be judged again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comity.batch.rules import adjusted
from comity.batch.screened import ScreenedRow
from comity.model import Evidence, EvidenceKind, Hit, Outcome, ScreeningRule, Subject
from comity.screening.judgement import HIGHEST_WITHOUT_IDENTIFIER, identifier_evidence, outcome_of

STEPS = tuple(hundredths / 100 for hundredths in range(60, 100, 5))
"""The thresholds counted for every rule, beside its own two."""

Z = 1.959964
"""Standard deviations of the normal distribution that hold its middle 95 %."""


@dataclass(frozen=True, slots=True)
class AlertRate:
    """What one threshold would bring on ``screened`` rows.

    Were it the rule's ``review``, ``rows`` would have at least one hit, and ``hits`` there would be in all. Were it the rule's
    ``strong``, ``strong`` rows would be ``strong``. The rule is otherwise the one in use; where its other threshold must give way, it
    moves to this one.
    """

    threshold: float
    screened: int
    rows: int
    hits: int
    strong: int

    @property
    def share(self) -> float | None:
        """``rows`` of ``screened``, 0..1; None when no row was screened."""
        return self.rows / self.screened if self.screened else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of ``share``; see ``wilson``."""
        return wilson(self.rows, self.screened)

    @property
    def hits_per_row(self) -> float | None:
        """Hits for each row that has any; None when none has."""
        return self.hits / self.rows if self.rows else None


class Calibration:
    """Counts screened rows by threshold, as they pass. Screen under ``floor``, give each answer to ``add`` once, then read ``rates``."""

    def __init__(self, rule: ScreeningRule) -> None:
        thresholds = sorted({*STEPS, rule.review, rule.strong})
        self.rule = rule
        self.floor = replace(rule, review=thresholds[0])
        self.screened = 0
        self._as_review = [adjusted(rule, threshold, frozenset()) for threshold in thresholds]
        self._as_strong = [replace(rule, review=min(rule.review, threshold), strong=threshold) for threshold in thresholds]
        self._rows = [0] * len(thresholds)
        self._hits = [0] * len(thresholds)
        self._strong = [0] * len(thresholds)

    def add(self, answer: ScreenedRow) -> ScreenedRow:
        """Count one row that was screened under ``floor``; one that could not be screened counts nowhere.

        Gives the row with the hits and outcomes that it has under the rule in use, for further counting: what its hits say of score and
        evidence is still of ``floor``.
        """
        if answer.error:
            return answer
        self.screened += 1
        weighed = [_Weighed(answer.subject, hit) for hit in answer.hits]
        self._count_review(weighed)
        self._count_strong(weighed)
        judged = [replace(one.hit, outcome=one.outcome(self.rule)) for one in weighed]
        return replace(answer, hits=tuple(hit for hit in judged if hit.outcome is not Outcome.CLEAR))

    def _count_review(self, weighed: Sequence[_Weighed]) -> None:
        for place, rule in enumerate(self._as_review):
            hits = sum(one.outcome(rule) is not Outcome.CLEAR for one in weighed)
            if not hits:  # nor at any higher threshold
                return
            self._rows[place] += 1
            self._hits[place] += hits

    def _count_strong(self, weighed: Sequence[_Weighed]) -> None:
        for place, rule in enumerate(self._as_strong):
            if not any(one.outcome(rule) is Outcome.STRONG for one in weighed):  # nor at any higher threshold
                return
            self._strong[place] += 1

    @property
    def rates(self) -> tuple[AlertRate, ...]:
        """The counts so far of each threshold, the lowest first: ``STEPS`` and the rule's ``review`` and ``strong``."""
        counts = zip(self._as_strong, self._rows, self._hits, self._strong, strict=True)
        return tuple(AlertRate(rule.strong, self.screened, rows, hits, strong) for rule, rows, hits, strong in counts)


class _Weighed:
    """A hit whose evidence is judged again, by the sums of ``comity.screening.judgement.judge``; its score counts as it is shown.

    A hit without an agreeing number under one ``review`` has none under a higher one either; only where there is one must the numbers be
    compared again.
    """

    __slots__ = ("_evidence", "_identified", "_name_score", "_subject", "_total", "hit")

    def __init__(self, subject: Subject, hit: Hit) -> None:
        self.hit = hit
        self._subject = subject
        self._evidence = [one for one in hit.evidence if one.kind is not EvidenceKind.IDENTIFIER]
        self._identified = len(self._evidence) < len(hit.evidence)
        # What is said of the alias itself is evidence of the name, too, but quotes no name of the query's.
        self._name_score = sum(one.effect for one in self._evidence if one.kind is EvidenceKind.NAME and one.query)
        self._total = min(HIGHEST_WITHOUT_IDENTIFIER, sum(one.effect for one in self._evidence))

    def outcome(self, rule: ScreeningRule) -> Outcome:
        """The outcome under ``rule``, whose ``review`` is not below that of the screening."""
        numbers: list[Evidence] = []
        if self._identified:
            agrees = self._name_score >= rule.review
            numbers = identifier_evidence(self._subject, self.hit.listing.subject, self._total, agrees)
        score = max(0.0, min(1.0, self._total + sum(one.effect for one in numbers)))
        return outcome_of(round(score, 6), self._name_score, [*self._evidence, *numbers], rule)


def wilson(part: int, total: int) -> tuple[float, float]:
    """The ends of the 95 % score interval of ``part`` in ``total``, 0..1 (E. B. Wilson, 1927); the whole range when ``total`` is 0."""
    if not total:
        return 0.0, 1.0
    share = part / total
    centre = share + Z * Z / (2 * total)
    reach = Z * (share * (1 - share) / total + Z * Z / (4 * total * total)) ** 0.5
    scale = 1 + Z * Z / total
    return (centre - reach) / scale if part else 0.0, (centre + reach) / scale if part < total else 1.0
