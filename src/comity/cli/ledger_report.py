"""How the result of an audit is told, of an export and of the node's own ledger alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from comity.cli.console import count, print_json, remarks, say
from comity.cli.exit_codes import CLEAR, ERROR

if TYPE_CHECKING:
    from comity.ledger import Report


@contextmanager
def reading_shown(what: str) -> Iterator[Callable[[int], None]]:
    """What to call with the count of entries done: ``what`` and the count on standard error, on a terminal only."""
    console = remarks()
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(what) as status:
        yield lambda done: status.update(f"{what}: {done:,} entries")


def tell_report(report: Report, kind: str, unsigned: str, *, as_json: bool) -> int:
    """Print the report of a ``kind`` of log and give the exit code; ``unsigned`` says that nothing of it is signed."""
    if as_json:
        print_json(_record(report, kind))
    else:
        _print(report)
    if report.fault is not None:
        at = f"entry {report.fault.first:,}"
        if report.fault.last > report.fault.first:
            at = f"entries {report.fault.first:,} to {report.fault.last:,}"
        say(f"Error: the ledger is broken at {at}: {report.fault.reason}")
    elif not report.right:
        say(f"Error: {unsigned}")
    return CLEAR if report.right else ERROR


def print_not_shown(what: Sequence[str]) -> None:
    """What remains for the reader to find out."""
    click.echo("What this cannot show:")
    for one in what:
        click.echo(f"  - {one}")


def _record(report: Report, kind: str) -> dict[str, Any]:
    from comity.ledger import AUDIT_NOT_SHOWN, report_to_record

    return {"kind": kind, **report_to_record(report), "not_shown": list(AUDIT_NOT_SHOWN)}


def _print(report: Report) -> None:
    from comity.ledger import AUDIT_NOT_SHOWN, moment_text

    end = "Right: " if report.fault is None and report.heads else ""
    click.echo(f"{end}{count(report.size, 'entry', 'entries')} in order, {count(report.heads, 'signed head')} that fit them.")
    if report.signed_at is not None:
        click.echo(f"The last head covers {count(report.signed, 'entry', 'entries')} and was signed {moment_text(report.signed_at)}.")
    for key in report.keys:
        click.echo(f"Key: {key}")
    for note in report.notes:
        say(f"Note: {note}")
    if report.fault is None and report.heads:
        print_not_shown(AUDIT_NOT_SHOWN)
