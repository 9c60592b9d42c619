"""``/subjects``: the bases, the subjects of one, and one subject with everything that is known of it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from fastapi.responses import Response

from comity.identity import Permission
from comity.model import UsageError
from comity.node.ledger import Act, LedgerDesk
from comity.node.name_search import LATEST, MOST_FOUND
from comity.node.subject_pages import (
    SubjectsAsked,
    SubjectsFound,
    bases,
    erase_by_hand,
    export_subjects,
    find_subjects,
    subject_file,
)
from comity.safeguards import CITED, ErasureBasis, Fits, fits
from comity.web.console.pages import page
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.subjects.facts import facts_of, names_of
from comity.web.console.subjects.tables import bases_table, cases_table, exemptions_table, history_table, subjects_table
from comity.web.console.tables import MOST_ROWS_OF_CSV, Table, csv_answer, wants_csv
from comity.web.console.visitor import Posted, Visitor, posting, visiting

ROWS = 50


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


BASES = {
    ErasureBasis.NOT_NEEDED: _("the data are no longer needed"),
    ErasureBasis.CONSENT_WITHDRAWN: _("consent was withdrawn"),
    ErasureBasis.OBJECTION: _("the person objected"),
    ErasureBasis.UNLAWFUL: _("the data were processed unlawfully"),
    ErasureBasis.OBLIGATION: _("a law orders it"),
    ErasureBasis.INACCURATE: _("the data are not accurate"),
    ErasureBasis.LAW_ENFORCEMENT: _("a law on law enforcement data orders it"),
    ErasureBasis.OTHER_LAW: _("another law"),
}
"""What each basis is called; ``CITED`` names its article."""

Viewing = Annotated[Visitor, Depends(visiting(Permission.SUBJECT_VIEW))]
Erasing = Annotated[Posted, Depends(posting(Permission.SUBJECT_ERASE))]
Text = Annotated[str, Parameter(max_length=200)]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/subjects")
def subjects(visitor: Viewing, base: Text = "", key: Text = "", name: Text = "", after: Text = "") -> Response:
    """The bases; with one chosen or a name given, the subjects that fit."""
    with visitor.service.database.reading() as reading:
        sizes = bases(reading)
    known = [one.base for one in sizes]
    if key and not base and len(known) != 1:
        raise UsageError("a key belongs to a base", "choose the base in which to look for it")
    asked = SubjectsAsked(base or (known[0] if key else ""), key, name.strip(), after, ROWS)
    if not asked.base and not asked.name:
        table = bases_table(visitor.words, sizes)
        return csv_answer(table, visitor.words) if wants_csv(visitor.request) else _found(visitor, asked, {"table": table}, known)
    if wants_csv(visitor.request):
        return _csv(visitor, asked)
    found = find_subjects(visitor.service.database, asked, visitor.service.names.find, visitor.actor, visitor.service.now())
    return _found(visitor, asked, {"table": _table(visitor, asked, found), "by_name": found.by_name}, known)


@router.get("/subjects/{subject_id}")
def subject(visitor: Viewing, subject_id: str) -> Response:
    """One subject: its facts, cases, exemptions, history, and until when it is kept."""
    service, words = visitor.service, visitor.words
    act = Act(visitor.actor, service.now())
    file = subject_file(service.database, service.settings, subject_id, LedgerDesk(service.database, service.signer), act)
    values = {
        "file": file,
        "facts": facts_of(words, file.subject.subject),
        "names": names_of(words, file.subject.subject.names),
        "cases": cases_table(words, file.cases) if serves(visitor, Permission.CASE_VIEW) else None,
        "exemptions": exemptions_table(words, file.exemptions),
        "history": history_table(words, file),
        "serves_erasing": serves(visitor, Permission.SUBJECT_ERASE),
        "bases": [(one.value, f"{words.say(BASES[one])} ({CITED[one]})") for one in ErasureBasis],
    }
    return page(visitor, "subjects/subject.html", values)


@router.post("/subjects/{subject_id}/erase")
def erase(posted: Erasing, subject_id: str) -> Response:
    """Erase one subject, when the box was ticked."""
    visitor, form = posted.visitor, posted.form
    basis, is_sure = form.choice("basis", ErasureBasis), form.ticked("sure")
    form.done()
    if not is_sure:
        raise UsageError(
            "nothing was erased: the box was not ticked", "what is erased cannot be brought back; tick the box if that is meant"
        )
    service = visitor.service
    gone = erase_by_hand(service.database, service.settings, subject_id, basis, Act(visitor.actor, service.now()))
    return go(visitor.request, "/subjects?" + urlencode({"base": gone.base, "erased": "yes"}))


def serves(visitor: Visitor, permission: Permission) -> bool:
    """Whether the visitor may do it, and for the purpose of their sitting."""
    return visitor.may(permission) and fits(visitor.actor.purpose, permission.value) == Fits()


def _csv(visitor: Visitor, asked: SubjectsAsked) -> Response:
    service = visitor.service
    whole = SubjectsAsked(asked.base, asked.key, asked.name, asked.after, MOST_ROWS_OF_CSV - 1)
    found = export_subjects(service.database, whole, service.names.find, visitor.actor, service.now())
    return csv_answer(subjects_table(visitor.words, found.subjects, "", ""), visitor.words)


def _table(visitor: Visitor, asked: SubjectsAsked, found: SubjectsFound) -> Table:
    here = {name: value for name, value in (("base", asked.base), ("key", asked.key), ("name", asked.name)) if value}
    following = f"/subjects?{urlencode({**here, 'after': found.next})}" if found.next else ""
    csv = f"/subjects?{urlencode({**here, 'as': 'csv'})}" if serves(visitor, Permission.SUBJECT_EXPORT) else ""
    return subjects_table(visitor.words, found.subjects, following, csv)


def _found(visitor: Visitor, asked: SubjectsAsked, values: dict[str, object], known: list[str]) -> Response:
    around = {"asked": asked, "bases": known, "by_name": None, "latest": LATEST, "most_found": MOST_FOUND}
    erased = visitor.request.query_params.get("erased") == "yes"
    return page(
        visitor, "subjects/page.html", {**around, "erased": erased, "serves_export": serves(visitor, Permission.SUBJECT_EXPORT), **values}
    )
