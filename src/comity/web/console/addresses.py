"""What the address of a page asks for: known parameters, each at most once, each a short text or one of some choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl

from comity.model import UsageError

LONGEST = 200
"""Characters of one value."""

MOST_PARAMETERS = 20


def asked_values(
    query: str, known: Collection[str], kinds: Mapping[str, type[StrEnum]], beside: Collection[str], place: str
) -> dict[str, Any]:
    """The parameters of ``query`` that are not empty, those of ``kinds`` as their choices; those ``beside`` are somebody else's.

    Raises ``UsageError``, which sends back to ``place``, for one that is not ``known`` or comes twice, and for a value that cannot be.
    """
    hint = f"begin at {place} and choose there"
    try:
        given = parse_qsl(query, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise UsageError("the address has too many parameters", hint) from None
    pairs = [(name, value.strip()) for name, value in given if name not in beside]
    said = dict(pairs)
    if len(said) < len(pairs) or said.keys() - set(known):
        raise UsageError("the address asks for what this page does not know", hint)
    return {name: _value(name, value, kinds.get(name)) for name, value in said.items() if value}


def _value(name: str, value: str, kind: type[StrEnum] | None) -> str:
    if len(value) > LONGEST:
        raise UsageError(f"{name} has {len(value):,} characters; the most is {LONGEST}", "ask for less")
    if kind is None:
        return value
    try:
        return kind(value)
    except ValueError:
        raise UsageError(f"{name} is none of the choices", f"choose one of: {', '.join(kind)}") from None
