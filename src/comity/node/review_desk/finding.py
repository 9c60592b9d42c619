"""Finding cases by what people know of them: the case's id, or the owner's number for the subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.identity import Permission
from comity.model import Actor, Case, MonitoredSubject
from comity.node.permitted import require
from comity.node.review_desk.blind import blind_case
from comity.node.review_desk.desk import Desk, entry
from comity.node.review_desk.policy import policy_in
from comity.storage.database import Reading
from comity.storage.database.queue import QueuedCase

MOST_FOUND = 100
"""Cases that one search gives."""


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case with its subject, None once it was erased."""

    case: Case
    base: str
    subject: MonitoredSubject | None


@dataclass(frozen=True, slots=True)
class FoundCases:
    """The cases that a search gives; ``is_cut`` when there are others that it does not."""

    cases: tuple[FoundCase, ...]
    is_cut: bool


def find_cases(desk: Desk, text: str, by: Actor, at: datetime) -> FoundCases:
    """The case whose id is ``text``, and those of the subjects that their owner knows by that key in any base, at most ``MOST_FOUND``.

    The entry in the ledger names what was found; what was typed is not written down. Raises ``NotAllowed``.
    """
    require(by, Permission.CASE_VIEW)
    policy = policy_in(desk.home)
    with desk.database.reading() as reading:
        found = _found(reading, text)
        queued = found[:MOST_FOUND]
        subjects = reading.subjects.get_many({one.case.pair.subject for one in queued})
    facts = {"count": str(len(queued)), "cases": " ".join(one.case.id for one in queued)}
    desk.tell(entry(by, at, Permission.CASE_VIEW, "cases:found", facts))
    cases = (FoundCase(blind_case(one.case, by, policy), one.base, subjects.get(one.case.pair.subject)) for one in queued)
    return FoundCases(tuple(cases), len(found) > MOST_FOUND)


def _found(reading: Reading, text: str) -> list[QueuedCase]:
    itself = reading.cases.get(text)
    known = (reading.subjects.by_key(base, text) for base in reading.subjects.bases())
    of_subjects = reading.cases.first_for_subjects([one.id for one in known if one], MOST_FOUND + 1)
    return list({one.case.id: one for one in ([itself] if itself else []) + list(of_subjects)}.values())
