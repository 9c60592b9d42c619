"""The names of an EU entry: which one leads, which are weak, which are former.

The file has no main name and calls every name strong; the order of ``nameAlias`` follows no rule. We lead with the name that was entered
first (the lowest logicalId) among those in Latin script, in English or without a language; quality and former names are told by remarks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.lists.draft import Draft, named
from comity.lists.split import is_latin
from comity.lists.taken import Taken
from comity.model import Name, NameKind, PartKind

_LANGUAGES = {"MO": "ro", "SS": ""}
"""Two codes that are not ISO 639-1 today: MO was withdrawn for RO; SS is none (swati, but used for a name in Arabic script)."""

_WEAK = re.compile(r"\blow[- ]quality\b", re.IGNORECASE)
_FORMER_PHRASES = (
    r"formerly(?: known as)?|previously(?: known as)?|maiden name|(?:former|previous) names?(?: of \w.{0,80})?",
    r"ancienne(?:ment connue? sous le nom)?|anteriormente (?:conocid|conhecid|designad|denominad)[oa](?: (?:como|por))?",
    r"(?:conocid[oa] anteriormente|antes conocid[oa]) como|già|cunoscută? anterior (?:ca|drept)(?: o)?",
    r"vormals|früher(?: bekannt als)?|voorheen bekend als|tidligere kendt som|tidigare känt? som|entinen|varem tuntud kui",
    r"ranije poznat[oa] kao|prej imenovan[oa]?|predtým znám[ya] ako|dříve znám[ýa]? jako|dawniej znan[aey] jako|известн[оа] преди като",
    r"anksčiau žinomas? kaip|anksčiau žinoma kaip|agrākais nosaukums|agrāk (?:zināms|pazīstams) kā|korábbi elnevezése",
    r"qabel kienet? magħrufa? bħala|ar a dtugtaí an|(?:παλαιότερα|προηγουμένως) γνωστ\w+ ως",
)
_FORMER = re.compile(rf"\W*(?:{'|'.join(_FORMER_PHRASES)})(?: d[e’'])?\W*", re.IGNORECASE)
"""Remarks that say of the name they stand with, and not of another one, that it is no longer used; in the languages of the Union."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: Name
    entered: int


def take_names(draft: Draft, entry: Taken) -> None:
    """Put all ``nameAlias`` of ``entry`` into ``draft``, the leading one first."""
    found = [candidate for element in entry.take_all("nameAlias") if (candidate := _candidate(draft, element)) is not None]
    if not found:
        return
    leading = min(found, key=_precedence)
    for candidate in (leading, *(other for other in found if other is not leading)):
        name = candidate.name
        kind = NameKind.PRIMARY if candidate is leading and name.kind is NameKind.STRONG else name.kind
        draft.names.append(Name(name.full, kind, name.parts, name.language, name.script))


def _precedence(candidate: _Candidate) -> tuple[bool, bool, bool, int]:
    name = candidate.name
    return name.kind is not NameKind.STRONG, not is_latin(name.full), name.language not in {"", "en"}, candidate.entered


def _candidate(draft: Draft, element: Taken) -> _Candidate | None:
    first, middle, last, whole = element.attributes("firstName", "middleName", "lastName", "wholeName")
    function, title, gender, language, strong = element.attributes("function", "title", "gender", "nameLanguage", "strong")
    remarks = element.take_texts("remark")
    entered = element.attribute("logicalId")
    element.ignore("@regulationLanguage", because="the language of the act, always English in this file")
    element.ignore("regulationSummary", because="the legal act behind a single fact; the entry's own act is kept")
    full = whole or " ".join(text for text in (first, middle, last) if text)
    draft.detail("function", function)
    draft.detail("title", title)
    if gender:
        draft.gender("gender", gender)
    for remark in remarks:
        draft.detail("name remark", f"{full}: {remark}")
    if not full:
        draft.findings.add(draft.where, "a nameAlias has no name and was left out")
        return None
    parts = ((PartKind.GIVEN, first), (PartKind.MIDDLE, middle), (PartKind.FAMILY, last))
    name = named(full, _kind(strong, remarks), parts, _LANGUAGES.get(language, language.lower()))
    return _Candidate(name, int(entered) if entered.isdecimal() else 0)


def _kind(strong: str, remarks: list[str]) -> NameKind:
    if strong == "false" or any(map(_WEAK.search, remarks)):
        return NameKind.WEAK
    return NameKind.FORMER if any(map(_FORMER.fullmatch, remarks)) else NameKind.STRONG
