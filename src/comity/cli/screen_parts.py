"""``comity screen --engine processes`` and ``--engine ray``: a file, or a folder of Parquet files, into a folder of Parquet parts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from comity.batch import Tally
from comity.batch.part_folder import LOCK, PartFolder
from comity.batch.part_input import ParquetSource, Source, TableSource, parquet_files, survey, whole_batches
from comity.batch.part_run import Cut, screen_in_parts
from comity.batch.part_work import Head, Job, PartDone, open_index
from comity.cli.console import answers, count, remarks
from comity.cli.desk import Node
from comity.cli.exit_codes import INTERRUPTED
from comity.cli.render import forgiving, line, print_editions, print_findings, print_issues, print_summary, shown
from comity.cli.screen_findings import Findings
from comity.cli.screen_input import ORDERS, Reading, columns_of, open_input
from comity.cli.screen_output import Stated
from comity.cli.screen_parting import Parting
from comity.cli.screen_progress import RunBar
from comity.cli.screen_run import Results, ages_of, exit_code, open_screener
from comity.cli.screen_shield import Shield
from comity.model import ComityError, ScreeningRule, UsageError
from comity.storage import locked
from comity.tables import ColumnMap, Format, SubjectBuilder, open_table_stream


@dataclass(frozen=True, slots=True)
class InputInParts:
    """An input that is not open: how it is cut, what is known of it, and what must be the same for a broken run to go on."""

    source: Source
    head: Head
    builder: SubjectBuilder
    rows: int
    identity: dict[str, Any]

    @property
    def columns(self) -> ColumnMap:
        """Which columns mean what."""
        return self.builder.map


def look_at(file: str, reading: Reading, node: Node, shield: Shield) -> InputInParts:
    """The input called ``file``, opened to see its columns and closed again; its rows are for the workers.

    Raises what ``open_input`` raises, and ``UsageError`` for a folder without Parquet files or with several kinds of them.
    """
    path = Path(file)
    if path.is_dir():
        return _folder(path, reading, node)
    with open_input(file, reading, node.now.date(), shield) as opened:
        table = opened.table
        head = Head(table.file, table.format, table.columns, table.schema)
        if table.format is not Format.PARQUET:
            return InputInParts(TableSource(path.resolve(), reading.options()), head, opened.builder, 0, opened.identity)
        found, _ = survey((path.resolve(),), table.file)
        source = ParquetSource(found.label, found.files, tuple(table.issues))
        return InputInParts(source, head, opened.builder, _total(source), opened.identity)


def _folder(path: Path, reading: Reading, node: Node) -> InputInParts:
    if reading.sheet or reading.encoding or reading.delimiter:
        raise UsageError("--sheet, --encoding and --delimiter are not for a folder of Parquet files", "leave them out")
    paths = tuple(one.resolve() for one in parquet_files(path))
    found, schema = survey(paths, f"{path.resolve().name}/*.parquet")
    with paths[0].open("rb") as stream, open_table_stream(stream, found.label) as table:
        columns = columns_of(table, reading)
        head = Head(table.file, table.format, table.columns, schema)
        source = ParquetSource(found.label, found.files, tuple(table.issues))
    builder = SubjectBuilder(columns, ORDERS[reading.date_order], head.label, node.now.date())
    identity = {
        "input": path.name,
        "files": list(_files(source)),
        "columns": list(head.columns),
        "map": columns.describe(),
        "date_order": reading.date_order,
    }
    return InputInParts(source, head, builder, _total(source), identity)


def _files(source: ParquetSource) -> Iterator[dict[str, Any]]:
    """Each file with the number of its first row, so that a row's number leads back to it."""
    first = 1
    for path, rows in source.files:
        about = path.stat()
        yield {"name": path.name, "first_row": first, "rows": rows, "size": about.st_size, "modified": about.st_mtime_ns}
        first += rows


def _total(source: ParquetSource) -> int:
    return sum(rows for _, rows in source.files)


