"""What a key can be issued for, as somebody chooses it: scopes and purposes with what each allows, and what is not theirs to give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.identity import KeyOrder, Permission, Rate, Refused, Scope, grantable
from comity.identity.keys import LONGEST
from comity.identity.permissions import OF_SCOPE, PERSONAL
from comity.model import Actor, Purpose
from comity.safeguards.purposes import ALLOWS
from comity.web.console.filled import Filled
from comity.web.console.rights import OF_SCOPES, told
from comity.web.console.words import Words

DAYS, PER_MINUTE, PER_DAY = 90, 600, 100_000
"""What a key gets when nothing else is said, as over the API."""

LONGEST_NAME = 120
MOST_A_MINUTE, MOST_A_DAY = 1_000_000, 1_000_000_000
_OF_KEYS: frozenset[Permission] = frozenset().union(*OF_SCOPE.values())


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """A scope to be ticked: what it is for and allows. ``refused`` says why the visitor cannot give it, and is empty when they can."""

    scope: Scope
    sentence: str
    allows: str
    wants_purpose: bool
    refused: str


@dataclass(frozen=True, slots=True)
class PurposeChoice:
    """A purpose to be ticked, with what it allows a key on data about people; empty for nothing."""

    purpose: Purpose
    allows: str


def scope_choices(words: Words, by: Actor) -> tuple[ScopeChoice, ...]:
    """Every scope, as ``by`` may give it."""
    return tuple(
        ScopeChoice(
            scope, words.say(OF_SCOPES[scope]), told(words, OF_SCOPE[scope]), not PERSONAL.isdisjoint(OF_SCOPE[scope]), _refused(by, scope)
        )
        for scope in Scope
    )


def purpose_choices(words: Words) -> tuple[PurposeChoice, ...]:
    """Every purpose."""
    return tuple(
        PurposeChoice(purpose, told(words, [right for right in _OF_KEYS if right.value in ALLOWS[purpose]])) for purpose in Purpose
    )


def order_in(form: Filled, now: datetime) -> KeyOrder:
    """The key that was asked for. Raises ``UsageError``."""
    days, per_minute = form.number("days", 1, LONGEST.days), form.number("per_minute", 1, MOST_A_MINUTE)
    return KeyOrder(
        name=form.needed("name", LONGEST_NAME),
        expires_at=now + timedelta(days=days),
        purposes=form.choices("purposes", Purpose),
        scopes=form.choices("scopes", Scope),
        rate=Rate(per_minute, per_minute),
        per_day=form.number("per_day", 1, MOST_A_DAY),
    )


def _refused(by: Actor, scope: Scope) -> str:
    answer = grantable(by, (), (scope,))
    return answer.reason if isinstance(answer, Refused) else ""
