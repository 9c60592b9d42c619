"""Checking evidence that somebody shows: whether this node made it, by the SHA-256 of its content that stands in the ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from comity.identity import Permission
from comity.model import Actor, ComityError, Entry, Role, UsageError
from comity.node.permitted import require
from comity.node.review_desk.desk import Desk, entry
from comity.review.canonical import canonical
from comity.review.evidence import FORMAT
from comity.storage.database import Reading
from comity.storage.database.ledger import LedgerSearch

LARGEST_PACK = 4 * 1024 * 1024
"""Bytes of a file that is checked; packs are some tens of kilobytes."""

_PAGE = 1000
_NO_PACK = "give the JSON of the evidence; a PDF has it attached (evidence.json), and any reader of PDF takes it out"


@dataclass(frozen=True, slots=True)
class MadeHere:
    """The entry of the ledger about a pack: its number, when, about which object, for which purpose, and in which roles whoever made it
    stands today (none for a key or a program).
    """

    number: int
    at: datetime
    of: str
    purpose: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """What came of a check. ``sha256`` is of the file as it is. ``made`` is None for a pack that this node did not make, or that was
    changed since. ``is_rewritten``: every fact is as it was made, but the file is written differently. ``kind`` and ``of``, the
    object that it is about, are what the file says of itself.
    """

    sha256: str
    kind: str
    of: str
    made: MadeHere | None = None
    is_rewritten: bool = False


def check_pack(desk: Desk, content: bytes, by: Actor, at: datetime) -> CheckedPack:
    """Whether this node made the pack ``content``, with an entry in the ledger that it was asked.

    Raises ``NotAllowed``, and ``UsageError`` for what is no evidence pack at all.
    """
    require(by, Permission.CASE_VIEW)
    kind, of, again = _read(content)
    sha256 = hashlib.sha256(content).hexdigest()
    with desk.database.reading() as reading:
        told = {told.facts.get("sha256", ""): (number, told) for number, told in _packs(reading, of)}
        found = told.get(sha256) or told.get(again)
        made = _made(reading, *found) if found else None
    is_rewritten = made is not None and sha256 not in told
    desk.tell(entry(by, at, "evidence.check", of if made else "evidence", {"sha256": sha256, "made_here": "yes" if made else "no"}))
    return CheckedPack(sha256, kind, of, made, is_rewritten)


def _read(content: bytes) -> tuple[str, str, str]:
    """What kind of pack it is, the object that it is about, and the SHA-256 of its facts in their one spelling."""
    try:
        record = json.loads(content)
        kind = record["kind"]
        identity = record["case" if kind == "case" else "screening"]["id"]
        is_pack = record["format"] == FORMAT and isinstance(kind, str) and isinstance(identity, str) and len(identity) <= 64
        again = hashlib.sha256(canonical(record)).hexdigest()
    except (ValueError, TypeError, KeyError, RecursionError, ComityError):
        is_pack = False
    if not is_pack:
        raise UsageError("this file is no evidence of a Comity node", _NO_PACK)
    return kind, f"{'case' if kind == 'case' else 'screening'}:{identity}", again


def _packs(reading: Reading, of: str) -> Iterator[tuple[int, Entry]]:
    """The entries about packs of one object, with their numbers."""
    after, wanted = -1, LedgerSearch(action="evidence.make", object=of)
    while found := reading.ledger.search(wanted, after, _PAGE):
        yield from ((number, told) for number, told, _ in found)
        after = found[-1][0]


def _made(reading: Reading, number: int, told: Entry) -> MadeHere:
    kind, _, name = told.actor.partition(":")
    user = reading.users.get(name) if kind == "user" else None
    return MadeHere(number, told.at, told.object, told.purpose, tuple(sorted(user.roles)) if user else ())
