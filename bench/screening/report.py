"""The run as one page of Markdown. ``python -m bench.screening.report WORK`` prints it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.markdown import table
from bench.measured import load
from bench.report import versions
from bench.screening import report_pairs, report_recall, report_speed
from bench.screening.driving import Task, load_task
from bench.screening.questions import INNOCENT, QUESTION, SIBLING
from bench.screening.results import Answered, answered

OPENING = """\
# Benchmarks of name screening

Comity and its peers on the same listings and the same questions, one after the other on one core, in one run unless
a note below says otherwise. Written by
`bench/screening/run.py --write`; do not edit. How the questions are made and how to take the figures again: `bench/README.md`. Absolute
speeds depend on the machine; compare the ratios.
"""

QUESTIONS = """\
The lists of the UN, OFAC (SDN) and the EU together: {listings:,} listings; {names:,} names are left in the index after others were taken
out. Systems get the names with their kinds and the kind of subject, nothing else. {questions:,} questions have a right answer,
{siblings:,} near misses are other parties with a similar name, {innocent:,} innocent names are invented (36 cultures, companies).

No question equals a name that the index keeps (the same words in any order, without accents and case; for the class of reordered words, in
that order). A removed alias is removed from every listing that bears it. A question counts as answered when the very listing it was made
from is among the first 20 hits and scores at or above the threshold; of listings with equal scores the right one comes first, except for
Comity, which orders its hits itself. The threshold for a rate of alerts is chosen on one half of the innocent names, and the rate is
measured on the other half. In brackets 95 % intervals (Wilson).
"""


def page(work: Path) -> str:
    """The whole page."""
    task, run = load_task(work / "task.json"), load(work / "run.json")
    systems = answered(task, work, run["systems"])
    parts = [OPENING, _taken(run["facts"]), _words(task), _systems(systems, run["missing"])]
    if systems:
        sections = (report_recall.report(systems), report_speed.report(systems, work), report_pairs.report(systems))
        parts.extend(sections)
    return "\n".join(parts)


def _taken(facts: dict[str, str]) -> str:
    rows = [
        ("date", facts["date"]),
        ("command", f"`python3 {facts['command']}`"),
        ("commit", facts["commit"]),
        ("machine", facts["machine"]),
        ("processes", f"{facts['core']}; load when the run began {facts['load']}; this run took {facts['minutes']} minutes"),
        ("Comity", versions()),
        ("peers", facts["peers"]),
    ]
    if facts["note"]:
        rows.append(("note", facts["note"]))
    return table(("taken", ""), rows).replace("---:", "---") + "\n"


def _words(task: Task) -> str:
    counts = Counter(set_ for set_, *_ in task["questions"])
    return QUESTIONS.format(
        listings=len(task["listings"]),
        names=sum(len(names) for _, names in task["listings"]),
        questions=counts[QUESTION],
        siblings=counts[SIBLING],
        innocent=counts[INNOCENT],
    )


def _systems(systems: Sequence[Answered], missing: dict[str, str]) -> str:
    rows = [
        (one.name, one.result["note"], f"{one.asked(INNOCENT):,}", f"{one.asked(QUESTION):,}", f"{one.asked(SIBLING):,}") for one in systems
    ]
    rows.extend((system, f"MISSING: {reason}", "", "", "") for system, reason in missing.items())
    heads = ("system", "how", "innocent names asked", "questions", "near misses")
    return "Slow systems answer a random sample.\n\n" + table(heads, rows) + "\n"


def main(arguments: list[str]) -> None:
    """Print the page."""
    print(page(Path(arguments[0])), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
