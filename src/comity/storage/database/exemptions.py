"""Exemptions: pairs that people found not to match, spared from the queue until they end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, insert, literal, select, tuple_, union_all, update
from sqlalchemy.engine import RowMapping

from comity.model import Conflict, Exemption, ExemptionState, Pair, UsageError
from comity.storage.database.columns import Instant, from_micros, to_micros
from comity.storage.database.repository import Page, Repository, bounded, chunks
from comity.storage.database.schema import exemptions

_ENDED = (ExemptionState.EXPIRED, ExemptionState.LAPSED, ExemptionState.WITHDRAWN)

_NO_PLACE = ("that is not a place among the exemptions", "give what the page before gave as next")


@dataclass(frozen=True, slots=True)
class ExemptionView:
    """Which exemptions to show: those in ``state``, None for all that have ended; of one list; that run out before ``runs_out_before``.

    None asks nothing of the last two.
    """

    state: ExemptionState | None = ExemptionState.ACTIVE
    list: str | None = None
    runs_out_before: datetime | None = None

    @property
    def is_of_ended(self) -> bool:
        """True when ended ones are shown."""
        return self.state is not ExemptionState.ACTIVE


@dataclass(frozen=True, slots=True)
class KeptExemption:
    """An exemption with when it ended and why; None and empty while it is active."""

    exemption: Exemption
    ended_at: datetime | None = None
    why: str = ""


def active_statement(subjects: Collection[str]) -> Select[Any]:
    """The active exemptions of those subjects, in no order: asked for in that of their ends, SQLite would read all that are active."""
    return select(exemptions).where(exemptions.c.subject_id.in_(subjects), exemptions.c.state == ExemptionState.ACTIVE.value)


class Exemptions(Repository):
    """The exemptions of all pairs, ended ones too."""

    def add(self, exemption: Exemption) -> None:
        """Keep an exemption. Raises ``Conflict`` when one of that id is there, or its decision is not."""
        self._run(insert(exemptions).values(_row(exemption)))

    def get(self, exemption_id: str) -> Exemption | None:
        """The exemption of that id."""
        row = self._row(select(exemptions).where(exemptions.c.id == exemption_id))
        return _exemption(row) if row else None

    def kept(self, exemption_id: str) -> KeptExemption | None:
        """The exemption of that id, with how it ended."""
        row = self._row(select(exemptions).where(exemptions.c.id == exemption_id))
        return _kept(row) if row else None

    def page(self, view: ExemptionView, after: str, limit: int) -> Page[KeptExemption]:
        """The exemptions that ``view`` shows, behind ``after`` (empty: from the first): those in force by when they run out, ended ones
        from the last that ended. Raises ``UsageError`` when ``after`` is not what a page gave as ``next``.
        """
        rows = self._ended(view, after, bounded(limit)) if view.is_of_ended else self._in_force(view, after, bounded(limit))
        following = _next(rows[limit - 1], view) if len(rows) > limit else ""
        return Page(tuple(map(_kept, rows[:limit])), following)

    def _in_force(self, view: ExemptionView, after: str, limit: int) -> Sequence[RowMapping]:
        order = (exemptions.c.expires_at, exemptions.c.id)
        asked = select(exemptions).where(*_conditions(view, ExemptionState.ACTIVE)).order_by(*order).limit(limit + 1)
        return self._rows(asked.where(tuple_(*order) > tuple_(*_place(after))) if after else asked)

    def _ended(self, view: ExemptionView, after: str, limit: int) -> Sequence[RowMapping]:
        """One page and one more: the first of each kind of ended ones, each found in the order of an index, and of these the first."""
        walks = [_walk(view, state, exemptions.c.ended_at, after, limit) for state in _ENDED if view.state in (None, state)]
        if view.state in (None, ExemptionState.LAPSED):
            walks.append(_walk(view, ExemptionState.LAPSED, exemptions.c.granted_at, after, limit))
        found = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
        first = self._rows(select(found).order_by(found.c.since.desc(), found.c.id.desc()).limit(limit + 1))
        ids = [row["id"] for row in first]
        known = {row["id"]: row for chunk in chunks(ids) for row in self._rows(select(exemptions).where(exemptions.c.id.in_(chunk)))}
        return [known[one] for one in ids]

    def active_for(self, pairs: Iterable[Pair]) -> dict[Pair, Exemption]:
        """The active exemptions of those pairs, by pair; of several, the longest. Whether it still holds is for ``review`` to say."""
        found: dict[Pair, Exemption] = {}
        for chunk in chunks(pairs):
            wanted = set(chunk)
            rows = self._rows(active_statement({pair.subject for pair in wanted}))
            active = sorted(map(_exemption, rows), key=lambda one: one.expires_at)
            found |= {one.pair: one for one in active if one.pair in wanted}
        return found

    def for_subject(self, subject_id: str) -> tuple[Exemption, ...]:
        """Every exemption that one subject has or had, by id."""
        rows = self._rows(select(exemptions).where(exemptions.c.subject_id == subject_id).order_by(exemptions.c.id))
        return tuple(map(_exemption, rows))

    def end(self, exemption_id: str, state: ExemptionState, at: datetime, why: str) -> None:
        """Write down that an active exemption has ended, how, when and why. Raises ``Conflict`` when it is not active."""
        active = (exemptions.c.id == exemption_id) & (exemptions.c.state == ExemptionState.ACTIVE.value)
        if self._run(update(exemptions).where(active).values(state=state.value, ended_at=at, why=why)) == 0:
            raise Conflict("this exemption is not active", "it has ended before, or there is none of that id")

    def restore(self, exemption_id: str, why: str) -> bool:
        """Let an exemption hold again, until its own end, that a person's act ended for the reason ``why``; whether it did."""
        ended = (exemptions.c.id == exemption_id) & (exemptions.c.state == ExemptionState.WITHDRAWN.value) & (exemptions.c.why == why)
        active = {"state": ExemptionState.ACTIVE.value, "ended_at": None, "why": ""}
        return self._run(update(exemptions).where(ended).values(active)) > 0

    def expiring(self, before: datetime, after_id: str, limit: int) -> tuple[Exemption, ...]:
        """Active exemptions that end before ``before`` and whose ids come behind ``after_id`` (empty: from the first), by id."""
        asked = select(exemptions).where(
            exemptions.c.state == ExemptionState.ACTIVE.value, exemptions.c.expires_at < before, exemptions.c.id > after_id
        )
        return tuple(_exemption(row) for row in self._rows(asked.order_by(exemptions.c.id).limit(bounded(limit))))


