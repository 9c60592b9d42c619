"""What the registry answers with. Every answer carries what it rests on, from when that is, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from comity.model import PartialDate, Party
from comity.model.participation import Confidence, Participation
from comity.registry.entry_rules import Span
from comity.registry.instrument import BasisRule, Body, Instrument, Obligation
from comity.registry.standing import Conflict


class Applies(StrEnum):
    """How an instrument stands between those asked about."""

    IN_FORCE = "in_force"
    PROVISIONALLY = "provisionally"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limit:
    """A reservation or declaration that bears on the answer, with the objections to it; or a limit in words (``event`` is ``None``)."""

    event: Participation | None
    objections: tuple[Participation, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class InForce:
    """Whether something binds on a day, as last known.

    ``applies`` says how; a treaty that is applied provisionally is not in force, yet is to be applied (ILC Guide to Provisional Application
    of Treaties, 2021, guideline 6). It is unknown only where nothing is known, or the days known leave it open. ``since`` and ``until``
    bound the time around the day asked. ``as_of`` is when what is known was current, ``is_stale`` whether that is longer ago than the node
    allows. ``why`` says it in a sentence; ``proof`` are the events, ``limits`` the reservations that bear on it.
    """

    applies: Applies
    why: str
    since: Span | None = None
    until: Span | None = None
    as_of: PartialDate | None = None
    confidence: Confidence = Confidence.TO_CHECK
    is_stale: bool = True
    proof: tuple[Participation, ...] = ()
    limits: tuple[Limit, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def known(self, as_of: PartialDate | None, confidence: Confidence, *, is_stale: bool, conflicts: tuple[Conflict, ...] = ()) -> InForce:
        """This answer, with from when it is and how sure it is."""
        return InForce(
            self.applies,
            self.why,
            self.since,
            self.until,
            as_of,
            confidence,
            is_stale,
            self.proof,
            self.limits,
            conflicts or self.conflicts,
        )

    @property
    def in_force(self) -> bool | None:
        """Whether it is in force; ``None`` for unknown."""
        return None if self.applies is Applies.UNKNOWN else self.applies is Applies.IN_FORCE


class Reach(StrEnum):
    """How near a basis is to the two it binds: the nearer, the more particular its terms.

    ``GENERAL_DUTY`` is what a resolution demands of all States: it supports a request, which needs a treaty or national law beside it.
    """

    BILATERAL = "bilateral"
    REGIONAL = "regional"
    UNIVERSAL = "universal"
    GENERAL_DUTY = "general_duty"
    NON_BINDING = "non_binding"


@dataclass(frozen=True, slots=True)
class Basis:
    """One basis between two parties for a need: by which instrument or body, by which of its articles, and how it stands.

    ``reach`` says how near it is to the two (``bilateral``, ``regional``, ``universal``, …); ``protocols`` are ids of
    protocols to it that are in force between them, ``replaced_by`` the id of an instrument that takes its place between them.
    """

    of: Instrument | Body
    rule: BasisRule
    standing: InForce
    reach: Reach
    protocols: tuple[str, ...] = ()
    replaced_by: str = ""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """What limits it: the rule's own limits, and the reservations."""
        return (*(Limit(None, said=text) for text in self.rule.limits), *self.standing.limits)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a body on a day, and as what; ``is_suspended`` where its rights are."""

    party: Party
    kind: str
    since: Span
    scope: str
    is_suspended: bool
    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Duty:
    """One obligation and whether it is the party's: ``bound``, ``not_taken_on`` or ``unknown``."""

    of: Instrument
    obligation: Obligation
    standing: InForce

    @property
    def state(self) -> str:
        """Whether it is the party's, in a word."""
        if self.standing.applies in (Applies.IN_FORCE, Applies.PROVISIONALLY):
            return "bound"
        return "unknown" if self.standing.applies is Applies.UNKNOWN else "not_taken_on"


class CellState(StrEnum):
    """How a party stands to an instrument, in a word, for a matrix."""

    IN_FORCE = "in_force"
    PROVISIONAL = "provisional"
    SUSPENDED = "suspended"
    CONSENTED = "consented"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    NOT_PARTY = "not_party"
    UNKNOWN = "unknown"


class Belonging(StrEnum):
    """How a party stands to a body, in a word, for a map. ``OTHERWISE`` is one that takes part without being a full member."""

    MEMBER = "member"
    SUSPENDED = "suspended_member"
    OTHERWISE = "otherwise"
    LEFT = "left"
    NOT_MEMBER = "not_member"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Cell:
    """One party and one instrument: the state, since when, and from when this is."""

    party: str
    instrument: str
    state: CellState
    since: Span | None
    as_of: PartialDate | None
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One event, and the day by which it counts as a change: when it takes effect, else when it was done; several days where only the month
    or the year is known.
    """

    on: Span
    event: Participation


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh one instrument's or body's data are: as of when, how complete, how many events and parties, how many conflicts."""

    of: str
    title: str
    as_of: PartialDate | None
    is_stale: bool
    is_complete: bool
    events: int
    parties: int
    expected: int | None
    conflicts: int
    weakest: Confidence
