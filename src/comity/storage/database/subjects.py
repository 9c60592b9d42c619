"""Monitored subjects: who a node's owner wants screened again when a list changes.

A customer base is imported again and again. What an import says is compared by digest, so that only what is new or changed is screened
anew, and what it no longer names can be found and removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, delete, func, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import RowMapping

from comity.model import Conflict, MonitoredSubject, Subject
from comity.model.record import subject_from_record, subject_to_record
from comity.safeguards.tombstones import Tombstone
from comity.storage.database.columns import from_text, to_text
from comity.storage.database.erasures import Erasures
from comity.storage.database.ids import new_id
from comity.storage.database.kinds import SUBJECT
from comity.storage.database.legal_holds import LegalHolds
from comity.storage.database.repository import Repository, bounded, chunks
from comity.storage.database.schema import subjects
from comity.storage.database.traces import Traces

_LAST_LETTER = "\U0010ffff"

Arriving = tuple[str, Subject, datetime | None]
"""What an import says of one subject: the owner's own number for it, its facts, and when its retention ends."""


@dataclass(frozen=True, slots=True)
class PutCount:
    """What an import did: subjects that were not there, that have other facts than before, and that are as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def __add__(self, other: PutCount) -> PutCount:
        return PutCount(self.new + other.new, self.changed + other.changed, self.same + other.same)


class Subjects(Repository):
    """The monitored subjects of all bases."""

    def put_many(self, base: str, arriving: Iterable[Arriving], at: datetime) -> PutCount:
        """Add or replace subjects of ``base`` by their keys; a stream, memory grows by the keys only.

        ``changed_at`` moves only with the facts; ``keep_until`` is always replaced. Raises ``Conflict`` when a key comes twice.
        """
        if self._on_postgres:  # two imports of one base wait for each other, as they do on SQLite
            self._scalar(select(func.pg_advisory_xact_lock(text("hashtextextended(:lock, 0)").bindparams(lock=f"comity.base.{base}"))))
        count, seen = PutCount(), set[str]()
        for chunk in chunks(arriving):
            for key, _, _ in chunk:
                if key in seen:
                    raise Conflict(f"a key comes twice in what was given for the base, at the latest as number {len(seen) + 1:,}")
                seen.add(key)
            count += self._put(base, chunk, at)
        return count

    def _put(self, base: str, chunk: Sequence[Arriving], at: datetime) -> PutCount:
        ids = self._ids(base, [key for key, _, _ in chunk])
        asked = select(subjects.c.id, subjects.c.key, subjects.c.digest, subjects.c.keep_until).where(subjects.c.id.in_(ids))
        known = {row["key"]: row for row in self._rows(asked)}
        self._run(update(subjects).where(subjects.c.id.in_(ids)).values(seen_at=at))
        new, changed, kept_otherwise = [], [], []
        for key, subject, keep_until in chunk:
            facts = _facts(subject)
            row = known.get(key)
            if row is None:
                new.append(facts | {"id": new_id(at), "key": key, "keep_until": keep_until})
            elif row["digest"] != facts["digest"]:
                changed.append(facts | {"its_id": row["id"], "keep_until": keep_until})
            elif row["keep_until"] != keep_until:
                kept_otherwise.append({"its_id": row["id"], "until": keep_until})
        self._run(insert(subjects).values(base=base, added_at=at, changed_at=at, seen_at=at), new)
        one = update(subjects).where(subjects.c.id == bindparam("its_id"))
        self._run(one.values(changed_at=at), changed)
        self._run(one.values(keep_until=bindparam("until")), kept_otherwise)
        return PutCount(len(new), len(changed), len(chunk) - len(new) - len(changed))

    def _ids(self, base: str, keys: Sequence[str]) -> list[str]:
        """The ids of the subjects that are known by ``keys``."""
        if not self._on_postgres:
            asked: Select[Any] = select(subjects.c.id).where(subjects.c.base == base, subjects.c.key.in_(keys))
        else:  # one look-up for each key: before the table has statistics, a list of keys makes the planner read the whole base
            wanted = func.unnest(literal(keys, ARRAY(Text))).table_valued("key").render_derived(name="wanted")
            mine = select(subjects.c.id).where(subjects.c.base == base, subjects.c.key == wanted.c.key).correlate(wanted)
            asked = select(mine.scalar_subquery().label("id")).select_from(wanted)
        return [row["id"] for row in self._rows(asked) if row["id"] is not None]

    def get(self, subject_id: str) -> MonitoredSubject | None:
        """The subject of that id."""
        row = self._row(select(subjects).where(subjects.c.id == subject_id))
        return _subject(row) if row else None

    def get_many(self, subject_ids: Iterable[str]) -> dict[str, MonitoredSubject]:
        """The subjects of those ids that are there, by id."""
        found = {}
        for chunk in chunks(subject_ids):
            for row in self._rows(select(subjects).where(subjects.c.id.in_(chunk))):
                found[row["id"]] = _subject(row)
        return found

    def holding(self, subject_ids: Iterable[str]) -> dict[str, MonitoredSubject]:
        """As ``get_many``, and none of them is erased before this transaction has ended: what it keeps of them, the erasure then finds."""
        found: dict[str, MonitoredSubject] = {}
        for chunk in chunks(subject_ids):  # SQLite has no such clause, and one writer at a time
            asked = select(subjects).where(subjects.c.id.in_(chunk)).order_by(subjects.c.id).with_for_update(read=True, key_share=True)
            found |= {row["id"]: _subject(row) for row in self._rows(asked)}
        return found

    def by_key(self, base: str, key: str) -> MonitoredSubject | None:
        """The subject that the owner knows by ``key`` in ``base``."""
        row = self._row(select(subjects).where(subjects.c.base == base, subjects.c.key == key))
        return _subject(row) if row else None

    def each(self, base: str | None, after_id: str, limit: int) -> tuple[MonitoredSubject, ...]:
        """Subjects of ``base`` (None: of all) whose ids come behind ``after_id`` (empty: from the first), by id."""
        asked = select(subjects).where(subjects.c.id > after_id).order_by(subjects.c.id).limit(bounded(limit))
        return tuple(_subject(row) for row in self._rows(asked if base is None else asked.where(subjects.c.base == base)))

    def ids(self, since: datetime | None, after_id: str, limit: int) -> tuple[str, ...]:
        """The ids behind ``after_id`` (empty: from the first) of subjects of all bases that came or changed at ``since`` or later (None: of
        all subjects), sorted.
        """
        asked = select(subjects.c.id).where(subjects.c.id > after_id).order_by(subjects.c.id).limit(bounded(limit))
        return tuple(row["id"] for row in self._rows(asked if since is None else asked.where(subjects.c.changed_at >= since)))

    def count_changed(self, since: datetime) -> int:
        """How many subjects of all bases came or changed at ``since`` or later."""
        return int(self._scalar(select(func.count()).select_from(subjects).where(subjects.c.changed_at >= since)))

    def count(self, base: str | None = None) -> int:
        """How many subjects ``base`` has, or all bases together."""
        asked = select(func.count()).select_from(subjects)
        return int(self._scalar(asked if base is None else asked.where(subjects.c.base == base)))

    def count_up_to(self, base: str, most: int) -> int | None:
        """How many subjects ``base`` has, None when they are more than ``most``: takes no longer than counting to there."""
        some = select(literal(1).label("one")).select_from(subjects).where(subjects.c.base == base).limit(most + 1).subquery()
        count = int(self._scalar(select(func.count()).select_from(some)))
        return count if count <= most else None

    def bases(self) -> tuple[str, ...]:
        """The bases that have a subject, sorted. One look into an index for each, however many subjects it has."""
        found: list[str] = []
        asked = select(func.min(subjects.c.base))
        while (name := self._scalar(asked.where(subjects.c.base > found[-1]) if found else asked)) is not None:
            found.append(name)
        return tuple(sorted(found))

    def by_prefix(self, base: str, prefix: str, after_key: str, limit: int) -> tuple[MonitoredSubject, ...]:
        """Subjects of ``base`` whose keys begin with ``prefix`` and come behind ``after_key`` (empty: from the first), in the database's
        order of keys.

        SQLite walks from the first to the last of them; PostgreSQL, whose order may be a language's, looks through the keys of the base.
        """
        keys = select(subjects.c.key).where(*self._begins(base, prefix)).order_by(subjects.c.key).limit(bounded(limit))
        wanted = [row["key"] for row in self._rows(keys.where(subjects.c.key > after_key) if after_key else keys)]
        found = {}
        for chunk in chunks(wanted):
            for row in self._rows(select(subjects).where(subjects.c.id.in_(self._ids(base, chunk)))):
                found[row["key"]] = _subject(row)
        return tuple(found[key] for key in wanted if key in found)

    def count_by_prefix(self, base: str, prefix: str) -> int:
        """How many subjects ``by_prefix`` finds."""
        return int(self._scalar(select(func.count()).select_from(subjects).where(*self._begins(base, prefix))))

    def _begins(self, base: str, prefix: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        if self._on_postgres:
            return subjects.c.base == base, subjects.c.key.startswith(prefix, autoescape=True)
        return subjects.c.base == base, subjects.c.key.between(prefix, prefix + _LAST_LETTER)

    def latest_changed(self, since: datetime | None, limit: int) -> tuple[MonitoredSubject, ...]:
        """Subjects of all bases that came or changed at ``since`` or later (None: ever), the latest first."""
        asked = select(subjects).order_by(subjects.c.changed_at.desc(), subjects.c.id.desc()).limit(bounded(limit))
        return tuple(_subject(row) for row in self._rows(asked if since is None else asked.where(subjects.c.changed_at >= since)))

    def ended(self, now: datetime, limit: int) -> tuple[MonitoredSubject, ...]:
        """Subjects whose retention has ended at ``now``, earliest first."""
        asked = select(subjects).where(subjects.c.keep_until <= now).order_by(subjects.c.keep_until, subjects.c.id).limit(bounded(limit))
        return tuple(_subject(row) for row in self._rows(asked))

    def name(self, base: str, keys: Iterable[str], at: datetime) -> None:
        """Say that the subjects of ``base`` of those keys were named at ``at``, though nothing new was said of them."""
        for chunk in chunks(keys):
            self._run(update(subjects).where(subjects.c.id.in_(self._ids(base, chunk))).values(seen_at=at))

    def missing(self, base: str, since: datetime) -> tuple[str, ...]:
        """The ids, sorted, of the subjects of ``base`` that no import has named since then and that may be erased.

        Those that a legal hold keeps are not among them, nor those who would take along what one keeps.
        """
        unnamed = select(subjects.c.id).where(subjects.c.base == base, subjects.c.seen_at < since).order_by(subjects.c.id)
        found: list[str] = []
        for chunk in chunks(row["id"] for row in self._rows(unnamed)):
            kept = {hold.record for hold in LegalHolds(self._connection).keeping(SUBJECT, chunk)}
            found += [] if "" in kept else [one for one in chunk if one not in kept]
        return tuple(found)

    def remove_missing(self, base: str, keys_kept_since: datetime, at: datetime) -> tuple[str, ...]:
        """Erase those who are ``missing`` since ``keys_kept_since``, with tombstones; their ids, sorted."""
        gone = self.missing(base, keys_kept_since)
        for chunk in chunks(gone):
            self._leave_tombstones(chunk, at)
            self._erase(chunk)
        return gone

    def erase(self, subject_id: str) -> bool:
        """Remove a subject and what was kept of it elsewhere: what its hits quote of it, and the texts of decisions about it.

        Cases and decisions stay, without anything that leads to the person. Whoever erases leaves a tombstone (``Writing.record_erasure``).
        False when there is no such subject; what else is kept of that id is removed all the same.
        """
        return self._erase([subject_id]) > 0

    def _erase(self, ids: Sequence[str]) -> int:
        # Whoever is filing a hit of theirs ends first, so that it is found here (see ``holding``).
        self._rows(select(subjects.c.id).where(subjects.c.id.in_(ids)).order_by(subjects.c.id).with_for_update())
        Traces(self._connection).erase(ids)
        return self._run(delete(subjects).where(subjects.c.id.in_(ids)))

    def _leave_tombstones(self, ids: Sequence[str], at: datetime) -> None:
        # Without a digest: the salt that makes one is the node's. The id is enough to erase the row again from an older backup.
        stones = [Tombstone(SUBJECT, subject_id, "", "not in the latest import", at) for subject_id in ids]
        Erasures(self._connection).add_many([(stone, None) for stone in stones])


def _facts(subject: Subject) -> dict[str, Any]:
    record = to_text(subject_to_record(subject))
    return {"record": record, "digest": hashlib.sha256(record.encode()).hexdigest(), "caption": subject.caption}


def _subject(row: RowMapping) -> MonitoredSubject:
    return MonitoredSubject(
        id=row["id"],
        base=row["base"],
        key=row["key"],
        subject=subject_from_record(from_text(row["record"])),
        digest=row["digest"],
        added_at=row["added_at"],
        changed_at=row["changed_at"],
        keep_until=row["keep_until"],
    )
