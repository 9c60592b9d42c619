"""``comity ledger export``: the whole ledger into a file that anybody can check without the node."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import click

from comity.cli.console import count, say
from comity.cli.ledger_desk import open_ledger
from comity.cli.ledger_report import reading_shown
from comity.model import Conflict, StoreError

EVERY = 10_000
"""Lines between two words about how far it is."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write the ledger into FILE, up to a head that is signed now. JSON lines; check it with: comity ledger check FILE.

    The file is for its owner only: it names the people who work here. It appears when it is whole.
    """
    with open_ledger() as ledger, reading_shown("exporting the ledger") as progress:
        last, lines = ledger.desk.export(ledger.act)
        write_new(file, _counted(lines, progress))
    say(f"{file}: {count(last.head.size, 'entry', 'entries')}. Key: {last.head.key}")


def _counted(lines: Iterable[bytes], progress: Callable[[int], None]) -> Iterator[bytes]:
    for number, line in enumerate(lines):
        if number % EVERY == 0:
            progress(number)
        yield line


def write_new(file: Path, lines: Iterable[bytes]) -> None:
    """Write a new file that only its owner can read, whole or not at all. Raises ``Conflict`` when it exists, ``StoreError``."""
    if file.exists():
        raise Conflict(f"{file} exists", "give a name that is not used")
    aside = file.with_name(file.name + ".part")
    try:
        aside.unlink(missing_ok=True)  # never into what somebody else put there
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as out:
            out.writelines(lines)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}", "check the folder, its permissions and the free space") from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
