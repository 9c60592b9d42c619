"""``comity screen --calibrate``: the alert rate of each threshold on a file. Only counts are kept and shown; no name is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from comity.batch import Freshness, Screener, Summary, Tally, screen_table
from comity.batch.calibration import AlertRate, Calibration
from comity.cli.console import answers, count, print_json, remarks
from comity.cli.exit_codes import CLEAR, INTERRUPTED
from comity.cli.render import forgiving, line, print_editions, print_summary, shown
from comity.cli.screen_input import Input
from comity.cli.screen_output import Stated
from comity.cli.screen_progress import RunBar
from comity.cli.screen_shield import Shield
from comity.model import ComityError, ScreeningRule

HEAD = ("threshold", "rows with a hit", "share (95 % interval)", "hits", "per row", "strong rows")
MEANING = (
    '"Rows with a hit" and "hits": if review began at this threshold. "Strong rows": if strong began there.',
    "This counts work. It does not say how many listed parties are missed: see docs/benchmarks.md.",
    "A lower review threshold misses fewer of them and raises the work.",
)


@dataclass(slots=True)
class CalibrationRun:
    """One run over one input, which is screened once."""

    source: Input
    screener: Screener
    stated: Stated
    as_json: bool
    tally: Tally = field(default_factory=Tally)
    started: float = field(default_factory=time.perf_counter)

    def run(self, bar: RunBar) -> int:
        """Count every row, report, and give the exit code: 0, or 130 when interrupted; then the counts are of the rows so far.

        Raises ``DataError`` when the input ends early; what was counted is reported.
        """
        calibration = Calibration(self.stated.rule)
        end = self._through(calibration, bar)
        for issue in self.source.table.issues:
            self.tally.note(issue)
        self._report(calibration, end)
        if isinstance(end, ComityError):
            raise end
        return CLEAR if end is None else INTERRUPTED

    def _through(self, calibration: Calibration, bar: RunBar) -> BaseException | None:
        """Count every row. Give what broke the run off: an interrupt, an error of ours, or None."""
        source = self.source
        with Shield() as shield:
            try:
                for answer in screen_table(source.table, source.builder, self.screener, calibration.floor):
                    shield.held = True
                    self.tally.add(calibration.add(answer))
                    shield.let_go()
                    bar.screening(self.tally, source.stream, source.size)
            except (KeyboardInterrupt, ComityError) as end:
                shield.held = True
                bar.end_of()
                return end
        bar.end_of()
        return None

    def _report(self, calibration: Calibration, end: BaseException | None) -> None:
        """The numbers, and in words what they are and are not."""
        summary = self.tally.summary(time.perf_counter() - self.started)
        rates, rule, ages = calibration.rates, self.stated.rule, self.stated.ages.values()
        if self.as_json:
            print_json(calibration_record(rates, rule, summary, list(ages), complete=end is None))
        console = forgiving(remarks() if self.as_json else answers())
        if end is not None:
            what = "Interrupted" if isinstance(end, KeyboardInterrupt) else "Broken off"
            line(console, f"{what} after {count(summary.rows, 'row')}; the counts are of these alone.")
        if not self.as_json:
            print_rates(console, rates, rule)
        line(console, in_words(summary, rule))
        for sentence in MEANING[1 if self.as_json else 0 :]:
            line(console, sentence)
        print_summary(console, summary)
        print_editions(console, ages)
        line(console, shown(f"Columns: {self.source.columns.describe()}", 1000))
        if summary.issue_count:
            line(console, f"{count(summary.issue_count, 'issue')} in the file; comity screen FILE tells them, and where they are.")


def calibration_record(
    rates: tuple[AlertRate, ...], rule: ScreeningRule, summary: Summary, ages: list[Freshness], *, complete: bool
) -> dict[str, Any]:
    """A calibration as plain values. ``summary`` counts the outcomes under ``rule``; ``complete`` is false for a run broken off.

    Shares and intervals are in 0..1; ``share`` is None when no row was screened, ``hits_per_row`` when none has a hit.
    """
    return {
        "rule": {"name": rule.name, "review": rule.review, "strong": rule.strong},
        "complete": complete,
        "rows": summary.rows,
        "screened": summary.rows - summary.errors,
        "clear": summary.clear,
        "review": summary.review,
        "strong": summary.strong,
        "errors": summary.errors,
        "issues": summary.issue_count,
        "thresholds": [_rate_record(rate, rule) for rate in rates],
        "against": [{"edition": age.edition.id, "age_days": age.age_days, "stale": age.stale} for age in ages],
    }


def _rate_record(rate: AlertRate, rule: ScreeningRule) -> dict[str, Any]:
    return {
        "threshold": rate.threshold,
        "of_rule": list(_marks(rate, rule)),
        "rows_with_a_hit": rate.rows,
        "share": rate.share,
        "interval": list(rate.interval),
        "hits": rate.hits,
        "hits_per_row": rate.hits_per_row,
        "rows_strong": rate.strong,
    }


def _marks(rate: AlertRate, rule: ScreeningRule) -> Iterator[str]:
    """Which of the rule's own thresholds this one is."""
    if rate.threshold == rule.review:
        yield "review"
    if rate.threshold == rule.strong:
        yield "strong"


def print_rates(console: Console, rates: tuple[AlertRate, ...], rule: ScreeningRule) -> None:
    """The counts as a table in plain text, a line for each threshold; the rule's own two are named at the end of theirs."""
    rows = [HEAD, *(_cells(rate) for rate in rates)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    marks = ["", *(" and ".join(_marks(rate, rule)) for rate in rates)]
    for row, mark in zip(rows, marks, strict=True):
        cells = "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        line(console, f"{cells}  <- {mark}" if mark else cells, "bold" if mark else "")
    line(console)


def _cells(rate: AlertRate) -> tuple[str, ...]:
    low, high = rate.interval
    share = "-" if rate.share is None else f"{_percent(rate.share)} % ({_percent(low)} to {_percent(high)})"
    per_row = "-" if rate.hits_per_row is None else f"{rate.hits_per_row:.1f}"
    return _score(rate.threshold), f"{rate.rows:,}", share, f"{rate.hits:,}", per_row, f"{rate.strong:,}"


def in_words(summary: Summary, rule: ScreeningRule) -> str:
    """What the rule in use would bring, in a sentence."""
    screened = summary.rows - summary.errors
    share = f" ({_percent(summary.hits / screened)} %)" if screened else ""
    used = shown(f"{rule.name}: review from {_score(rule.review)}, strong from {_score(rule.strong)}")
    found = f"{summary.hits:,} of {count(screened, 'row')}{share} would have a hit: {summary.review:,} review, {summary.strong:,} strong"
    return f"At the rule in use ({used}) {found}."


def _percent(share: float) -> str:
    return f"{100 * share:.2f}"


def _score(threshold: float) -> str:
    """Two decimals, or as many as it has."""
    return max(f"{threshold:.2f}", f"{threshold:g}", key=len)
