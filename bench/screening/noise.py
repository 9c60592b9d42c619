"""The classes of noise: those of ``bench.noise`` and three more that it does not have."""

from __future__ import annotations

from random import Random

from bench import noise
from bench.screening.plain import words_of
from bench.screening.tables import transcriptions
from comity.model import Name, PartKind, Schema

REORDERED = "words reordered"
KINDS = (*noise.KINDS, "two letters swapped", "initials", "another transcription")
"""Every class of noise."""

GIVEN = frozenset({PartKind.GIVEN, PartKind.MIDDLE, PartKind.PATRONYMIC})
SHORTEST_SWAPPED, SHORTEST_KEPT = 4, 4


def noised(name: Name, schema: Schema, kind: str, random: Random) -> str | None:
    """``name`` after noise of that ``kind``; None when it cannot be had or leaves the name as it was."""
    if kind in noise.KINDS:
        changed = noise.noised(name.full, kind, random)
    elif kind == "two letters swapped":
        changed = _swapped(name.full, random)
    elif kind == "initials":
        changed = _initials(name) if schema is Schema.PERSON else None
    else:
        changed = _transcribed(name.full, random)
    return changed if changed and words_of(changed) != words_of(name.full) else None


def _swapped(text: str, random: Random) -> str | None:
    words = text.split()
    places = [at for at, word in enumerate(words) if len(word) >= SHORTEST_SWAPPED and word.isalpha()]
    if not places:
        return None
    place = random.choice(places)
    word = words[place]
    at = random.randrange(1, len(word) - 1)
    words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def _initials(name: Name) -> str | None:
    """Given names cut to their first letter where the list says which those are, else the first word; one long word must be left."""
    given = {word for part in name.parts if part.kind in GIVEN for word in part.text.split()}
    words = name.full.split()
    cut = [word in given for word in words] if given else [at == 0 for at in range(len(words))]
    shortened = [f"{word[0]}." if is_cut else word for word, is_cut in zip(words, cut, strict=True)]
    left = [word for word, is_cut in zip(words, cut, strict=True) if not is_cut and len(word) >= SHORTEST_KEPT]
    return " ".join(shortened) if any(cut) and left else None


def _transcribed(text: str, random: Random) -> str | None:
    """One or two sounds written throughout as another system writes them; only the words' first letters stay capitals."""
    changed = text.lower()
    fitting = [pair for pair in transcriptions() if pair[0] in changed]
    if not fitting:
        return None
    for one, other in random.sample(fitting, min(len(fitting), random.choice((1, 2)))):
        changed = changed.replace(one, other)
    return changed.title()
