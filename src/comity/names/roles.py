"""What each word does in a name, and how much it tells one name from another: kind, weight and key.

The idea: a word's role depends on the word, on where it stands and on whether the name is a person's, on nothing else; so it is worked out
once for each and looked up from then on.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import IntEnum
from functools import cache

from comity.model import Schema
from comity.names import generic_words, legal_forms, numerals, particles, places, titles, variants

MAX_WORDS = 24
"""Words kept of one name; the rest of a longer one is not compared."""

REMEMBERED = 131_072
"""Words whose role is kept for each position; then all are forgotten at once."""


class WordKind(IntEnum):
    """What a word does in a name."""

    WORD = 0
    INITIAL = 1
    PARTICLE = 2
    GENERIC = 3
    PLACE = 4
    NUMBER = 6


LONGEST_JOINED = 20
"""Letters of two words that may have been written together, at most."""

PLAIN = (int(WordKind.WORD), int(WordKind.PLACE))
"""The kinds of word that are a name themselves: they weigh less the more listings they stand in."""


def may_join(word: str, kind: int, following: str, following_kind: int) -> bool:
    """Tell whether two neighbours may be one word elsewhere: not numbers, one of them at least a name itself, and not too long."""
    if kind == WordKind.NUMBER or following_kind == WordKind.NUMBER:
        return False
    return (kind in PLAIN or following_kind in PLAIN) and len(word) + len(following) <= LONGEST_JOINED


class _Position(IntEnum):
    """Where a word stands in its name, as far as its role depends on that."""

    ALONE = 0
    FIRST = 1
    INNER = 2
    LAST = 3


NUMBER_WEIGHT = 0.7
Role = tuple[int, float, str]
"""Kind, weight and key of a word."""

_ARTICLE_WEIGHT = 0.06
_PARTICLE_WEIGHTS = {"article": 0.06, "patronymic": 0.08, "nobiliary": 0.06, "kunya": 0.35, "bound": 0.30}
_INITIAL_WEIGHT = 0.6
_BRANCHES = frozenset(f"={concept}" for concept in generic_words.BRANCHES)
_GENERATION_WEIGHT = 0.15
_STOP_WEIGHT = 0.04
_FORM_WORD_WEIGHT = 0.06
_MAYBE_TITLE_WEIGHT = 0.5
_SHORT_WORDS = {2: 0.65, 3: 0.80, 4: 0.92}
"""Weight of words by their length: the fewer letters, the more names share them by chance."""


def _as_number(word: str, position: _Position, schema: Schema) -> Role | None:
    if any(c.isdigit() for c in word):
        if schema is Schema.PERSON:
            return WordKind.PARTICLE, _GENERATION_WEIGHT, ""
        value = numerals.value(word)
        return WordKind.NUMBER, NUMBER_WEIGHT, f"#{word if value is None else value}"
    if schema is Schema.PERSON:
        return None
    value = numerals.value(word) if position not in (_Position.FIRST, _Position.ALONE) or len(word) > 2 else None
    return None if value is None else (WordKind.NUMBER, NUMBER_WEIGHT, f"#{value}")


def _as_particle(word: str, position: _Position) -> Role | None:
    kind = particles.kind(word) if position is not _Position.ALONE else None
    if kind is None or (kind in ("article", "nobiliary") and position is _Position.LAST):
        return None
    return (WordKind.PARTICLE, _PARTICLE_WEIGHTS.get(kind, _ARTICLE_WEIGHT), "")


@cache
def _special(schema: Schema) -> frozenset[str]:
    """The words that are more than the name itself in names of that kind of subject; most words are not among them."""
    if schema is Schema.PERSON:
        return titles.words() | particles.words() | variants.words()
    return numerals.words() | generic_words.words() | particles.words()


def _as_suffix(word: str, position: _Position, *, has_dots: bool) -> Role | None:
    """What sets father and son apart (``jr``, ``iii``); a single letter (``v``) does so at the end only, and is an initial with a dot."""
    stands = position is _Position.LAST and not has_dots if len(word) == 1 else position not in (_Position.FIRST, _Position.ALONE)
    return (WordKind.PARTICLE, _GENERATION_WEIGHT, "") if stands and titles.is_generation(word) else None


def _as_initial(word: str, position: _Position, *, has_dots: bool) -> Role | None:
    """A single letter; ``y`` and ``e`` between words are Spanish and Portuguese for *and*, unless they have dots."""
    stands = len(word) == 1 and (has_dots or position is not _Position.INNER or word not in ("y", "e"))
    return (WordKind.INITIAL, _INITIAL_WEIGHT, "") if stands else None


def _role(word: str, position: _Position, schema: Schema, *, has_dots: bool = False) -> Role:
    """Kind, weight and key of a word; ``has_dots``: whether it is a letter that the name writes with a dot."""
    if len(word) > 1 and word.isalpha() and word not in _special(schema):
        form_word = schema is not Schema.PERSON and _is_form_word(word)
        return _as_generic(word, position) or _as_telling(word, position, schema) if form_word else (WordKind.WORD, _by_length(word), "")
    if schema is Schema.PERSON:
        return (
            _as_number(word, position, schema)
            or _as_suffix(word, position, has_dots=has_dots)
            or _as_initial(word, position, has_dots=has_dots)
            or _as_particle(word, position)
            or _as_telling(word, position, schema)
        )
    number = _as_number(word, position, schema)
    if number is not None:
        return number
    if position is not _Position.ALONE and generic_words.is_stop(word):
        return WordKind.PARTICLE, _STOP_WEIGHT, ""
    particle = _as_particle(word, position) if len(word) <= 3 else None
    return _as_initial(word, position, has_dots=has_dots) or particle or _as_generic(word, position) or _as_telling(word, position, schema)


def _is_form_word(word: str) -> bool:
    """Tell whether the word is, or is a slip of, a word of a spelled-out legal form. A person's name is no slip (``soares``)."""
    return legal_forms.is_form_word(word) and (word not in variants.words() or word in legal_forms.single_words())


