"""A name as its source gives it: the full form, its parts where they are known, its kind, language and script."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NameKind(StrEnum):
    """How a source ranks a name. ``weak`` marks a low-quality alias (UN "Low", OFAC "weak", UK "Low quality a.k.a.")."""

    PRIMARY = "primary"
    STRONG = "strong"
    WEAK = "weak"
    FORMER = "former"


class PartKind(StrEnum):
    """What a part of a name is. ``ordinal`` parts are publishers' FIRST..FOURTH (UN) or Name 1..6 (UK) whose role is not stated."""

    GIVEN = "given"
    MIDDLE = "middle"
    FAMILY = "family"
    PATRONYMIC = "patronymic"
    ORDINAL = "ordinal"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class NamePart:
    """One part of a name and its role; parts keep the source's order."""

    kind: PartKind
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a subject.

    ``full`` is never blank and is the source's own spelling with white space folded. ``language`` is an ISO 639-1 code in lower case and
    ``script`` an ISO 15924 code (``Latn``, ``Arab``); empty means not stated.
    """

    full: str
    kind: NameKind = NameKind.PRIMARY
    parts: tuple[NamePart, ...] = ()
    language: str = ""
    script: str = ""