def _walk(view: ExemptionView, state: ExemptionState, since: ColumnElement[Any], after: str, limit: int) -> Select[Any]:
    """The first that ended so, the last in front: by ``ended_at``; by ``granted_at`` those that went with an erased subject, of which only
    the beginning is kept.
    """
    is_erased = since is exemptions.c.granted_at
    kept = exemptions.c.ended_at.is_(None) if is_erased else exemptions.c.ended_at.is_not(None)
    asked = select(exemptions.c.id, since.label("since")).where(*_conditions(view, state), kept)
    asked = asked.where(tuple_(since, exemptions.c.id) < tuple_(*_place(after))) if after else asked
    return asked.order_by(since.desc(), exemptions.c.id.desc()).limit(limit + 1)


def _conditions(view: ExemptionView, state: ExemptionState) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [exemptions.c.state == state.value]
    if view.list is not None:
        asked.append(exemptions.c["list"] == view.list)
    if view.runs_out_before is not None:
        asked.append(exemptions.c.expires_at < view.runs_out_before)
    return asked


def _next(row: RowMapping, view: ExemptionView) -> str:
    at = (row["ended_at"] or row["granted_at"]) if view.is_of_ended else row["expires_at"]
    return f"{to_micros(at)}.{row['id']}"


def _place(after: str) -> tuple[ColumnElement[Any], ...]:
    try:
        micros, identity = after.split(".", 1)
        return literal(from_micros(int(micros)), Instant), literal(identity, Text)
    except (ValueError, OverflowError):
        raise UsageError(*_NO_PLACE) from None


def _kept(row: RowMapping) -> KeptExemption:
    return KeptExemption(_exemption(row), row["ended_at"], row["why"])


def _row(exemption: Exemption) -> dict[str, Any]:
    return {
        "id": exemption.id,
        "subject_id": exemption.pair.subject,
        "list": exemption.pair.list,
        "listing_id": exemption.pair.listing,
        "decision_id": exemption.decision,
        "granted_at": exemption.granted_at,
        "expires_at": exemption.expires_at,
        "listing_digest": exemption.listing_digest,
        "subject_digest": exemption.subject_digest,
        "state": exemption.state.value,
    }


def _exemption(row: RowMapping) -> Exemption:
    return Exemption(
        id=row["id"],
        pair=Pair(row["subject_id"], row["list"], row["listing_id"]),
        decision=row["decision_id"],
        granted_at=row["granted_at"],
        expires_at=row["expires_at"],
        listing_digest=row["listing_digest"],
        subject_digest=row["subject_digest"],
        state=ExemptionState(row["state"]),
    )