def _as_generic(word: str, position: _Position) -> Role | None:
    weight = _FORM_WORD_WEIGHT if _is_form_word(word) else generic_words.weight(word)
    if weight is None:
        return None
    concept = generic_words.concept(word)
    key = f"={concept}" if concept else ""
    # Whoever is called by nothing else is told by it.
    return (WordKind.WORD, _by_length(word), key) if position is _Position.ALONE else (WordKind.GENERIC, weight, key)


def _by_length(word: str) -> float:
    return _SHORT_WORDS.get(len(word), 1.0)


def _as_telling(word: str, position: _Position, schema: Schema) -> Role:
    weight = _by_length(word)
    if schema is not Schema.PERSON:
        return WordKind.WORD, weight, ""
    if position is not _Position.ALONE and titles.is_ambiguous(word):
        weight = min(weight, _MAYBE_TITLE_WEIGHT)
    return WordKind.WORD, weight, variants.canonical(word) or ""


class _Roles(dict[str, Role]):
    """The roles of words in one position, without dots, each worked out when it is first asked for."""

    def __init__(self, position: _Position, schema: Schema) -> None:
        super().__init__()
        self._position = position
        self._schema = schema

    def __missing__(self, word: str) -> Role:
        """Work out and keep the role of ``word``."""
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[word] = _role(word, self._position, self._schema)
        return found


_ROLES = {
    is_person: [_Roles(position, Schema.PERSON if is_person else Schema.THING) for position in _Position] for is_person in (True, False)
}


def roles_of(words: Sequence[str], schema: Schema, dotted: Collection[str] = ()) -> list[Role]:
    """The role of each word of a name, at most ``MAX_WORDS``; ``dotted``: the single letters that the name writes with a dot."""
    alone, first, inner, last = _ROLES[schema is Schema.PERSON]
    several = len(words) > 1
    found = [first[words[0]], *map(inner.__getitem__, words[1:-1]), last[words[-1]]] if several else [alone[words[0]]]
    if dotted:
        for at, word in enumerate(words):
            if word in dotted:
                found[at] = _role(word, _position(at, len(words)), schema, has_dots=True)
    return found if schema is Schema.PERSON else _with_places(words, found)


def _position(at: int, count: int) -> _Position:
    if count == 1:
        return _Position.ALONE
    return _Position.FIRST if at == 0 else _Position.LAST if at == count - 1 else _Position.INNER


def _with_places(words: Sequence[str], roles: list[Role]) -> list[Role]:
    """``roles`` with cities, countries and the words for branches as places. Of a city of several words the longest counts. The first place
    stays what it was where no other word tells the name (``Bank of X, Y branch``).
    """
    if places.beginnings().isdisjoint(words) and not any(key in _BRANCHES for _, _, key in roles):
        return roles
    found = list(roles)
    first: slice | None = None
    at = 0
    while at < len(words):
        size = places.size(words, at)
        if size > 1 or (size and roles[at][0] is WordKind.WORD):
            longest = max(range(at, at + size), key=lambda k: len(words[k]))
            key = places.country_key(words[at]) if size == 1 else ""
            found[at : at + size] = [
                (WordKind.PLACE, _by_length(words[k]) if k == longest else _STOP_WEIGHT, key) for k in range(at, at + size)
            ]
            first = first or slice(at, at + size)
        elif roles[at][2] in _BRANCHES:
            found[at] = WordKind.PLACE, roles[at][1], roles[at][2]
        at += max(size, 1)
    if first and not any(kind is WordKind.WORD for kind, _, _ in found):
        found[first] = [(kind, weight, key or place[2]) for (kind, weight, key), place in zip(roles[first], found[first], strict=True)]
    return found if any(kind is WordKind.WORD for kind, _, _ in found) else roles
