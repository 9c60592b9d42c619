"""How the score came about: every effect in the order in which it was added, the bounds of the scale, and what made the outcome.

The sum is that of ``screening.judgement.judge``: names and facts, at most 0.99; then what an agreeing identifier adds; then the ends of the
scale, 0 and 1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from comity.model import Evidence, EvidenceKind, Hit, Outcome, ScreeningRule
from comity.screening.facts import CONTRADICTION
from comity.screening.judgement import HIGHEST_WITHOUT_IDENTIFIER
from comity.web.console.charts import Bar, Level, waterfall
from comity.web.console.explain.points import fact, signed
from comity.web.console.explain.reasons import reason
from comity.web.console.labels import label
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words

_UNSEEN = 0.0005
"""Differences below this are of rounding."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the sum: its title, what it adds or takes, the sum after it, and why. ``is_bound``: an end of the scale, no fact."""

    title: str
    effect: float
    total: float
    why: str
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The sum as a chart and as the same in a table, and in sentences: what bounds it, and what made the outcome."""

    chart: Markup
    table: Table
    said: tuple[str, ...]


def thresholds(rule: str) -> ScreeningRule | None:
    """The thresholds in the record of a rule as it is kept with a hit; None when it cannot be read."""
    try:
        read = json.loads(rule)
        return ScreeningRule(review=float(read["review"]), strong=float(read["strong"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def arithmetic(words: Words, hit: Hit, rule: ScreeningRule | None) -> Arithmetic:
    """The sum of a hit that was found under ``rule`` (None: not known)."""
    made, places = steps(words, hit), decimals(hit.score, rule)
    bars = [Bar(step.title, step.effect, _kind(step), signed(step.effect, places)) for step in made]
    score = Bar(words.say("Score"), hit.score, "total", f"{hit.score:.{places}f}")
    levels = [Level(f"{label(words, outcome)} {at:.2f}", at) for outcome, at in _levels(rule)]
    chart = waterfall(words.say("How the score came about"), [*bars, score], levels)
    return Arithmetic(chart, _table(words, made, f"{hit.score:.{places}f}"), tuple(_said(words, hit, rule)))


def decimals(score: float, rule: ScreeningRule | None) -> int:
    """How many decimals a score needs so that it does not look as if it reached a threshold that it misses: two, or more."""
    limits = [at for _, at in _levels(rule)]
    return next((places for places in (2, 3, 4, 5) if all((round(score, places) >= at) == (score >= at) for at in limits)), 6)


def steps(words: Words, hit: Hit) -> tuple[Step, ...]:
    """The sum of a hit, step by step; the last total is the score."""
    made: list[Step] = []
    facts = [one for one in hit.evidence if one.kind is not EvidenceKind.IDENTIFIER and one.effect]
    total = _add(words, made, facts, 0.0)
    numbers = [one for one in hit.evidence if one.kind is EvidenceKind.IDENTIFIER and one.effect]
    if total > HIGHEST_WITHOUT_IDENTIFIER + _UNSEEN:
        why = words.say("names and facts together make at most %(most)s", most=f"{HIGHEST_WITHOUT_IDENTIFIER:.2f}")
        total = _bound(made, words.say("Upper bound"), (total, HIGHEST_WITHOUT_IDENTIFIER), why)
    total = _add(words, made, numbers, total)
    if abs(total - hit.score) > _UNSEEN:
        why = (
            words.say("the scale ends at 0 and at 1")
            if hit.score in (0.0, 1.0)
            else words.say("the evidence kept with the hit adds up to another sum")
        )
        _bound(made, words.say("End of the scale") if hit.score in (0.0, 1.0) else words.say("Not explained"), (total, hit.score), why)
    return tuple(made)


def _add(words: Words, made: list[Step], evidence: Sequence[Evidence], total: float) -> float:
    for one in evidence:
        total += one.effect
        is_alias = one.kind is EvidenceKind.NAME and not one.query
        title = words.say("Low-quality alias") if is_alias else fact(words, one.kind)
        made.append(Step(title, one.effect, total, _why(words, one, total, is_alias=is_alias)))
    return total


def _why(words: Words, one: Evidence, total: float, *, is_alias: bool) -> str:
    if one.kind is EvidenceKind.NAME and not is_alias:
        return words.say("how alike the two names are, from 0 to 1")
    why = reason(words, one.why)
    if one.kind is EvidenceKind.IDENTIFIER:
        return words.say("%(why)s: it lifts the score to %(total)s, whatever contradicts it", why=why, total=f"{total:.2f}")
    return why


def _bound(made: list[Step], title: str, ends: tuple[float, float], why: str) -> float:
    before, after = ends
    made.append(Step(title, after - before, after, why, is_bound=True))
    return after


def _kind(step: Step) -> str:
    if step.is_bound:
        return "plain"
    return "for" if step.effect > 0 else "against"


def _levels(rule: ScreeningRule | None) -> list[tuple[Outcome, float]]:
    return [(Outcome.REVIEW, rule.review), (Outcome.STRONG, rule.strong)] if rule else []


def _table(words: Words, made: Sequence[Step], score: str) -> Table:
    columns = (
        Column("step", words.say("Step")),
        Column("why", words.say("Why")),
        Column("effect", words.say("Effect"), is_number=True),
        Column("total", words.say("Sum"), is_number=True),
    )
    places = len(score.partition(".")[2])
    rows = [_row(step, places) for step in made]
    last = {"step": Cell(words.say("Score")), "why": Cell(None), "effect": Cell(None), "total": Cell(score)}
    return Table("score", words.say("The same as a table"), columns, [*rows, last])


def _row(step: Step, places: int) -> Mapping[str, Cell]:
    effect, total = signed(step.effect, places), f"{step.total:.{places}f}"
    return {"step": Cell(step.title), "why": Cell(step.why), "effect": Cell(effect, kind="name"), "total": Cell(total)}


def _said(words: Words, hit: Hit, rule: ScreeningRule | None) -> list[str]:
    said = (
        [_outcome_said(words, hit, rule)] if rule else [words.say("The rule of this hit cannot be read, so its thresholds are not shown.")]
    )
    if not any(one.kind is EvidenceKind.IDENTIFIER for one in hit.evidence):
        most = f"{HIGHEST_WITHOUT_IDENTIFIER:.2f}"
        said.append(words.say("No identifier agrees, so the score cannot be more than %(most)s.", most=most))
    return said


def _outcome_said(words: Words, hit: Hit, rule: ScreeningRule) -> str:
    review, strong, least = f"{rule.review:.2f}", f"{rule.strong:.2f}", signed(CONTRADICTION)
    if hit.outcome is Outcome.STRONG:
        return words.say("The score reaches %(strong)s, from where a hit is strong.", strong=strong)
    if hit.outcome is Outcome.CLEAR:
        return words.say("The score stays below %(review)s, from where a hit is for review.", review=review)
    if hit.score >= rule.strong:
        return words.say(_KEPT_DOWN, strong=strong, least=least)
    if hit.score < rule.review:
        return words.say(_KEPT_UP, review=review, strong=strong)
    return words.say(_BETWEEN, review=review, strong=strong)


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


_KEPT_DOWN = _("The score reaches %(strong)s, but a plain contradiction (%(least)s or more) keeps the hit at review.")
_KEPT_UP = _(
    "The score lies below %(review)s. The hit is kept for review since the name alone reaches %(strong)s, whatever contradicts it."
)
_BETWEEN = _("The score lies between %(review)s, from where a hit is for review, and %(strong)s, from where it is strong.")
