"""Evidence packs to hand on: of a case, and of a screening that found nothing; as canonical JSON, or as a PDF with that JSON attached."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import Field

from comity.identity import Permission
from comity.model import UsageError
from comity.node.review_desk import Whom, case_pack, clear_pack, watched
from comity.node.serving_desk import desk_of
from comity.web.access import Caller, Serving, allowed
from comity.web.api.cases import CaseId
from comity.web.api.forms import Form, RuleForm, SubjectForm
from comity.web.pack_file import PDF_COST, Kind, pack_answer
from comity.web.parameters import only_known

Viewing = Annotated[Caller, Depends(allowed(Permission.CASE_VIEW))]
Screening = Annotated[Caller, Depends(allowed(Permission.SCREENING_RUN))]
router = APIRouter(prefix="/api/v1", tags=["evidence"], dependencies=[Depends(only_known)])


class ClearForm(Form):
    """Whom to screen: the facts, or the id of a subject under watch; and the rule."""

    subject: SubjectForm | None = None
    subject_id: str = Field(default="", max_length=64)
    rule: RuleForm = Field(default_factory=RuleForm)


@router.get("/cases/{case_id}/evidence.{kind}", summary="The evidence of one case")
def evidence_of_case(case_id: CaseId, kind: Kind, caller: Viewing, service: Serving) -> Response:
    """Both sides, what was compared, every decision, the editions with their ages, and the numbers of the ledger's entries."""
    caller.spend(PDF_COST if kind == "pdf" else 1)
    return pack_answer(case_pack(desk_of(service), case_id, caller.actor, service.now()), kind, f"case-{case_id}")


@router.post("/screen/evidence.{kind}", summary="Screen one subject, and prove that nothing was found")
def evidence_of_clear(kind: Kind, form: ClearForm, caller: Screening, service: Serving) -> Response:
    """The evidence of a clear screening that is made now; the pack holds its id. A conflict when something is found. Whom it was about is
    kept in the pack alone.
    """
    if (form.subject is None) == (not form.subject_id):
        raise UsageError("give either a subject or the id of one under watch", "subject holds facts, subject_id an id of this node")
    caller.spend(PDF_COST if kind == "pdf" else 1)
    desk = desk_of(service)
    whom = Whom(form.subject.subject("/subject")) if form.subject else watched(desk, form.subject_id, caller.actor)
    pack = clear_pack(desk, whom, form.rule.rule(service.list_names), caller.actor, service.now())
    return pack_answer(pack, kind, "clear-screening")
