"""The ``id`` elements of an OFAC entry, which hold documents, registrations, wallets, genders, dates and notices alike."""

from __future__ import annotations

from comity.lists.draft import Draft
from comity.lists.sources.ofac.id_types import COUNTRIES, DATES_OF_ORIGIN, GENDER, NUMBERS, PLAIN_NUMBERS, WALLET_PREFIX, is_text
from comity.lists.taken import Taken
from comity.model import Identifier, IdentifierType, Schema


def take_id(draft: Draft, element: Taken) -> None:
    """Put one ``id`` into ``draft``: an identifier, another fact, or a detail; a type never met before is a detail and an issue."""
    kind, value, country = (element.take_text(name) for name in ("idType", "idNumber", "idCountry"))
    issued, expires = element.take_text("issueDate"), element.take_text("expirationDate")
    element.ignore("uid", because="the publisher's number of the row, not of the subject")
    if kind in NUMBERS or kind.startswith(WALLET_PREFIX):
        _identifier(draft, kind, value, country)
        said = ["" if kind in PLAIN_NUMBERS else country, f"issued {issued}" if issued else "", f"expires {expires}" if expires else ""]
        if any(said) or kind not in PLAIN_NUMBERS:
            draft.detail(kind, "; ".join(text for text in (value, *said) if text))
        return
    _fact(draft, kind, value)
    draft.detail(f"{kind}: country, issued, expires", "; ".join(text for text in (country, issued, expires) if text))


def _identifier(draft: Draft, kind: str, value: str, country: str) -> None:
    issuer = draft.country(f"{kind} country", country)
    draft.identifiers.append(Identifier(_type(kind, value, draft.schema), value, issuer))


def _type(kind: str, value: str, schema: Schema) -> IdentifierType:
    """The class of a number; some depend on what the number looks like or on whose it is."""
    if kind.startswith(WALLET_PREFIX):
        return IdentifierType.WALLET
    if kind == "Vessel Registration Identification" and value.upper().startswith("IMO"):
        return IdentifierType.IMO
    if kind == "Legal Entity Number" and is_lei(value):
        return IdentifierType.LEI
    if NUMBERS[kind] is IdentifierType.NATIONAL_ID and schema is not Schema.PERSON:
        return IdentifierType.REGISTRATION
    return NUMBERS[kind]


def is_lei(text: str) -> bool:
    """Return True for a legal entity identifier with correct check digits (ISO 17442-1:2020 clause 5, ISO/IEC 7064 MOD 97-10)."""
    if len(text) != 20 or not text.isascii() or not text.isalnum():
        return False
    return int("".join(str(int(character, 36)) for character in text)) % 97 == 1


def _fact(draft: Draft, kind: str, value: str) -> None:
    if kind == GENDER:
        draft.gender(kind, value)
    elif kind in DATES_OF_ORIGIN:
        draft.founded += draft.dates(kind, value)
    elif kind in COUNTRIES:
        draft.nationality(kind, value)
    else:
        draft.detail(kind or "id", value)
        if not is_text(kind):
            draft.findings.add(draft.where, f"id type {kind!r} is not known; it was kept as text")
