"""One case as the review page shows it: who it is about, where it stands, what can be done to it, and what others did meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.identity import Permission
from comity.model import CaseState
from comity.node.review_desk import WITHHELD, LastWord, ShownCase, last_word_of, policy_in, show_case
from comity.node.serving_desk import desk_of
from comity.web.console.explain import Explained, explained_case
from comity.web.console.review.changed import Changed, changed_since
from comity.web.console.review.judging import Choice, Judging, choices
from comity.web.console.review.rows import called
from comity.web.console.review.waiting_words import Waited, waited
from comity.web.console.visitor import Visitor


@dataclass(frozen=True, slots=True)
class CasePane:
    """A case. ``choices`` are empty for who may not decide it now; then ``why_none`` says why. ``word`` is what the visitor may take back,
    else None. ``changed`` says what happened while they were deciding, None when nothing did; ``filled`` is what they had filled in.
    """

    shown: ShownCase
    waited: Waited
    claimed_by: str
    is_mine: bool
    may_claim: bool
    may_release: bool
    choices: tuple[Choice, ...]
    why_none: str
    explained: Explained
    word: LastWord | None
    changed: Changed | None = None
    filled: Judging | None = None

    @property
    def name(self) -> str:
        """The subject's name, empty once it was erased."""
        subject = self.shown.laid.subject
        return subject.subject.caption if subject else ""

    @property
    def digest(self) -> str:
        """The digest of the subject's facts as they are shown."""
        subject = self.shown.laid.subject
        return subject.digest if subject else ""

    @property
    def is_decided(self) -> bool:
        """True when a verdict would be a reversal."""
        return self.shown.laid.case.state is CaseState.DECIDED


def case_pane(visitor: Visitor, case_id: str, now: datetime, filled: Judging | None = None) -> CasePane:
    """The case, with the entry in the ledger that it was looked at. ``filled`` is a form that could not be carried out."""
    visitor.caller.spend(1)
    desk = desk_of(visitor.service)
    shown = show_case(desk, case_id, visitor.actor, now)
    case, policy = shown.laid.case, policy_in(desk.home)
    waits = case.state in (CaseState.OPEN, CaseState.PROPOSED)
    may_claim = visitor.may(Permission.CASE_CLAIM)
    why_none = _why_no_choice(visitor, shown)
    return CasePane(
        shown=shown,
        waited=waited(visitor.words, shown.waiting, now),
        claimed_by=called(visitor, case.claimed_by),
        is_mine=case.claimed_by == visitor.actor.id,
        may_claim=may_claim and waits and not case.claimed_by,
        may_release=may_claim and bool(case.claimed_by) and (_is_free(visitor, shown) or visitor.may(Permission.CASE_ASSIGN)),
        choices=() if why_none else choices(shown, policy, filled),
        why_none=why_none,
        explained=explained_case(visitor.words, shown, now, frozenset(one.id for one in shown.laid.trail if one.by == WITHHELD)),
        word=last_word_of(desk, case_id, visitor.actor, now),
        changed=changed_since(visitor, shown, filled) if filled else None,
        filled=filled,
    )


def _is_free(visitor: Visitor, shown: ShownCase) -> bool:
    return shown.laid.case.claimed_by in ("", visitor.actor.id)


def _why_no_choice(visitor: Visitor, shown: ShownCase) -> str:
    """In words, why the visitor cannot decide the case now; empty when they can."""
    words, case = visitor.words, shown.laid.case
    if case.state is CaseState.LAPSED:
        return words.say("This case has lapsed: there is nothing to decide any more.")
    if shown.laid.subject is None:
        return words.say("The subject was erased: there is nobody to decide about.")
    if case.state is CaseState.PROPOSED:
        return words.say("A decision is proposed: a second person approves or refuses it.")
    if not visitor.may(Permission.CASE_DECIDE):
        return words.say("Your role, or the purpose of this sitting, does not decide cases.")
    if not _is_free(visitor, shown):
        return words.say("%(who)s has claimed this case: they decide it, unless it is given back.", who=called(visitor, case.claimed_by))
    return ""
