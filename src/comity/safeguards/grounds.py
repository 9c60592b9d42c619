"""The grounds on which a person's request may be refused, wholly or in part, each with its article and what it does and does not cover.

A refusal without one of these grounds is not possible here. Which ground holds is for a person to decide; the table only keeps them from
using one for a kind of request that its article does not speak of.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RequestKind(StrEnum):
    """What a person asks for: to see their data, to have it put right, or to have it erased."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"


class Ground(StrEnum):
    """Why a request is refused."""

    LEGAL_OBLIGATION = "legal_obligation"
    LEGAL_CLAIMS = "legal_claims"
    INVESTIGATION = "investigation"
    EVIDENCE = "evidence"
    IDENTITY_NOT_SHOWN = "identity_not_shown"
    EXCESSIVE = "excessive"
    OTHERS_RIGHTS = "others_rights"
    NOTHING_HELD = "nothing_held"
    NOT_INACCURATE = "not_inaccurate"


@dataclass(frozen=True, slots=True)
class GroundRule:
    """What ``Ground`` says: its article, the kinds of request it can refuse, the sentence for the person, and whether it may go unsaid.

    A ``silent`` ground is not named in the answer, since naming it would defeat it (Directive (EU) 2016/680, Article 15(3)); the record
    keeps it all the same.
    """

    basis: str
    kinds: frozenset[RequestKind]
    sentence: str
    silent: bool = False


STANDING = (
    "Where the law allows it, records are withheld without being named. You can complain to the supervisory authority or go to court."
)
"""What every answer says, whether or not something was withheld (GDPR, Article 12(4); Directive (EU) 2016/680, Article 15(3))."""

_ALL = frozenset(RequestKind)
_NOTHING = "We hold nothing about you that we may give you, change or erase."

GROUNDS: dict[Ground, GroundRule] = {
    Ground.LEGAL_OBLIGATION: GroundRule(
        "Regulation (EU) 2016/679, Article 17(3)(b)",
        frozenset({RequestKind.ERASURE}),
        "A law obliges us to keep these records until a date that we name.",
    ),
    Ground.LEGAL_CLAIMS: GroundRule(
        "Regulation (EU) 2016/679, Article 17(3)(e)",
        frozenset({RequestKind.ERASURE}),
        "These records are needed to establish, exercise or defend legal claims.",
    ),
    Ground.INVESTIGATION: GroundRule(
        "Directive (EU) 2016/680, Articles 13(3), 15(1) and 16(4), as national law applies them",
        _ALL,
        _NOTHING,
        silent=True,
    ),
    Ground.EVIDENCE: GroundRule(
        "Directive (EU) 2016/680, Article 16(3)(b), as national law applies it",
        frozenset({RequestKind.ERASURE}),
        "These records must be kept as evidence; their use is restricted to that.",
    ),
    Ground.IDENTITY_NOT_SHOWN: GroundRule(
        "Regulation (EU) 2016/679, Articles 11(2) and 12(6)",
        _ALL,
        "We could not make sure that the data is yours, and you did not give us what we asked for.",
    ),
    Ground.EXCESSIVE: GroundRule(
        "Regulation (EU) 2016/679, Article 12(5)(b)",
        _ALL,
        "The request is manifestly unfounded or excessive, which it is for us to show.",
    ),
    Ground.OTHERS_RIGHTS: GroundRule(
        "Regulation (EU) 2016/679, Article 15(4)",
        frozenset({RequestKind.ACCESS}),
        "A copy of these parts would harm the rights of other people.",
    ),
    Ground.NOTHING_HELD: GroundRule("Regulation (EU) 2016/679, Article 12(4)", _ALL, _NOTHING),
    Ground.NOT_INACCURATE: GroundRule(
        "Regulation (EU) 2016/679, Article 16",
        frozenset({RequestKind.CORRECTION}),
        "We checked the data and found it to be right; your statement is kept beside it.",
    ),
}
"""Every ground with its rule."""
