"""The queue: cases that wait, riskiest first, a page at a time by key.

One number, ``rank``, holds the order of outcome and score, so that a page is one walk along an index from where the last page ended,
however many cases wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, func, literal, literal_column, select, tuple_
from sqlalchemy.engine import RowMapping

from comity.model import Case, CaseState, Outcome, Pair, UsageError, Verdict
from comity.storage.database.columns import Instant, from_micros, to_micros
from comity.storage.database.schema import cases

COUNTED_TO = 10_000
"""Cases that a page's total is counted to; beyond, it only says that there are more."""

_SCORE_STEPS = 1_000_000
_RANKS = range(-(2**31), 2**31)
"""What a rank's column holds."""

_NO_PLACE = ("that is not a place in the queue", "give what the page before gave as next")


@dataclass(frozen=True, slots=True)
class QueueView:
    """Which cases to show: in ``state``; of one list, outcome or base; claimed by an actor (``""``: by nobody); due before ``overdue_at``
    and from ``due_from`` on; whose proposal is not of the actor ``not_proposed_by``; found by the beginnings of words in ``sought``
    (``case_words``), empty for all.

    None asks nothing of that field.
    """

    state: CaseState = CaseState.OPEN
    list: str | None = None
    outcome: Outcome | None = None
    claimed_by: str | None = None
    base: str | None = None
    overdue_at: datetime | None = None
    not_proposed_by: str | None = None
    sought: str = ""
    due_from: datetime | None = None

    @property
    def asks_when_due(self) -> bool:
        """True when only decisions that are due at some time are asked for."""
        return self.overdue_at is not None or self.due_from is not None

    @property
    def part(self) -> str:
        """The column of the filter that asks for a part of the queue: what a person has claimed, a list, a base, or what nobody has;
        empty for none.
        """
        if self.claimed_by:
            return "claimed_by"
        filters = (("list", self.list), ("base", self.base), ("claimed_by", self.claimed_by))
        return next((name for name, value in filters if value is not None), "")


@dataclass(frozen=True, slots=True)
class QueuedCase:
    """A case with what the queue knows of it beside: its subject's base, and when a decision is due."""

    case: Case
    base: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some cases in order. ``next`` is what to ask for those behind them, empty when there are none. ``total`` counts all that the view
    shows, None when they are more than ``COUNTED_TO``.
    """

    items: tuple[QueuedCase, ...]
    next: str
    total: int | None


def rank_of(outcome: Outcome, score: float) -> int:
    """The place of a hit in the queue: lower comes first; strong before review before clear, then the higher score, to six digits."""
    return -(outcome.rank * (_SCORE_STEPS + 1) + round(score * _SCORE_STEPS))


@dataclass(frozen=True, slots=True)
class Walk:
    """How SQLite, which knows little of what a table holds, is to read the queue: along the index of one filter, the others looked at in
    passing. ``along`` names the filter's column, empty for the order alone; None leaves the choice to the database. ``found`` is what else
    is asked of a case, on either database: that it is among those that were searched for.
    """

    along: str | None = None
    found: ColumnElement[bool] | None = None

    def column(self, name: str) -> ColumnElement[Any]:
        """The column of a filter, as an expression that no index serves when the walk is not along it."""
        if self.along is None or name == self.along:
            return cases.c[name]
        return literal_column(f"+cases.{name}", cases.c[name].type)

    @property
    def is_of_others(self) -> bool:
        """True for ``OTHERS``."""
        return self.along == "proposed_by"

    @property
    def shown(self) -> Select[Any]:
        """What a page is read from: whole rows; of the proposals of others their ids, for their index holds no more."""
        return select(cases.c.id) if self.is_of_others else select(cases)

    @property
    def order(self) -> tuple[ColumnElement[Any], ...]:
        """What sorts the queue; the indexes of due times and ids hold no rank, so along them the rank must not call for another index."""
        rank = self.column("rank") if self.along in ("due_at", "id", "proposed_by") else cases.c.rank
        return rank, cases.c.opened_at, cases.c.id


OTHERS = Walk("proposed_by")
"""SQLite reads the index of the proposals that wait to its end, whose columns are all that is asked of them and what sorts them: where
nearly all are one's own, passing over those reads no row."""

ALONG_DUE = Walk("due_at")
"""SQLite reads along the index of due times, looking at the other filters in passing."""


def walk_of_others(view: QueueView) -> Walk | None:
    """``OTHERS`` where ``view`` shows the proposals of others, None where it does not."""
    return OTHERS if view.state is CaseState.PROPOSED and view.not_proposed_by is not None and not view.sought else None


