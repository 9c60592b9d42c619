"""Writing down what was decided: the case, the decision, the exemptions that end or begin, and an entry for each, or nothing of it."""

from __future__ import annotations

from comity.model import Case, CaseState, Decision, ExemptionState, Pair, Step
from comity.node.review_desk.desk import entry
from comity.review import Act, Decided, Ground, Policy, due_at, reopen
from comity.storage.database import Writing


def keep_case(writing: Writing, case: Case, act: Act, action: str) -> Case:
    """Keep a case that ``act`` changed, and give it; one that it left as it was is not written. Raises ``Conflict`` when somebody else
    changed it since it was seen.
    """
    if case.version == act.seen:
        return case
    saved = writing.cases.save(case, act.seen)
    facts = {"claimed_by": saved.claimed_by, "version": str(saved.version)}
    writing.record(entry(act.by, act.at, action, f"case:{case.id}", facts))
    return saved


def keep_decided(writing: Writing, decided: Decided, act: Act, action: str, policy: Policy) -> None:
    """Keep what came of an act of deciding. Raises ``Conflict`` when somebody else changed the case since it was seen."""
    saved = writing.cases.save(decided.case, act.seen)
    if decided.decision.step is Step.PROPOSAL and decided.decision.reverses:  # it was decided, and waits from now on
        writing.cases.set_due(saved.id, due_at(saved, policy))
    writing.decisions.add(decided.decision)
    writing.record(entry(act.by, act.at, action, f"case:{saved.id}", _facts(saved, decided.decision)))
    if decided.is_final:
        end_exemptions(writing, saved.pair, act, superseded_by(decided.decision))
    if exemption := decided.exemption:
        writing.exemptions.add(exemption)
        until = exemption.expires_at.isoformat()
        writing.record(entry(act.by, act.at, "exemption.grant", f"exemption:{exemption.id}", {"case": saved.id, "until": until}))


def superseded_by(decision: Decision) -> str:
    """Why an exemption ended that ``decision`` took the place of."""
    return f"superseded by decision {decision.id}"


def end_exemptions(writing: Writing, pair: Pair, act: Act, why: str) -> None:
    """End every exemption that still spares ``pair``."""
    while exemption := writing.exemptions.active_for([pair]).get(pair):
        writing.exemptions.end(exemption.id, ExemptionState.WITHDRAWN, act.at, why)
        writing.record(entry(act.by, act.at, "exemption.end", f"exemption:{exemption.id}", {"why": why}))


def look_again(writing: Writing, pair: Pair, act: Act, policy: Policy, ground: Ground = Ground.EXEMPTION_ENDED) -> Case | None:
    """Put the case of ``pair`` back into the queue, because its exemption ended or as ``ground`` says; the case, or None where nobody need
    look.

    A case that waits is in the queue already, one that lapsed has no hit, and of an erased subject there is nothing to look at.
    """
    queued = writing.cases.by_pair(pair)
    if queued is None or queued.case.state is not CaseState.DECIDED or writing.subjects.get(pair.subject) is None:
        return None
    hit = writing.hits.get(queued.case.hit)
    assert hit is not None, "the database keeps no case without its hit"
    case = reopen(queued.case, hit, ground, act.at)
    saved = writing.cases.save(case, queued.case.version)
    writing.cases.set_due(saved.id, due_at(saved, policy))
    writing.record(entry(act.by, act.at, "case.reopen", f"case:{saved.id}", {"ground": ground, "hit": hit.id}))
    return saved


def _facts(case: Case, decision: Decision) -> dict[str, str]:
    return {
        "decision": decision.id,
        "step": decision.step,
        "verdict": decision.verdict,
        "reason": decision.because.reason,
        "outcome": case.outcome,
        "hit": decision.hit,
        "answers": decision.answers,
        "reverses": decision.reverses,
    }
