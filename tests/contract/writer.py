"""A process of its own that writes in a loop: subjects, idempotency keys and ledger entries that must agree, until it is killed.

``python writer.py ADDRESS NAME COUNT``: says ``ready``, begins when it is sent a line, prints a line after each
commit. COUNT 0: for ever.
"""

from __future__ import annotations

import itertools
import sys
import time
from datetime import UTC, datetime, timedelta

from comity.model import Entry, Name, Schema, Subject
from comity.storage.database import Database

PAUSE = 0.005
"""Seconds between two changes of one that ends: SQLite asks ever more seldom for a lock, and one could keep the other out."""

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def main(address: str, name: str, count: int) -> None:
    database = Database.at(address)
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(count) if count else itertools.count():
        with database.writing() as writing:
            at = NOON + timedelta(seconds=number)
            writing.subjects.put_many(
                name, [(f"{number}-{part}", Subject(Schema.PERSON, (Name("Ilva Marenko"),)), None) for part in "ab"], at
            )
            writing.record(Entry(at, f"system:{name}", "subject.import", f"subject:{number}"))
            writing.record(Entry(at, f"system:{name}", "subject.import", f"subject:{number}"))
        print(number, flush=True)
        if count:
            time.sleep(PAUSE)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
