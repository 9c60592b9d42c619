"""Legal forms in the names of organisations: found among tokens, reduced to one code per form, compared by kind, split off joined words.

Data: ``data/legal_forms.tsv`` (spellings), ``data/legal_classes.tsv`` (kinds) and ``data/affixes.tsv`` (scripts written without spaces).
All tokens are lower case, without punctuation, dotted abbreviations joined (``llc``, ``sarl``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from comity.names import generic_words, places
from comity.names.countries import country_code
from comity.names.slips import is_one_slip, without_one
from comity.names.tables import fold, folded, folded_all, rows

Form = tuple[tuple[str, ...], str, str]
"""A spelling as tokens, its code, and where it counts: any, end, start or edge."""

_SHORTEST_CORE = 2
_SHORTEST_COMPOUND_CORE = 3
_SHORTEST_COMPOUND_FORM = 10
_MOST_CHARACTERS = 200
_SHORTEST_COUNTRY, _LONGEST_COUNTRY = 4, 30


def match(tokens: Sequence[str], start: int) -> tuple[int, str] | None:
    """Return (number of tokens, code) of the longest legal form that begins at ``start``, or ``None``.

    A spelling marked end counts only when nothing but legal forms (and a country's name) follows it, one marked start when nothing but
    legal forms precedes it, one marked edge in either place; such a spelling never is the whole name.
    """
    return _match(tuple(map(fold, tokens)), start)


def part(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return ``tokens`` without the legal forms that ``match`` finds, and the codes of those, both in order."""
    keys = tuple(folded_all(tokens))
    if _beginnings().isdisjoint(keys):
        return list(tokens), []
    rest: list[str] = []
    codes: list[str] = []
    at = 0
    while at < len(tokens):
        found = _match(keys, at)
        if found is None:
            rest.append(tokens[at])
            at += 1
        else:
            codes.append(found[1])
            at += found[0]
    return rest, codes


def _match(keys: tuple[str, ...], start: int) -> tuple[int, str] | None:
    """``match`` for tokens in key form."""
    if keys[start] not in _forms():
        return None
    found = _longest(keys, start, ("any", "start", "edge") if _opens(keys, start) else ("any",))
    closing = _longest(keys, start, ("end", "edge"))
    if closing and (not found or closing[0] > found[0]) and _closes(keys, start + closing[0]) and closing[0] < len(keys):
        found = closing
    return found


def equivalence(code: str) -> str:
    """Return the class of roughly equal forms a code belongs to (``llc`` and ``gmbh``: limited; ``ag`` and ``pjsc``: stock).

    An unknown code is a class of its own.
    """
    return _classes().get(code, code)


def is_form(word: str) -> bool:
    """Tell whether the word is a legal form by itself (``llc``, ``gmbh``) or a longer word of a spelled-out one (``liability``)."""
    return fold(word) in single_words()


@cache
def single_words() -> frozenset[str]:
    """The words that ``is_form`` calls legal forms, in key form."""
    return _whole_form_words() | {first for first, forms in _forms().items() if any(len(spelling) == 1 for spelling, _, _ in forms)}


def nearest_form_word(word: str) -> str | None:
    """Return the word of a spelled-out form from which ``word`` is one letter away (``joit``: ``joint``).

    ``None`` when it is one itself, or when there is none or more than one.
    """
    key = fold(word)
    if not _SHORTEST_FORM_WORD <= len(key) + 1 <= _LONGEST_FORM_WORD or is_form(word):
        return None
    found = _form_words_near(key)
    return found.pop() if len(found) == 1 else None


def unscrambled(word: str) -> str | None:
    """Return the short legal form that ``word`` is with two neighbouring letters exchanged (``ldt``: ``ltd``), or with one letter too many
    (``lptd``) where the form has no vowels: with them, a word may be the name itself (``sara`` is no ``sa``). ``None`` when it is none.
    """
    if not 3 <= len(word) <= _SHORTEST_FORM_WORD:
        return None
    exchanged = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    fewer = (form for form in without_one(word) if len(form) >= 3 and _VOWELS.isdisjoint(form))
    return next((form for form in (*exchanged, *fewer) if form != word and is_form(form)), None)


def nearest_phrase(letters: str, words: int) -> list[str] | None:
    """Return the words of the legal form that is written with these ``letters`` or, from five on, with one slip (``sadecw``: ``sa de cv``);
    ``None`` when there is none or more than one. ``words`` are those that the letters were written as: one word is no torn form.
    """
    known = _phrases()
    if letters in known:
        return list(known[letters]) if words > 1 else None
    if words < _FEWEST_IN_PHRASE or not _SHORTEST_PHRASE <= len(letters) <= _LONGEST_PHRASE:
        return None
    near = _near_phrases()
    found = {form for part in (letters, *without_one(letters)) for form in near.get(part, ()) if is_one_slip(letters, form)}
    return list(known[found.pop()]) if len(found) == 1 else None


def spelled_out(words: Sequence[str], place: int) -> tuple[int, tuple[str, ...]] | None:
    """Return where a spelled-out form begins in which ``words[place]`` is misspelt beyond a letter (``limited lpiablity company``), and its
    words; ``None`` when there is none. A misspelt word begins as it should and is about as long.
    """
    word = words[place]
    for size in range(min(_LONGEST_SPELLED_OUT, len(words)), 1, -1):
        for at in range(max(0, place - size + 1), min(place, len(words) - size) + 1):
            pattern = (*words[at:place], "", *words[place + 1 : at + size])
            for meant in _patterns().get(pattern, ()):
                if word[0] == meant[0] and abs(len(word) - len(meant)) <= _LENGTHS_APART:
                    return at, (*pattern[: place - at], meant, *pattern[place - at + 1 :])
    return None


def spelled_out_words() -> frozenset[str]:
    """The longer words of all spelled-out forms, in key form."""
    return _whole_form_words()


def is_closing(word: str) -> bool:
    """Tell whether the word is a legal form at the end of a name only (``ag``, ``nv``)."""
    return any(len(spelling) == 1 and where == "end" for spelling, _code, where in _forms().get(word, ()))


def is_form_word(word: str) -> bool:
    """Tell whether a word is, or is one letter away from, a word of some spelled-out form (``joint``, ``compny``).

    For words that ``match`` left over because the phrase was misspelt or out of order: they tell little about who is meant. One
    letter away (from six letters on) means one left out, added, changed or two neighbours exchanged (deletion neighbourhoods:
    Mor and Fraenkel, CACM 25(12), 1982).
    """
    key = fold(word)
    if not _SHORTEST_FORM_WORD <= len(key) <= _LONGEST_FORM_WORD:
        return False
    return key in _whole_form_words() or (len(key) >= _SHORTEST_FORM_WORD and bool(_form_words_near(key)))


def _form_words_near(key: str) -> set[str]:
    """The words of spelled-out forms that are one slip away from ``key``."""
    near = _near_form_words()
    keys = (key, *without_one(key))
    if near.keys().isdisjoint(keys):
        return set()
    return {form for part in keys for form in near.get(part, ()) if is_one_slip(key, form)}


def split_affix(word: str) -> tuple[str, ...]:
    """Split legal and generic affixes off a word written without spaces; the pieces in order, or the word alone.

    For Han, kana, Hangul, Thai and Burmese by ``data/affixes.tsv``; for alphabets, compounds that end in a legal form of ten letters
    or more.
    """
    if len(word) > _MOST_CHARACTERS:
        return (word,)
    if word and ord(word[-1]) < _FIRST_UNSPACED and ord(word[0]) < _FIRST_UNSPACED:
        return _split_compound(word)
    return _split_unspaced(word)


_SHORTEST_FORM_WORD, _LONGEST_FORM_WORD = 5, 24
_SHORTEST_PHRASE, _LONGEST_PHRASE, _LONGEST_IN_PHRASE, _FEWEST_IN_PHRASE = 5, 16, 4, 2
"""Letters of a form of several short words that slips are looked for in, least and most; letters of one of its words; its words."""
_SHORTEST_TORN = 3
_LONGEST_SPELLED_OUT, _LENGTHS_APART, _LEAST_KNOWN = 6, 2, 8
"""Words of a form that may hold one misspelt; letters by which that may be too long or short; letters the others have at least."""
_VOWELS = frozenset("aeiouy")


@cache
def _whole_form_words() -> frozenset[str]:
    """The longer words of all spelled-out forms."""
    return frozenset(
        part for forms in _forms().values() for spelling, _code, _where in forms for part in spelling if len(part) >= _SHORTEST_FORM_WORD
    )


@cache
def _near_form_words() -> dict[str, tuple[str, ...]]:
    """The longer words of forms by themselves with one letter left out, and by themselves."""
    near: dict[str, tuple[str, ...]] = {}
    for word in sorted(_whole_form_words()):
        for key in {word, *without_one(word)}:
            near[key] = (*near.get(key, ()), word)
    return near


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    """Legal forms of short words, in plain letters: written together -> the words of the spelling with the fewest."""
    found: dict[str, tuple[str, ...]] = {}
    for forms in _forms().values():
        for spelling, _code, _where in forms:
            letters = "".join(spelling)
            short = letters.isascii() and max(map(len, spelling)) <= _LONGEST_IN_PHRASE and len(letters) >= _SHORTEST_TORN
            if short and (letters not in found or len(spelling) < len(found[letters])):
                found[letters] = spelling
    return found


@cache
def _patterns() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Spelled-out forms in plain letters with one of their longer words blank -> the words that may stand there."""
    found: dict[tuple[str, ...], set[str]] = {}
    for forms in _forms().values():
        for spelling, _code, _where in forms:
            for place, word in enumerate(spelling):
                known = sum(map(len, spelling)) - len(word)
                if word.isascii() and len(word) >= _SHORTEST_FORM_WORD and known >= _LEAST_KNOWN and len(spelling) <= _LONGEST_SPELLED_OUT:
                    found.setdefault((*spelling[:place], "", *spelling[place + 1 :]), set()).add(word)
    return {pattern: tuple(sorted(words)) for pattern, words in found.items()}


@cache
def _near_phrases() -> dict[str, tuple[str, ...]]:
    """Legal forms of several short words with one letter left out, and by themselves."""
    near: dict[str, tuple[str, ...]] = {}
    for letters, spelling in sorted(_phrases().items()):
        if len(spelling) >= _FEWEST_IN_PHRASE and _SHORTEST_PHRASE <= len(letters) <= _LONGEST_PHRASE:
            for key in {letters, *without_one(letters)}:
                near[key] = (*near.get(key, ()), letters)
    return near


_FIRST_UNSPACED = 0x0E00  # Thai; Burmese, kana, Han and Hangul come after it


def _opens(keys: tuple[str, ...], start: int) -> bool:
    """Tell whether only legal forms stand before ``start``."""
    position = 0
    while position < start:
        form = _longest(keys, position, ("any", "start", "edge"))
        if not form:
            return False
        position += form[0]
    return position == start


def _closes(keys: tuple[str, ...], end: int) -> bool:
    """Tell whether only legal forms stand from ``end`` on, or the name of the country that tells branches apart (``... SA Panama``)."""
    while end < len(keys):
        form = _longest(keys, end, ("any", "end", "edge"))
        if not form:
            return _is_place(keys, end)
        end += form[0]
    return True


def _is_place(keys: tuple[str, ...], start: int) -> bool:
    """Tell whether the rest is a country, or cities and what their branches are called."""
    rest = " ".join(keys[start:])
    if _SHORTEST_COUNTRY <= len(rest) <= _LONGEST_COUNTRY and country_code(rest):
        return True
    at = start
    while at < len(keys):
        step = places.size(keys, at) or generic_words.is_branch(keys[at])
        if not step:
            return False
        at += step
    return True


def _longest(keys: tuple[str, ...], start: int, positions: tuple[str, ...]) -> tuple[int, str] | None:
    for spelling, code, where in _forms().get(keys[start], ()):
        size = len(spelling)
        if where in positions and (where == "any" or size != len(keys)) and (size == 1 or keys[start : start + size] == spelling):
            return size, code
    return None


def _split_compound(word: str) -> tuple[str, ...]:
    key = fold(word)
    if len(key) < _SHORTEST_COMPOUND_CORE + _SHORTEST_COMPOUND_FORM or key in _forms():
        return (word,)
    for form in _compound_endings():
        core = len(key) - len(form)
        if core >= _SHORTEST_COMPOUND_CORE and key.endswith(form):
            cut = core if len(key) == len(word) else len(word) - len(form)
            return word[:cut], word[cut:]
    return (word,)


def _split_unspaced(word: str) -> tuple[str, ...]:
    prefixes, suffixes = _affixes()
    front: list[str] = []
    back: list[str] = []
    core = word
    while (prefix := next((affix for affix in prefixes if core.startswith(affix)), "")) and len(core) - len(prefix) >= _SHORTEST_CORE:
        front.append(prefix)
        core = core[len(prefix) :]
    while (suffix := next((affix for affix in suffixes if core.endswith(affix)), "")) and len(core) - len(suffix) >= _SHORTEST_CORE:
        back.insert(0, suffix)
        core = core[: -len(suffix)]
    return (*front, core, *back)


@cache
def _forms() -> dict[str, list[Form]]:
    forms: dict[str, list[Form]] = {}
    for code, where, _language, spellings in rows("legal_forms", ("code", "where", "language", "spellings")):
        for spelling in folded(spellings, ";"):
            words = tuple(spelling.split())
            forms.setdefault(words[0], []).append((words, code, where))
    for spellings_of_one in forms.values():
        spellings_of_one.sort(key=lambda form: -len(form[0]))
    return forms


@cache
def _beginnings() -> frozenset[str]:
    """The words that a legal form may begin with."""
    return frozenset(_forms())


@cache
def _classes() -> dict[str, str]:
    return {code: kind for kind, codes in rows("legal_classes", ("class", "codes")) for code in codes.split()}


@cache
def _compound_endings() -> tuple[str, ...]:
    """The long one-word forms of alphabetic scripts, the longest first."""
    long = {
        spelling[0]
        for forms in _forms().values()
        for spelling, _code, _where in forms
        if len(spelling) == 1 and len(spelling[0]) >= _SHORTEST_COMPOUND_FORM and ord(spelling[0][0]) < _FIRST_UNSPACED
    }
    return tuple(sorted(long, key=lambda form: (-len(form), form)))


@cache
def _affixes() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All prefixes and all suffixes, the longest first."""
    found: dict[str, set[str]] = {"prefix": set(), "suffix": set()}
    for position, _language, affixes in rows("affixes", ("position", "language", "affixes")):
        for side in ("prefix", "suffix") if position == "both" else (position,):
            found[side].update(folded(affixes))
    prefixes, suffixes = (tuple(sorted(found[side], key=lambda affix: (-len(affix), affix))) for side in ("prefix", "suffix"))
    return prefixes, suffixes
