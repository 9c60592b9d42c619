"""The job that screens an uploaded file: count its rows, screen them, write the same file annotated.

Rows and answers are those of ``comity screen FILE --out``: the same reader, the same chunks, the same columns and lines. A job that was
killed goes on behind the last row whose answer stands, unless a list has changed meanwhile: then it begins anew, since a file is screened
against one state of the lists. Memory holds one chunk of rows; a workbook is loaded whole (see ``comity.tables``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from comity.batch import ANNOTATIONS, CHUNK, SCORE, Freshness, Tally, freshness, issue_record, screen_table
from comity.model import DataError, Entry, Issue, Locator, UsageError
from comity.node.file_screening.book import NOTES, Book
from comity.node.file_screening.records import FileScreening, Ordered
from comity.node.file_screening.results import Results
from comity.node.file_screening.shelf import MOST_ROWS, Shelf, table_name
from comity.node.indexes import open_index
from comity.node.jobs import JobContext
from comity.screening import Index
from comity.storage import locked
from comity.storage.atomic import discard, write_text
from comity.storage.database.jobs import Job
from comity.tables import SubjectBuilder, Table, Writer, open_table, open_writer

KIND = "screen.file"
STATED, SUMMARY = "stated.json", "summary.json"
_OUT = {".xlsm": ".xlsx", ".xls": ".xlsx", ".xlsb": ".xlsx", ".ods": ".xlsx", ".tab": ".tsv", ".jsonl": ".ndjson", ".json-lines": ".ndjson"}
_TOLD_EVERY = 20_000


def annotated_suffix(suffix: str) -> str:
    """The suffix of the annotated file for one that came with ``suffix``: the same form, where the form can be written."""
    return _OUT.get(suffix, suffix)


def screen_file(job: Job, context: JobContext) -> dict[str, Any]:
    """Screen the file ``file`` of the payload; how many rows came out how.

    Raises ``UsageError`` when the file was erased meanwhile, ``StoreError`` when the home or the index cannot be used.
    """
    shelf = Shelf(context.settings)
    record = shelf.record(str(job.payload["file"]))
    if record.ordered is None or record.ordered.job != job.id:
        raise UsageError("the file is to be screened in another way by now", "the job that does so is another one")
    folder = shelf.folder(record.id) / job.id
    with _on_the_shelf(), locked(shelf.folder(record.id) / f".{job.id}.lock", patience=5.0):
        folder.mkdir(mode=0o700, exist_ok=True)
        return _Run(shelf, record, record.ordered, folder).run(context)


@contextmanager
def _on_the_shelf() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise UsageError("the file was erased while it was screened", "upload it again") from error


@dataclass(frozen=True, slots=True)
class Stated:
    """What a run begins with: how many rows there are, the editions that it searches, and when it began, which gives them their ages."""

    rows: int
    editions: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class _Run:
    """One attempt at one screening."""

    shelf: Shelf
    record: FileScreening
    ordered: Ordered
    folder: Path

    def run(self, context: JobContext) -> dict[str, Any]:
        """Do what is not done yet, and give the counts."""
        index = open_index(context.settings, context.store)
        index.warm()
        stated = self._stated(index, context)
        tally = Tally()
        ended_early = self._screen(index, stated, tally, context)
        self._annotate(tally)
        self._sum_up(tally, ended_early)
        self._require_there()
        counts = Results(self.folder).counts
        facts = {"subjects": str(sum(counts[name] for name in _COUNTED)), "hits": str(counts["review"] + counts["strong"])}
        facts |= {"errors": str(counts["error"]), "editions": " ".join(stated.editions)[:1000], "file": self.record.id}
        with context.database.writing() as writing:
            done = f"screening:{self.ordered.job}"
            writing.record(Entry(context.now(), self.ordered.by, "screening.run", done, self.ordered.purpose, facts))
        return {name: counts[name] for name in _COUNTED}

    def _require_there(self) -> None:
        """Raise ``FileNotFoundError`` when the file was erased meanwhile; then nothing that was made of it stays."""
        file = self.folder.parent / table_name(self.record.suffix)
        if not file.exists():
            discard(self.folder.parent)
            raise FileNotFoundError(file)

    def _open(self) -> Table:
        self._require_there()
        return open_table(self.shelf.table(self.record), options=self.record.reading.options())

    def _stated(self, index: Index, context: JobContext) -> Stated:
        """What the run began with; anew when it did not begin yet, or when other editions are in use by now."""
        wanted = self.ordered.rule.lists
        editions = tuple(edition.id for edition in index.editions if not wanted or edition.source in wanted)
        found = read_stated(self.folder)
        if found is not None and found.editions == editions:
            return found
        for path in self.folder.iterdir():
            discard(path)
        made = Stated(self._counted(context), editions, context.now())
        write_text(self.folder / STATED, json.dumps({"rows": made.rows, "editions": editions, "at": made.at.isoformat()}))
        return made

    def _counted(self, context: JobContext) -> int:
        """How many rows there are, as far as the file can be read. Raises ``UsageError`` over ``MOST_ROWS``."""
        rows = 0
        with self._open() as table:
            try:
                for _ in table.rows():
                    rows += 1
                    if rows > MOST_ROWS:
                        raise UsageError(f"the file has more than {MOST_ROWS:,} rows", "part it into several, or use comity screen")
                    if rows % _TOLD_EVERY == 0:
                        context.progress(0, rows)
            except DataError:  # screening meets the same, and says so
                return rows
        return rows

    def _ages(self, index: Index, stated: Stated) -> Mapping[str, Freshness]:
        return freshness((edition for edition in index.editions if edition.id in stated.editions), stated.at)

    def _screen(self, index: Index, stated: Stated, tally: Tally, context: JobContext) -> str:
        """Answer every row that is not answered; why the file could not be read to its end, empty when it could."""
        ages, rule, ended_early = self._ages(index, stated), self.ordered.rule, ""
        with self._open() as table, Book(self.folder, rule, ages) as book:
            builder = SubjectBuilder(self.record.map, self.record.reading.order, table.file, stated.at.date())
            answers = screen_table(table, builder, index, rule, book.rows)
            try:
                for number, answer in enumerate(answers, start=1):
                    book.add(answer)
                    if number % CHUNK == 0:
                        book.flush()
                        context.progress(book.rows, stated.rows)
            except DataError as error:
                ended_early = f"{error.message} ({error.hint})" if error.hint else error.message
            book.flush()
            for issue in table.issues:
                tally.note(issue)
        return ended_early

    def _annotate(self, tally: Tally) -> None:
        """Write the file again with the added columns. Raises ``UsageError`` when its form cannot hold them."""
        out = self.folder / f"annotated{annotated_suffix(self.record.suffix)}"
        with self._open() as table, open_writer(out, table, ANNOTATIONS, numeric=(SCORE,)) as writer:
            self._write(table, writer)
        for issue in writer.issues:
            tally.note(issue)

    def _write(self, table: Table, writer: Writer) -> None:
        with (self.folder / NOTES).open("rb") as notes:
            try:
                for row, line in zip(table.rows(), notes, strict=False):
                    writer.write(row, json.loads(line)["added"])
            except DataError:  # the rows that could be read are written, and it was said
                return

    def _sum_up(self, tally: Tally, ended_early: str) -> None:
        summary = tally.summary(0.0)
        issues, count = list(summary.issues), summary.issue_count
        if count > len(issues):
            what, hint = f"there are {count:,} remarks on the file, and the first {len(issues):,} are told", "correct what is told first"
            issues.insert(0, Issue(Locator("the file"), what, hint))
        said = {"ended_early": ended_early, "issues": [issue_record(issue) for issue in issues], "issue_count": count}
        write_text(self.folder / SUMMARY, json.dumps(said))


_COUNTED = ("clear", "review", "strong", "error")


def read_stated(folder: Path) -> Stated | None:
    """What the run in ``folder`` began with; None before it did."""
    try:
        said = json.loads((folder / STATED).read_text(encoding="utf-8"))
        return Stated(int(said["rows"]), tuple(said["editions"]), datetime.fromisoformat(said["at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def read_summary(folder: Path) -> Mapping[str, Any] | None:
    """What the run in ``folder`` says of the file as a whole: ``ended_early``, ``issues``, ``issue_count``; None before its end."""
    try:
        found: Mapping[str, Any] = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found
