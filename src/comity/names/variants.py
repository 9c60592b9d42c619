"""Families of names: the many spellings of one name, its short forms, and its counterparts in other languages.

Data: ``data/given_names.tsv`` and ``data/family_names.tsv``, general knowledge about names, not taken from any list's entries. Tokens are
lower case and of any script. A family says that two tokens *may* stand for one name; how much that is worth is the caller's business, and
least for translations: Ivan and John are counterparts, yet mostly two persons.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from comity.names.tables import fold, folded, rows

Relation = Literal["spelling", "diminutive", "translation"]
Member = tuple[str, Relation, int]
"""A family's key, the relation of the spelling to it, and the number of the group whose members are spellings of each other."""

_RELATIONS: dict[str, Relation] = {"spelling": "spelling", "diminutive": "diminutive", "translation": "translation"}
_TABLES = ("given_names", "family_names")


def canonical(token: str) -> str | None:
    """Return the key of the family the token belongs to (``mohamed`` and ``محمد``: ``muhammad``), or ``None``."""
    found = _members().get(fold(token))
    return found[0] if found else None


@cache
def words() -> frozenset[str]:
    """Every spelling of every family, in key form."""
    return frozenset(_members())


def relation(a: str, b: str) -> Relation | None:
    """Return how two tokens of one family relate: the looser of their relations to its key; ``None`` when they share no family.

    Members of one group of counterparts (``mehmet``, ``mehmed``) are spellings of each other, and so is a token of itself; two short forms
    (``bill``, ``will``) are a diminutive pair.
    """
    first, second = _members().get(fold(a)), _members().get(fold(b))
    if first is None or second is None or first[0] != second[0]:
        return None
    if first == second:
        return "diminutive" if first[1] == "diminutive" and fold(a) != fold(b) else "spelling"
    if "translation" in (first[1], second[1]):
        return "translation"
    return "diminutive" if "diminutive" in (first[1], second[1]) else "spelling"


@cache
def _members() -> dict[str, Member]:
    found: dict[str, Member] = {}
    group = 0
    for table in _TABLES:
        for key, name, spellings in rows(table, ("key", "relation", "spellings")):
            for members in spellings.split(";"):
                group += 1
                member = (key, _RELATIONS[name], 0 if name == "spelling" else group)
                found.update((spelling, member) for spelling in folded(members))
    return found
