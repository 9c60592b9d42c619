"""A node that serves: its API under load, its ledger, its queue and its monitoring, one after the other, as one page.

``python3 bench/node.py [--shared DIR] [--only PART …] [--quick] [--write]`` from the repository root; ``--write`` puts the page into
``docs/benchmarks-node.md``. Each part is a script of its own (``bench/api.py``, ``bench/ledger_database.py``, ``bench/case_queue.py``,
``bench/monitoring.py``) with Comity's Python, on SQLite; the API on PostgreSQL, too. ``--quick`` takes a twentieth of the entries, cases
and subjects. The whole takes a quarter of an hour, and wants a machine with nothing else to do.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.run import OURS, say  # noqa: E402 - the repository is not installed for the Python that runs this

PAGE = ROOT / "docs" / "benchmarks-node.md"
MILLION = 1_000_000
HEAD = """# Benchmarks of a node that serves

Written by `bench/node.py --write`; do not edit. Each part says when, on what and how loaded the machine was. What is measured and how to
take the figures again: `bench/README.md`. There are no peers in this run: yente, the nearest, wants a search cluster beside it.
"""


def parts(shared: Path, count: int) -> dict[str, tuple[str, Sequence[str]]]:
    """Each part by name: its heading, and its command behind Comity's Python."""
    return {
        "api": ("The API, SQLite", ["bench/api.py", "--shared", str(shared)]),
        "api-postgres": ("The API, PostgreSQL", ["bench/api.py", "--shared", str(shared), "--postgres"]),
        "ledger": ("The ledger", ["-m", "bench.ledger_database", "--entries", str(count)]),
        "queue": ("The queue", ["bench/case_queue.py", "--cases", str(count)]),
        "monitoring": ("Monitoring", ["bench/monitoring.py", "--shared", str(shared), "--subjects", str(count)]),
    }


def main() -> None:
    """Run the parts and print the page."""
    parser = argparse.ArgumentParser(description="Measure a node that serves.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with lists/ (default: ../shared)")
    parser.add_argument("--only", nargs="+", choices=list(parts(Path(), 0)), help="only these parts")
    parser.add_argument("--quick", action="store_true", help="a twentieth of everything")
    parser.add_argument("--write", action="store_true", help="also write docs/benchmarks-node.md")
    given = parser.parse_args()
    chosen = parts(given.shared, MILLION // 20 if given.quick else MILLION)
    page = HEAD
    for name in given.only or chosen:
        heading, command = chosen[name]
        say(f"{heading} …")
        done = subprocess.run([str(OURS), *command], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.exit(f"Stopped: {' '.join(command)} ended with {done.returncode}.")
        page += f"\n## {heading}\n\n{_without_title(done.stdout)}\n"
    print(page, end="")
    if given.write:
        PAGE.write_text(page, encoding="utf-8")
        say(f"Written to {PAGE.relative_to(ROOT)}.")


def _without_title(text: str) -> str:
    """A part's page without its own headings of the first level."""
    return "\n".join(line for line in text.strip().splitlines() if not line.startswith("# "))


if __name__ == "__main__":
    main()
