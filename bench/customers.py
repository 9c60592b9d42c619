"""A bank's file of customers: invented, with some listed parties under noised names. ``python -m bench.customers SHARED WORK``.

Writes ``customers-1.csv``, ``customers-10000.csv`` and ``customers-50000.csv`` (each the beginning of the next) and, for the peers,
``speed-task.json`` into ``WORK``. Customer numbers begin with L for rows made from a listed name, with I for invented ones.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from random import Random

from bench.editions import LISTS, path_of
from bench.invent import Invented, invent
from bench.measured import save
from bench.noise import KINDS, noised
from comity.model import Listing, Schema
from comity.node.reading import read_file

SEED = 50_000
SIZES = (1, 10_000, 50_000)
LISTED_SHARE = 0.05
COLUMNS = ("customer_id", "name", "dob", "nationality", "type")
PEER_SAMPLE = 5_000

Row = tuple[str, str, str, str, str]


def make(listings: list[Listing], count: int) -> list[Row]:
    """``count`` customers in random order; the same for the same listings."""
    random = Random(SEED)
    listed = [_listed(listings, number, random) for number in range(round(count * LISTED_SHARE))]
    invented = [_invented(one, number, random) for number, one in enumerate(invent(count - len(listed), SEED))]
    rows = listed + invented
    random.shuffle(rows)
    return rows


def _invented(one: Invented, number: int, random: Random) -> Row:
    is_person = one.schema is Schema.PERSON
    born = f"{random.randrange(1940, 2006)}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}" if is_person else ""
    return f"I-{number:06}", one.name, born, one.nationality, "person" if is_person else "company"


def _listed(listings: list[Listing], number: int, random: Random) -> Row:
    while True:
        subject = random.choice(listings).subject
        changed = noised(random.choice(subject.names).full, random.choice(list(KINDS)), random)
        if changed:
            return f"L-{number:06}", changed, "", "", subject.schema.value


def main(arguments: list[str]) -> None:
    """Run as a stage of the benchmark."""
    shared, work = (Path(argument) for argument in arguments)
    listings = [listing for name in LISTS for listing in read_file(path_of(shared, name), name)[1]]
    rows = make(listings, max(SIZES))
    for size in SIZES:
        with (work / f"customers-{size}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            writer.writerows(rows[:size])
    listed = [name.full for listing in listings for name in listing.subject.names]
    save(work / "speed-task.json", {"listed": listed, "customers": [row[1] for row in rows[:PEER_SAMPLE]]})


if __name__ == "__main__":
    main(sys.argv[1:])
