"""Questions with known answers, made from the lists themselves: names are taken out of the index and asked for.

Three kinds of query should find their listing: names in another script (the listing keeps only its Latin names), Latin aliases that were
removed, and names with noise. Each listing serves at most one kind. An alert is right only on the listing that the name was taken from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.noise import KINDS, noised
from comity.model import Listing, Name, NameKind
from comity.names.scripts import script_of

PER_SCRIPT, ALIASES, NOISED = 250, 1500, 1500
"""At most so many queries of each script; so many removed aliases; so many noised names, an equal share of each kind of noise."""

SMALLEST_SCRIPT = 10
"""Scripts with fewer queries than this are put together as "other"."""

LATIN = "Latn"


@dataclass(frozen=True, slots=True)
class Question:
    """A name to ask for, what kind of question it is, and the place (edition, then listing) of the listing it should find."""

    kind: str
    text: str
    listing: Listing
    place: tuple[int, int]


Editions = list[list[Listing]]
Place = tuple[int, int]


def hold_out(editions: Sequence[Sequence[Listing]], seed: int) -> tuple[Editions, list[Question]]:
    """The listings of each edition without the names held out, in their order, and the questions; the same for the same ``seed``."""
    random = Random(seed)
    kept = [list(listings) for listings in editions]
    free = [(number, at) for number, listings in enumerate(kept) for at in range(len(listings))]
    random.shuffle(free)
    questions: list[Question] = []
    for take in (_scripts, _aliases, _noise):
        found = take(kept, free, random)
        used = {question.place for question in found}
        free = [place for place in free if place not in used]
        for question in found:
            number, at = question.place
            kept[number][at] = question.listing
        questions.extend(found)
    return kept, questions


def _is_latin(name: Name) -> bool:
    return script_of(name.full) == LATIN


def _with(listing: Listing, names: Sequence[Name]) -> Listing:
    return replace(listing, subject=replace(listing.subject, names=tuple(names)))


def _scripts(editions: Editions, free: Sequence[Place], random: Random) -> list[Question]:
    """One name in another script of each of up to ``PER_SCRIPT`` listings a script; all names in other scripts are removed from these."""
    counts: dict[str, int] = {}
    found = []
    for number, at in free:
        listing = editions[number][at]
        latin = [name for name in listing.subject.names if _is_latin(name)]
        others = [name for name in listing.subject.names if not _is_latin(name) and script_of(name.full) != "Zyyy"]
        if not latin or not others:
            continue
        name = random.choice(others)
        script = script_of(name.full)
        counts[script] = counts.get(script, 0) + 1
        if counts[script] <= PER_SCRIPT:
            found.append(Question(script, name.full, _with(listing, latin), (number, at)))
    return [replace(one, kind=f"script: {one.kind if counts[one.kind] >= SMALLEST_SCRIPT else 'other'}") for one in found]


def _aliases(editions: Editions, free: Sequence[Place], random: Random) -> list[Question]:
    """A Latin name, never the first, of listings with at least three different names; every equal spelling goes with it."""
    found: list[Question] = []
    for number, at in free:
        listing = editions[number][at]
        names = listing.subject.names
        candidates = [name for name in names[1:] if _is_latin(name) and name.full.casefold() != names[0].full.casefold()]
        if not candidates or len({name.full.casefold() for name in names}) < 3:
            continue
        name = random.choice(candidates)
        rest = [other for other in names if other.full.casefold() != name.full.casefold()]
        kind = "alias, marked weak by its list" if name.kind is NameKind.WEAK else "alias"
        found.append(Question(kind, name.full, _with(listing, rest), (number, at)))
        if len(found) == ALIASES:
            break
    return found


def _noise(editions: Editions, free: Sequence[Place], random: Random) -> list[Question]:
    """One of the first three names of a listing, changed; the listing keeps all its names."""
    found: list[Question] = []
    wanted = [kind for kind in KINDS for _ in range(NOISED // len(KINDS))]
    for number, at in free:
        if not wanted:
            break
        listing = editions[number][at]
        name = random.choice(listing.subject.names[:3])
        changed = noised(name.full, wanted[-1], random) if _is_latin(name) else None
        if changed:
            found.append(Question(f"noise: {wanted.pop()}", changed, listing, (number, at)))
    return found
