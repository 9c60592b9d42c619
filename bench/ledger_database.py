"""The ledger in a database: appending in batches of several sizes, auditing a million entries, proofs, searches, an export, a backup.

``python -m bench.ledger_database [--entries N] [--postgres ADDRESS] [--note TEXT]`` from the repository root, with the Python that Comity
is installed for; the page goes to standard output. The entries are those of ``bench.ledger``; making them is not timed. SQLite lies in a
temporary folder. ``--postgres`` names an empty database on a server, which is measured, too, and whose tables stay there.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

from bench.ledger import START, batches, each, invented
from bench.markdown import memory, per_second, seconds, table
from bench.run import facts, keep_to_one_core, say
from bench.screening.driving import peak_bytes
from comity.model import Actor
from comity.node.backups import BackupDesk
from comity.node.ledger import Act, LedgerDesk
from comity.node.ledger_audit import audit_database
from comity.node.restoring import Restoration, RestoreDesk
from comity.node.settings import Settings
from comity.node.signing import Signer
from comity.node.signing_keys import SigningKeys
from comity.storage.database import Database, Durability
from comity.storage.database.ledger import LedgerSearch

TRIES = 200
HEAD_EVERY = 10_000
LATER = START + timedelta(days=365)
"""A time after every entry."""

ACT = Act(Actor("user:auditor"), LATER)
Rows = list[tuple[str, str]]


def timed(work: Callable[[], object]) -> float:
    """Seconds that ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def append_all(database: Database, signer: Signer, count: int) -> tuple[float, float]:
    """Append ``count`` entries in transactions of 10,000, with a head after each; seconds for entries, seconds for heads."""
    entries_took = heads_took = 0.0
    for _, entries in batches(count):
        began = time.perf_counter()
        with database.writing(Durability.FULL) as writing:
            writing.ledger.append(entries)
        appended = time.perf_counter()
        signer.sign(entries[-1].at)
        entries_took += appended - began
        heads_took += time.perf_counter() - appended
    return entries_took, heads_took


def rate(database: Database, together: int, durability: Durability) -> float:
    """Entries a second in transactions of ``together``, for a second or so."""
    entries = [invented(number) for number in range(together)]
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < 1.0:
        with database.writing(durability) as writing:
            for entry in entries:
                writing.record(entry)
        done += together
    return done / (time.perf_counter() - began)


def looked_up(database: Database, signer: Signer, size: int) -> Rows:
    """Certificates, consistency proofs and searches, each with the entry about it."""
    desk, chance = LedgerDesk(database, signer), Random(1)
    numbers = [chance.randrange(size) for _ in range(TRIES)]
    wanted: Sequence[tuple[str, LedgerSearch]] = (
        ("by object", LedgerSearch(object="case:00001234")),
        ("by actor", LedgerSearch(actor="user:analyst-7")),
        ("by actor and span of time", LedgerSearch("user:analyst-7", since=START + timedelta(hours=1), until=START + timedelta(hours=2))),
    )
    rows = [
        ("certificate of one entry, with the entry about it", each(lambda number: desk.certificate(number, ACT), numbers)),
        ("consistency proof", each(lambda number: desk.consistency(number + 1, size, ACT), numbers)),
    ]
    for what, one in wanted:
        rows.append((f"search {what}, 100 newest", each(partial(_search, desk, one), numbers)))
    return rows


def _search(desk: LedgerDesk, wanted: LedgerSearch, _: int) -> object:
    return desk.search(wanted, None, 100, ACT)


def measure(name: str, settings: Settings, folder: Path, count: int) -> Rows:
    """Everything, on one database."""
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    signer = Signer(database, SigningKeys.of(settings.home))
    say(f"{name}: appending {count:,} entries …")
    entries_took, heads_took = append_all(database, signer, count)
    say(f"{name}: verifying …")
    audited = timed(lambda: _require_right(database, signer))
    rows = [
        ("append, 10,000 in a transaction", f"{per_second(count / entries_took)}/s"),
        ("sign and keep a head, consistency with the last one proven", seconds(heads_took / max(1, count // HEAD_EVERY))),
        (f"`ledger verify` of {count:,} entries and {count // HEAD_EVERY:,} heads", f"{seconds(audited)}, {per_second(count / audited)}/s"),
        *looked_up(database, signer, count),
    ]
    say(f"{name}: export, backup and restoration …")
    rows += moved(settings, database, signer, folder)
    for together, durability in ((1000, Durability.NORMAL), (100, Durability.NORMAL), (1, Durability.NORMAL), (1, Durability.FULL)):
        what = f"append, {together:,} in a transaction, {durability.value}"
        rows.append((what, f"{per_second(rate(database, together, durability))}/s"))
    database.close()
    return rows


def moved(settings: Settings, database: Database, signer: Signer, folder: Path) -> Rows:
    """An export, a backup, and its restoration into a SQLite file."""
    file, backup = folder / "export.jsonl", folder / "backup"

    def export() -> None:
        _, lines = LedgerDesk(database, signer).export(ACT)
        with file.open("wb") as out:
            out.writelines(lines)

    exported = timed(export)
    desk = BackupDesk(settings, database, signer, lambda: LATER)
    made = timed(lambda: desk.make(backup, ACT.by))
    restored = timed(lambda: RestoreDesk(Settings(folder / "restored"), lambda: LATER).restore(Restoration(backup), ACT.by))
    return [
        (f"write an export of {memory(file.stat().st_size)}", seconds(exported)),
        (f"`backup` into {memory(backup.stat().st_size)}", seconds(made)),
        ("`restore` that into SQLite, verified", seconds(restored)),
    ]


def _require_right(database: Database, signer: Signer) -> None:
    report = audit_database(database, signer.keys)
    assert report.fault is None
    assert report.signed == report.size


def main() -> None:
    """Measure, and print the page."""
    parser = argparse.ArgumentParser(description="Measure the ledger in a database.")
    parser.add_argument("--entries", type=int, default=1_000_000, help="how many entries")
    parser.add_argument("--postgres", default="", help="the address of an empty database on a server")
    parser.add_argument("--note", default="", help="a sentence for the page, such as: the machine was busy")
    given = parser.parse_args()
    measured = facts(keep_to_one_core(), given.note)
    print("# The ledger in a database\n")
    print(table(("taken", ""), [(key, measured[key]) for key in ("date", "commit", "machine", "core", "load", "note")]))
    print("\nTimes of single calls are those that half, 99 in 100 and all of them do not exceed.")
    for name, address in (("SQLite", ""), ("PostgreSQL", given.postgres)):
        if name == "SQLite" or address:
            with tempfile.TemporaryDirectory(prefix="comity-ledger-") as place:
                folder = Path(place)
                rows = measure(name, Settings(folder / "home", address), folder, given.entries)
            print(f"\n## {name}\n\n{table(('what', ''), rows)}")
    print(f"\nPeak memory: {memory(peak_bytes())}.")


if __name__ == "__main__":
    main()
