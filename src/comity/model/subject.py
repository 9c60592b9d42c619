"""Who or what is screened or listed: a person, an organisation, a ship, an aircraft."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from comity.model.identifier import Identifier
from comity.model.name import Name
from comity.model.partial_date import PartialDate


class Schema(StrEnum):
    """The kind of a subject, by the name FollowTheMoney gives it.

    ``Thing`` says that the kind is not known. ``LegalEntity`` covers persons, organisations and companies. Source: FollowTheMoney 4
    schemata, https://followthemoney.tech/explorer/schemata/ .
    """

    THING = "Thing"
    LEGAL_ENTITY = "LegalEntity"
    PERSON = "Person"
    ORGANIZATION = "Organization"
    COMPANY = "Company"
    VESSEL = "Vessel"
    AIRPLANE = "Airplane"


class Gender(StrEnum):
    """A gender as the source states it; absent means not stated."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Address:
    """A place: ``full`` as a line of text, and ``country`` as an ISO 3166-1 alpha-2 code in upper case, or empty when not known."""

    full: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """The facts about one subject that screening compares.

    ``names``: at least one for a listed subject; may be empty for a query by identifier alone. ``birth_dates``: of a person.
    ``founded``: incorporation of an organisation, build of a vessel or aircraft. ``nationalities`` (persons), ``jurisdictions``
    (organisations; the flag of a vessel) hold ISO 3166-1 alpha-2 codes in upper case. Several values mean that the source gives several,
    not that all are true.
    """

    schema: Schema = Schema.THING
    names: tuple[Name, ...] = ()
    birth_dates: tuple[PartialDate, ...] = ()
    founded: tuple[PartialDate, ...] = ()
    nationalities: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    gender: Gender | None = None
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[Address, ...] = ()
    birth_places: tuple[Address, ...] = ()

    @property
    def caption(self) -> str:
        """The name to show first, or an empty string when the subject has none."""
        return self.names[0].full if self.names else ""
