"""Lists in FollowTheMoney's form: entities (``entities.ftm.json``), nested targets (``targets.nested.json``), or statements (JSON lines
or CSV).

Persons, organisations, companies, legal entities, vessels and aircraft become listings; sanctions, addresses, documents and wallets are
joined to them; relations between entities are counted and left out. A file may say of an address before or after of whom it is, so
subjects wait in a temporary file until the whole has been read, and the facts to be joined in memory, at most 1,000,000 of them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from typing import IO, BinaryIO

from comity.lists.findings import Findings
from comity.lists.source import Reading, Source
from comity.lists.sources.ftm import vocabulary as v
from comity.lists.sources.ftm.entities import Entity, read_entities
from comity.lists.sources.ftm.subject import Links, listing_of
from comity.model import LimitExceeded, Listing

MAX_LINKED = 1_000_000


def read(stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    """Yield the subjects in the file's order, then wallets that belong to none of them.

    Raises ``FormatError`` when it is not FollowTheMoney, ``LimitExceeded`` with more than 1,000,000 facts to join or unsorted statements.
    """
    findings = Findings(reading)
    links = Links()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as waiting:
        _part(read_entities(stream, reading), waiting, links, findings)
        waiting.seek(0)
        for line in waiting:
            entity = Entity(**json.loads(line))
            listing = listing_of(entity, links, findings)
            links.of.pop(entity.id, None)
            if listing is not None:
                yield listing
    yield from _unowned(links, findings)
    findings.report()


def _part(found: Iterator[Entity], waiting: IO[str], links: Links, findings: Findings) -> None:
    """Write subjects to ``waiting`` and keep in ``links`` what is to be joined to them."""
    linked = 0
    for entity in found:
        if entity.target is False and entity.schema in v.SUBJECTS:
            findings.ignore(f"{entity.schema} with target false", "the file says that it is not listed itself")
        elif entity.schema in v.SUBJECTS:
            waiting.write(json.dumps(asdict(entity)) + "\n")
        elif entity.schema in v.LINKED:
            linked += 1
            if linked > MAX_LINKED:
                what = f"{findings.reading.file} has more than {MAX_LINKED:,} addresses, sanctions and documents to join"
                raise LimitExceeded(what, "import the file of nested targets, which holds them in place")
            _link(entity, links)
        else:
            findings.ignore(entity.schema, "neither a subject nor a fact about one")


def _link(entity: Entity, links: Links) -> None:
    if entity.schema == v.ADDRESS:
        links.addresses[entity.id] = entity
        return
    owners = [owner for name in v.OWNER_PROPERTIES for owner in entity.texts(name)]
    for owner in owners or [entity.id]:
        links.of.setdefault(owner, []).append(entity)


def _unowned(links: Links, findings: Findings) -> Iterator[Listing]:
    """Wallets whose holder is not in the file are entries of their own; other facts without a subject are counted."""
    seen: set[str] = set()
    for entity in (entity for group in links.of.values() for entity in group):
        if entity.schema != v.WALLET:
            findings.ignore(entity.schema, "the subject it points to is not in the file")
        elif entity.id not in seen:
            seen.add(entity.id)
            entity.caption = entity.caption or next(iter(entity.texts("publicKey")), "")
            listing = listing_of(entity, Links(), findings)
            if listing is not None:
                yield listing
    if unused := len(links.addresses) - len(links.used):
        findings.ignore(v.ADDRESS, "no subject in the file points to it", unused)


SOURCE = Source(
    name="ftm:",
    title="A list in FollowTheMoney's form",
    publisher="whoever published the file",
    legal_basis="as the publisher of the file states it",
    licence="the publisher's own: OpenSanctions publishes under CC BY-NC 4.0 and sells licences for business use",
    address="",
    cadence="as its publisher does",
    stale_after=7,
    expected_entries=(1, 10_000_000),
    max_bytes=20_000_000_000,
    as_of="2026-11-22",
    confidence="to check",
    read=read,
)
