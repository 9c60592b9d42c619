"""The nouns of the mission: frozen, typed, without input or output.

Every other package speaks these and nothing else to its neighbours. A ``Subject`` is who or what is meant; a ``Listing`` puts
it on a list in an ``Edition``; a ``Query`` asks about one under a ``ScreeningRule``; a ``Hit`` answers with ``Evidence``.
"""

from comity.model.actor import Actor, Purpose, Role
from comity.model.case import Because, Case, CaseState, Decision, Exemption, ExemptionState, Pair, Reason, Step, Verdict
from comity.model.entry import Entry
from comity.model.errors import (
    AccessError,
    ComityError,
    Conflict,
    CountMismatch,
    DatabaseUnusable,
    DataError,
    ForbiddenContent,
    FormatError,
    IndexUnusable,
    LedgerBroken,
    LimitExceeded,
    MissingColumn,
    NoEdition,
    NotAllowed,
    NotSignedIn,
    StoreError,
    TooMany,
    TransferError,
    UnknownName,
    UsageError,
)
from comity.model.identifier import Identifier, IdentifierType
from comity.model.issue import Issue, Locator, Severity
from comity.model.listing import Amendment, Delta, Detail, Edition, FieldChange, Listing
from comity.model.monitoring import MonitoredSubject, StoredHit
from comity.model.name import Name, NameKind, NamePart, PartKind
from comity.model.partial_date import PartialDate
from comity.model.participation import Confidence, Effect, EventKind, Mode, Participation
from comity.model.party import Party, PartyKind
from comity.model.screening import Evidence, EvidenceKind, Hit, Outcome, Query, ScreeningRule
from comity.model.subject import Address, Gender, Schema, Subject

__all__ = [
    "AccessError",
    "Actor",
    "Address",
    "Amendment",
    "Because",
    "Case",
    "CaseState",
    "ComityError",
    "Confidence",
    "Conflict",
    "CountMismatch",
    "DataError",
    "DatabaseUnusable",
    "Decision",
    "Delta",
    "Detail",
    "Edition",
    "Effect",
    "Entry",
    "EventKind",
    "Evidence",
    "EvidenceKind",
    "Exemption",
    "ExemptionState",
    "FieldChange",
    "ForbiddenContent",
    "FormatError",
    "Gender",
    "Hit",
    "Identifier",
    "IdentifierType",
    "IndexUnusable",
    "Issue",
    "LedgerBroken",
    "LimitExceeded",
    "Listing",
    "Locator",
    "MissingColumn",
    "Mode",
    "MonitoredSubject",
    "Name",
    "NameKind",
    "NamePart",
    "NoEdition",
    "NotAllowed",
    "NotSignedIn",
    "Outcome",
    "Pair",
    "PartKind",
    "PartialDate",
    "Participation",
    "Party",
    "PartyKind",
    "Purpose",
    "Query",
    "Reason",
    "Role",
    "Schema",
    "ScreeningRule",
    "Severity",
    "Step",
    "StoreError",
    "StoredHit",
    "Subject",
    "TooMany",
    "TransferError",
    "UnknownName",
    "UsageError",
    "Verdict",
]
