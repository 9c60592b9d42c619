"""``/subjects``: the bases, the subjects of one, and one subject with everything that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    BaseSize,
    SubjectFile,
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
from comity.web.console.sought import forgotten
from comity.web.console.subjects.asked import Asked, asked_in, filled_in, open_in
from comity.web.console.subjects.facts import facts_of, names_of
from comity.web.console.subjects.tables import bases_table, cases_table, exemptions_table, history_table, subject_rows, subjects_table
from comity.web.console.tables import Table, csv_answer, csv_of, csv_stream, wants_csv
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
Finding = Annotated[Posted, Depends(posting(Permission.SUBJECT_VIEW))]
Erasing = Annotated[Posted, Depends(posting(Permission.SUBJECT_ERASE))]
Text = Annotated[str, Parameter(max_length=200)]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute)


@router.get("/subjects")
def subjects(visitor: Viewing, base: Text = "") -> Response:
    """The bases; with one chosen, or a number or a name looked for, the subjects that fit."""
    openly = open_in(visitor, base)
    if openly:
        return go(visitor.request, openly.path(visitor))
    asked, is_file = asked_in(visitor, base), wants_csv(visitor.request)
    if is_file and asked.is_forgotten:
        raise forgotten()
    with visitor.service.database.reading() as reading:
        sizes = bases(reading)
    asked, known = _placed(asked, sizes), [one.base for one in sizes]
    if not asked.asks_something:
        table = bases_table(visitor.words, sizes)
        return csv_answer(table, visitor.words) if is_file else _found(visitor, asked, {"table": table}, known)
    if is_file:
        return _csv(visitor, asked)
    service = visitor.service
    found = find_subjects(service.database, asked.page(ROWS), service.names.find, visitor.actor, service.now())
    return _found(visitor, asked, {"table": _table(visitor, asked, found), "by_name": found.by_name}, known)


@router.post("/subjects")
def find(posted: Finding) -> Response:
    """Look for subjects; the number and the name that were typed stay out of the address that is led to."""
    return go(posted.visitor.request, filled_in(posted.form).path(posted.visitor))


@router.get("/subjects/{subject_id}")
def subject(visitor: Viewing, subject_id: str) -> Response:
    """One subject: its facts, cases, exemptions, history, and until when it is kept."""
    service, words = visitor.service, visitor.words
    act = Act(visitor.actor, service.now())
    is_file = wants_csv(visitor.request)
    file = subject_file(service.database, service.settings, subject_id, LedgerDesk(service.database, service.signer), act, is_whole=is_file)
    tables = _tables(visitor, file)
    if is_file:
        return csv_of(visitor.request, tables, words)
    values = {
        "file": file,
        "facts": facts_of(words, file.subject.subject),
        "names": names_of(words, file.subject.subject.names),
        **tables,
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


def _placed(asked: Asked, sizes: Sequence[BaseSize]) -> Asked:
    """``asked``, a number without a base being of the only one. Raises ``UsageError`` where there are several."""
    if not asked.key or asked.base:
        return asked
    if len(sizes) != 1:
        raise UsageError("a key belongs to a base", "choose the base in which to look for it")
    return replace(asked, base=sizes[0].base)


def _tables(visitor: Visitor, file: SubjectFile) -> dict[str, Table | None]:
    """The tables of a subject's page by their names; None for what this person may not see for their purpose."""
    words, csv = visitor.words, f"/subjects/{file.subject.id}?as=csv&table="
    return {
        "cases": cases_table(words, file.cases, f"{csv}cases") if serves(visitor, Permission.CASE_VIEW) else None,
        "exemptions": exemptions_table(words, file.exemptions, f"{csv}exemptions"),
        "history": history_table(words, file, f"{csv}history"),
    }


def _csv(visitor: Visitor, asked: Asked) -> Response:
    service = visitor.service
    found = export_subjects(service.database, asked.page(ROWS), service.names.find, visitor.actor, service.now())
    return csv_stream(visitor, subjects_table(visitor.words, (), "", ""), subject_rows(found))


def _table(visitor: Visitor, asked: Asked, found: SubjectsFound) -> Table:
    following = asked.behind(found.next).path(visitor) if found.next else ""
    csv = asked.behind("").path(visitor, **{"as": "csv"}) if serves(visitor, Permission.SUBJECT_EXPORT) else ""
    return subjects_table(visitor.words, found.subjects, following, csv)


def _found(visitor: Visitor, asked: Asked, values: dict[str, object], known: list[str]) -> Response:
    around = {"asked": asked, "bases": known, "by_name": None, "latest": LATEST, "most_found": MOST_FOUND}
    erased = visitor.request.query_params.get("erased") == "yes"
    return page(
        visitor, "subjects/page.html", {**around, "erased": erased, "serves_export": serves(visitor, Permission.SUBJECT_EXPORT), **values}
    )
