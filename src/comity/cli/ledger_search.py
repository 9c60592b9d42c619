"""``comity ledger search``: who did what to which record, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from comity.cli.console import plain, print_json, say
from comity.cli.ledger_desk import open_ledger
from comity.model import UsageError

if TYPE_CHECKING:
    from comity.storage.database.ledger import LedgerRow


@click.command()
@click.option("--actor", default="", metavar="WHO", help="Who acted, such as user:anna or key:1f2e.")
@click.option("--action", default="", metavar="WHAT", help="What was done, such as case.decide.")
@click.option("--object", "of", default="", metavar="OBJECT", help="What it was done to, such as case:1f2e.")
@click.option(
    "--since", default="", metavar="TIME", help="Not before: 2026-03-01 or 2026-03-01T09:05Z; in UTC unless it says another zone."
)
@click.option("--until", default="", metavar="TIME", help="Before this time.")
@click.option("--before", type=click.IntRange(0), help="Only entries below this number: the next page.")
@click.option("--limit", type=click.IntRange(1, 9999), default=50, show_default=True, help="How many, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def search(of: str, since: str, until: str, as_json: bool, **given: object) -> None:  # noqa: FBT001 - click passes flags so
    """Show entries of the ledger, newest first. Without options: the last ones. That you looked is an entry, too."""
    from comity.storage.database.ledger import LedgerSearch

    wanted = LedgerSearch(str(given["actor"]), str(given["action"]), of, moment(since), moment(until))
    before, limit = given["before"], given["limit"]
    assert isinstance(limit, int)
    with open_ledger() as ledger:
        found = ledger.desk.search(wanted, before if isinstance(before, int) else None, limit, ledger.act)
    if as_json:
        print_json({"entries": [_record(row) for row in found.rows], "next": found.next})
        return
    for row in found.rows:
        click.echo(plain(_line(row)))
    if not found.rows:
        say("No entry fits.")
    if found.next is not None:
        say(f"There are more: add --before {found.next}")


def moment(text: str) -> datetime | None:
    """The time that a person wrote, in UTC unless it says otherwise; None for nothing. Raises ``UsageError``."""
    if not text:
        return None
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError("a time cannot be read", "write it as 2026-03-01 or 2026-03-01T09:05Z") from error
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _record(row: LedgerRow) -> dict[str, object]:
    from comity.ledger import entry_to_record

    return entry_to_record(row[0], row[1])


def _line(row: LedgerRow) -> str:
    number, entry, _ = row
    facts = " ".join(f"{name}={value}" for name, value in sorted(entry.facts.items()))
    at = entry.at.strftime("%Y-%m-%d %H:%M:%S")
    return f"{number:>8}  {at}  {entry.actor}  {entry.action}  {entry.object}  {entry.purpose or '-'}  {facts}".rstrip()
