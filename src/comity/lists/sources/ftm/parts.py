"""Names joined from parts: FollowTheMoney keeps given and family names in properties of their own, each with several values."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import prod

from comity.lists.draft import named
from comity.model import Name, NameKind, PartKind, UsageError
from comity.names.scripts import script_of

MAX_JOINED = 64
"""Names that the parts of one entity are joined to, at most."""

ORDER = (PartKind.GIVEN, PartKind.MIDDLE, PartKind.PATRONYMIC, PartKind.FAMILY)
"""Which part stands where. A title is not joined: it is no part of who is meant."""

Part = tuple[PartKind, str]


def joined(parts: Iterable[Part]) -> tuple[Name, ...]:
    """The names that take one part of each kind given, in every way; of two scripts only where no way is of one.

    Raises ``UsageError`` when there are more than ``MAX_JOINED`` ways: to compare some of them would be to leave out others.
    """
    stated = tuple(dict.fromkeys(parts))
    choices = [of_kind for kind in ORDER if (of_kind := [part for part in stated if part[0] is kind])]
    if not choices:
        return ()
    ways = prod(len(choice) for choice in choices)
    if ways > MAX_JOINED:
        raise UsageError(f"the parts of the name can be joined in {ways:,} ways, and at most {MAX_JOINED} are compared", "give whole names")
    every = list(product(*choices))
    alike = [way for way in every if len({script_of(text) for _, text in way}) == 1]
    return tuple(named(" ".join(text for _, text in way), NameKind.PRIMARY, way) for way in alike or every)


def holds(full: str, texts: Iterable[str]) -> bool:
    """True when every word of every text is a word of ``full``."""
    words = set(full.casefold().split())
    return all(set(text.casefold().split()) <= words for text in texts)
