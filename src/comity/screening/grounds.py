"""What of a subject can be compared at all. A subject of which nothing can be was not screened, and must never be called clear."""

from __future__ import annotations

from functools import lru_cache

from comity.model import Identifier, Schema
from comity.names.analysis import NameAnalysis, analyse
from comity.screening.identifiers import LEAST_KEY, comparable

REMEMBERED = 4096
"""Names whose readings are kept: that there are any is asked before they are compared, and rows repeat names."""


@lru_cache(maxsize=REMEMBERED)
def readings(name: str, schema: Schema) -> tuple[NameAnalysis, ...]:
    """What ``names.analyse`` gives."""
    return analyse(name, schema)


def has_readings(name: str, schema: Schema) -> bool:
    """True when the name can be read as words to compare; a sign, an emoji or a script without a romanisation cannot."""
    if name.isascii() and any(c.isalnum() for c in name):
        return True  # ASCII letters and digits are words as they stand: no need to read the name twice
    return bool(readings(name, schema))


def why_not_compared(identifier: Identifier) -> str:
    """Why the number is compared with none of any list, or empty when it is compared."""
    if comparable(identifier):
        return ""
    return f"it has fewer than {LEAST_KEY} letters and digits" if len(identifier.key) < LEAST_KEY else "it has no digit"
