"""The nouns of the mission: frozen, typed, without input or output.

Every other package speaks these and nothing else to its neighbours. A ``Subject`` is who or what is meant; a ``Listing`` puts
it on a list in an ``Edition``; a ``Query`` asks about one under a ``ScreeningRule``; a ``Hit`` answers with ``Evidence``.
"""

from comity.model.errors import (
    ComityError,
    CountMismatch,
    DataError,
    ForbiddenContent,
    FormatError,
    IndexUnusable,
    LimitExceeded,
    MissingColumn,
    NoEdition,
    StoreError,
    TransferError,
    UnknownName,
    UsageError,
)
from comity.model.identifier import Identifier, IdentifierType
from comity.model.issue import Issue, Locator, Severity
from comity.model.listing import Amendment, Delta, Detail, Edition, FieldChange, Listing
from comity.model.name import Name, NameKind, NamePart, PartKind
from comity.model.partial_date import PartialDate
from comity.model.screening import Evidence, EvidenceKind, Hit, Outcome, Query, ScreeningRule
from comity.model.subject import Address, Gender, Schema, Subject

__all__ = [
    "Address",
    "Amendment",
    "ComityError",
    "CountMismatch",
    "DataError",
    "Delta",
    "Detail",
    "Edition",
    "Evidence",
    "EvidenceKind",
    "FieldChange",
    "ForbiddenContent",
    "FormatError",
    "Gender",
    "Hit",
    "Identifier",
    "IdentifierType",
    "IndexUnusable",
    "Issue",
    "LimitExceeded",
    "Listing",
    "Locator",
    "MissingColumn",
    "Name",
    "NameKind",
    "NamePart",
    "NoEdition",
    "Outcome",
    "PartKind",
    "PartialDate",
    "Query",
    "Schema",
    "ScreeningRule",
    "Severity",
    "StoreError",
    "Subject",
    "TransferError",
    "UnknownName",
    "UsageError",
]
