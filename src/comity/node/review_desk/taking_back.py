"""Taking back, in one transaction: the withdrawal, the case, and the exemptions that end and hold again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from comity import review
from comity.identity import Permission
from comity.model import Actor, Case, Decision, ExemptionState, Verdict
from comity.node.permitted import require
from comity.node.review_desk.desk import Desk, entry
from comity.node.review_desk.keeping import look_again, superseded_by
from comity.node.review_desk.laying import LaidCase, laid
from comity.node.review_desk.policy import policy_in
from comity.review import Act, Decided, Policy, TakenBack, last_word, state_at, take_back_until
from comity.review.acts import same_person
from comity.storage.database import Durability, Writing


@dataclass(frozen=True, slots=True)
class LastWord:
    """What a person did last to a case, and until when they may take it back; ``version`` is the case's."""

    decision: Decision
    until: datetime
    version: int


def take_back(desk: Desk, case_id: str, act: Act) -> Decided:
    """Withdraw one's own last proposal or final decision.

    An exemption that it gave ends. Where a reversal is taken back, the exemption of the decision before holds again until its own end; if a
    side has changed meanwhile, or the exemption had ended by itself, the case comes back into the queue instead: nothing spares it. Raises
    what ``review.take_back`` raises, ``UnknownName``, and ``Conflict`` when the subject was erased.
    """
    require(act.by, Permission.CASE_DECIDE)
    policy = policy_in(desk.home)
    with desk.database.writing(Durability.FULL) as writing:
        found = laid(writing, case_id)
        taken = review.take_back(found.file(), act, policy)
        case = writing.cases.save(taken.case, act.seen)
        writing.decisions.add(taken.withdrawal)
        writing.record(entry(act.by, act.at, "case.take_back", f"case:{case.id}", _facts(case, taken)))
        _end_exemption(writing, taken, act)
        case = _spared_again(writing, found, taken, act, policy) or case
    return Decided(case, taken.withdrawal)


def last_word_of(desk: Desk, case_id: str, by: Actor, at: datetime) -> LastWord | None:
    """What ``by`` may still take back of a case at ``at``; None for nothing. It shows nobody, and is no entry of the ledger.

    Raises ``NotAllowed``, ``UnknownName``.
    """
    require(by, Permission.CASE_VIEW)
    policy = policy_in(desk.home)
    with desk.database.reading() as reading:
        found = laid(reading, case_id)
    word = last_word(found.file()) if found.subject else None
    if word is None or not same_person(word.by, by.id) or at >= (until := take_back_until(word, policy)):
        return None
    return LastWord(word, until, found.case.version)


def _end_exemption(writing: Writing, taken: TakenBack, act: Act) -> None:
    given = writing.exemptions.get(taken.taken.id)
    if given and given.state is ExemptionState.ACTIVE:
        why = f"taken back by {taken.withdrawal.id}"
        writing.exemptions.end(given.id, ExemptionState.WITHDRAWN, act.at, why)
        writing.record(entry(act.by, act.at, "exemption.end", f"exemption:{given.id}", {"why": why}))


def _spared_again(writing: Writing, found: LaidCase, taken: TakenBack, act: Act, policy: Policy) -> Case | None:
    """Put the exemption of the decision that is in force again back; the case, where it has to come back into the queue instead."""
    again = taken.again
    before = writing.exemptions.get(again.id) if again and again.verdict is Verdict.NOT_A_MATCH else None
    if before is None or before.state is ExemptionState.ACTIVE:  # a proposal had ended nothing
        return None
    subject = found.file().basis.subject
    standing = state_at(replace(before, state=ExemptionState.ACTIVE), found.hit.hit.listing, subject, act.at)
    if standing.holds and writing.exemptions.restore(before.id, superseded_by(taken.taken)):
        writing.record(entry(act.by, act.at, "exemption.restore", f"exemption:{before.id}", {"decision": taken.withdrawal.id}))
        return None
    return look_again(writing, taken.case.pair, act, policy)


def _facts(case: Case, taken: TakenBack) -> dict[str, str]:
    return {
        "decision": taken.withdrawal.id,
        "step": taken.withdrawal.step,
        "taken": taken.taken.id,
        "again": taken.again.id if taken.again else "",
        "state": case.state,
    }
