"""What people do to cases: claim, release, assign; decide, approve, refuse, reverse, and close many alike.

Each act reads the case, lets ``review`` say what comes of it, and keeps that with its entries in one transaction that is on the disk before
the person is told. Only persons act here: ``identity.may`` says so for keys and programs, and ``review`` says it again (red line 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from comity import review
from comity.identity import Permission
from comity.model import Actor, Case, Conflict, Exemption, ExemptionState, UsageError, Verdict
from comity.node.permitted import require
from comity.node.review_desk.blind import blind_case
from comity.node.review_desk.desk import Desk, Informed
from comity.node.review_desk.keeping import keep_case, keep_decided, look_again
from comity.node.review_desk.laying import LaidCase, laid
from comity.node.review_desk.policy import policy_in
from comity.review import Act, CaseFile, Decided, Judgement, Policy
from comity.storage.database import Durability


def claim(desk: Desk, case_id: str, act: Act) -> Case:
    """Take a case to work on. Raises what ``review.claim`` raises, and ``UnknownName``."""
    require(act.by, Permission.CASE_CLAIM)
    with desk.database.writing(Durability.FULL) as writing:
        claimed = keep_case(writing, review.claim(laid(writing, case_id).case, act), act, "case.claim")
    return blind_case(claimed, act.by, policy_in(desk.home))


def release(desk: Desk, case_id: str, act: Act) -> Case:
    """Give a case back to the queue. Raises what ``review.release`` raises, and ``UnknownName``."""
    require(act.by, Permission.CASE_CLAIM)
    with desk.database.writing(Durability.FULL) as writing:
        released = keep_case(writing, review.release(laid(writing, case_id).case, act), act, "case.release")
    return blind_case(released, act.by, policy_in(desk.home))


def assign(desk: Desk, case_id: str, to: str, act: Act) -> Case:
    """Give a case to the user whose login name is ``to``.

    Raises what ``review.assign`` raises, and ``UnknownName``; a user there is not is refused as one who may not decide.
    """
    require(act.by, Permission.CASE_ASSIGN)
    with desk.database.writing(Durability.FULL) as writing:
        user = writing.users.get(to)
        colleague = user.actor() if user else Actor(f"user:{to}")
        assigned = keep_case(writing, review.assign(laid(writing, case_id).case, colleague, act), act, "case.assign")
    return blind_case(assigned, act.by, policy_in(desk.home))


def decide(desk: Desk, case_id: str, judgement: Judgement, act: Informed) -> Decided:
    """Decide an open case: finally, or as a proposal.

    Raises what ``review.decide`` raises, ``UnknownName``, and ``Conflict`` when the subject's facts are not those that were seen.
    """
    require(act.by, Permission.CASE_DECIDE)
    return _decide(desk, case_id, act, "case.decide", lambda file, policy: review.decide(file, judgement, act, policy))


def reverse(desk: Desk, case_id: str, judgement: Judgement, act: Informed) -> Decided:
    """Replace the decision in force by another. Raises what ``review.reverse`` raises, else as ``decide``."""
    require(act.by, Permission.CASE_DECIDE)
    return _decide(desk, case_id, act, "case.reverse", lambda file, policy: review.reverse(file, judgement, act, policy))


def approve(desk: Desk, case_id: str, remark: str, act: Informed) -> Decided:
    """Make a colleague's proposal final. Raises what ``review.approve`` raises, else as ``decide``."""
    require(act.by, Permission.CASE_APPROVE)
    return _decide(desk, case_id, act, "case.approve", lambda file, policy: review.approve(file, act, policy, remark))


def refuse(desk: Desk, case_id: str, why: str, act: Informed) -> Decided:
    """Send a colleague's proposal back with a text. Raises what ``review.refuse`` raises, else as ``decide``.

    Where the exemption of the decision that stays in force ended meanwhile, the case comes back into the queue: nothing spares it any more.
    """
    require(act.by, Permission.CASE_APPROVE)
    policy = policy_in(desk.home)
    with desk.database.writing(Durability.FULL) as writing:
        found = laid(writing, case_id)
        refused = review.refuse(_seen(found, act), act, why)
        keep_decided(writing, refused, act, "case.refuse", policy)
        if _is_unspared(refused.case, found.exemption) and (case := look_again(writing, refused.case.pair, act, policy)):
            return replace(refused, case=case)
    return refused


def close_many(desk: Desk, chosen: Sequence[tuple[str, Informed]], judgement: Judgement) -> tuple[Decided, ...]:
    """Give one judgement to many open cases, to all or to none; each comes with one person's act that says what was seen of it.

    Raises what ``review.bulk_close`` raises, else as ``decide``.
    """
    if not chosen:
        raise UsageError("no case was chosen", "choose at least one")
    policy, first = policy_in(desk.home), chosen[0][1]
    require(first.by, Permission.CASE_CLOSE_MANY)
    with desk.database.writing(Durability.FULL) as writing:
        files = [(_seen(laid(writing, case_id), act), act.seen) for case_id, act in chosen]
        made = review.bulk_close(files, judgement, first, policy)
        for decided, (_, act) in zip(made, chosen, strict=True):
            keep_decided(writing, decided, act, "case.close_many", policy)
    return made


def _decide(desk: Desk, case_id: str, act: Informed, action: str, deciding: Callable[[CaseFile, Policy], Decided]) -> Decided:
    policy = policy_in(desk.home)
    with desk.database.writing(Durability.FULL) as writing:
        decided = deciding(_seen(laid(writing, case_id), act), policy)
        keep_decided(writing, decided, act, action, policy)
    return decided


def _is_unspared(case: Case, exemption: Exemption | None) -> bool:
    """True for a pair found not to match that an exemption spared which has ended."""
    return case.verdict is Verdict.NOT_A_MATCH and exemption is not None and exemption.state is not ExemptionState.ACTIVE


def _seen(found: LaidCase, act: Informed) -> CaseFile:
    """The case as it is decided, if the subject is still the one whose facts the actor saw."""
    file = found.file()
    if found.subject and found.subject.digest != act.subject:
        raise Conflict(f"the subject of case {found.case.id} has other facts than those you saw", "look at it again, then decide")
    return file
