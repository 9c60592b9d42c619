"""Who can be bound and who can belong: states, territories, organisations, forums, coalitions and programmes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from comity.model.partial_date import PartialDate


class PartyKind(StrEnum):
    """What a party is, for the registry; no position on anybody's legal status is meant by it.

    ``ENTITY`` is one that takes part in instruments or bodies without being a member of the United Nations or an observer state there.
    """

    STATE = "state"
    OBSERVER_STATE = "observer_state"
    ENTITY = "entity"
    TERRITORY = "territory"
    FORMER_STATE = "former_state"
    ORGANISATION = "organisation"
    FORUM = "forum"
    COALITION = "coalition"
    PROGRAMME = "programme"

    @property
    def is_body(self) -> bool:
        """True for what has members."""
        return self in (PartyKind.ORGANISATION, PartyKind.FORUM, PartyKind.COALITION, PartyKind.PROGRAMME)


@dataclass(frozen=True, slots=True)
class Party:
    """One party. ``id`` is its ISO 3166-1 alpha-3 code where it has one, the former alpha-3 code of a former state (ISO 3166-3), else an id
    of the registry (``XKX``, ``NATO``).

    ``iso2`` and ``m49`` (three digits, UN Standard country or area codes) are empty where there is none. ``part_of`` is the id of the state
    that answers for a territory's external relations. ``begins`` and ``ends`` are when it came to be and ceased to be, where that matters
    here (states since 1945); ``successors`` are ids of what came after. ``note`` is a neutral word on designations.
    """

    id: str
    kind: PartyKind
    name: str
    iso2: str = ""
    m49: str = ""
    part_of: str = ""
    begins: PartialDate | None = None
    ends: PartialDate | None = None
    successors: tuple[str, ...] = ()
    note: str = ""
