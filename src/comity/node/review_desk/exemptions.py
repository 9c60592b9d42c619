"""Exemptions as people see and end them: which pairs are spared from the queue, until when, and by which decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from comity.identity import Permission
from comity.model import Actor, Case, Exemption, MonitoredSubject, UnknownName
from comity.node.permitted import require
from comity.node.review_desk.desk import MOST_ROWS, Desk, entry
from comity.node.review_desk.keeping import look_again
from comity.node.review_desk.policy import policy_in
from comity.review import Act, withdraw
from comity.storage.database import Durability

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sought:
    """Which exemptions: those that end before ``before`` (None: all), behind an id (empty: from the first), at most ``MOST_ROWS``."""

    before: datetime | None = None
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ShownExemption:
    """An exemption in force, and its subject, None once it was erased."""

    exemption: Exemption
    subject: MonitoredSubject | None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An exemption that a person ended, and its case, if that came back into the queue."""

    exemption: Exemption
    case: Case | None


def show_exemptions(desk: Desk, sought: Sought, by: Actor, at: datetime) -> tuple[tuple[ShownExemption, ...], str]:
    """Exemptions that are active, by id, and the id to ask for those behind them (empty when there are none).

    An entry in the ledger names every one. Whether a side has changed since is found out by the next screening of the pair. Raises
    ``NotAllowed``.
    """
    require(by, Permission.CASE_VIEW)
    limit = min(sought.limit, MOST_ROWS)
    with desk.database.reading() as reading:
        found = reading.exemptions.expiring(sought.before or _NEVER, sought.after, limit + 1)
        shown = found[:limit]
        subjects = reading.subjects.get_many({one.pair.subject for one in shown})
    facts = {"count": str(len(shown)), "exemptions": " ".join(one.id for one in shown)}
    desk.tell(entry(by, at, "exemption.view", "exemptions:active", facts))
    following = shown[-1].id if len(found) > limit else ""
    return tuple(ShownExemption(one, subjects.get(one.pair.subject)) for one in shown), following


def withdraw_exemption(desk: Desk, exemption_id: str, act: Act) -> Withdrawn:
    """End an exemption and put its case back into the queue.

    Raises ``UnknownName`` when there is none of that id, ``Conflict`` when it has ended already, ``NotAllowed`` for who may not.
    """
    require(act.by, Permission.EXEMPTION_WITHDRAW)
    policy = policy_in(desk.home)
    with desk.database.writing(Durability.FULL) as writing:
        found = writing.exemptions.get(exemption_id)
        if found is None:
            raise UnknownName("there is no exemption of that id", "a case names the exemption that its decision gave")
        ended = withdraw(found, act)
        writing.exemptions.end(ended.id, ended.state, act.at, f"withdrawn by {act.by.id}")
        writing.record(entry(act.by, act.at, Permission.EXEMPTION_WITHDRAW, f"exemption:{ended.id}", {"decision": ended.decision}))
        return Withdrawn(ended, look_again(writing, ended.pair, act, policy))
