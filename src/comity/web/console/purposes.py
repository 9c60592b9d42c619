"""What each purpose is for and what it allows, in words: what a person reads before they choose one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.identity import Permission
from comity.model import Purpose
from comity.safeguards.purposes import ALLOWS
from comity.web.console.visitor import Visitor


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


MEANING: Mapping[Purpose, str] = {
    Purpose.CUSTOMER_SCREENING: _("Customers, members or suppliers are compared with the lists, and hits are reviewed and decided."),
    Purpose.PAYMENT_SCREENING: _("The parties of payments are compared with the lists, and hits are reviewed and decided."),
    Purpose.AID_DELIVERY: _("Staff, partners and recipients of funds of an aid operation are compared with the lists, and hits decided."),
    Purpose.BORDER_CONTROL: _("Travellers and crews are compared with the lists at a border, and hits are reviewed and decided."),
    Purpose.LEGAL_REQUEST: _("A court, a prosecutor or another authority asked under the law; nothing is decided for that."),
    Purpose.QUALITY_REVIEW: _("Decisions that were made are looked at again, to see whether they were right."),
    Purpose.OVERSIGHT: _("Somebody independent checks that the node is used lawfully; nothing is changed for that."),
    Purpose.SUBJECT_REQUEST: _("A person asks for what is held about them, or to have it corrected or erased."),
    Purpose.OPERATION: _("The node itself is looked after: lists, users, keys, settings, backups. No data about people is shown."),
}

ACTS: Mapping[Permission, str] = {
    Permission.SUBJECT_VIEW: _("see subjects"),
    Permission.SUBJECT_IMPORT: _("import subjects"),
    Permission.SUBJECT_EXPORT: _("export subjects"),
    Permission.SUBJECT_ERASE: _("erase subjects"),
    Permission.SCREENING_RUN: _("screen"),
    Permission.CASE_VIEW: _("see cases"),
    Permission.CASE_CLAIM: _("claim cases"),
    Permission.CASE_ASSIGN: _("assign cases"),
    Permission.CASE_DECIDE: _("decide cases"),
    Permission.CASE_APPROVE: _("approve decisions"),
    Permission.CASE_CLOSE_MANY: _("close many cases at once"),
    Permission.EXEMPTION_GRANT: _("grant exemptions"),
    Permission.EXEMPTION_WITHDRAW: _("withdraw exemptions"),
    Permission.REQUEST_VIEW: _("see requests of persons"),
    Permission.REQUEST_HANDLE: _("handle requests of persons"),
}
"""What a purpose can allow on data about people."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A purpose that a person can choose: what it means, and what it allows this person; texts are in their language."""

    purpose: Purpose
    meaning: str
    allows: tuple[str, ...]
    is_chosen: bool


def offered(visitor: Visitor) -> tuple[Offered, ...]:
    """The purposes that allow ``visitor`` something, and the one for which no data about people is needed; the present one is chosen."""
    shown = []
    for purpose in Purpose:
        acts = _acts(visitor, purpose)
        if acts or purpose is Purpose.OPERATION:
            meaning = visitor.words.say(MEANING[purpose])
            shown.append(Offered(purpose, meaning, acts, visitor.sitting.purpose is purpose))
    return tuple(shown)


def wants_one(visitor: Visitor) -> bool:
    """Whether ``visitor`` has chosen no purpose and can do something that needs one."""
    return visitor.sitting.purpose is None and any(_acts(visitor, purpose) for purpose in Purpose)


def _acts(visitor: Visitor, purpose: Purpose) -> tuple[str, ...]:
    return tuple(visitor.words.say(said) for act, said in ACTS.items() if act.value in ALLOWS[purpose] and visitor.may(act))
