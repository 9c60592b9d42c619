"""``comity lists status``: which edition of each list is in use, how old and how large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from comity.cli.console import age, answers, count, plain, print_json, say
from comity.cli.desk import Node, list_desk, open_node
from comity.cli.exit_codes import CLEAR, ERROR
from comity.cli.lists_outcome import day, edition_json
from comity.node.references import resolve_edition

if TYPE_CHECKING:
    from datetime import datetime

    from comity.node.lists import ListStatus


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
@click.option(
    "--issues", "issues_of", metavar="EDITION", default="", help="What could not be taken as found in this edition, or in a list's."
)
def status(as_json: bool, issues_of: str) -> int:  # noqa: FBT001 - click passes flags so
    """Show each list's edition, its age and its size. Warns of lists that are past their time.

    Exit code 1 when what is kept of a list is damaged.
    """
    node = open_node()
    if issues_of:
        _print_issues(node, issues_of, as_json=as_json)
        return CLEAR
    rows = list_desk(node).status(node.now)
    if as_json:
        print_json([_record(row, node.now) for row in rows])
    else:
        _print_table(rows)
    for row in rows:
        if row.stale and row.edition:
            what = f"{age(row.age_days)} old, more than {row.source.stale_after} is too old for it"
            say(f"Warning: {row.name} is stale: {what}. Run: comity lists update {row.name}")
    damages = [row.damage for row in rows if row.damage]
    for damage in damages:
        say(f"Error: {damage.message}")
        say(f"  {damage.hint}")
    return ERROR if damages else CLEAR


def _record(row: ListStatus, now: datetime) -> dict[str, Any]:
    return {
        "list": row.name,
        "title": row.source.title,
        "publisher": row.source.publisher,
        "licence": row.source.licence,
        "edition": edition_json(row.edition, now) if row.edition else None,
        "stale_after_days": row.source.stale_after,
        "stale": row.stale,
        "shipped": row.shipped,
        "damage": row.damage.message if row.damage else None,
    }


def note_on(row: ListStatus) -> str:
    """What a person must know of this list before relying on it."""
    if row.damage:
        return "DAMAGED: every screening stops until it is removed"
    if row.edition is None:
        return f"none yet: comity lists update {row.name}" if row.source.address else f"none yet: comity lists import FILE --as {row.name}"
    notes = ["STALE"] if row.stale else []
    if row.edition.published is None:
        notes.append("undated: age since it was taken in")
    if row.shipped:
        notes.append("shipped extract")
    elif row.edition.partial:
        notes.append(row.edition.partial)
    return ", ".join(notes)


def _print_table(rows: tuple[ListStatus, ...]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in ("list", "edition", "published"):
        table.add_column(heading, overflow="fold")
    for heading in ("age", "entries", "names"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("note", overflow="fold")
    for row in rows:
        table.add_row(*(plain(cell) for cell in _cells(row)))
    answers().print(table)


def _cells(row: ListStatus) -> tuple[str, ...]:
    edition = row.edition
    if edition is None:
        return (row.name, "-", "-", "-", "-", "-", note_on(row))
    return (row.name, edition.id, day(edition.published), age(row.age_days), f"{edition.entries:,}", f"{edition.names:,}", note_on(row))


def _print_issues(node: Node, name: str, *, as_json: bool) -> None:
    edition = resolve_edition(node.store, name)
    issues = node.store.issues(edition)
    if as_json:
        print_json([{"where": str(i.where), "what": i.what, "hint": i.hint, "severity": i.severity.value} for i in issues])
        return
    for issue in issues:
        click.echo(plain(f"{issue.severity.value}: {issue}"))
    say(f"{count(len(issues), 'issue')} in {edition.id}")
