"""What people do with uploaded files: upload, choose columns, screen, look, fetch, erase. Each act asks for rights and is written down.

A file is there for whoever uploaded it, and for those who may export subjects anyway: a team must be able to go on, and to erase, when a
colleague is away. To everybody else it does not exist. Names of files are their owners' words and may name people, so no entry of the
ledger holds them; the SHA-256 tells later which file it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from comity.identity import Permission, Refused, may
from comity.model import Actor, Conflict, Entry, ScreeningRule, StoreError, UnknownName, UsageError
from comity.model.date_text import DateOrder
from comity.node.file_screening.looking import Looked, form_of, keep_preview, look, preview
from comity.node.file_screening.records import FileScreening, Ordered, Reading, Stage
from comity.node.file_screening.results import ISSUES, Page, Results, RowAnswer, RowHits
from comity.node.file_screening.running import KIND, Stated, annotated_suffix, read_stated, read_summary
from comity.node.file_screening.shelf import MOST_FILES, Landed, Shelf, table_name
from comity.node.jobs import Means, job_key
from comity.node.permitted import require
from comity.storage.atomic import discard
from comity.storage.database import Writing, new_id
from comity.storage.database.jobs import Job, JobOrder, JobState
from comity.storage.database.repository import AT_ONCE, walked
from comity.tables import Role

LONGEST_NAME = 120
ROWS_A_PAGE = 50
ANNOTATED, ANSWERS = "annotated", "answers"
"""What is fetched of a screening: the same file with columns added, or all evidence as JSON lines."""

_STAGES = {
    JobState.QUEUED: Stage.WAITS,
    JobState.RUNNING: Stage.RUNS,
    JobState.DONE: Stage.DONE,
    JobState.FAILED: Stage.FAILED,
    JobState.CANCELLED: Stage.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that arrives. ``name`` is what its owner calls it; ``id`` the one that the page with the form gave it, so that a form that is
    sent twice makes one file.
    """

    id: str
    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Order:
    """How a file is to be screened: a role for each column, how 03/04/1980 is read, and the rule."""

    roles: Sequence[Role]
    dates: DateOrder
    rule: ScreeningRule


