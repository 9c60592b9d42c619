"""The part of the report on recall at a fixed rate of alerts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from bench.accuracy import Interval, wilson
from bench.markdown import per_second, percent, table
from bench.measured import ListScores, load

RATES = (0.02, 0.01, 0.005)
"""Shares of innocent names that may raise an alert."""

DETAIL = 0.01

WORDS = """\
The lists of the UN, OFAC (SDN) and the EU together: {listings:,} listings; {names:,} names are left in the index after others
were taken out as questions. Aliases: {aliases:,} Latin aliases removed. Noise: {noised:,} names that stay, asked with errors.
Scripts: names in other scripts, asked of listings that keep only their Latin names; many of these are translations, most of the
Greek ones among them, which no romanisation can find. A question counts as answered when the listing it was taken from (no other,
not even the same party on another list) scores at or above the threshold. Innocent names: {innocent:,} invented ones of 36
cultures and companies; some equal listed names by chance, as customers do. The threshold for a rate is chosen on one half of them
and the rate is measured on the other. Names and kind of subject only, no dates; at most 20 hits for a name. Peers score
exhaustively, each listing by its best name. They are slow, so their thresholds rest on a random sample of the innocent names:
{samples}; few alerts are left at the lower rates, and WRatio gives so many names the same score that one threshold serves several
rates. In brackets 95 % intervals (Wilson).
"""


def threshold_at(rate: float, negatives: Sequence[float]) -> float:
    """The lowest threshold at which at most ``rate`` of ``negatives`` alert: just above the first score too many."""
    ordered = sorted(negatives, reverse=True)
    return ordered[int(rate * len(ordered))] + 1e-9


def alert_rate(negatives: Sequence[float], threshold: float) -> Interval:
    """The share of innocent names with a score at or above ``threshold``."""
    return wilson(sum(score >= threshold for score in negatives), len(negatives))


def recall_of(one: ListScores, kind: str, threshold: float) -> Interval:
    """The share of questions answered among those whose kind begins with ``kind``."""
    own = [positive["own"] for positive in one["positives"] if positive["kind"].startswith(kind)]
    return wilson(sum(score >= threshold for score in own), len(own))


def _points(one: ListScores) -> list[tuple[str, float]]:
    """Where to look at one matcher: at each rate, and at its default threshold where it has one."""
    points = [(f"≤ {percent(rate)}", threshold_at(rate, one["negatives"][::2])) for rate in RATES]
    return [*points, ("default", one["fixed"])] if one["fixed"] else points


def _rates(matchers: Sequence[ListScores]) -> str:
    rows = []
    for one in matchers:
        for what, threshold in _points(one):
            rate = alert_rate(one["negatives"][1::2], threshold)
            recalls = [str(recall_of(one, kind, threshold)) for kind in ("alias", "noise", "script")]
            shown = f"{percent(rate.value)} ({100 * rate.low:.1f}–{100 * rate.high:.1f})"
            rows.append((one["name"], what, f"{threshold:.3f}", shown, *recalls))
    return table(("matcher", "rate asked", "threshold", "rate found", "recall: aliases", "noise", "scripts"), rows)


def _kinds(matchers: Sequence[ListScores]) -> str:
    kinds = sorted({positive["kind"] for positive in matchers[0]["positives"]})
    thresholds = [threshold_at(DETAIL, one["negatives"][::2]) for one in matchers]
    rows = []
    for kind in kinds:
        of_kind = [[positive["own"] for positive in one["positives"] if positive["kind"] == kind] for one in matchers]
        shown = [str(wilson(sum(score >= limit for score in own), len(own))) for own, limit in zip(of_kind, thresholds, strict=True)]
        rows.append((kind, f"{len(of_kind[0]):,}", *shown))
    return table(("question", "asked", *(one["name"] for one in matchers)), rows)


def _alerts(one: ListScores) -> str:
    threshold = threshold_at(DETAIL, one["negatives"][::2])
    innocent = sum(score >= threshold for score in one["negative_hits"]) / len(one["negatives"])
    asked = sum(score >= threshold for score in one["positive_hits"]) / len(one["positives"])
    speed = per_second(one["timed"] / one["seconds"])
    return (
        f"At that rate Comity raises {innocent:.3f} hits for an innocent name and {asked:.2f} for a question. "
        f"It answered {speed} innocent names/s here, in one process, with a review threshold of .50 and explanations."
    )


def report(work: Path) -> str:
    """Recall by rate, and by kind of question at one rate."""
    ours = load(work / "recall.json")
    matchers = cast("list[ListScores]", ours["matchers"] + load(work / "recall-peers.json"))
    kinds = [positive["kind"] for positive in matchers[0]["positives"]]
    words = WORDS.format(
        listings=ours["counts"]["listings"],
        names=ours["counts"]["names"],
        aliases=sum(kind.startswith("alias") for kind in kinds),
        noised=sum(kind.startswith("noise") for kind in kinds),
        innocent=len(matchers[0]["negatives"]),
        samples=", ".join(f"{len(one['negatives']):,} for {one['name']}" for one in matchers[1:]),
    )
    title = f"By kind of question, at an alert rate of at most {percent(DETAIL)}:"
    return "\n\n".join((words.strip(), _rates(matchers), title, _kinds(matchers), _alerts(matchers[0]))) + "\n"
