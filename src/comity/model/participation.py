"""What happened between a party and an instrument or a body: one event each, in a log that is only added to.

Whether somebody is bound is never stored. It is worked out from the events (``registry``).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from hashlib import sha256

from comity.model.partial_date import PartialDate


class EventKind(StrEnum):
    """What happened. The terms are those of the Vienna Convention on the Law of Treaties (1969), articles 2, 11 to 25 and 54 to 62, of the
    Vienna Convention on Succession of States in respect of Treaties (1978), and of bodies' own rules on membership.
    """

    SIGNATURE = "signature"
    CONSENT = "consent"
    ENTRY_INTO_FORCE = "entry_into_force"
    PROVISIONAL_APPLICATION = "provisional_application"
    PROVISIONAL_END = "provisional_end"
    RESERVATION = "reservation"
    DECLARATION = "declaration"
    RESERVATION_WITHDRAWN = "reservation_withdrawn"
    OBJECTION = "objection"
    OBJECTION_WITHDRAWN = "objection_withdrawn"
    TERRITORIAL_EXTENSION = "territorial_extension"
    TERRITORIAL_END = "territorial_end"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"
    WITHDRAWAL_NOTIFIED = "withdrawal_notified"
    WITHDRAWAL_REVOKED = "withdrawal_revoked"
    WITHDRAWAL_EFFECTIVE = "withdrawal_effective"
    JOIN = "join"
    LEAVE = "leave"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    ASSESSMENT = "assessment"


class Mode(StrEnum):
    """How consent was given (treaties), or as what somebody belongs (bodies)."""

    UNKNOWN = ""
    RATIFICATION = "ratification"
    ACCESSION = "accession"
    ACCEPTANCE = "acceptance"
    APPROVAL = "approval"
    SUCCESSION = "succession"
    DEFINITIVE_SIGNATURE = "definitive_signature"
    MEMBER = "member"
    ASSOCIATE = "associate"
    OBSERVER = "observer"
    DIALOGUE_PARTNER = "dialogue_partner"
    PARTNER = "partner"
    CANDIDATE = "candidate"
    SIGNATORY = "signatory"

    @property
    def is_membership(self) -> bool:
        """True for a way of belonging to a body."""
        return self in _MEMBERSHIPS

    @property
    def is_full(self) -> bool:
        """True for full membership; who joined without a word on how, joined as a member."""
        return self in (Mode.MEMBER, Mode.UNKNOWN)


_MEMBERSHIPS = frozenset({Mode.MEMBER, Mode.ASSOCIATE, Mode.OBSERVER, Mode.DIALOGUE_PARTNER, Mode.PARTNER, Mode.CANDIDATE, Mode.SIGNATORY})


class Effect(StrEnum):
    """What a reservation or declaration does to the articles it names."""

    NONE = ""
    EXCLUDES = "excludes"
    MODIFIES = "modifies"


class Confidence(StrEnum):
    """How sure a fact is: told by the depositary, by the party or body itself in an official publication, taken from a seed file of known
    age, or held to be so and still to be checked.
    """

    DEPOSITARY = "depositary"
    OFFICIAL = "official"
    SEED = "seed"
    TO_CHECK = "to_check"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return _RANKS[self]

    @staticmethod
    def weakest(among: tuple[Confidence, ...]) -> Confidence:
        """The least sure; ``TO_CHECK`` of none."""
        return max(among, key=lambda one: one.rank, default=Confidence.TO_CHECK)


_RANKS = {one: place for place, one in enumerate(Confidence)}


@dataclass(frozen=True, slots=True)
class Participation:
    """One event. ``instrument`` is the id of an instrument or a body, ``party`` whose event it is.

    ``date`` is the day of the act (deposit, signature, notice), ``effective`` when it takes effect where that is stated and not to be
    worked out; either may be partial or unknown. ``articles`` are those a reservation or declaration is about, empty for all. ``against``
    is whose reservation an objection answers, and ``excludes_force`` whether it keeps the instrument from force between the two (VCLT
    article 20(4)(b)). ``territory`` is the party id of a territory. ``scope`` narrows what a member takes part in. ``as_of`` is when the
    source was current.
    """

    instrument: str
    party: str
    kind: EventKind
    mode: Mode = Mode.UNKNOWN
    date: PartialDate | None = None
    effective: PartialDate | None = None
    articles: tuple[str, ...] = ()
    effect: Effect = Effect.NONE
    against: str = ""
    excludes_force: bool = False
    territory: str = ""
    scope: str = ""
    text: str = ""
    source: str = ""
    as_of: PartialDate | None = None
    confidence: Confidence = Confidence.TO_CHECK

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits of the SHA-256 of all fields: the same event from the same source has the same id wherever it is
        read.
        """
        said = "\x1f".join(str(getattr(self, one.name)) for one in fields(self))
        return sha256(said.encode()).hexdigest()[:16]

    @property
    def when(self) -> PartialDate | None:
        """When it takes effect, or was done where no other day is stated."""
        return self.effective or self.date
