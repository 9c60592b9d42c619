"""What parties are bound by, as data: the instrument, what it says, and how it comes into force."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from comity.model import PartialDate
from comity.model.participation import Confidence


class InstrumentKind(StrEnum):
    """Kinds of instruments. ``LAW`` is an act of a body that binds its members without their consent to it (regulation, directive,
    framework decision).
    """

    CONVENTION = "convention"
    REGIONAL_CONVENTION = "regional_convention"
    PROTOCOL = "protocol"
    BILATERAL_TREATY = "bilateral_treaty"
    AGREEMENT = "agreement"
    LAW = "law"
    RESOLUTION = "resolution"
    STANDARD = "standard"
    STRATEGY = "strategy"
    MEMORANDUM = "memorandum"

    @property
    def is_binding(self) -> bool:
        """False for standards, strategies and memoranda, which commit politically."""
        return self not in (InstrumentKind.STANDARD, InstrumentKind.STRATEGY, InstrumentKind.MEMORANDUM)


class Area(StrEnum):
    """Subject areas."""

    TERRORISM = "terrorism"
    EXTRADITION = "extradition"
    MLA = "mla"
    FINANCING = "financing"
    AVIATION = "aviation"
    MARITIME = "maritime"
    NUCLEAR = "nuclear"
    EXPLOSIVES = "explosives"
    HOSTAGES = "hostages"
    CYBERCRIME = "cybercrime"
    DATA_EXCHANGE = "data_exchange"
    PNR = "pnr"
    SANCTIONS = "sanctions"
    BORDER = "border"
    PREVENTION = "prevention"
    CAPACITY = "capacity"
    RIGHTS = "rights"
    POLICE = "police"
    CRIMES = "crimes"
    WEAPONS = "weapons"


class Need(StrEnum):
    """What a basis is looked for: what one party would have of another."""

    EXTRADITION = "extradition"
    MLA = "mla"
    DATA_EXCHANGE = "data_exchange"
    FINANCING_INTELLIGENCE = "financing_intelligence"
    PRESERVATION = "preservation"
    ELECTRONIC_EVIDENCE = "electronic_evidence"
    PNR = "pnr"
    API = "api"
    TRAVEL_DOCUMENTS = "travel_documents"
    ALERTS = "alerts"
    JOINT_INVESTIGATION = "joint_investigation"
    SANCTIONS = "sanctions"
    TRAINING = "training"


class Addressee(StrEnum):
    """Whom an obligation addresses."""

    PARTIES = "parties"
    ALL_STATES = "all_states"
    MEMBERS = "members"


class Trigger(StrEnum):
    """When an obligation is to be met."""

    ALWAYS = "always"
    EVENT = "event"
    PERIODIC = "periodic"


@dataclass(frozen=True, slots=True)
class Article:
    """An article that matters: its number as cited, a short neutral paraphrase, and how sure the paraphrase is."""

    article: str
    text: str
    confidence: Confidence = Confidence.TO_CHECK


@dataclass(frozen=True, slots=True)
class BasisRule:
    """That the instrument is a basis for ``need`` between two that are bound: by which article, why, and within which limits."""

    need: Need
    article: str
    why: str
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty that the instrument creates. ``due`` is its time limit in words, ``area`` what it is about."""

    id: str
    article: str
    duty: str
    addressee: Addressee = Addressee.PARTIES
    trigger: Trigger = Trigger.ALWAYS
    due: str = ""
    area: Area | None = None
    confidence: Confidence = Confidence.TO_CHECK


@dataclass(frozen=True, slots=True)
class EntryRule:
    """When the instrument enters into force for a party that consents after it did for the first ones.

    ``rule``: ``deposit`` (that day), ``days:N`` (N days after), ``months:N``, ``month_after_days:N`` and ``month_after_months:N`` (the
    first day of the month after N days or months have passed), ``stated`` (only as an event says). ``first`` tells in words what it took at
    first. ``article`` is the final clause.
    """

    rule: str = "stated"
    first: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawalRule:
    """Months from the notice until a withdrawal takes effect; ``None`` where the instrument says nothing or it is not known."""

    months: int | None = None
    article: str = ""


@dataclass(frozen=True, slots=True)
class ReservationRule:
    """Which reservations the instrument allows, in words, and the article that says so."""

    rule: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the events of an instrument or body go.

    ``is_complete``: every party or member as of ``as_of`` is in the log, so whoever is not in it was none on that day. ``expected`` is the
    number of parties or members that the source states for that day. ``note`` says what is missing.
    """

    is_complete: bool = False
    as_of: PartialDate | None = None
    expected: int | None = None
    source: str = ""
    confidence: Confidence = Confidence.TO_CHECK
    note: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument.

    ``aliases`` are other ids and short forms by which it is asked for. ``parent`` is the id of the instrument it amends or adds to,
    ``body`` of the body under which it was made. ``binds`` names the bodies whose members it binds without an act of their own, from
    ``in_force`` on (acts of a body; agreements that a body concluded for its members); empty for instruments that bind by consent.
    ``yields_to`` are ids of instruments that take its place between those whom they bind, too. ``within`` is the id of the body whose
    members, or of the instrument whose parties, alone can be bound: for all others the answer is no, however little of its table is known.
    """

    id: str
    title: str
    kind: InstrumentKind
    short: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    adopted: PartialDate | None = None
    in_force: PartialDate | None = None
    ended: PartialDate | None = None
    depositary: str = ""
    reference: str = ""
    url: str = ""
    parent: str = ""
    body: str = ""
    binds: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    open_to: str = ""
    within: str = ""
    areas: tuple[Area, ...] = ()
    articles: tuple[Article, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    bases: tuple[BasisRule, ...] = ()
    entry: EntryRule = EntryRule()
    withdrawal: WithdrawalRule = WithdrawalRule()
    reservations: ReservationRule = ReservationRule()
    coverage: Coverage = Coverage()
    note: str = ""
    source: str = ""
    as_of: PartialDate | None = None
    confidence: Confidence = Confidence.TO_CHECK


@dataclass(frozen=True, slots=True)
class Body:
    """A body with members: what its party entry does not say. ``roles`` says what organisations do here (``channel`` of police messages,
    ``fiu_network`` …) in a word or two; ``needs`` what belonging to it is a basis for.
    """

    id: str
    name: str
    kind: str
    short: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    founded: PartialDate | None = None
    ended: PartialDate | None = None
    founding_instrument: str = ""
    seat: str = ""
    url: str = ""
    areas: tuple[Area, ...] = ()
    bases: tuple[BasisRule, ...] = ()
    coverage: Coverage = Coverage()
    note: str = ""
    source: str = ""
    as_of: PartialDate | None = None
    confidence: Confidence = Confidence.TO_CHECK
