"""Whom to screen for the evidence of a clear screening, as the form of the page says it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from comity.model import Gender, IdentifierType, Schema, UsageError
from comity.node.review_desk import Whom
from comity.web.api.forms import LONGEST_NAME, MOST_VALUES, SubjectForm
from comity.web.console.filled import Filled


class FileKind(StrEnum):
    """What kind of file is wanted."""

    PDF = "pdf"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom, and the kind of file. ``watched_id`` is the id of a subject under watch, empty where facts were given as ``whom``."""

    kind: FileKind
    whom: Whom | None
    watched_id: str


def wanted_in(form: Filled) -> Wanted:
    """What the form asks for. Raises ``UsageError`` for facts that cannot be read: nothing is passed over."""
    kind = form.choice("kind", FileKind)
    watched_id = form.text("watched", 64)
    facts = _facts(form)
    form.done()
    if bool(watched_id) == bool(facts.get("names") or facts.get("identifiers")):
        raise UsageError("fill in either the facts of a subject or the id of one under watch", "a name or a number is enough")
    if watched_id:
        return Wanted(kind, None, watched_id)
    try:
        return Wanted(kind, Whom(SubjectForm.model_validate(facts, strict=False).subject("the subject")), "")
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"{field} cannot be read: {first['msg']}", "correct it, or leave it out") from None


def _facts(form: Filled) -> dict[str, Any]:
    """The fields that are filled in, in the form of the API."""
    number = form.text("number", 200)
    gender = form.text("gender", 20)
    read = {
        "schema": form.choice("schema", Schema),
        "names": _lines(form.text("names", LONGEST_NAME * 10)),
        "birth_dates": _lines(form.text("birth_dates", 200)),
        "nationalities": _lines(form.text("nationalities", 200)),
        "gender": Gender(gender) if gender in tuple(Gender) else gender,
        "identifiers": [{"type": form.choice("number_type", IdentifierType), "value": number}] if number else [],
    }
    if not number:
        form.text("number_type", 80)
    return {name: value for name, value in read.items() if value}


def _lines(text: str) -> list[str]:
    """What stands on each line, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()][: MOST_VALUES + 1]