def screen_parts(found: InputInParts, node: Node, rule: ScreeningRule, how: tuple[Results, Parting], bar: RunBar, shield: Shield) -> int:
    """Screen ``found`` under ``rule``, report, and give the exit code."""
    results, parting = how
    index = open_screener(node, sorted(rule.lists), bar, shield)
    stated = Stated(rule, ages_of(index, rule, node))
    job = Job(
        folder=Path(results.out).resolve(),
        head=found.head,
        maker=found.builder,
        rule=rule,
        ages=stated.ages,
        screener=partial(open_index, index.folder.resolve()),
        sampler=partial(Findings, results.show),
    )
    return PartsRun(found, job, stated, results, parting).run(bar, shield)


@dataclass(slots=True)
class PartsRun:
    """One run in parts over one input."""

    found: InputInParts
    job: Job
    stated: Stated
    results: Results
    parting: Parting
    tally: Tally = field(default_factory=Tally)
    started: float = field(default_factory=time.perf_counter)

    def run(self, bar: RunBar, shield: Shield) -> int:
        """Screen every part that is not complete, report, and give the exit code. Raises what ended the run early, after the report."""
        findings = Findings(self.results.show)
        with self._folder() as folder:
            for entry in folder.done.values():
                self.tally.carry_on(entry.outcomes)
            end = self._through(folder, findings, bar, shield)
        self._report(findings, end)
        if isinstance(end, ComityError):
            raise end
        if end is not None:
            return INTERRUPTED
        shield.check()
        return exit_code(self.tally)

    @contextmanager
    def _folder(self) -> Iterator[PartFolder]:
        """The output, begun or gone on with, and ours alone. Raises ``UsageError``."""
        rule = self.stated.rule
        identity = {
            **self.found.identity,
            "rule": [rule.name, rule.review, rule.strong, rule.max_hits],
            "editions": list(self.stated.ages),
            "rows_per_part": whole_batches(self.parting.rows),
        }
        self.parting.made().check()
        folder = PartFolder(self.job.folder, identity)
        folder.check(resume=self.results.resume)
        with locked(folder.path / LOCK, patience=0.0):
            if self.results.resume:
                folder.go_on()
            else:
                folder.begin()
            yield folder

    def _through(self, folder: PartFolder, findings: Findings, bar: RunBar, shield: Shield) -> BaseException | None:
        """Take every part as it becomes complete. Give what broke the run off: an interrupt, an error of ours, or None."""
        parts = screen_in_parts(folder, self.job, Cut(self.found.source, self.parting.rows), self.parting.made())
        try:
            for done in parts:
                shield.held = True
                self._take(done, findings)
                shield.let_go()
                bar.parts(self.tally, self.found.rows)
        except KeyboardInterrupt as end:
            return end
        except ComityError as end:
            return _asked_for(shield) or end
        finally:
            shield.held = True
            parts.close()
            bar.end_of()
            shield.held = False
        return None

    def _take(self, done: PartDone, findings: Findings) -> None:
        outcomes = done.entry.outcomes if done.entry else {}
        self.tally.add_part(outcomes, done.issues, done.issue_count)
        if isinstance(done.sample, Findings):
            findings.join(done.sample)

    def _report(self, findings: Findings, end: BaseException | None) -> None:
        """What people read, in the order in which they need it."""
        if end is not None:
            what = "Interrupted" if isinstance(end, KeyboardInterrupt) else "Broken off"
            rows = count(self.tally.rows, "row")
            line(
                forgiving(remarks()), f"{what}. {rows} are in complete parts in {self.results.out}; the same command with --resume goes on."
            )
        console = forgiving(answers())
        summary = self.tally.summary(time.perf_counter() - self.started)
        print_findings(console, findings)
        print_summary(console, summary)
        print_editions(console, self.stated.ages.values())
        line(console, shown(f"Columns: {self.found.columns.describe()}", 1000))
        if end is None:
            line(console, f"Written: {self.results.out}")
        print_issues(console, summary, "each is with its row, in the column comity_answer")


def _asked_for(shield: Shield) -> KeyboardInterrupt | None:
    """The interrupt that came, if one did: what breaks down because of it is not told as a failure."""
    try:
        shield.check()
    except KeyboardInterrupt as interrupt:
        return interrupt
    return None
