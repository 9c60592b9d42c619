"""Review: how a hit becomes a decision. A person decides, a second person where it weighs, and nothing follows from a score alone.

``open_case`` and ``follow`` move a case with its hits; ``decide``, ``approve``, ``refuse`` and ``reverse`` give immutable decisions;
``case_evidence`` and ``clear_evidence`` make the pack that proves them, ``render`` sets it as a PDF, and ``replay`` tries another rule on
what people have decided. Everything here is pure: cases and times come in, new cases and decisions go out.
"""

from comity.review.acts import Act
from comity.review.case_file import Basis, CaseFile
from comity.review.claiming import assign, claim, release
from comity.review.deciding import Decided, Judgement, approve, bulk_close, decide, refuse, reverse
from comity.review.evidence import ClearScreening, Consulted, Made, Pack, Recorded, Surroundings, case_evidence, clear_evidence
from comity.review.evidence_pdf import render
from comity.review.exemptions import Standing, listing_digest, state_at, subject_digest, withdraw
from comity.review.opening import Followed, Ground, case_id, differences, follow, lapse, open_case, reopen, wants_look
from comity.review.policy import Policy
from comity.review.policy_record import policy_from_record, policy_to_record
from comity.review.ports import Screener
from comity.review.queue import Ageing, DueBand, ageing, due_at, due_between
from comity.review.replay import Change, Moved, Past, Replayed, Tally, replay
from comity.review.taking_back import TakenBack, last_word, take_back, take_back_until

__all__ = [
    "Act",
    "Ageing",
    "Basis",
    "CaseFile",
    "Change",
    "ClearScreening",
    "Consulted",
    "Decided",
    "DueBand",
    "Followed",
    "Ground",
    "Judgement",
    "Made",
    "Moved",
    "Pack",
    "Past",
    "Policy",
    "Recorded",
    "Replayed",
    "Screener",
    "Standing",
    "Surroundings",
    "TakenBack",
    "Tally",
    "ageing",
    "approve",
    "assign",
    "bulk_close",
    "case_evidence",
    "case_id",
    "claim",
    "clear_evidence",
    "decide",
    "differences",
    "due_at",
    "due_between",
    "follow",
    "lapse",
    "last_word",
    "listing_digest",
    "open_case",
    "policy_from_record",
    "policy_to_record",
    "refuse",
    "release",
    "render",
    "reopen",
    "replay",
    "reverse",
    "state_at",
    "subject_digest",
    "take_back",
    "take_back_until",
    "wants_look",
    "withdraw",
]
