"""Which column of a file means what: what is recognised by name, what a person chose instead, and what their form says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.model import MissingColumn, UsageError
from comity.tables import Role, choose, recognise
from comity.web.console.filled import Filled
from comity.web.console.screen.roles import NAMES

MOST_COLUMNS = 60
"""Columns that are shown to be chosen; those behind them keep what their names say."""

ROLES: dict[Role, str] = {role: called for role, called in NAMES.items() if role is not Role.IGNORE}
"""The roles that a customer's columns can have, and what they are called; others are for lists."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One column and the role that its name tells, empty for none."""

    at: int
    column: str
    role: str


def guessed(columns: Sequence[str]) -> tuple[Guess, ...]:
    """What the names of the first columns tell; nothing when they tell neither a name nor a number."""
    try:
        found = recognise(columns)
    except MissingColumn:
        found = None
    of = {at: role for role, places in (found.roles if found else {}).items() for at in places}
    if found and not found.positions(Role.KEY) and len(found.positions(Role.ID)) == 1:
        of[found.positions(Role.ID)[0]] = Role.KEY  # an import takes it for the key when there is no other
    known = [of.get(at) for at in range(min(len(columns), MOST_COLUMNS))]
    return tuple(Guess(at, columns[at], role.value if role and role in ROLES else "") for at, role in enumerate(known))


def chosen(form: Filled, columns: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of a role and a column in a form with a field ``role-N`` for each column shown.

    Raises ``UsageError`` for a role that is none, ``MissingColumn`` when no column is the owner's number, or none is a name or number.
    """
    pairs = [(form.text(f"role-{at}", 40), columns[at]) for at in range(min(len(columns), MOST_COLUMNS))]
    if any(role and role not in {one.value for one in ROLES} for role, _column in pairs):
        raise UsageError("a column was given a meaning that is not known", "choose it from the list")
    told = tuple((role or Role.IGNORE.value, column) for role, column in pairs)
    if Role.KEY.value not in {role for role, _column in told}:
        raise MissingColumn("no column holds your own number of each subject", "choose which one does: without it nobody is known again")
    choose(told, columns)
    return told