def counting_walk(view: QueueView) -> Walk | None:
    """How SQLite counts what ``view`` shows, None for the way of its pages: the index of due times holds the ranks, so that what is due at
    some time, of whatever outcome, is counted in it alone.
    """
    is_filtered = bool(view.part or view.sought) or view.not_proposed_by is not None
    return ALONG_DUE if view.asks_when_due and not is_filtered else None


def sqlite_walk(view: QueueView, part: str, *, few_due: bool) -> Walk:
    """The walk that reads least: what one person claimed is little, so is what is due at some time, unless it is not; else along ``part``,
    the column of a filter of ``view``.
    """
    return Walk("due_at" if view.asks_when_due and few_due and not view.claimed_by else part)


def page_statement(view: QueueView, walk: Walk, after: str, limit: int) -> Select[Any]:
    """The rows of one page and one more. Raises ``UsageError`` when ``after`` is not what a page gave as ``next``."""
    asked = walk.shown.where(*conditions(view, walk)).order_by(*walk.order).limit(limit + 1)
    return asked.where(tuple_(*walk.order) > tuple_(*_position(after))) if after else asked


def found_statement(view: QueueView, walk: Walk) -> Select[Any]:
    """The ids of what the view shows on ``walk``, in order, and of no more than one beyond ``COUNTED_TO``."""
    return select(cases.c.id).where(*conditions(view, walk)).order_by(*walk.order).limit(COUNTED_TO + 1)


def count_statement(view: QueueView, walk: Walk, most: int | None = None) -> Select[Any]:
    """How many cases the view shows, counted to one more than ``most`` (None: than ``COUNTED_TO``)."""
    upto = (COUNTED_TO if most is None else most) + 1
    some = select(literal(1).label("one")).select_from(cases).where(*conditions(view, walk)).limit(upto).subquery()
    return select(func.count()).select_from(some)


def conditions(view: QueueView, walk: Walk) -> list[ColumnElement[bool]]:
    """What ``view`` asks of a row, on ``walk``."""
    state = walk.column("state") if walk.along == "id" else cases.c.state
    # As a value in the text of the statement: else SQLite does not see that the index of proposals holds all that are asked for.
    asked: list[ColumnElement[bool]] = [state == literal(view.state.value, Text, literal_execute=walk.is_of_others)]
    if walk.found is not None:
        asked.append(walk.found)
    filters = (("list", view.list), ("claimed_by", view.claimed_by), ("base", view.base))
    asked += [walk.column(name) == value for name, value in filters if value is not None]
    if view.outcome is not None:  # the rank tells the outcome, and the index is in its order
        asked.append(walk.order[0].between(rank_of(view.outcome, 1.0), rank_of(view.outcome, 0.0)))
    if view.overdue_at is not None:
        asked.append(walk.column("due_at") < view.overdue_at)
    if view.due_from is not None:
        asked.append(walk.column("due_at") >= view.due_from)
    if view.not_proposed_by is not None:
        asked.append(cases.c.proposed_by != view.not_proposed_by)
    return asked


def next_key(row: RowMapping) -> str:
    """What names the place of ``row`` in the order."""
    return f"{row['rank']}.{to_micros(row['opened_at'])}.{row['id']}"


def place_of(case: Case) -> str:
    """What names the place of ``case`` in the order, whether or not it is shown: the cases behind it are those after this."""
    return f"{rank_of(case.outcome, case.score)}.{to_micros(case.opened_at)}.{case.id}"


def _position(after: str) -> tuple[ColumnElement[Any], ...]:
    try:
        rank, micros, case_id = after.split(".", 2)
        number, opened_at = int(rank), from_micros(int(micros))
    except (ValueError, OverflowError):
        raise UsageError(*_NO_PLACE) from None
    if number not in _RANKS:
        raise UsageError(*_NO_PLACE)
    return literal(number, Integer), literal(opened_at, Instant), literal(case_id, Text)


def queued(row: RowMapping) -> QueuedCase:
    """The case of a row."""
    case = Case(
        id=row["id"],
        pair=Pair(row["subject_id"], row["list"], row["listing_id"]),
        hit=row["hit_id"],
        outcome=Outcome(row["outcome"]),
        score=row["score"],
        state=CaseState(row["state"]),
        opened_at=row["opened_at"],
        claimed_by=row["claimed_by"],
        proposed_by=row["proposed_by"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        version=row["version"],
    )
    return QueuedCase(case, row["base"], row["due_at"])
