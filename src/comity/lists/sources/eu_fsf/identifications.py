"""The ``identification`` elements of the EU list: fifteen type codes, refined by what the remark says."""

from __future__ import annotations

import re

from comity.lists.draft import Draft
from comity.lists.taken import Taken
from comity.model import Identifier, IdentifierType

TYPES: dict[str, IdentifierType] = {
    "birthcert": IdentifierType.OTHER,
    "drivinglicence": IdentifierType.DRIVING_LICENCE,
    "electionid": IdentifierType.NATIONAL_ID,
    "fiscalcode": IdentifierType.TAX,
    "id": IdentifierType.NATIONAL_ID,
    "imo": IdentifierType.IMO,
    "nationcert": IdentifierType.OTHER,
    "other": IdentifierType.OTHER,
    "passport": IdentifierType.PASSPORT,
    "regnumber": IdentifierType.REGISTRATION,
    "residentperm": IdentifierType.NATIONAL_ID,
    "ssn": IdentifierType.NATIONAL_ID,
    "swiftbic": IdentifierType.BIC,
    "tradelic": IdentifierType.REGISTRATION,
    "travelcardid": IdentifierType.PASSPORT,
}
"""Every identificationTypeCode of the edition of 2024-05-13. A temporary travel document stands in for a passport."""

_VAGUE = frozenset({"other", "regnumber"})
_REFINEMENTS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"military|\bvisa\b|wagner|certificate", IdentifierType.OTHER),
        (r"\btax|\btin\b|\binn\b|\bиhh\b|fiscal", IdentifierType.TAX),
        (r"\bogrn\b|okpo|registration|company number|business", IdentifierType.REGISTRATION),
        (r"\bpassport\b", IdentifierType.PASSPORT),
        (r"national id|personal id|identity card|national number|^\W*id\b", IdentifierType.NATIONAL_ID),
    )
)
_FLAGS = (
    ("knownFalse", "known to be false"),
    ("knownExpired", "known to be expired"),
    ("reportedLost", "reported lost"),
    ("revokedByIssuer", "revoked by the issuer"),
)


def take_identification(draft: Draft, element: Taken) -> None:
    """Put one ``identification`` into ``draft``: an identifier, and a detail when it says more than a number and its issuer."""
    code, described, number, latin = element.attributes("identificationTypeCode", "identificationTypeDescription", "number", "latinNumber")
    iso, country = element.attributes("countryIso2Code", "countryDescription")
    issuer = "" if iso == "00" else draft.country("identification country", iso or country)
    remarks = element.take_texts("remark")
    flags = [said for name, said in _FLAGS if element.attribute(name) == "true"]
    kind = TYPES.get(code)
    if kind is None:
        draft.findings.add(draft.where, f"identification type {code!r} is not known; its number was kept as other")
    for value in dict.fromkeys(text for text in (number, latin) if any(map(str.isalnum, text))):
        draft.identifiers.append(Identifier(_refined(code, kind, remarks), value, issuer, bool(flags)))
    said = [*_said(element), *flags, *remarks]
    if said or code in _VAGUE or not any(map(str.isalnum, number)):
        draft.detail("identification", "; ".join(text for text in (described, number, *said) if text))


def _refined(code: str, kind: IdentifierType | None, remarks: list[str]) -> IdentifierType:
    if kind is None or code not in _VAGUE:
        return kind or IdentifierType.OTHER
    return next((found for pattern, found in _REFINEMENTS for remark in remarks if pattern.search(remark)), kind)


def _said(element: Taken) -> list[str]:
    """What else the element says, in words."""
    labels = (
        ("issueDate", "issued"),
        ("validFrom", "valid from"),
        ("validTo", "valid to"),
        ("issuedBy", "issued by"),
        ("region", "in"),
        ("nameOnDocument", "name on the document:"),
    )
    said = [f"{label} {text}" for name, label in labels if (text := element.attribute(name))]
    return ["diplomatic", *said] if element.attribute("diplomatic") == "true" else said
