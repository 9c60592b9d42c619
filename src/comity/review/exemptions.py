"""When a pair found not to match need not be looked at again, and when it must be.

An exemption holds for one subject and one listing *as they were*: a digest of each side's facts is kept with it, and the day a fact that
could change the answer changes, it no longer holds. So a namesake is cleared once, and the listed person is not cleared for good.

What matters is what tells one person from another: kind, names, dates, nationality or seat, gender, numbers, places of birth, and the
countries of addresses. What does not: programmes and legal basis (they say why somebody is listed, not who), remarks, the day of an
amendment, the wording of an address, and where in a file a fact stands; nor the order of values, letter case, white space or repetition.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from comity.model import Address, Conflict, Decision, Exemption, ExemptionState, Identifier, Listing, Pair, Subject, UsageError
from comity.review.acts import DECIDES, Act, require_person
from comity.review.case_file import Basis

Values = list[list[str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an exemption holds, and if not, the reason in words (empty while it holds)."""

    state: ExemptionState
    reason: str = ""

    @property
    def holds(self) -> bool:
        """True while the pair is spared."""
        return self.state is ExemptionState.ACTIVE


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _once(values: Iterable[tuple[str, ...]]) -> Values:
    return [list(value) for value in sorted(set(values))]


def _codes(codes: Iterable[str]) -> Values:
    return _once((code.upper(),) for code in codes if code)


def _number(value: Identifier) -> tuple[str, ...]:
    return (value.type.value, value.key or value.value, value.issuer.upper())


def _place(place: Address) -> tuple[str, ...]:
    return (_folded(place.full), _folded(place.city), _folded(place.region), place.country.upper())


MATERIAL: Mapping[str, Callable[[Subject], Values]] = {
    "kind": lambda subject: [[subject.schema.value]],
    "names": lambda subject: _once((_folded(name.full), name.kind.value) for name in subject.names),
    "dates of birth": lambda subject: _once((str(value),) for value in subject.birth_dates),
    "founded": lambda subject: _once((str(value),) for value in subject.founded),
    "nationalities": lambda subject: _codes(subject.nationalities),
    "jurisdictions": lambda subject: _codes(subject.jurisdictions),
    "gender": lambda subject: [[subject.gender.value]] if subject.gender else [],
    "identifiers": lambda subject: _once(_number(value) for value in subject.identifiers),
    "places of birth": lambda subject: _once(_place(place) for place in subject.birth_places),
    "countries of addresses": lambda subject: _codes(place.country for place in subject.addresses),
}
"""The facts that matter, by the name shown to people: each as values that do not depend on order, repetition or writing."""


def subject_digest(subject: Subject) -> str:
    """SHA-256 of the facts in ``MATERIAL`` as 64 hexadecimal digits; equal for subjects that differ only in what does not matter."""
    facts = {name: values(subject) for name, values in MATERIAL.items()}
    text = json.dumps(facts, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def listing_digest(listing: Listing) -> str:
    """``subject_digest`` of who is listed. The programmes, legal basis and remarks beside it do not count."""
    return subject_digest(listing.subject)


def changed_fields(before: Subject, after: Subject) -> tuple[str, ...]:
    """The names of the facts in ``MATERIAL`` in which the two differ, in its order."""
    return tuple(name for name, values in MATERIAL.items() if values(before) != values(after))


def grant(pair: Pair, decision: Decision, basis: Basis, days: int) -> Exemption | None:
    """The exemption that a final decision of not a match gives, from its time for ``days``; None when ``days`` is 0.

    Its id is the decision's, since a decision grants one at most.
    """
    if days == 0:
        return None
    return Exemption(
        id=decision.id,
        pair=pair,
        decision=decision.id,
        granted_at=decision.at,
        expires_at=decision.at + timedelta(days=days),
        listing_digest=listing_digest(basis.listing),
        subject_digest=subject_digest(basis.subject),
    )


def state_at(exemption: Exemption, listing: Listing, subject: Subject, now: datetime, basis: Basis | None = None) -> Standing:
    """Whether the exemption spares the pair at ``now`` (aware), given both sides as they are then.

    A state that was written down (withdrawn, lapsed, expired) stays. ``basis`` lets the reason name which facts have changed. Raises
    ``UsageError`` when the listing is another than the exemption's.
    """
    if (listing.source, listing.id) != (exemption.pair.list, exemption.pair.listing):
        raise UsageError("this exemption is of another listing", "look for the exemption of this pair")
    if exemption.state is not ExemptionState.ACTIVE:
        return Standing(exemption.state, f"it was {exemption.state} before")
    if now >= exemption.expires_at:
        return Standing(ExemptionState.EXPIRED, f"it ran out on {exemption.expires_at.date().isoformat()}")
    if listing_digest(listing) != exemption.listing_digest:
        return Standing(ExemptionState.LAPSED, _changed("the listing", basis.listing.subject if basis else None, listing.subject))
    if subject_digest(subject) != exemption.subject_digest:
        return Standing(ExemptionState.LAPSED, _changed("the subject", basis.subject if basis else None, subject))
    return Standing(ExemptionState.ACTIVE)


def _changed(side: str, before: Subject | None, after: Subject) -> str:
    fields = changed_fields(before, after) if before else ()
    return f"{side} has changed" + (f": {', '.join(fields)}" if fields else "")


def withdraw(exemption: Exemption, act: Act) -> Exemption:
    """The exemption, ended by a person, so that its pair is looked at again; ``act.seen`` is not looked at.

    Raises ``Conflict`` when it has ended already, ``NotAllowed`` unless a person with the right to decide and a purpose acts.
    """
    require_person(act, DECIDES, "withdraw an exemption")
    if exemption.state is not ExemptionState.ACTIVE:
        raise Conflict(f"exemption {exemption.id} is {exemption.state} already", "there is nothing to withdraw")
    return replace(exemption, state=ExemptionState.WITHDRAWN)
