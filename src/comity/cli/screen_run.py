"""Screening a file from the command line: rows in, answers to where they were asked for, and a report for people."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from comity.batch import Freshness, ScreenedRow, Screener, Summary, Tally, freshness, screen_table
from comity.cli.console import answers, count, remarks
from comity.cli.desk import Node
from comity.cli.exit_codes import CLEAR, ERROR, HITS, INTERRUPTED
from comity.cli.render import forgiving, line, print_editions, print_findings, print_issues, print_summary, shown
from comity.cli.screen_findings import Findings
from comity.cli.screen_input import STANDARD, Input
from comity.cli.screen_issues import IssueFile
from comity.cli.screen_output import AnswerStream, Recorder, RowStream, Stated, open_recorder
from comity.cli.screen_partial import OutputFile
from comity.cli.screen_progress import RunBar
from comity.cli.screen_shield import Shield
from comity.model import ComityError, Issue, ScreeningRule

if TYPE_CHECKING:
    from comity.screening import Index

Take = Callable[[ScreenedRow], None]


@dataclass(frozen=True, slots=True)
class Results:
    """Where the answers go, as the user said it. ``show`` is how many hits a person gets to read."""

    out: str = ""
    as_json: bool = False
    issues: str = ""
    show: int = 50
    resume: bool = False

    @property
    def fills_stdout(self) -> bool:
        """True when standard output carries data, so that what is for people goes to standard error."""
        return self.as_json or self.out == STANDARD


def open_screener(node: Node, lists: Sequence[str], bar: RunBar, shield: Shield) -> Index:
    """The index over ``lists``, or over all lists in use; built when it must be. Interrupts wait while compiled code is loaded. Raises
    ``UnknownName``, ``NoEdition`` or ``StoreError``.
    """
    from comity.matching.compiled import is_compiled
    from comity.node.indexes import open_index
    from comity.node.reading import list_source

    for name in lists:
        list_source(name)
    if not is_compiled():
        line(forgiving(remarks()), "Compiling for this machine: once, up to a minute ...")
    index = open_index(node.settings, node.store, lists or None, bar.indexing)
    with shield.holding():
        index.warm()
    bar.end_of()
    return index


def ages_of(screener: Screener, rule: ScreeningRule, node: Node) -> Mapping[str, Freshness]:
    """The editions that ``rule`` lets ``screener`` search, and their ages now."""
    return freshness((edition for edition in screener.editions if not rule.lists or edition.source in rule.lists), node.now)


@dataclass(slots=True)
class FileRun:
    """One run over one input."""

    source: Input
    screener: Screener
    stated: Stated
    results: Results
    tally: Tally = field(default_factory=Tally)
    started: float = field(default_factory=time.perf_counter)

    def run(self, bar: RunBar, shield: Shield) -> int:
        """Screen every row, report, and give the exit code; ``shield`` keeps interrupts for the end of a row.

        Raises ``DataError`` when the input ends early; what was done is kept and reported.
        """
        findings = Findings(self.results.show)
        shield.held = True
        with ExitStack() as stack:
            file = self._file()
            if file is not None:
                stack.enter_context(file)
                self.tally.carry_on(file.earlier)
            issues = stack.enter_context(IssueFile(Path(self.results.issues))) if self.results.issues else None
            stream = self._stream()
            end = self._through(file, self._taking(findings, issues, stream), shield, bar)
            self._note([*self.source.table.issues, *(file.issues if file else ())], issues)
            if stream is not None:
                stream.close()
        shield.held = False
        self._report(findings, end)
        if isinstance(end, ComityError):
            raise end
        shield.check()
        return INTERRUPTED if end is not None else exit_code(self.tally)

    def _taking(self, findings: Findings, issues: IssueFile | None, stream: Recorder | None) -> list[Take]:
        """What is done with each answer once it is in the output file."""
        taking: list[Take] = [self.tally.add, findings.add]
        if issues is not None:
            taking.append(lambda answer: issues.add(answer.issues))
        if stream is not None:
            taking.append(stream.write)
        return taking

    def _through(self, file: OutputFile | None, taking: Sequence[Take], shield: Shield, bar: RunBar) -> BaseException | None:
        """Pass every answer to the output file and to ``taking``. Give what broke the run off: an interrupt, an error of ours, or None."""
        after = file.last_row if file else 0
        try:
            shield.check()
            for answer in screen_table(self.source.table, self.source.builder, self.screener, self.stated.rule, after):
                if file is not None:
                    file.write(answer)
                for take in taking:
                    take(answer)
                shield.check()
                bar.screening(self.tally, self.source.stream, self.source.size)
            shield.check()
            if file is not None:
                file.finish()
        except (KeyboardInterrupt, ComityError) as end:
            bar.end_of()
            if file is not None:
                self._keep(file, end)
            return end
        bar.end_of()
        return None

    def _keep(self, file: OutputFile, end: BaseException) -> None:
        """Keep what is written, and say how to go on."""
        kept = file.keep()
        if kept is None:
            return
        console = forgiving(remarks())
        what = "Interrupted" if isinstance(end, KeyboardInterrupt) else "Broken off"
        how = "the same command with --resume goes on from there" if file.is_resumable else "this run cannot be resumed; run it again"
        line(console, f"{what} after row {file.last_row:,}. The answers so far are in {kept}; {how}.")

    def _file(self) -> OutputFile | None:
        """The output file, where one was asked for. Raises ``UsageError`` when it cannot be written."""
        if not self.results.out or self.results.out == STANDARD:
            return None
        out = Path(self.results.out)
        rule = self.stated.rule
        identity: dict[str, Any] = dict(self.source.identity)
        if identity:
            identity |= {"rule": [rule.name, rule.review, rule.strong, rule.max_hits], "editions": list(self.stated.ages)}

        def record(path: Path) -> Recorder:
            return open_recorder(path, self.source.table, self.stated)

        return OutputFile(out, identity, record, resume=self.results.resume)

    def _stream(self) -> Recorder | None:
        """What goes to standard output, where that was asked for."""
        if self.results.as_json:
            return AnswerStream(sys.stdout.buffer, self.stated)
        return RowStream(sys.stdout.buffer, self.source.table, self.stated) if self.results.out == STANDARD else None

    def _note(self, found: Sequence[Issue], issues: IssueFile | None) -> None:
        for issue in found:
            self.tally.note(issue)
        if issues is not None:
            issues.add(found)

    def _report(self, findings: Findings, end: BaseException | None) -> None:
        """What people read, in the order in which they need it."""
        console = forgiving(remarks() if self.results.fills_stdout else answers())
        summary = self.tally.summary(time.perf_counter() - self.started)
        if not self.results.fills_stdout:
            print_findings(console, findings)
        print_summary(console, summary)
        print_editions(console, self.stated.ages.values())
        line(console, shown(f"Columns: {self.source.columns.describe()}", 1000))
        if self.results.out and not self.results.fills_stdout and end is None:
            line(console, f"Written: {self.results.out}")
        print_issues(console, summary, _told(self.results, summary))


def exit_code(tally: Tally) -> int:
    """The exit code of a run that went through to the end."""
    summary = tally.summary(0.0)
    return HITS if summary.hits else ERROR if summary.errors else CLEAR


def _told(results: Results, summary: Summary) -> str:
    """Where all issues are to be found."""
    if results.issues:
        return f"all {count(summary.issue_count, 'issue')} are in {results.issues}"
    return "see them all with --issues FILE"
