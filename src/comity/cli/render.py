"""What people read on a terminal or in a log: hits, summary, editions, issues.

The facts are the same in both places. A wide terminal gets a table; a narrow one, a pipe or a file gets plain lines without box drawing.
A hit is a
resemblance and not an offence, so it is never shown in red; every outcome is a word, and colour only repeats it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from comity.batch import Freshness, Summary
from comity.cli.console import count, plain
from comity.cli.screen_findings import Finding, Findings
from comity.model import Issue

WIDE = 110
"""Columns from which a terminal gets a table."""

LONGEST = 120
"""Characters shown of one value of the input or a list."""

LONGEST_REASON = 400
SHOWN_ISSUES = 10
STYLES = {"strong": "bold cyan", "review": "cyan", "clear": "default", "error": "yellow", "stale": "bold yellow"}


def forgiving(console: Console) -> Console:
    """The same console, which escapes what the encoding of its stream lacks instead of failing."""
    reconfigure = getattr(console.file, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    return console


def shown(text: str, limit: int = LONGEST) -> str:
    """``text`` safe on a terminal: white space folded, control and direction-override characters made visible, cut to ``limit``
    characters.
    """
    text = text.strip()
    folded = " ".join(text[: 4 * limit].split())
    folded = folded if folded.isprintable() else plain(folded)
    return folded if len(folded) <= limit and len(text) <= 4 * limit else folded[: limit - 1] + "…"


def print_findings(console: Console, findings: Findings) -> None:
    """The rows with hits, in file order, and how many are not shown."""
    if findings.kept:
        _print_table(console, findings.kept) if console.is_terminal and console.width >= WIDE else _print_list(console, findings.kept)
    if findings.left_out:
        kept = f"{len(findings.kept):,} of {count(findings.count, 'row')} with hits are shown, the most serious"
        line(console, f"{kept}; --out FILE keeps all, --show N shows more.")


def _print_table(console: Console, findings: Sequence[Finding]) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("row", justify="right", no_wrap=True)
    table.add_column("your name", ratio=4, overflow="fold")
    table.add_column("outcome", no_wrap=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("list", overflow="fold", max_width=14)
    table.add_column("listing id", overflow="fold", max_width=14)
    table.add_column("listed name", ratio=4, overflow="fold")
    table.add_column("why", ratio=7, overflow="fold")
    for one in findings:
        table.add_row(
            str(one.row),
            Text(shown(one.query)),
            Text(one.outcome, STYLES[one.outcome]),
            f"{one.score:.2f}",
            Text(shown(one.list)),
            Text(shown(one.listing_id)),
            Text(_listed(one, "\n")),
            Text(shown(one.why, LONGEST_REASON)),
        )
    console.print(table, soft_wrap=False)


def _print_list(console: Console, findings: Sequence[Finding]) -> None:
    for one in findings:
        line(console, f"row {one.row}: {shown(one.query)}")
        outcome = Text("  ").append(one.outcome, STYLES[one.outcome]).append(f" {one.score:.2f}  ")
        console.print(outcome.append(f"{shown(one.list)} {shown(one.listing_id)}  {_listed(one, ' / ')}"), soft_wrap=True)
        line(console, f"  {shown(one.why, LONGEST_REASON)}")
    line(console)


def _listed(one: Finding, between: str) -> str:
    return between.join(shown(name) for name in (one.listed_name, one.original) if name)


def line(console: Console, text: str = "", style: str = "") -> None:
    """One line, never cut, never broken inside a word by us; whatever it quotes, a file's name too, cannot steer the terminal."""
    console.print(Text(plain(text), style), soft_wrap=True)


def print_summary(console: Console, summary: Summary) -> None:
    """The counts of a run in words, and that a person decides."""
    pace = f"{summary.seconds:.1f} s, {summary.rows_per_second:,.0f} rows/s"
    text = Text(f"{count(summary.rows, 'row')} in {pace}: ")
    parts = (("clear", summary.clear, "clear"), ("review", summary.review, "review"), ("strong", summary.strong, "strong"))
    for word, number, style in parts:
        text.append(f"{number:,} {word}", STYLES[style]).append(", ")
    text.append(f"{count(summary.errors, 'error')}", STYLES["error"] if summary.errors else "")
    console.print(text, soft_wrap=True)
    if summary.hits:
        line(console, "A hit is a resemblance, not an offence: a person decides.")


def print_editions(console: Console, ages: Iterable[Freshness]) -> None:
    """Each edition searched, its date, age and size, what it leaves out, and a warning where it is stale."""
    for age in ages:
        edition = age.edition
        when = f"published {_day(edition.published)}" if edition.published else f"fetched {_day(edition.fetched_at)}"
        entries = count(edition.entries, "entry", "entries")
        facts = f"{edition.source}: edition {edition.id}, {when}, {count(age.age_days, 'day')} old, {entries}"
        line(console, facts + (f" ({edition.partial})" if edition.partial else ""))
        if age.stale:
            line(console, f"Warning: {age.warning}. Run: comity lists update {edition.source}", STYLES["stale"])


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def print_issues(console: Console, summary: Summary, told: str) -> None:
    """The first issues and the count of the others; ``told`` says where those are."""
    for issue in summary.issues[:SHOWN_ISSUES]:
        line(console, issue_line(issue))
    more = summary.issue_count - min(len(summary.issues), SHOWN_ISSUES)
    if more > 0:
        line(console, f"and {count(more, 'more issue')}; {told}")


def issue_line(issue: Issue) -> str:
    """An issue in one line: how serious, where, what, and what to do."""
    return f"{issue.severity.value}: {shown(str(issue), LONGEST_REASON)}"
