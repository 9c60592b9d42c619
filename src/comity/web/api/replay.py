"""``POST /api/v1/replay``: what another rule would have done to the decisions that people have made. It changes nothing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from comity.identity import Permission
from comity.node.monitoring import MONITORED
from comity.node.review_desk import Tried, try_rule
from comity.node.review_desk.trying import MOST_CASES
from comity.node.serving_desk import desk_of
from comity.review import Change, Moved, Tally
from comity.web.access import Caller, Serving, allowed
from comity.web.api.case_records import Record
from comity.web.api.forms import Form, RuleForm, Short
from comity.web.parameters import only_known

LISTED = 100
"""Decisions named in each tally; all are counted."""

Viewing = Annotated[Caller, Depends(allowed(Permission.CASE_VIEW))]
router = APIRouter(prefix="/api/v1", tags=["replay"], dependencies=[Depends(only_known)])


class WatchRuleForm(RuleForm):
    """A rule of monitoring, which made the cases: what is left out is as monitoring has it, so that as many hits are looked at."""

    name: Short = MONITORED.name
    review: float = Field(default=MONITORED.review, gt=0.0, le=1.0, strict=False)
    strong: float = Field(default=MONITORED.strong, gt=0.0, le=1.0, strict=False)
    max_hits: int = Field(default=MONITORED.max_hits, ge=1, le=MONITORED.max_hits)


class ReplayForm(Form):
    """The rule that is proposed, the one in use, and how many decided cases to look at."""

    proposed: WatchRuleForm
    current: WatchRuleForm = Field(default_factory=WatchRuleForm)
    cases: int = Field(default=1000, ge=1, le=MOST_CASES)


@router.post("/replay", summary="Try another rule on past decisions")
def replay(form: ReplayForm, caller: Viewing, service: Serving) -> Record:
    """How many true matches the proposed rule would lose, how many false alerts it would spare, and what else would change. Of more cases
    than are asked for, a sample drawn by chance is looked at (``whole`` is false).
    """
    change = Change(form.current.rule(service.list_names), form.proposed.rule(service.list_names))
    caller.spend(2 * form.cases)
    return _record(try_rule(desk_of(service), change, form.cases, caller.actor, service.now()))


def _record(tried: Tried) -> Record:
    came = tried.replayed
    tallies = {"lost": came.lost, "spared": came.spared, "undecided": came.undecided, "changed": came.changed, "unfound": came.unfound}
    return {
        "whole": tried.is_whole,
        "decisions": came.decisions,
        "subjects": came.subjects,
        "erased": tried.erased,
        "kept": came.kept,
        "new_hits": came.new_hits,
        "new_hits_per_thousand": None if came.new_hits_per_thousand is None else round(came.new_hits_per_thousand, 2),
        **{name: _tally(tally) for name, tally in tallies.items()},
    }


def _tally(tally: Tally) -> Record:
    return {"count": tally.count, "first": [_moved(one) for one in tally.listed[:LISTED]]}


def _moved(one: Moved) -> Record:
    return {
        "subject_id": one.pair.subject,
        "list": one.pair.list,
        "listing_id": one.pair.listing,
        "verdict": one.verdict.value,
        "then": one.then.value,
        "current": one.current.value,
        "proposed": one.proposed.value,
    }
