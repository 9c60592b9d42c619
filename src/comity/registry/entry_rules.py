"""When an instrument enters into force for a party, and when a withdrawal takes effect: by the instrument's own final clauses.

Rules are those of ``instrument.EntryRule``. A deposit of which only the month or the year is known gives a span of days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from comity.model import FormatError, PartialDate
from comity.model.participation import Mode, Participation
from comity.registry.dates import months_after, next_month, partial_date
from comity.registry.instrument import EntryRule, Instrument

_RULE = re.compile(r"(deposit|stated)|(days|months|month_after_days|month_after_months):(\d{1,3})")
_AFTER: dict[str, Callable[[date, int], date]] = {
    "days": lambda day, count: day + timedelta(days=count),
    "months": months_after,
    "month_after_days": lambda day, count: next_month(day + timedelta(days=count)),
    "month_after_months": lambda day, count: next_month(months_after(day, count)),
}


class Span(NamedTuple):
    """A day that is known to lie between two, both included; one day where they are the same."""

    first: date
    last: date

    @staticmethod
    def of(when: PartialDate) -> Span:
        """What ``when`` can mean."""
        return _span_of(when)

    def later(self, other: Span) -> Span:
        """The later of two."""
        return Span(max(self.first, other.first), max(self.last, other.last))

    @property
    def text(self) -> str:
        """``2026-06-02``, ``2026-06`` or ``2026`` where it is just that; else the two days."""
        return _text_of(self)


@lru_cache(maxsize=20_000)
def _span_of(when: PartialDate) -> Span:
    return Span(when.earliest, when.latest)


@lru_cache(maxsize=20_000)
def _text_of(span: Span) -> str:
    for shown in (str(span.first), str(span.first)[:7], str(span.first)[:4]):
        if Span.of(partial_date(shown, "")) == span:
            return shown
    return f"{span.first}/{span.last}"


def check_rule(rule: EntryRule, where: str) -> None:
    """Raise ``FormatError`` for a rule that is none."""
    if not _RULE.fullmatch(rule.rule):
        raise FormatError(f"{where}: {rule.rule[:40]} is no rule of entry into force", "see EntryRule for those there are")


def entry_of(event: Participation, instrument: Instrument) -> Span | None:
    """When ``instrument`` enters into force for the party whose consent ``event`` is; ``None`` where that cannot be told.

    A day stated by the event goes before any rule. A succession takes effect on the day that the event states, else on that of the notice:
    no waiting period is added (Vienna Convention on Succession of States in respect of Treaties, 1978, article 23). Nobody is bound before
    the instrument is in force at all.
    """
    if event.effective is not None:
        return Span.of(event.effective)
    if event.date is None:
        return None
    begun = _by_rule(event, instrument.entry)
    if begun is None or instrument.in_force is None:
        return None
    return begun.later(Span.of(instrument.in_force))


def _by_rule(event: Participation, rule: EntryRule) -> Span | None:
    assert event.date is not None
    done = Span.of(event.date)
    if event.mode is Mode.SUCCESSION:
        return done
    found = _RULE.fullmatch(rule.rule)
    if found is None or found[1] == "stated":
        return None
    if found[1] == "deposit":
        return done
    after = _AFTER[found[2]]
    return Span(after(done.first, int(found[3])), after(done.last, int(found[3])))


def end_of(event: Participation, instrument: Instrument) -> Span | None:
    """When the withdrawal that ``event`` notifies takes effect; ``None`` where the instrument's notice is not known."""
    if event.effective is not None:
        return Span.of(event.effective)
    if event.date is None or instrument.withdrawal.months is None:
        return None
    done, months = Span.of(event.date), instrument.withdrawal.months
    return Span(months_after(done.first, months), months_after(done.last, months))