@dataclass(frozen=True, slots=True)
class Standing:
    """A file and where it stands. ``job`` is None before a screening, ``results`` are the answers so far. ``stated`` is what the screening
    began with, ``summary`` what it says of the file as a whole at its end.
    """

    record: FileScreening
    stage: Stage
    job: Job | None
    results: Results
    stated: Stated | None = None
    summary: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Some of the files that are kept; ``next`` is what to ask for as those behind, empty at the end."""

    files: tuple[Standing, ...]
    next: str


@dataclass(frozen=True, slots=True)
class FileDesk:
    """Uploaded files at one node. Every method raises ``NotAllowed`` for an actor or a purpose that may not, and those about one file
    ``UnknownName`` when there is none for this actor.
    """

    means: Means

    @property
    def shelf(self) -> Shelf:
        """Where the files lie."""
        return Shelf(self.means.settings)

    def receive(self, arrived: Arrived, by: Actor) -> FileScreening:
        """Keep a file, look at it and suggest what its columns mean; the one that is there already when the same is sent again.

        Raises ``DataError`` or ``UsageError`` for a file that cannot be read, too large, or one too many: then nothing of it stays.
        """
        require(by, Permission.SCREENING_RUN)
        suffix = form_of(arrived.name)
        if sum(one.owner == by.id for one in self.shelf.records()) >= MOST_FILES:
            raise Conflict(f"{MOST_FILES} of your files are kept already", "erase some that are done with")
        landed = self.shelf.land(arrived.stream, suffix)
        try:
            looked = look(landed.folder / table_name(suffix), Reading())
            keep_preview(landed.folder, looked)
            return self._put_up(landed, self._new(arrived, landed, looked, by))
        finally:
            discard(landed.folder)  # where it still is: it was refused, or is there already

    def kept(self, behind: str, most: int, by: Actor) -> Kept:
        """The files that ``by`` may see, newest first, behind the one of the id ``behind`` (empty: from the newest), at most ``most``."""
        require(by, Permission.SCREENING_RUN)
        mine = list(islice((one for one in self.shelf.records(behind) if _is_for(one, by)), most + 1))
        return Kept(tuple(map(self._standing, mine[:most])), mine[most - 1].id if len(mine) > most else "")

    def get(self, file_id: str, by: Actor) -> Standing:
        """One file and where it stands."""
        return self._standing(self._record(file_id, by))

    def preview(self, file_id: str, by: Actor) -> Looked:
        """The first rows of a file; looking is an entry."""
        record = self._record(file_id, by)
        looked = preview(self.shelf, record)
        self._tell("file.view", record, by, {"what": "preview"})
        return looked

    def read_again(self, file_id: str, reading: Reading, by: Actor) -> FileScreening:
        """Look at a file again, read in another way. Raises ``DataError`` and ``UsageError``; then it stays as it was."""
        record = self._record(file_id, by)
        with self.shelf.holding(file_id):
            self._require_idle(record)
            looked = look(self.shelf.table(record), reading)
            keep_preview(self.shelf.folder(file_id), looked)
            changed = replace(record, reading=reading, columns=looked.columns, roles=looked.roles)
            self.shelf.put(changed)
        self._tell("file.view", changed, by, {"what": "preview"})
        return changed

    def begin(self, file_id: str, order: Order, by: Actor) -> FileScreening:
        """Have a file screened; what an earlier screening of it found is dropped. While one waits or runs, that is the one.

        Raises ``MissingColumn`` when no column holds a name or an identifier, ``UsageError`` for roles of another table.
        """
        self._record(file_id, by)
        with self.shelf.holding(file_id):
            record = self.shelf.record(file_id)
            if self._standing(record).stage in (Stage.WAITS, Stage.RUNS):
                return record
            if len(order.roles) != len(record.columns):
                raise UsageError("the file was read in another way meanwhile", "look at its columns again")
            wanted = replace(record, roles=tuple(order.roles), reading=replace(record.reading, order=order.dates))
            wanted.map.require_subject()
            return self._ordered(wanted, order.rule, by)

    def cancel(self, file_id: str, by: Actor) -> None:
        """End the screening of a file; what was answered stays. Nothing when it has ended."""
        standing = self.get(file_id, by)
        with self.means.database.writing() as writing:
            _end(writing, standing, self.means.now())
            self._record_entry(writing, "job.cancel", standing.record, by, {})

    def erase(self, file_id: str, by: Actor, why: str = "asked") -> None:
        """Erase a file and all that was made of it, at once; a screening that runs ends."""
        standing = self.get(file_id, by)
        with self.means.database.writing() as writing:
            _end(writing, standing, self.means.now())
            self._record_entry(writing, "file.erase", standing.record, by, {"why": why})
        self.shelf.erase(file_id)

    def page(self, file_id: str, wanted: str, after: int, by: Actor) -> Page:
        """Rows that came out ``wanted`` (an outcome, ``issues``, or empty for all) behind row ``after``; looking is an entry."""
        standing = self.get(file_id, by)
        page = standing.results.page(wanted, after, ROWS_A_PAGE)
        self._tell("file.view", standing.record, by, {"what": wanted or "rows", "rows": str(len(page.rows)), "after": str(after)})
        return page

    def every_row(self, file_id: str, wanted: str, by: Actor) -> Iterator[RowAnswer]:
        """All rows that came out ``wanted``, as ``page`` has them; looking is one entry, written before the first is read."""
        standing = self.get(file_id, by)
        results = standing.results
        count = results.counts[wanted] if wanted else results.rows
        self._tell("file.view", standing.record, by, {"what": wanted or "rows", "rows": str(count), "after": "0"})

        def read(after: int) -> tuple[Sequence[RowAnswer], int]:
            page = results.page(wanted, after, AT_ONCE)
            return page.rows, page.next

        return walked(read, 0)

    def row(self, file_id: str, number: int, by: Actor) -> RowHits:
        """One row with its hits; looking is an entry."""
        standing = self.get(file_id, by)
        found = standing.results.explained(number)
        self._tell("file.view", standing.record, by, {"what": "row", "row": str(number)})
        return found

    def fetch(self, file_id: str, what: str, by: Actor) -> tuple[Path, str]:
        """The file to hand out and the name for it; fetching is an entry. Raises ``Conflict`` before the screening is done."""
        standing = self.get(file_id, by)
        record = standing.record
        if standing.stage is not Stage.DONE or record.ordered is None:
            raise Conflict("there is nothing to fetch yet", "wait for the screening to end")
        suffix = annotated_suffix(record.suffix) if what == ANNOTATED else ".jsonl"
        path = standing.results.folder / f"{what}{suffix}"
        if not path.is_file():
            raise UnknownName("that was erased", "have the file screened again")
        self._tell("file.fetch", record, by, {"what": what})
        return path, f"{PurePosixPath(record.name).stem}-screened{suffix}"

    def _new(self, arrived: Arrived, landed: Landed, looked: Looked, by: Actor) -> FileScreening:
        return FileScreening(
            id=arrived.id,
            name=_plain(arrived.name),
            suffix=form_of(arrived.name),
            size=landed.size,
            sha256=landed.sha256,
            owner=by.id,
            purpose=_purpose(by),
            uploaded_at=self.means.now(),
            columns=looked.columns,
            roles=looked.roles,
        )

    def _put_up(self, landed: Landed, record: FileScreening) -> FileScreening:
        try:
            earlier = self.shelf.record(record.id)
        except UnknownName:
            earlier = None
        if earlier and (earlier.owner, earlier.sha256, earlier.name) == (record.owner, record.sha256, record.name):
            return earlier
        if earlier or not self.shelf.put_up(landed, record):
            record = replace(record, id=new_id(record.uploaded_at))
            self.shelf.put_up(landed, record)
        facts = {"bytes": str(record.size), "sha256": record.sha256, "form": record.suffix.lstrip(".")}
        self._tell("file.upload", record, Actor(record.owner), facts)
        return record

    def _ordered(self, record: FileScreening, rule: ScreeningRule, by: Actor) -> FileScreening:
        now = self.means.now()
        job = new_id(now)
        if record.ordered:
            discard(self.shelf.folder(record.id) / record.ordered.job)
        ordered = replace(record, ordered=Ordered(job, by.id, _purpose(by), now, rule))
        self.shelf.put(ordered)
        kind = self.means.kinds[KIND]
        payload = {"file": record.id}
        with self.means.database.writing() as writing:
            writing.jobs.enqueue(job, JobOrder(KIND, now, payload, by.id, kind.attempts, job_key(KIND, payload)), now)
            facts = {"job": job, "review": f"{rule.review:.2f}", "strong": f"{rule.strong:.2f}", "lists": " ".join(sorted(rule.lists))}
            self._record_entry(writing, "file.screen", ordered, by, facts)
        return ordered

    def _record(self, file_id: str, by: Actor) -> FileScreening:
        require(by, Permission.SCREENING_RUN)
        record = self.shelf.record(file_id)
        if not _is_for(record, by):
            raise UnknownName("there is no such file here", "files are there for whoever uploaded them, and for supervisors")
        return record

    def _standing(self, record: FileScreening) -> Standing:
        folder = self.shelf.folder(record.id)
        if record.ordered is None:
            return Standing(record, Stage.TO_MAP, None, Results(folder / "none"))
        with self.means.database.reading() as reading:
            job = reading.jobs.get(record.ordered.job)
        stage = _STAGES[job.state] if job else Stage.FAILED
        results = folder / record.ordered.job
        stated, summary = read_stated(results), read_summary(results)
        return Standing(record, stage, job, Results(results), stated, summary)

    def _require_idle(self, record: FileScreening) -> None:
        if self._standing(record).stage in (Stage.WAITS, Stage.RUNS):
            raise Conflict("the file is being screened", "cancel that first")

    def _tell(self, action: str, record: FileScreening, by: Actor, facts: Mapping[str, str]) -> None:
        with self.means.database.writing() as writing:
            self._record_entry(writing, action, record, by, facts)

    def _record_entry(self, writing: Writing, action: str, record: FileScreening, by: Actor, facts: Mapping[str, str]) -> None:
        purpose = _purpose(by) or record.purpose
        writing.record(Entry(self.means.now(), by.id, action, f"file:{record.id}", purpose, facts))


def erase_overdue(means: Means) -> int:
    """Erase the files whose time is over; how many. What cannot be removed is tried again at the next sweep."""
    desk = FileDesk(means)
    overdue = desk.shelf.overdue(means.now())
    for file_id in overdue:
        with means.database.writing() as writing:
            writing.record(Entry(means.now(), "system:sweep", "file.erase", f"file:{file_id}", facts={"why": "time"}))
        with suppress(StoreError, UnknownName):  # one that cannot be removed, or that somebody else erased, keeps no other
            desk.shelf.erase(file_id)
    return len(overdue)


def _is_for(record: FileScreening, by: Actor) -> bool:
    return record.owner == by.id or not isinstance(may(by, Permission.SUBJECT_EXPORT), Refused)


def _end(writing: Writing, standing: Standing, now: datetime) -> None:
    if standing.job is not None and standing.stage in (Stage.WAITS, Stage.RUNS):
        writing.jobs.cancel(standing.job.id, now)


def _plain(name: str) -> str:
    """What a browser says a file is called, without folders and signs that are not shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable()).strip(". ")
    stem, dot, suffix = shown.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(suffix) - 1]}{dot}{suffix}" if stem else f"table{form_of(name)}"


def _purpose(by: Actor) -> str:
    return by.purpose.value if by.purpose else ""


__all__ = ["ANNOTATED", "ANSWERS", "ISSUES", "Arrived", "FileDesk", "Order", "Standing", "erase_overdue"]
