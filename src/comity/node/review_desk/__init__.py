"""The review desk: everything that people do with cases on this node, each act and each look with its entry in the ledger.

What may be decided is said by ``review``, and what is kept by ``storage``; here they meet, in one transaction. Only persons decide, and
only about facts that they have seen: another version of the case, or other facts of the subject, are a ``Conflict``.
"""

from comity.node.review_desk.acts import approve, assign, claim, close_many, decide, refuse, release, reverse
from comity.node.review_desk.approvals import ShownApprovals, ShownProposal, has_answered, last_answer, show_approvals
from comity.node.review_desk.blind import WITHHELD
from comity.node.review_desk.checking import LARGEST_PACK, CheckedPack, MadeHere, check_pack
from comity.node.review_desk.clear import Whom, clear_pack, watched
from comity.node.review_desk.desk import Desk, Informed
from comity.node.review_desk.evidence import case_pack
from comity.node.review_desk.exemption_pages import FoundExemption, FoundExemptions, LookedUp, look_at_exemption, look_up_exemptions
from comity.node.review_desk.exemptions import ShownExemption, Sought, Withdrawn, show_exemptions, withdraw_exemption
from comity.node.review_desk.finding import FoundCase, FoundCases, find_cases
from comity.node.review_desk.going_on import is_decided_so, next_case
from comity.node.review_desk.laying import LaidCase, ShownCase, show_case
from comity.node.review_desk.policy import policy_in
from comity.node.review_desk.queue import Order, ShownQueue, ShownRow, Turned, show_queue
from comity.node.review_desk.taking_back import LastWord, last_word_of, take_back
from comity.node.review_desk.trying import Tried, try_rule
from comity.node.review_desk.waiting import Waiting

__all__ = [
    "LARGEST_PACK",
    "WITHHELD",
    "CheckedPack",
    "Desk",
    "FoundCase",
    "FoundCases",
    "FoundExemption",
    "FoundExemptions",
    "Informed",
    "LaidCase",
    "LastWord",
    "LookedUp",
    "MadeHere",
    "Order",
    "ShownApprovals",
    "ShownCase",
    "ShownExemption",
    "ShownProposal",
    "ShownQueue",
    "ShownRow",
    "Sought",
    "Tried",
    "Turned",
    "Waiting",
    "Whom",
    "Withdrawn",
    "approve",
    "assign",
    "case_pack",
    "check_pack",
    "claim",
    "clear_pack",
    "close_many",
    "decide",
    "find_cases",
    "has_answered",
    "is_decided_so",
    "last_answer",
    "last_word_of",
    "look_at_exemption",
    "look_up_exemptions",
    "next_case",
    "policy_in",
    "refuse",
    "release",
    "reverse",
    "show_approvals",
    "show_case",
    "show_exemptions",
    "show_queue",
    "take_back",
    "try_rule",
    "watched",
    "withdraw_exemption",
]
