"""The roles as somebody chooses among them: what each is, what it may do and what it must never do."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from comity.identity.permissions import NEVER, OF_ROLE
from comity.model import Role
from comity.web.console.rights import OF_ROLES, told
from comity.web.console.words import Words


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role to be ticked; the texts are in the visitor's language, ``never`` is empty where nothing is forbidden."""

    role: Role
    sentence: str
    may: str
    never: str
    is_held: bool


def role_choices(words: Words, held: Collection[Role] = ()) -> tuple[RoleChoice, ...]:
    """Every role; those ``held`` are ticked."""
    return tuple(
        RoleChoice(role, words.say(OF_ROLES[role]), told(words, OF_ROLE[role]), told(words, NEVER.get(role, ())), role in held)
        for role in Role
    )
