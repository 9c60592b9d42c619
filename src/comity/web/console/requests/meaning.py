"""What the words of a person's request mean, and which article each step rests on, for whoever works on one."""

from __future__ import annotations

from collections.abc import Mapping

from comity.safeguards import GROUNDS, Fate, Ground, Holding, RequestKind, RequestState, StepState
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


TIME_LAW = "Regulation (EU) 2016/679, Article 12(3)"
"""One month to answer, two more with reasons: as ``safeguards.requests`` counts them."""

IDENTITY_LAW = "Regulation (EU) 2016/679, Articles 11(2) and 12(6)"
REFUSAL_LAW = "Regulation (EU) 2016/679, Article 12(4) and (5)"
RESTRICTION_LAW = "Regulation (EU) 2016/679, Article 18"
RECIPIENTS_LAW = "Regulation (EU) 2016/679, Article 19"

LAW: Mapping[RequestKind, str] = {
    RequestKind.ACCESS: "Regulation (EU) 2016/679, Article 15; Directive (EU) 2016/680, Article 14",
    RequestKind.CORRECTION: "Regulation (EU) 2016/679, Article 16; Directive (EU) 2016/680, Article 16",
    RequestKind.ERASURE: "Regulation (EU) 2016/679, Article 17; Directive (EU) 2016/680, Article 16",
}
"""The articles that give the right."""

KINDS: Mapping[RequestKind, str] = {
    RequestKind.ACCESS: _("to see their data"),
    RequestKind.CORRECTION: _("to have it put right"),
    RequestKind.ERASURE: _("to have it erased"),
}

TITLES: Mapping[RequestKind, str] = {
    RequestKind.ACCESS: _("Request to see data"),
    RequestKind.CORRECTION: _("Request to put data right"),
    RequestKind.ERASURE: _("Request to erase data"),
}

STATES: Mapping[RequestState, str] = {
    RequestState.RECEIVED: _("the person is to be found"),
    RequestState.IDENTIFIED: _("the holdings are to be looked into"),
    RequestState.PLANNED: _("to be carried out"),
    RequestState.DONE: _("carried out"),
    RequestState.REFUSED: _("refused"),
    RequestState.WITHDRAWN: _("taken back"),
}

STEP_STATES: Mapping[StepState, str] = {
    StepState.OPEN: _("to be done"),
    StepState.DONE: _("done"),
    StepState.REFUSED: _("refused"),
    StepState.RESTRICTED: _("kept, and used for nothing else"),
}

NOTHING_HELD = _("nothing is held here")

HOLDINGS: Mapping[Holding, str] = {
    Holding.SUBJECTS: _("Subjects under watch"),
    Holding.HITS: _("Resemblances that were found"),
    Holding.CASES: _("Cases"),
    Holding.DECISION_TEXTS: _("What was written about decisions"),
    Holding.EXPORTS: _("Exported files"),
    Holding.BACKUPS: _("Backups"),
    Holding.DELIVERIES: _("Notices that were sent elsewhere"),
}

GROUND_NAMES: Mapping[Ground, str] = {
    Ground.LEGAL_OBLIGATION: _("a law obliges to keep it"),
    Ground.LEGAL_CLAIMS: _("it is needed for legal claims"),
    Ground.INVESTIGATION: _("it would harm an investigation (not told to the person)"),
    Ground.EVIDENCE: _("it must be kept as evidence"),
    Ground.IDENTITY_NOT_SHOWN: _("the person did not show who they are"),
    Ground.EXCESSIVE: _("it is manifestly unfounded or excessive"),
    Ground.OTHERS_RIGHTS: _("it would harm the rights of others"),
    Ground.NOTHING_HELD: _("nothing is held"),
    Ground.NOT_INACCURATE: _("the data was checked and is right"),
}

FATES: Mapping[Fate, str] = {
    Fate.KEEP: _("a rule keeps it"),
    Fate.ERASE: _("its time is over"),
    Fate.HOLD: _("a legal hold keeps it"),
    Fate.ASK: _("a person must say"),
}

FACTS: Mapping[str, str] = {
    "name": _("the name agrees"),
    "birth_date": _("the date of birth agrees"),
    "nationality": _("the nationality agrees"),
    "number": _("the number agrees"),
    "key": _("the owner's number agrees"),
    "subject": _("the id agrees"),
}


FIELDS: Mapping[str, str] = {
    "kind": _("Kind"),
    "gender": _("Gender"),
    "names": _("Names"),
    "birth_dates": _("Dates of birth"),
    "nationalities": _("Nationalities"),
    "addresses": _("Addresses"),
    "birth_places": _("Places of birth"),
    "numbers": _("Numbers"),
    "founded": _("Founded or built"),
    "jurisdictions": _("Seat, register or flag"),
}
"""What the fields of a subject's facts are called."""


def grounds_for(words: Words, kind: RequestKind) -> list[tuple[str, str, str]]:
    """The grounds on which a request of ``kind`` may be refused, each with what it is called and its article."""
    return [(ground.value, words.say(GROUND_NAMES[ground]), rule.basis) for ground, rule in GROUNDS.items() if kind in rule.kinds]


def ground_said(words: Words, ground: Ground) -> str:
    """A ground with its article."""
    return f"{words.say(GROUND_NAMES[ground])} · {GROUNDS[ground].basis}"
