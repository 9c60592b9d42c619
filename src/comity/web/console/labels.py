"""What the values of the model are called on pages, in the visitor's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from comity.model import (
    CaseState,
    EvidenceKind,
    ExemptionState,
    Gender,
    IdentifierType,
    NameKind,
    Outcome,
    Purpose,
    Reason,
    Role,
    Schema,
    Verdict,
)
from comity.model.case import Step
from comity.web.console.registry_labels import REGISTRY
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


_NAMED: Sequence[tuple[Enum, str]] = (
    (Outcome.CLEAR, _("clear")),
    (Outcome.REVIEW, _("review")),
    (Outcome.STRONG, _("strong")),
    (Verdict.MATCH, _("match")),
    (Verdict.NOT_A_MATCH, _("not a match")),
    (Verdict.CANNOT_TELL, _("cannot tell")),
    (Reason.IDENTIFIER_AGREES, _("an identifier agrees")),
    (Reason.FACTS_AGREE, _("the facts agree")),
    (Reason.CONFIRMED_BY_SOURCE, _("confirmed by a source")),
    (Reason.BIRTH_DATE_DIFFERS, _("the date of birth differs")),
    (Reason.IDENTIFIER_DIFFERS, _("an identifier differs")),
    (Reason.COUNTRY_DIFFERS, _("the country differs")),
    (Reason.GENDER_DIFFERS, _("the gender differs")),
    (Reason.KIND_DIFFERS, _("it is of another kind")),
    (Reason.NAME_DIFFERS, _("the name differs")),
    (Reason.KNOWN_NAMESAKE, _("a known namesake")),
    (Reason.FACTS_MISSING, _("facts are missing")),
    (Reason.INFORMATION_ASKED, _("information was asked for")),
    (Reason.OTHER, _("another reason")),
    (CaseState.OPEN, _("open")),
    (CaseState.PROPOSED, _("waits for approval")),
    (CaseState.DECIDED, _("decided")),
    (CaseState.LAPSED, _("lapsed")),
    (Step.PROPOSAL, _("proposal")),
    (Step.APPROVAL, _("approval")),
    (Step.REFUSAL, _("refusal")),
    (Step.FINAL, _("decision")),
    (Step.WITHDRAWAL, _("taken back")),
    (ExemptionState.ACTIVE, _("in force")),
    (ExemptionState.EXPIRED, _("expired")),
    (ExemptionState.LAPSED, _("lapsed")),
    (ExemptionState.WITHDRAWN, _("withdrawn")),
    (Role.ANALYST, _("analyst")),
    (Role.APPROVER, _("approver")),
    (Role.SUPERVISOR, _("supervisor")),
    (Role.AUDITOR, _("auditor")),
    (Role.ADMINISTRATOR, _("administrator")),
    (Purpose.CUSTOMER_SCREENING, _("screening of customers")),
    (Purpose.PAYMENT_SCREENING, _("screening of payments")),
    (Purpose.AID_DELIVERY, _("delivery of aid")),
    (Purpose.BORDER_CONTROL, _("border control")),
    (Purpose.LEGAL_REQUEST, _("a legal request")),
    (Purpose.QUALITY_REVIEW, _("review of quality")),
    (Purpose.OVERSIGHT, _("oversight")),
    (Purpose.SUBJECT_REQUEST, _("a person's own request")),
    (Purpose.OPERATION, _("operation of the node")),
    (EvidenceKind.NAME, _("name")),
    (EvidenceKind.IDENTIFIER, _("identifier")),
    (EvidenceKind.BIRTH_DATE, _("date of birth")),
    (EvidenceKind.COUNTRY, _("country")),
    (EvidenceKind.GENDER, _("gender")),
    (EvidenceKind.SCHEMA, _("kind")),
    (NameKind.PRIMARY, _("primary name")),
    (NameKind.STRONG, _("good alias")),
    (NameKind.WEAK, _("low-quality alias")),
    (NameKind.FORMER, _("former name")),
    (Gender.FEMALE, _("female")),
    (Gender.MALE, _("male")),
    (Gender.OTHER, _("other")),
    (Schema.THING, _("kind not known")),
    (Schema.LEGAL_ENTITY, _("person or organisation")),
    (Schema.PERSON, _("person")),
    (Schema.ORGANIZATION, _("organisation")),
    (Schema.COMPANY, _("company")),
    (Schema.VESSEL, _("vessel")),
    (Schema.AIRPLANE, _("aircraft")),
    (IdentifierType.PASSPORT, _("passport")),
    (IdentifierType.NATIONAL_ID, _("national identity number")),
    (IdentifierType.DRIVING_LICENCE, _("driving licence")),
    (IdentifierType.TAX, _("tax number")),
    (IdentifierType.REGISTRATION, _("registration number")),
    (IdentifierType.LEI, _("legal entity identifier (LEI)")),
    (IdentifierType.BIC, _("bank identifier (BIC)")),
    (IdentifierType.IMO, _("IMO number")),
    (IdentifierType.MMSI, _("MMSI")),
    (IdentifierType.CALL_SIGN, _("call sign")),
    (IdentifierType.AIRCRAFT_TAIL, _("registration of an aircraft")),
    (IdentifierType.AIRCRAFT_SERIAL, _("serial number of an aircraft")),
    (IdentifierType.WALLET, _("wallet address")),
    (IdentifierType.OTHER, _("other identifier")),
    *REGISTRY,
)
LABELS: Mapping[tuple[type, str], str] = {(type(value), str(value.value)): text for value, text in _NAMED}
"""What each value is called, in English, by its kind and code: equal codes of two kinds are equal to Python. A value that is not here is
called by its own text, with spaces for underscores.
"""


def label(words: Words, value: object) -> str:
    """What ``value`` is called; empty for None."""
    if value is None or value == "":
        return ""
    if isinstance(value, Enum):
        return words.say(LABELS.get((type(value), str(value.value)), str(value.value).replace("_", " ")))
    return str(value)
