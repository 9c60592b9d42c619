"""The review desk: everything that people do with cases on this node, each act and each look with its entry in the ledger.

What may be decided is said by ``review``, and what is kept by ``storage``; here they meet, in one transaction. Only persons decide, and
only about facts that they have seen: another version of the case, or other facts of the subject, are a ``Conflict``.
"""

from comity.node.review_desk.acts import approve, assign, claim, close_many, decide, refuse, release, reverse
from comity.node.review_desk.clear import Whom, clear_pack, watched
from comity.node.review_desk.desk import Desk, Informed
from comity.node.review_desk.evidence import case_pack
from comity.node.review_desk.exemptions import ShownExemption, Sought, Withdrawn, show_exemptions, withdraw_exemption
from comity.node.review_desk.laying import LaidCase, ShownCase, show_case
from comity.node.review_desk.policy import policy_in
from comity.node.review_desk.queue import ShownQueue, ShownRow, Turned, show_queue
from comity.node.review_desk.trying import Tried, try_rule
from comity.node.review_desk.waiting import Waiting

__all__ = [
    "Desk",
    "Informed",
    "LaidCase",
    "ShownCase",
    "ShownExemption",
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
    "claim",
    "clear_pack",
    "close_many",
    "decide",
    "policy_in",
    "refuse",
    "release",
    "reverse",
    "show_case",
    "show_exemptions",
    "show_queue",
    "try_rule",
    "watched",
    "withdraw_exemption",
]
