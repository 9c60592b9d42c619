"""The result of a run as one page of Markdown. ``python -m bench.report WORK`` prints it.

``WORK`` holds what the stages wrote; a stage that did not run is named as such. The time is that of ``facts.json``, never of this process.
"""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata
from pathlib import Path

from bench import report_pairs, report_recall, report_speed
from bench.markdown import table
from bench.measured import load

SECTIONS = (
    ("Accuracy on labelled name pairs", "pairs-peers.json", report_pairs.report),
    ("Recall on real lists at a fixed rate of alerts", "recall-peers.json", report_recall.report),
    ("Speed and memory, from file to file", "speed-peers.json", report_speed.report),
)

OPENING = """\
# Benchmarks

Comity and simpler matchers on the same input, one after the other on one core, in one run. Written by `bench/run.py --write`; do
not edit. What each part measures and how to take the figures again: `bench/README.md`. Absolute speeds depend on the machine;
compare the ratios.
"""


def versions() -> str:
    """Python, Comity and the packages it stands on."""
    needed = sorted(re.split(r"[^\w-]", one)[0] for one in metadata.requires("comity") or () if "extra ==" not in one)
    return ", ".join((f"Python {platform.python_version()}", *(f"{name} {metadata.version(name)}" for name in ("comity", *needed))))


def taken(facts: dict[str, str]) -> str:
    """Where, when and with what the figures were taken."""
    rows = [
        ("date", facts["date"]),
        ("command", "`make bench` (`python3 bench/run.py`)"),
        ("commit", facts["commit"]),
        ("machine", facts["machine"]),
        ("processes", f"{facts['core']}; load when the run began {facts['load']}; the run took {facts['minutes']} minutes"),
        ("Comity", versions()),
        ("peers", facts["peers"]),
    ]
    if facts["note"]:
        rows.append(("note", facts["note"]))
    return table(("taken", ""), rows).replace("---:", "---")


def page(work: Path) -> str:
    """The whole page."""
    parts = [OPENING, taken(load(work / "facts.json")) + "\n"]
    for title, last_file, report in SECTIONS:
        body = report(work) if (work / last_file).exists() else "Not measured in this run.\n"
        parts.append(f"## {title}\n\n{body}")
    return "\n".join(parts)


def main(arguments: list[str]) -> None:
    """Print the page."""
    print(page(Path(arguments[0])), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
