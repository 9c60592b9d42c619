"""Monitoring: a million subjects against a list of which five hundred entries were amended, on one core.

``python3 bench/monitoring.py [--shared DIR] [--subjects N] [--work DIR] [--postgres URL]``. The list is OFAC's (SDN); five hundred of its
entries get one more name each, made from their own by a slip. Of the subjects 1 in 500 bears a listed name with noise, every other of them
that of an amended entry; the rest is invented. What is timed: putting the subjects under watch, indexing them (once, then only when many
have changed), and the delta: which subjects it concerns, screening those, filing their cases. Beside it, what screening everybody again
would take (from a sample), and what the delta lost of it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.invent import invent  # noqa: E402 - the repository is not installed for the Python that runs this
from bench.markdown import per_second, seconds, table  # noqa: E402
from bench.noise import KINDS, noised  # noqa: E402
from bench.run import facts, keep_to_one_core, say  # noqa: E402

SEED = 500
AMENDED = 500
LISTED_SHARE = 500
SAMPLE = 20_000
START = datetime(2026, 3, 1, tzinfo=UTC)


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description="Measure monitoring.")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder with lists/ (default: ../shared)")
    parser.add_argument("--subjects", type=int, default=1_000_000, help="how many subjects")
    parser.add_argument("--work", type=Path, help="an empty folder; default: a temporary one")
    parser.add_argument("--postgres", default="", help="address of an empty PostgreSQL database, instead of SQLite")
    given = parser.parse_args()
    taken = facts(keep_to_one_core(), "")
    with tempfile.TemporaryDirectory(prefix="comity-monitoring-") as temporary:
        rows = measure(given.shared, given.subjects, given.work or Path(temporary), given.postgres)
    print(table(("taken", ""), [(key, taken[key]) for key in ("date", "commit", "machine", "core", "load")]))
    print()
    print(table(("monitoring", "PostgreSQL" if given.postgres else "SQLite"), rows))


def measure(shared: Path, count: int, work: Path, postgres: str) -> list[tuple[str, str]]:
    """The rows of the table."""
    from comity.lists.diff import compare
    from comity.model import Listing, Name, NameKind, Query, Schema, Subject
    from comity.node.monitoring import MONITORED, Monitor, over
    from comity.node.reading import read_file
    from comity.node.settings import Settings
    from comity.node.subject_index import SubjectIndexes
    from comity.screening import Index
    from comity.storage.database import Database

    random = Random(SEED)
    edition, listings = read_file(shared / "lists" / "ofac-sdn-2024-05-07.xml.xz", "ofac-sdn")

    def amended(listing: Listing) -> Listing:
        name = noised(listing.subject.names[0].full, "one typing error", random) or listing.subject.names[0].full
        return replace(listing, subject=replace(listing.subject, names=(*listing.subject.names, Name(name, NameKind.STRONG))))

    chosen = set(random.sample(range(len(listings)), AMENDED))
    ordered = sorted(chosen)
    after = tuple(amended(one) if at in chosen else one for at, one in enumerate(listings))
    newer = replace(edition, id=edition.id + "-amended")

    def subjects() -> Iterator[tuple[str, Subject, datetime | None]]:
        for at, one in enumerate(invent(count, SEED)):
            if at % LISTED_SHARE == 0:
                listing = after[random.choice(ordered)] if random.random() < 0.5 else random.choice(after)
                text = noised(random.choice(listing.subject.names).full, random.choice(list(KINDS)), random)
                if text:
                    yield str(at), Subject(listing.subject.schema, (Name(text),)), None
                    continue
            yield str(at), Subject(Schema(one.schema), (Name(one.name),)), None

    database = Database.at(postgres or f"sqlite:///{work / 'node.db'}")
    database.prepare()
    index = Index.build([(newer, after)], work / "index")
    index.warm(every_script=True)
    monitor = Monitor(database, over(index), (newer.id,))
    say("putting the subjects under watch")
    made = list(subjects())
    started = time.perf_counter()
    monitor.put("customers", made, "user:bench", START)
    putting = time.perf_counter() - started
    say("indexing them")
    started = time.perf_counter()
    found = SubjectIndexes(Settings(work)).build(database, START + timedelta(hours=1))
    indexing = time.perf_counter() - started
    say("the delta")
    delta = compare(edition, listings, newer, after)
    started = time.perf_counter()
    watched = monitor.screen_delta(delta, found, START + timedelta(days=1))
    screening = time.perf_counter() - started
    touched = {one.new.id for one in delta.amended}
    sample = [one for one in made if int(one[0]) % LISTED_SHARE == 0][:SAMPLE]
    sample += made[: SAMPLE - len(sample)]
    started = time.perf_counter()
    hits = index.screen_many([Query(key, subject) for key, subject, _ in sample], replace(MONITORED, lists=frozenset({newer.source})))
    per_subject = (time.perf_counter() - started) / len(sample)
    wanted = {(key, hit.listing.id) for (key, _, _), some in zip(sample, hits, strict=True) for hit in some if hit.listing.id in touched}
    kept: set[tuple[str, str]] = set()
    with database.reading() as reading:
        for key, _ in wanted:
            one = reading.subjects.by_key("customers", key)
            assert one is not None
            kept.update((key, queued.case.pair.listing) for queued in reading.cases.for_subject(one.id))
    events = sum(watched.happened.values())
    return [
        ("subjects, listed entries, amended entries", f"{len(made):,}, {len(after):,}, {len(delta.amended):,}"),
        ("put under watch", f"{seconds(putting)}, {per_second(len(made) / putting)}/s"),
        ("indexed, once", f"{seconds(indexing)}"),
        (
            "the delta: found, screened, filed",
            f"{seconds(screening)}, {watched.subjects:,} subjects, {events:,} events",
        ),
        ("screening everybody again, from a sample", f"{seconds(per_subject * len(made))}"),
        ("of the sample's hits on amended entries lost", f"{len(wanted - kept)} of {len(wanted)}"),
    ]


if __name__ == "__main__":
    main()
