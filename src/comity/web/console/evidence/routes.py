"""The paths of evidence: finding a case and taking its pack, the pack of a clear screening, and checking a pack that somebody shows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import Gender, IdentifierType, LimitExceeded, Schema, ScreeningRule, UsageError
from comity.node.review_desk import LARGEST_PACK, case_pack, check_pack, clear_pack, find_cases, watched
from comity.node.review_desk.finding import MOST_FOUND
from comity.node.serving_desk import desk_of
from comity.web.console.evidence.asking import wanted_in
from comity.web.console.evidence.found import found_table
from comity.web.console.labels import label
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.sought import LONGEST_SOUGHT, SOUGHT, address, given, sealed, unsealed
from comity.web.console.tables import csv_answer, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting
from comity.web.console.words import Words
from comity.web.pack_file import PDF_COST, Kind, pack_answer

OPEN = "q"
"""The field of the search, and the parameter in which addresses of earlier versions said it openly."""

CaseId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
Viewing = Annotated[Visitor, Depends(visiting(Permission.CASE_VIEW))]
Finding = Annotated[Posted, Depends(posting(Permission.CASE_VIEW))]
Checking = Annotated[Posted, Depends(posting(Permission.CASE_VIEW))]
Screening = Annotated[Posted, Depends(posting(Permission.SCREENING_RUN))]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/evidence")
def evidence(visitor: Viewing) -> Response:
    """What evidence is, the search for a case, and the forms."""
    openly, sought = given(visitor, OPEN), given(visitor)
    if openly:
        return go(visitor.request, _address(visitor, openly))
    text = unsealed(visitor, sought)
    if not text:
        return _page(visitor, {"is_forgotten": bool(sought)})
    visitor.caller.spend(1)
    found = find_cases(desk_of(visitor.service), text, visitor.actor, visitor.service.now())
    table = found_table(visitor.words, found, address("/evidence", {SOUGHT: sought, "as": "csv"}))
    if not wants_csv(visitor.request):
        return _page(visitor, {"q": text, "found": table})
    if found.is_cut:
        raise UsageError(
            f"more than {MOST_FOUND} cases are found, and a file would leave the others out", "take the file of a search in the queue"
        )
    return csv_answer(table, visitor.words)


@router.post("/evidence")
def find(posted: Finding) -> Response:
    """Look for a case; what was typed stays out of the address that is led to."""
    text = posted.form.text(OPEN, LONGEST_SOUGHT)
    posted.form.done()
    return go(posted.visitor.request, _address(posted.visitor, text))


@router.get("/evidence/case-{case_id}.{kind}")
def of_case(case_id: CaseId, kind: Kind, visitor: Viewing) -> Response:
    """The pack of one case as a file."""
    visitor.caller.spend(PDF_COST if kind == "pdf" else 1)
    pack = case_pack(desk_of(visitor.service), case_id, visitor.actor, visitor.service.now())
    return pack_answer(pack, kind, f"case-{case_id}")


@router.post("/evidence/clear")
def of_clear(posted: Screening) -> Response:
    """The pack of a clear screening that is made now, as a file."""
    visitor, service = posted.visitor, posted.visitor.service
    wanted, desk = wanted_in(posted.form), desk_of(service)
    visitor.caller.spend(PDF_COST if wanted.kind == "pdf" else 1)
    whom = wanted.whom or watched(desk, wanted.watched_id, visitor.actor)
    pack = clear_pack(desk, whom, ScreeningRule(name="request"), visitor.actor, service.now())
    return pack_answer(pack, wanted.kind.value, "clear-screening")


@router.post("/evidence/check")
def check(posted: Checking) -> Response:
    """Whether this node made the pack that was shown."""
    visitor, file = posted.visitor, posted.form.file("pack")
    posted.form.done()
    content = file.file.read(LARGEST_PACK + 1)
    if len(content) > LARGEST_PACK:
        raise LimitExceeded(f"the file is larger than {LARGEST_PACK:,} bytes", "evidence is a small JSON; give that file")
    visitor.caller.spend(1)
    checked = check_pack(desk_of(visitor.service), content, visitor.actor, visitor.service.now())
    return _page(visitor, {"checked": checked})


def _address(visitor: Visitor, text: str) -> str:
    return address("/evidence", {SOUGHT: sealed(visitor, text)})


def _page(visitor: Visitor, values: Mapping[str, Any] | None = None) -> Response:
    around = {
        "q": "",
        "is_forgotten": False,
        "found": None,
        "checked": None,
        "schemas": _called(visitor.words, Schema),
        "genders": [("", visitor.words.say("not stated")), *_called(visitor.words, Gender)],
        "number_types": _called(visitor.words, IdentifierType),
        "may_screen": visitor.may(Permission.SCREENING_RUN),
        "may_see_ledger": visitor.may(Permission.LEDGER_VIEW),
    }
    return page(visitor, "evidence/page.html", {**around, **(values or {})})


def _called(words: Words, kind: type[StrEnum]) -> list[tuple[str, str]]:
    """The values of ``kind`` with what they are called, for a choice."""
    return [(one.value, label(words, one)) for one in kind]
