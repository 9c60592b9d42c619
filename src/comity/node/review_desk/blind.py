"""Blind approval: while a proposal waits, who made it is told to nobody who might answer it: the reasons are weighed and not the name.

Where the owner's policy is ``blind``, everything that the desk hands out about such a case goes through here: rows of the queue, the case,
its decisions, what an act gives back, and evidence. The database and the ledger keep the truth. The proposer sees their own name, and
auditors, who decide nothing, see all; once the proposal is answered everybody does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from comity.model import Actor, Case, CaseState, Decision, Role
from comity.review import Policy, Recorded
from comity.review.acts import same_person

WITHHELD = "withheld"
"""What stands in the place of the name. No actor is called so: every actor's name says first what it is (``user:``, ``key:``)."""


def hides(case: Case, by: Actor, policy: Policy) -> bool:
    """Tell whether ``by`` must not see who proposed what waits in ``case``."""
    waits = policy.blind and case.state is CaseState.PROPOSED
    is_auditor = Role.AUDITOR in by.roles and by.id.startswith("user:")
    return waits and not is_auditor and not same_person(case.proposed_by, by.id)


def blind_case(case: Case, by: Actor, policy: Policy) -> Case:
    """The case as ``by`` may see it."""
    return replace(case, proposed_by=WITHHELD) if hides(case, by, policy) else case


def blind_trail(trail: Iterable[Decision], first: str) -> tuple[Decision, ...]:
    """The decisions without ``first`` as the one who made them: an earlier one of the proposer would say who they are as well."""
    return tuple(replace(one, by=WITHHELD) if same_person(one.by, first) else one for one in trail)


def blind_recorded(entries: Iterable[Recorded], first: str) -> tuple[Recorded, ...]:
    """Entries of the ledger as evidence names them, without ``first`` as the one who acted; their numbers stay."""
    return tuple(replace(one, entry=replace(one.entry, actor=WITHHELD)) if same_person(one.entry.actor, first) else one for one in entries)
