"""``comity retention``: what is due under the rules of retention, erased or only listed, and the rules themselves."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from comity.cli.console import answers, say
from comity.cli.desk import open_node
from comity.cli.main import VerbGroup

if TYPE_CHECKING:
    from comity.node.retention import RetentionReport
    from comity.safeguards import Due

MOST_LISTED = 1000
"""Records that a dry run lists; the rest is counted."""

retention = VerbGroup(
    name="retention",
    verbs={
        "run": ("comity.cli.retention:run_retention", "Erase what is due, or list it."),
        "rules": ("comity.cli.retention:show_rules", "Show the rules in force, or those of a law to start from."),
    },
    help="How long this node keeps what, and what is due.",
)


@click.command("run")
@click.option("--dry-run", is_flag=True, help="List what would be erased, and change nothing.")
def run_retention(*, dry_run: bool) -> None:
    """Erase everything that is due under the rules in force, with tombstones and entries in the ledger.

    A node that serves does this every day by itself. Legal holds are respected; what the rules cannot decide is told and kept. It may be
    stopped and run again at any time.
    """
    from comity.node.retention import daily_retention, what_is_due
    from comity.node.retention_rules import rules_in_force

    node = open_node()
    with node.database() as database:
        if dry_run:
            _list(what_is_due(database, rules_in_force(node.settings), node.now))
        else:
            _report(daily_retention(node.settings, database, node.now))


@click.command("rules")
@click.option("--regime", "regimes", multiple=True, help="Rules that come with the product, such as uk-mlr. Several may be given.")
def show_rules(regimes: tuple[str, ...]) -> None:
    """Show the rules in force as JSON, or those of a law, to be put into retention.json in this node's folder and checked by counsel."""
    from comity.node.retention_rules import rules_in_force
    from comity.safeguards import rules_for

    rules = rules_for(regimes) if regimes else rules_in_force(open_node().settings)
    click.echo(json.dumps([asdict(rule) | {"as_of": rule.as_of.isoformat()} for rule in rules], ensure_ascii=False, indent=2))


def _list(found: Iterable[Due]) -> None:
    """Each record with its fate and the reason; ids only, so the list may be kept."""
    console, counts = answers(), Counter[str]()
    for one in found:
        counts[one.fate.value] += 1
        if counts.total() <= MOST_LISTED:
            name = f"{one.record.kind}:{one.record.id or 'all'}"
            console.print(f"{one.fate.value:5}  {name}  {one.reason}", markup=False, highlight=False, soft_wrap=True)
    told = ", ".join(f"{count:,} to {fate}" for fate, count in sorted(counts.items()))
    say(f"Nothing was changed: {told}." if counts else "Nothing is due.")


def _report(report: RetentionReport) -> None:
    console = answers()
    for kind, count in sorted(report.erased.items()):
        console.print(f"erased  {count:,}  {kind}", markup=False, highlight=False)
    for kind, count in sorted(report.held.items()):
        console.print(f"held    {count:,}  {kind}", markup=False, highlight=False)
    for asked in report.asked:
        told = f"{asked.records:,}" if asked.records else "all"
        console.print(f"ask     {told}  {asked.kind}  {asked.reason}", markup=False, highlight=False, soft_wrap=True)
    if not (report.erased or report.held or report.asked):
        say("Nothing was due.")
