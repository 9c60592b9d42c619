"""Near misses made from listed names: another party whose name differs in the one word that counts.

A hit on the very listing that a sibling was made from is an error. Siblings are reported apart and never fix a threshold: how many of
them a file holds, nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

from bench.screening.plain import likeness, words_of
from bench.screening.tables import places
from comity.model import Listing, Name, PartKind, Schema

KINDS = ("same family name, another given name", "another distinctive word", "another place", "another number")
"""Every class of sibling."""

UNLIKE = 0.60
"""The word put in is at most so like (Levenshtein) to any word of the listing that it replaces."""

_NUMBER = re.compile(r"\b\d{1,4}\b")
_NUMERAL = re.compile(r"\b(?:I|II|III|IV|V|VI|VII|VIII|IX)$")
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


class Siblings:
    """Makes siblings of listings, drawing replacements from all ``listings``; ``common`` are the words that distinguish nobody."""

    def __init__(self, listings: Sequence[Listing], common: frozenset[str]) -> None:
        self._common = common
        self._given = _given_names(listings)
        self._rare = _rare_words(listings, common)

    def of(self, listing: Listing, kind: str, random: Random) -> str | None:
        """A sibling of that ``kind`` of the listing's first name; None when it cannot be had."""
        name = listing.subject.names[0]
        is_person = listing.subject.schema is Schema.PERSON
        if kind == KINDS[0]:
            return self._another_given(listing, name, random) if is_person else None
        if kind == KINDS[3]:
            return None if is_person else _another_number(name.full, random)
        if is_person or listing.subject.schema is not Schema.ORGANIZATION:
            return None
        return self._another_word(listing, name.full, random) if kind == KINDS[1] else self._another_place(name.full, random)

    def _another_given(self, listing: Listing, name: Name, random: Random) -> str | None:
        family = _part(name, PartKind.FAMILY)
        given = _part(name, PartKind.GIVEN)
        pool = self._given.get(_culture(listing), ())
        if not family or not given or not pool:
            return None
        other = random.choice(pool)
        return f"{other} {family}" if _is_unlike(words_of(other), listing) else None

    def _another_word(self, listing: Listing, text: str, random: Random) -> str | None:
        words = text.split()
        rare = [at for at, word in enumerate(words) if not self._common.issuperset(words_of(word))]
        if len(rare) != 1 or len(words) < 3 or not words[rare[0]].isalpha() or len(words[rare[0]]) < 4:
            return None
        other = random.choice(self._rare)
        if not _is_unlike((other.lower(),), listing):
            return None
        return " ".join(other if at == rare[0] else word for at, word in enumerate(words))

    def _another_place(self, text: str, random: Random) -> str | None:
        words = text.split()
        for names in places().values():
            known = {place.lower(): place for place in names}
            at = [place for place, word in enumerate(words) if word.lower() in known]
            rest = {word for place, word in enumerate(words) if place not in at}
            if len(at) == 1 and rest and all(self._common.issuperset(words_of(word)) for word in rest):
                other = random.choice([place for place in names if place.lower() != words[at[0]].lower()])
                return " ".join(
                    (other.upper() if word.isupper() else other) if place == at[0] else word for place, word in enumerate(words)
                )
        return None


def _part(name: Name, kind: PartKind) -> str:
    return " ".join(part.text for part in name.parts if part.kind is kind)


def _culture(listing: Listing) -> str:
    return min(listing.subject.nationalities, default="")


def _given_names(listings: Sequence[Listing]) -> Mapping[str, Sequence[str]]:
    """Given names of the listed, by nationality, so that a Syrian's sibling gets a name that Syrians bear."""
    found: dict[str, dict[str, None]] = {}
    for listing in listings:
        given = _part(listing.subject.names[0], PartKind.GIVEN) if listing.subject.schema is Schema.PERSON else ""
        if _culture(listing) and given and len(words_of(given)) <= 2:
            found.setdefault(_culture(listing), {})[given] = None
    return {culture: tuple(names) for culture, names in found.items() if len(names) > 20}


def _rare_words(listings: Sequence[Listing], common: frozenset[str]) -> Sequence[str]:
    """Words of organisations' first names that are not common, at least five letters long."""
    organisations = [listing.subject.names[0].full for listing in listings if listing.subject.schema is Schema.ORGANIZATION]
    words = {
        word: None for name in organisations for word in name.split() if word.isalpha() and len(word) > 4 and word.lower() not in common
    }
    return tuple(words)


def _is_unlike(words: Sequence[str], listing: Listing) -> bool:
    own = {word for name in listing.subject.names for word in words_of(name.full)}
    return all(likeness(word, other) < UNLIKE for word in words for other in own if len(word) > 1)


def _another_number(text: str, random: Random) -> str | None:
    """The last number, or a Roman numeral at the end, another one; the name keeps at least one word of four letters."""
    if not any(len(word) > 3 and word.isalpha() for word in text.split()):
        return None
    numbers = list(_NUMBER.finditer(text))
    if numbers:
        last = numbers[-1]
        value = int(last.group())
        other = random.choice([near for near in range(max(1, value - 3), value + 4) if near != value])
        return text[: last.start()] + str(other).zfill(len(last.group())) + text[last.end() :]
    numeral = _NUMERAL.search(text)
    if numeral:
        other_numeral = random.choice([one for one in NUMERALS if one != numeral.group()])
        return text[: numeral.start()] + other_numeral
    return None
