"""Words with little power to tell one organisation from another: what they mean, and how little they weigh.

Data: ``data/generic_words.tsv`` (words by concept, in every script), ``data/generic_words_romanised.tsv`` (those of other alphabets in
Latin letters) and ``data/stop_words.tsv``. Tokens are lower case, without punctuation. Two names agree on a generic word when the concept
agrees (``banco`` and ``банк``); no hit may rest on such words alone.
"""

from __future__ import annotations

from functools import cache

from comity.names.slips import is_one_slip, without_one
from comity.names.tables import fold, folded, rows

BRANCHES = frozenset({"branch", "office", "representation"})
"""The concepts that stand for a part of an organisation in another place."""
_FIRST_UNSPACED = 0x0E00  # Thai; Burmese, kana, Han and Hangul come after it
_SHORTEST_CORE = 2
_SHORTEST_MISSPELT, _LONGEST_MISSPELT = 6, 20
_LONGEST_ENDING = 16
_MOST_CHARACTERS = 200
_ADJECTIVES = (
    (("sk",), ("ii", "iy", "ij", "i", "y", "aya", "aia", "aja", "oe", "oye", "oje", "oi", "oy", "oj", "ogo", "ikh", "ie", "iye")),
    (("n", "v"), ("yi", "yy", "yj", "y", "aya", "aia", "aja", "oe", "oye", "oje", "oi", "oy", "oj", "ogo", "ykh", "ye", "yye")),
    (("ск",), ("ий", "ая", "ое", "ой", "ого", "их", "ие")),
    (("н", "в"), ("ый", "ая", "ое", "ой", "ого", "ых", "ые")),
)
"""Ends of the stems of East Slavic adjectives, and their endings, nominative and genitive (Latin letters: BGN/PCGN, ISO 9, press usage)."""
_COLUMNS = ("concept", "weight", "words")
_TELLING_ENDINGS = ("ii", "iy", "yi", "yy", "aya", "oye", "oe", "ий", "ый", "ая", "ое")
"""Endings by which a word is known as such an adjective."""
_SHORTEST_STEM = 4


def weight(token: str) -> float | None:
    """Return how much a match of this word is worth, 0.2 (group, company) to 0.7 (city), or ``None`` when it is not generic.

    A distinctive word is worth 1.0.
    """
    found = _words().get(fold(token))
    return found[1] if found else None


def concept(token: str) -> str | None:
    """Return the English word for what a generic word means (``banco``, ``банк`` and ``银行``: ``bank``), or ``None``."""
    found = _words().get(fold(token))
    return found[0] if found else None


def nearest(token: str) -> str | None:
    """Return the one generic word of six letters or more that ``token`` is a slip of: a letter left out, added or changed, or two
    neighbours exchanged (deletion neighbourhood: Mor and Fraenkel, CACM 25(12), 1982). ``None`` for generic words themselves and others.
    """
    if not _SHORTEST_MISSPELT <= len(token) <= _LONGEST_MISSPELT or not token.isascii() or weight(token) is not None:
        return None
    known = _near_words()
    keys = (token, *without_one(token))
    if known.keys().isdisjoint(keys):
        return None
    found = {word for near in keys for word in known.get(near, ()) if is_one_slip(token, word)}
    return found.pop() if len(found) == 1 else None


def words() -> frozenset[str]:
    """All generic words and stop words, in key form."""
    return frozenset(_words()) | _stops()


def is_branch(token: str) -> bool:
    """Tell whether the word is for a part of an organisation in another place (``branch``, ``representative``, ``office``)."""
    return concept(token) in BRANCHES


def split_endings(word: str) -> tuple[str, ...]:
    """Split generic words off the end of a word in a script without spaces (``東方贸易`` is ``東方`` and ``贸易``), in order.

    At least two letters stay in front; words of other scripts come back alone.
    """
    if not word or ord(word[-1]) < _FIRST_UNSPACED or len(word) > _MOST_CHARACTERS:
        return (word,)
    pieces: list[str] = []
    while ending := _ending(word):
        pieces.insert(0, ending)
        word = word[: -len(ending)]
    return (word, *pieces)


def is_stop(token: str) -> bool:
    """Tell whether the word only joins others (``and``, ``of``, ``для``, ``و``)."""
    return fold(token) in _stops()


def _ending(word: str) -> str:
    """The longest generic word, of two letters or more, at the end of ``word``."""
    known = _words()
    longest = min(_LONGEST_ENDING, len(word) - _SHORTEST_CORE)
    return next((word[-size:] for size in range(longest, 1, -1) if word[-size:] in known), "")


@cache
def _near_words() -> dict[str, tuple[str, ...]]:
    """Keys of the deletion neighbourhood -> generic words in plain letters."""
    near: dict[str, tuple[str, ...]] = {}
    for word in _listed():
        if _SHORTEST_MISSPELT <= len(word) <= _LONGEST_MISSPELT and word.isascii():
            for key in {word, *without_one(word)}:
                near[key] = (*near.get(key, ()), word)
    return near


@cache
def _words() -> dict[str, tuple[str, float]]:
    """The words of the table, and the other endings of the Slavic adjectives among them."""
    listed = _romanised() | _listed()
    others = {form: entry for word, entry in listed.items() for form in _declined(word)}
    return others | listed


@cache
def _romanised() -> dict[str, tuple[str, float]]:
    """The longer words of alphabets that write all vowels as romanised names spell them (``verf``)."""
    weights = {meaning: float(value) for meaning, value, _ in rows("generic_words", _COLUMNS)}
    found = rows("generic_words_romanised", ("concept", "words"))
    return {word: (meaning, weights[meaning]) for meaning, words in found for word in words.split()}


@cache
def _telling_endings() -> tuple[str, ...]:
    return tuple(folded(" ".join(_TELLING_ENDINGS)))


def _declined(word: str) -> list[str]:
    """An East Slavic adjective with every ending (``nauchnyi``: ``nauchnaya``, ``nauchnogo``); empty for other words."""
    if not word.endswith(_telling_endings()):
        return []
    for stems, endings in _ADJECTIVES:
        ending = next((fold(one) for one in _TELLING_ENDINGS if word.endswith(fold(one)) and one in endings), "")
        stem = word[: len(word) - len(ending)]
        if ending and len(stem) >= _SHORTEST_STEM and stem.endswith(stems):
            return [fold(stem + one) for one in endings]
    return []


@cache
def _listed() -> dict[str, tuple[str, float]]:
    found: dict[str, tuple[str, float]] = {}
    for meaning, value, words in rows("generic_words", _COLUMNS):
        entry = (meaning, float(value))
        found.update((word, entry) for word in folded(words))
    return found


@cache
def _stops() -> frozenset[str]:
    return frozenset(word for _language, words in rows("stop_words", ("language", "words")) for word in folded(words))
