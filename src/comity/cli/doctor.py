"""``comity doctor``: whether this node is well, line by line, with what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from comity.cli.console import count, plain, print_json, say
from comity.cli.desk import list_desk, open_node
from comity.cli.exit_codes import CLEAR, ERROR

if TYPE_CHECKING:
    from comity.node.findings import Finding


@click.command()
@click.option("--quick", is_flag=True, help="Do not read the whole database for damage.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def doctor(quick: bool, as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Look at the home, database, ledger, lists, index, clock, disk and keys; say of each whether it is ok, and what to do if not.

    Nothing is changed. Exit code 0 when nothing failed (warnings do not count), else 1.
    """
    from comity.node.doctor import Patient, examine

    node = open_node()
    patient = Patient(node.settings, node.store, list_desk(node), node.now)
    found = []
    for one in examine(patient, is_thorough=not quick):
        found.append(one)
        if not as_json:
            _print(one)
    failed = sum(one.state == "failed" for one in found)
    warnings = sum(one.state == "warning" for one in found)
    if as_json:
        print_json([{"area": one.area, "state": one.state.value, "what": one.what, "todo": one.todo} for one in found])
    else:
        say(f"{failed or 'nothing'} failed, {count(warnings, 'warning')}")
    return ERROR if failed else CLEAR


def _print(one: Finding) -> None:
    click.echo(plain(f"{one.state.value:<8} {one.area:<9} {one.what}"))
    if one.todo:
        click.echo(plain(f"{'':<18} do: {one.todo}"))
