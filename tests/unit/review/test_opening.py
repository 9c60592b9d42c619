"""How a case follows its hit, and when it comes back to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.model import Case, CaseState, Conflict, Evidence, EvidenceKind, Listing, Name, Outcome, Pair, PartialDate, UsageError, Verdict
from comity.review import (
    CaseFile,
    Ground,
    Policy,
    approve,
    case_id,
    decide,
    differences,
    follow,
    lapse,
    open_case,
    reopen,
    wants_look,
)

from .conftest import ANA, BO, CANNOT_TELL, EVIDENCE, LISTED, LISTING, MATCH, NOON, NOT_A_MATCH, act, file_of, hit_of, stored

LATER = NOON + timedelta(days=9)
AMENDED: Listing = replace(LISTING, subject=replace(LISTED, birth_dates=(PartialDate(1968, 3, 7),)))
MORE = (*EVIDENCE, Evidence(EvidenceKind.IDENTIFIER, "PB204118", "PB204118", 0.2, "the same passport"))


def decided(judgement: object = NOT_A_MATCH) -> Case:
    file = file_of()
    return decide(file, judgement, act(ANA, file), Policy()).case  # type: ignore[arg-type]


def test_a_hit_opens_the_one_case_of_its_pair() -> None:
    case = open_case(stored())
    assert (case.state, case.version, case.opened_at, case.hit) == (CaseState.OPEN, 1, NOON, "h-1")
    assert case.id == open_case(stored(number=2)).id
    assert case.id != case_id(Pair("s-7", "1un-sc", "QDi.901"))
    with pytest.raises(UsageError, match="nothing to decide"):
        open_case(stored(hit_of(Outcome.CLEAR)))


@pytest.mark.parametrize(
    ("changes", "grounds"),
    [
        ({}, ()),
        ({"score": 0.7701}, ()),
        ({"evidence": tuple(replace(one, effect=one.effect * 0.98) for one in EVIDENCE)}, ()),
        ({"evidence": EVIDENCE[:1]}, ()),
        ({"listing": replace(LISTING, programmes=("Another",), details=())}, ()),
        ({"outcome": Outcome.STRONG}, (Ground.HIGHER_OUTCOME,)),
        ({"evidence": MORE}, (Ground.NEW_EVIDENCE,)),
        ({"evidence": (replace(EVIDENCE[0], effect=-0.1),)}, (Ground.NEW_EVIDENCE,)),
        ({"listing": AMENDED}, (Ground.LISTING_AMENDED,)),
        ({"listing": AMENDED, "outcome": Outcome.STRONG}, (Ground.HIGHER_OUTCOME, Ground.LISTING_AMENDED)),
    ],
)
def test_what_matters_brings_a_decided_case_back(changes: dict[str, object], grounds: tuple[Ground, ...]) -> None:
    before, after = stored(), stored(hit_of(**changes), 2, LATER)  # type: ignore[arg-type]
    assert differences(before, after) == grounds
    followed = follow(decided(), before, after)
    assert followed.grounds == grounds
    assert followed.case.hit == "h-2"
    assert followed.case.version == 3
    if grounds:
        assert (followed.case.state, followed.case.verdict, followed.case.opened_at) == (CaseState.OPEN, None, LATER)
    else:
        assert (followed.case.state, followed.case.verdict) == (CaseState.DECIDED, Verdict.NOT_A_MATCH)


def test_a_lower_outcome_brings_nothing_back() -> None:
    assert differences(stored(hit_of(Outcome.STRONG)), stored(number=2)) == ()


def test_an_open_case_takes_the_later_hit_and_keeps_its_clock_and_its_claim() -> None:
    case = replace(open_case(stored()), claimed_by="user:ana")
    result = follow(case, stored(), stored(hit_of(Outcome.STRONG, 0.95), 2, LATER))
    followed = result.case
    assert result.grounds == ()
    assert (followed.outcome, followed.score, followed.opened_at, followed.claimed_by) == (Outcome.STRONG, 0.95, NOON, "user:ana")
    assert follow(case, stored(), stored()).case is case


def test_a_proposal_falls_when_its_grounds_change() -> None:
    file = file_of()
    first = decide(file, MATCH, act(ANA, file), Policy())
    quiet = follow(first.case, stored(), stored(hit_of(score=0.7601), 2, LATER)).case
    assert (quiet.state, quiet.proposed_by) == (CaseState.PROPOSED, "user:ana")
    later = stored(hit_of(listing=AMENDED), 2, LATER)
    fallen = follow(first.case, stored(), later).case
    assert (fallen.state, fallen.proposed_by, fallen.opened_at) == (CaseState.OPEN, "", NOON)
    again = CaseFile(fallen, replace(file.basis, hit=later), (first.decision,))
    with pytest.raises(Conflict, match="no proposal waits"):
        approve(again, act(BO, again), Policy())


def test_a_lapsed_case_keeps_its_verdict_and_comes_back_with_its_hit() -> None:
    gone = lapse(decided())
    assert (gone.state, gone.verdict) == (CaseState.LAPSED, Verdict.NOT_A_MATCH)
    with pytest.raises(Conflict, match="lapsed already"):
        lapse(gone)
    back = follow(gone, stored(), stored(number=2, at=LATER))
    assert back.grounds == (Ground.HIT_RETURNED,)
    assert (back.case.state, back.case.opened_at, back.case.verdict) == (CaseState.OPEN, LATER, None)


def test_a_case_is_opened_again_for_a_reason_outside_its_hit() -> None:
    back = reopen(decided(), stored(), Ground.EXEMPTION_ENDED, LATER)
    assert (back.state, back.opened_at, back.version) == (CaseState.OPEN, LATER, 3)
    with pytest.raises(Conflict, match="open already"):
        reopen(back, stored(), Ground.LOOK_AGAIN, LATER)


def test_who_could_not_tell_looks_again() -> None:
    case, days = decided(CANNOT_TELL), timedelta(days=30)
    assert not wants_look(case, NOON, Policy(), NOON + days - timedelta(seconds=1))
    assert wants_look(case, NOON, Policy(), NOON + days)
    assert not wants_look(decided(), NOON, Policy(), NOON + days)


def test_hits_of_other_pairs_and_clear_ones_do_not_follow() -> None:
    case = open_case(stored())
    other = replace(stored(number=2), pair=Pair("s-72", "un-sc", "QDi.901"))
    with pytest.raises(UsageError, match="another pair"):
        follow(case, stored(), other)
    with pytest.raises(UsageError, match="another pair"):
        follow(case, other, stored(number=3))
    with pytest.raises(UsageError, match="nothing to decide"):
        follow(case, stored(), stored(hit_of(Outcome.CLEAR), 2))
    assert LISTED.names[0] == Name("Ilvar Marenkow")
