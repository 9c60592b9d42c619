"""Who works on a case: claim, release, assign. None of them decides anything, and none restarts the clock."""

from __future__ import annotations

from dataclasses import replace

from comity.model import Actor, Case, CaseState, Conflict, Role, UsageError
from comity.review.acts import (
    APPROVES,
    ASSIGNS,
    DECIDES,
    Act,
    require_another,
    require_free,
    require_person,
    require_unchanged,
    same_person,
)

_WAITING = frozenset({CaseState.OPEN, CaseState.PROPOSED})


def claim(case: Case, act: Act) -> Case:
    """The case with the actor at work on it. Claiming what one has claimed already changes nothing.

    Raises ``Conflict`` when it does not wait for anybody, is claimed by another, has changed, or waits for a second person and the actor
    was the first; ``NotAllowed`` for who may not decide it, or may not approve what waits for a second person.
    """
    require_unchanged(case, act)
    require_person(act, DECIDES, "claim a case")
    _require_waiting(case)
    if case.state is CaseState.PROPOSED:
        require_person(act, APPROVES, "claim a case that waits for a second person")
        require_another(case.proposed_by, act)
    require_free(case, act)
    return case if case.claimed_by else replace(case, claimed_by=act.person, version=case.version + 1)


def release(case: Case, act: Act) -> Case:
    """The case with nobody at work on it; a supervisor may release what another has claimed.

    Raises ``Conflict`` when nobody has claimed it, another has, or it has changed; ``NotAllowed`` for who may not decide.
    """
    require_unchanged(case, act)
    require_person(act, DECIDES, "release a case")
    if not case.claimed_by:
        raise Conflict(f"case {case.id} is claimed by nobody", "there is nothing to release")
    if not act.by.roles & ASSIGNS:
        require_free(case, act)
    return replace(case, claimed_by="", version=case.version + 1)


def assign(case: Case, to: Actor, act: Act) -> Case:
    """The case with ``to`` at work on it, instead of whoever was.

    Raises ``NotAllowed`` unless a supervisor acts; ``UsageError`` when ``to`` is no person who may decide it, or approve what waits for a
    second person; ``Conflict`` when the case does not wait for anybody, has changed, or waits for a second person and ``to`` was the first.
    """
    require_unchanged(case, act)
    require_person(act, ASSIGNS, "assign a case")
    _require_waiting(case)
    if case.state is CaseState.PROPOSED and same_person(case.proposed_by, to.id):
        raise Conflict(f"case {case.id} waits for a second person, and this is the first", "assign it to somebody else")
    able = APPROVES if case.state is CaseState.PROPOSED else DECIDES
    if not to.id.startswith("user:") or not to.roles & able:
        raise UsageError("a case can only be assigned to a person who may decide it", f"roles that may decide this one: {_named(able)}")
    return replace(case, claimed_by=to.id, version=case.version + 1)


def _require_waiting(case: Case) -> None:
    if case.state not in _WAITING:
        raise Conflict(f"case {case.id} is {case.state}: it waits for nobody", "reverse the decision if it was wrong")


def _named(roles: frozenset[Role]) -> str:
    return ", ".join(sorted(roles))
