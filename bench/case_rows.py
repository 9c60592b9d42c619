"""A database full of cases: real hits on the list that ships with the product, of subjects with made-up keys, written into the tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bench.invent import invent

SEED = 26
CHUNK = 10_000
TEMPLATES = 200
LISTS = (("un-sc", 0.6), ("eu-fsf", 0.25), ("ofac-sdn", 0.1), ("uk-sl", 0.049), ("own:guests", 0.001))
BASES = (("customers", 0.9), ("payees", 0.09), ("staff", 0.01))
STATES = (("open", 0.4), ("proposed", 0.02), ("decided", 0.55), ("lapsed", 0.03))
PROPOSERS = (("user:lena", 0.99), ("user:tess", 0.01))
NAMES = 100_000
"""Different names that those bear whom nothing resembles."""

Shares = Sequence[tuple[str, float]]
Row = dict[str, Any]


def fill(settings: Any, count: int, others: int = 0, states: Shares = STATES) -> None:  # noqa: ANN401 - comity's Settings, imported late
    """Store ``count`` cases with their hits and subjects, and ``others``: subjects without any. ``states``: the cases' and their shares."""
    from sqlalchemy import insert

    from comity.storage.database import Database
    from comity.storage.database.schema import cases, hits, subjects
    from comity.storage.database.screenings import Screening, ScreeningKind

    settings.prepare()
    templates = hits_found(settings)
    database = Database.at(settings.database)
    database.prepare()
    now = datetime.now(UTC)
    with database.writing() as writing:
        writing.screenings.add(Screening("screening-1", now, ScreeningKind.MONITORING, "bench", (), count, count, "system:bench"))
    rows = invented(count, templates, now, states)
    for start in range(0, count, CHUNK):
        chunk = [next(rows) for _ in range(min(CHUNK, count - start))]
        with database.writing() as writing:
            for at, into in enumerate((subjects, hits, cases)):
                writing.connection.execute(insert(into), [row[at] for row in chunk])
    innocent = facts_invented(min(others, NAMES)) if others else []
    for start in range(0, others, CHUNK):
        some = range(start, min(start + CHUNK, others))
        more = [subject_row(count + number, innocent[number % len(innocent)], now) for number in some]
        with database.writing() as writing:
            writing.connection.execute(insert(subjects), more)
    database.refresh_statistics()
    database.close()


def hits_found(settings: Any) -> list[tuple[Any, str, str]]:  # noqa: ANN401 - comity's Settings, imported late
    """Real hits on the list that ships with the product: the hit, its text as it is stored, and the text of its subject."""
    from comity.model import Query, ScreeningRule, Subject
    from comity.model.record import subject_to_record
    from comity.node.indexes import editions_in_use, open_index
    from comity.storage import EditionStore
    from comity.storage.database.columns import to_text
    from comity.storage.database.hit_record import hit_to_text

    store = EditionStore(settings.home)
    index = open_index(settings, store)
    (edition,) = editions_in_use(store, None)
    listed = [listing.subject for _, listing in zip(range(TEMPLATES), store.listings(edition), strict=False)]
    queries = [Query(str(at), Subject(one.schema, one.names[:1])) for at, one in enumerate(listed)]
    found = index.screen_many(queries, ScreeningRule(max_hits=1))
    return [
        (hits[0], hit_to_text(hits[0]), to_text(subject_to_record(query.subject)))
        for query, hits in zip(queries, found, strict=True)
        if hits
    ]


def facts_invented(count: int) -> list[tuple[str, str]]:
    """The text of a subject as it is stored, and the name by which it is called, of so many whom nothing resembles but by chance."""
    from comity.model import Name, Subject
    from comity.model.record import subject_to_record
    from comity.storage.database.columns import to_text

    return [(to_text(subject_to_record(Subject(one.schema, (Name(one.name),)))), one.name) for one in invent(count, SEED)]


def invented(count: int, templates: Sequence[tuple[Any, str, str]], now: datetime, states: Shares) -> Iterator[tuple[Row, Row, Row]]:
    """The rows of a subject, its hit and its case, one after another."""
    random = Random(SEED)
    for number in range(count):
        hit, text, facts = random.choice(templates)
        opened_at = now - timedelta(seconds=random.randrange(40 * 86_400))
        case = invented_case(number, random, opened_at, states)
        pair = {name: case[name] for name in ("subject_id", "list", "listing_id", "outcome", "score")}
        times = {"added_at": opened_at, "changed_at": opened_at, "seen_at": opened_at}
        subject = {"id": case["subject_id"], "base": case["base"], "key": str(number), "digest": "0" * 64, "record": facts, "caption": ""}
        found = {"id": case["hit_id"], "screening_id": "screening-1", "edition_id": hit.edition.id, "record": text, "found_at": opened_at}
        yield subject | times, found | pair, case


def subject_row(number: int, facts: tuple[str, str], at: datetime) -> Row:
    """The row of a subject whom nothing resembles."""
    times = {"added_at": at, "changed_at": at, "seen_at": at}
    about = {"digest": "0" * 64, "record": facts[0], "caption": facts[1]}
    return {"id": f"S{number:012}", "base": "customers", "key": str(number), **about, **times}


def invented_case(number: int, random: Random, opened_at: datetime, states: Shares) -> Row:
    """The row of one case."""
    from comity.model import Outcome, Pair
    from comity.review import case_id
    from comity.storage.database.queue import rank_of

    pair = Pair(f"S{number:012}", drawn(random, LISTS), f"L{number}")
    score, state = round(random.uniform(0.7, 0.99), 6), drawn(random, states)
    outcome = Outcome.STRONG if score >= 0.88 else Outcome.REVIEW
    return {
        "id": case_id(pair),
        "subject_id": pair.subject,
        "list": pair.list,
        "listing_id": pair.listing,
        "base": drawn(random, BASES),
        "hit_id": f"H{number:012}",
        "outcome": outcome.value,
        "score": score,
        "state": state,
        "rank": rank_of(outcome, score),
        "opened_at": opened_at,
        "due_at": opened_at + timedelta(days=1 if outcome is Outcome.STRONG else 5),
        "proposed_by": drawn(random, PROPOSERS) if state == "proposed" else "",
        "claimed_by": f"user:analyst-{number % 20}" if random.random() < 0.02 else "",
        "verdict": "not_a_match" if state == "decided" else "",
        "version": 1,
    }


def drawn(random: Random, shares: Shares) -> str:
    """One of the names, by their shares."""
    return random.choices([name for name, _ in shares], [share for _, share in shares])[0]
