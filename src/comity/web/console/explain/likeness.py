"""What the evidence says of two names: which words were paired and how alike, and which stand on one side only.

Read back from the sentence that ``screening.judgement.explain_name`` wrote, since a hit is kept with that sentence and with nothing else:
what is shown is what was weighed then, not what today's tables would make of the names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.model import Evidence, EvidenceKind, Schema
from comity.names.roles import roles_of

_PAIR = re.compile(r"(?P<left>[a-z0-9 ]+) (?:=|~) (?P<right>[a-z0-9 ]+?)(?: \((?P<likeness>[01]\.\d\d)\))?")
_PARTS = {"only in the query: ": "left_only", "only in the listing: ": "right_only"}

SAME = 0.995
"""How alike two words are at least to be shown as the same, as in the evidence."""

ROUGH = 0.85
"""Below this a pair of words speaks against a match as well: the score falls twice as fast from here (docs/explanation/scoring.md)."""


TELLING = 0.2
"""The least weight of a word whose absence on the other side is worth a person's time: articles and particles weigh less."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of the subject's name and the one of the listed name that it was taken for, as they were read, and how alike (0..1)."""

    left: str
    right: str
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two names word by word. ``left`` is the subject's name, ``right`` the listed one, both as written."""

    left: str
    right: str
    pairs: tuple[Pair, ...] = ()
    left_only: tuple[str, ...] = ()
    right_only: tuple[str, ...] = ()
    forms_differ: bool = False

    @property
    def rough(self) -> tuple[Pair, ...]:
        """The pairs whose words are alike only roughly."""
        return tuple(pair for pair in self.pairs if pair.likeness < ROUGH)


def telling(words: tuple[str, ...], schema: Schema) -> tuple[str, ...]:
    """Those of ``words``, out of the middle of a name of a subject of kind ``schema``, that tell one name from another."""
    roles = roles_of(["x", *words, "x"], schema, ())[1:-1]
    return tuple(word for word, (_, weight, _) in zip(words, roles, strict=True) if weight >= TELLING)


def name_evidence(evidence: tuple[Evidence, ...]) -> Evidence | None:
    """The evidence that compares two names, None where an identifier alone brought the two together."""
    return next((one for one in evidence if one.kind is EvidenceKind.NAME and one.query and one.listing), None)


def likeness_of(evidence: Evidence) -> Likeness | None:
    """What ``evidence`` says of two names; None when its sentence is of another form."""
    parts = evidence.why.split(". ")
    pairs = _pairs(parts[0])
    if pairs is None:
        return None
    found: dict[str, tuple[str, ...]] = {}
    forms_differ = False
    for part in parts[1:]:
        start = next((one for one in _PARTS if part.startswith(one)), None)
        if start:
            found[_PARTS[start]] = tuple(part.removeprefix(start).split())
        elif part == "legal forms differ":
            forms_differ = True
        else:
            return None
    return Likeness(evidence.query, evidence.listing, pairs, forms_differ=forms_differ, **found)


def _pairs(text: str) -> tuple[Pair, ...] | None:
    if text == "no word in common":
        return ()
    read = [_PAIR.fullmatch(part) for part in text.split("; ")]
    if not all(read):
        return None
    return tuple(Pair(one["left"], one["right"], float(one["likeness"] or 1.0)) for one in read if one)
