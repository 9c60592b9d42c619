"""``comity ledger check``: a certificate or an export is right, or is not, and where; it takes no node, no list and no network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from comity.cli.console import count, plain, print_json
from comity.cli.exit_codes import CLEAR
from comity.cli.ledger_report import print_not_shown, reading_shown, tell_report
from comity.model import LedgerBroken

if TYPE_CHECKING:
    from comity.ledger import Checked, Report

FINGERPRINT_DIGITS = 64
UNSIGNED = "nothing in this export is signed, so it proves nothing"


def _fingerprints(_context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]) -> frozenset[str]:
    """Fingerprints as the ledger writes them, from however people pass them on: in capitals, in groups, with colons."""
    found = frozenset("".join(text.replace(":", " ").split()).lower() for text in texts)
    if any(len(one) != FINGERPRINT_DIGITS or set(one) - set("0123456789abcdef") for one in found):
        raise click.BadParameter(f"a fingerprint has {FINGERPRINT_DIGITS} hexadecimal digits")
    return found


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    "expected",
    metavar="FINGERPRINT",
    multiple=True,
    callback=_fingerprints,
    help="Accept signatures of this key only; may be given several times.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
def check(file: Path, expected: frozenset[str], as_json: bool) -> int:  # noqa: FBT001 - click passes flags so
    """Check FILE: a certificate of one entry, or an export of a whole ledger.

    Exit code 0 when it is right, 1 when it is not. Whose key it is, the file cannot tell: compare the fingerprint with one that you were
    given another way, or name it with --key.
    """
    from comity.ledger import LARGEST_CERTIFICATE, is_export
    from comity.ledger import check as check_certificate

    with file.open("rb") as stream:
        if is_export(stream.read(16)):
            stream.seek(0)
            report = _audited(stream)
            _refuse_other_keys(report.keys, expected)
            return tell_report(report, "export", UNSIGNED, as_json=as_json)
        stream.seek(0)
        checked = check_certificate(stream.read(LARGEST_CERTIFICATE + 1))
    _refuse_other_keys([checked.key], expected)
    if as_json:
        print_json(_checked_record(checked))
    else:
        _print_checked(checked)
    return CLEAR


def _audited(stream: BinaryIO) -> Report:
    """The audit of an export, with its progress on a terminal."""
    from comity.ledger import audit_export

    with reading_shown("reading the ledger") as progress:
        return audit_export(stream, progress=progress)


def _refuse_other_keys(used: Sequence[str], expected: frozenset[str]) -> None:
    other = next((key for key in used if expected and key not in expected), "")
    if other:
        raise LedgerBroken(
            f"it is signed with the key {other}, which --key does not name", "ask the owner of the ledger which key is theirs"
        )


def _checked_record(checked: Checked) -> dict[str, Any]:
    from comity.ledger import entry_to_record, moment_text

    head = checked.head
    return {
        "kind": "certificate",
        "right": True,
        "entry": entry_to_record(checked.number, checked.entry),
        "head": {"size": head.size, "root": head.root.hex(), "at": moment_text(head.at), "key": head.key},
        "not_shown": list(checked.not_shown),
    }


def _print_checked(checked: Checked) -> None:
    from comity.ledger import entry_to_record, moment_text

    head, record = checked.head, entry_to_record(checked.number, checked.entry)
    click.echo(f"Right: entry {checked.number:,} stands in the ledger as it is shown here.")
    rows = [(name, record[name]) for name in ("at", "actor", "action", "object", "purpose")] + [
        (f"facts.{name}", fact) for name, fact in record["facts"].items()
    ]
    for name, value in rows:
        click.echo(plain(f"  {name:<12} {value}"))
    click.echo(f"The ledger had {count(head.size, 'entry', 'entries')} when that was signed, {moment_text(head.at)}.")
    click.echo(f"Key: {checked.key}")
    print_not_shown(checked.not_shown)
