"""The part of the page on recall at a fixed rate of alerts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bench.accuracy import Interval
from bench.markdown import percent, table
from bench.screening import siblings
from bench.screening.questions import QUESTION
from bench.screening.results import RATES, Answered

GROUPS: dict[str, tuple[str, ...]] = {
    "aliases, related": ("alias, related",),
    "aliases, weak": ("alias, weak",),
    "aliases, unrelated": ("alias, unrelated",),
    "noise": ("noise",),
    "companies": ("company",),
    "other script asked": ("Latin listed",),
    "Latin asked": (
        "Arab listed",
        "Cyrl listed",
        "Grek listed",
        "Hang listed",
        "Hani listed",
        "Hebr listed",
        "Jpan listed",
        "other listed",
    ),
}

WORDS = """\
## Recall at a fixed rate of alerts

*Aliases* are real ones, taken out of the index; *related* ones look like a name that remains, by a rule that is no matcher's
(`bench/screening/related.py`), *unrelated* ones do not, *weak* are those marked so by their list. *Noise* and *companies* are names that
stay, asked with errors or as files write them. *Other script asked*: the listing keeps only Latin names; *Latin asked*: it keeps only names
in other scripts. *Hits* are per name asked, at most 20. *Precision* is the share of the questions' hits that are the right party, on
whichever list. A system whose scores come in few different values may stay well below the rate.
"""


def report(systems: Sequence[Answered]) -> str:
    """Rates, kinds of question, siblings."""
    rates = (f"### At most {percent(rate)} of innocent names alert\n\n{_rates(systems, rate)}\n" for rate in RATES)
    kinds = (f"### By kind of question, at most {percent(rate)}\n\n{_kinds(systems, rate)}\n" for rate in RATES)
    return "\n".join((WORDS, *rates, *kinds, f"### Near misses\n\n{SIBLINGS}\n{_siblings(systems)}\n"))


SIBLINGS = """\
Another party whose name differs in the one word that counts. The share that alert on the very listing they were made from: lower is better.
They never fix a threshold.
"""


def _rates(systems: Sequence[Answered], rate: float) -> str:
    rows = []
    for one in systems:
        threshold = one.threshold(rate)
        found = one.rate(threshold)
        recalls = [_short(one.recall(begins, threshold)) for begins in (("",), *GROUPS.values())]
        hits = f"{one.hits_per_innocent(threshold):.4f}", f"{one.hits_per_question(threshold):.2f}"
        shown = f"{percent(found.value)} ({100 * found.low:.1f}–{100 * found.high:.1f})"
        rows.append((one.name, f"{threshold:.3f}", shown, *recalls, *hits, _short(one.precision(threshold))))
    heads = ("system", "threshold", "rate found", "recall: all", *GROUPS, "hits per innocent name", "hits per question", "precision")
    return table(heads, rows)


def _short(interval: Interval) -> str:
    return f"{interval.value:.3f} ({interval.low:.2f}–{interval.high:.2f})"


def _kinds(systems: Sequence[Answered], rate: float) -> str:
    kinds = sorted({kind for set_, kind, _ in systems[0].own if set_ == QUESTION})
    return _by_kind(systems, kinds, lambda one, kind, threshold: one.recall((kind,), threshold), rate)


def _siblings(systems: Sequence[Answered]) -> str:
    tables = []
    for rate in RATES:
        counted = _by_kind(systems, siblings.KINDS, lambda one, kind, threshold: one.siblings(kind, threshold), rate)
        tables.append(f"At the thresholds for {percent(rate)}:\n\n{counted}\n")
    return "\n".join(tables)


def _by_kind(systems: Sequence[Answered], kinds: Sequence[str], count: Callable[[Answered, str, float], Interval], rate: float) -> str:
    thresholds = [one.threshold(rate) for one in systems]
    first = systems[0]
    rows = []
    for kind in kinds:
        asked = sum(its == kind for _, its, _ in first.own)
        rows.append((kind, f"{asked:,}", *(_short(count(one, kind, limit)) for one, limit in zip(systems, thresholds, strict=True))))
    return table(("kind", "asked", *(one.name for one in systems)), rows)
