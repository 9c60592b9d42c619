"""Names in Arabic script (Arabic, Persian, Dari, Pashto, Urdu, Kurdish): a lexicon of name elements, then rules.

Names are written without short vowels, so letters alone do not give the name: محمد is mhmd. Common elements come from
``arabic.tsv``; the article, filiation and compounds (ʿAbd al-, Abu al-, -al-din, -allah) are put together here; other words go to
:mod:`comity.names.romanisation.arabic_rules`. Source: BGN/PCGN 1956, 1958, 1968 for the letters, use for the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from comity.names.romanisation import arabic_rules
from comity.names.romanisation.tables import forms

_SCHEMES = arabic_rules.NAMES
_FOREIGN = str.maketrans("کیۍہھۀۃےىٱٲٳ", "كييهههةيىااا")
_KEY = str.maketrans("أإآىئؤةٹډڈړڑںڼټ\u06d0", "ااايي" + "وهتددررننت" + "ي", "ء")
_SUN = {"ت": "t", "ث": "th", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ن": "n"}
_HEADS = frozenset({"عبد", "ابو", "ابي"})
_ARTICLE, _DIN, _GOD = "ال", "الدين", "الله"
_ABDULLAH = re.compile(r"\bعبد الله\b")
_PERSIAN = re.compile("[گچپژکی]")
_URDU = re.compile("[ٹڈڑںےھہټډړڼښږځڅېۍ]")

# What the parts of a compound become, by scheme: before an article (ʿabd, abu), and the endings -al-din and -allah.
_SERVANT = ("abdul ", "abd al ", "abdel", "abdol", "abdul")
_FATHER = ("abu al ", "abu al ", "aboul ", "abol", "abul ")
_FAITH = (" al din", " al din", "eddine", "oddin", "uddin")
_OF_GOD = ("ullah", "allah", " allah", "ollah", "ullah")
_AND = ("wa al ", "wal ", "wal ", "va al ", "wa al ")
_ARTICLES = ("al ", "al ", "el ", "al", "al ")
_SUFFIXES = {
    "ي": ("i", "i", "i", "i", "i"),
    "يه": ("iya", "iyah", "ia", "ieh", "ia"),
    "ان": ("an", "an", "ane", "an", "an"),
    "يان": ("ian", "iyan", "ian", "ian", "ian"),
    "ات": ("at", "at", "at", "at", "at"),
    "ين": ("in", "in", "ine", "in", "een"),
    "اوي": ("awi", "awi", "aoui", "avi", "awi"),
    "زاده": ("zadeh", "zadah", "zade", "zadeh", "zada"),
    "پور": ("pour", "pur", "pour", "pour", "pur"),
    "نژاد": ("nejad", "nizhad", "nejad", "nejad", "nejad"),
    "نيا": ("nia", "niya", "nia", "nia", "nia"),
    "فر": ("far", "far", "far", "far", "far"),
    "وند": ("vand", "wand", "vand", "vand", "wand"),
    "زي": ("zai", "zai", "zai", "zi", "zai"),
    "خيل": ("khel", "khil", "khel", "kheil", "khel"),
    "وال": ("wal", "wal", "wal", "val", "wal"),
    "خان": ("khan", "khan", "khan", "khan", "khan"),
    "جان": ("jan", "jan", "djan", "jan", "jan"),
    "گل": ("gul", "gul", "gul", "gol", "gul"),
}
# These may as well be part of the stem of an unknown word.
_OPEN_SUFFIXES = frozenset({"اوي", "يان"})


@cache
def _lexicon() -> dict[str, tuple[str, ...]]:
    """The name elements by normalised key."""
    return {_key(word.translate(_FOREIGN)): spellings for word, spellings in reversed(forms("arabic").items())}


def _key(word: str) -> str:
    """The look-up form: one alef, one ya, one kaf, ta marbuta as h, hamza gone."""
    return word.translate(_KEY)


@lru_cache(maxsize=65_536)
def _element(word: str) -> tuple[str, ...]:
    """One part of a name in every scheme, then its alternative reading."""
    known = _known(_key(word)) or _with_long_suffix(word)
    if known is not None:
        return (*known, known[1])
    return (*(arabic_rules.spell(word, name) for name in _SCHEMES), arabic_rules.skeleton(word))


def _known(key: str) -> tuple[str, ...] | None:
    """A lexicon element, or one with a known ending, or two joined elements."""
    lexicon = _lexicon()
    found = lexicon.get(key)
    return found or _with_suffix(key, lexicon) or _of_weak_stem(key, lexicon) or _of_father(key, lexicon) or _joined(key, lexicon)


def _of_father(key: str, lexicon: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """A Maghreb family name of Abu al- in short (بلقاسم, Belkacem)."""
    base = lexicon.get(key[2:]) if key.startswith("بل") and len(key) > 5 else None
    return None if base is None else tuple("bel" + stem for stem in base)


def _of_weak_stem(key: str, lexicon: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """A descent name from an element in -a (مصطفی, مصطفوی)."""
    base = lexicon.get(key[:-2] + "ي") if key.endswith("وي") and len(key) > 4 else None
    return None if base is None else tuple(stem[:-1] + ending for stem, ending in zip(base, _SUFFIXES["اوي"], strict=True))


def _with_suffix(key: str, lexicon: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    for suffix, endings in _SUFFIXES.items():
        base = lexicon.get(key[: -len(suffix)]) if key.endswith(suffix) and len(key) - len(suffix) >= 3 else None
        if base is not None:
            return tuple(_attach(stem, ending) for stem, ending in zip(base, endings, strict=True))
    return None


def _with_long_suffix(word: str) -> tuple[str, ...] | None:
    """A word no lexicon has, with an ending that shows where its stem stops (زاده, نژاد, وند)."""
    for suffix, endings in _SUFFIXES.items():
        if len(suffix) >= 3 and suffix not in _OPEN_SUFFIXES and len(word) - len(suffix) >= 3 and word.endswith(suffix):
            stem = word[: -len(suffix)]
            return tuple(arabic_rules.spell(stem, name) + ending for name, ending in zip(_SCHEMES, endings, strict=True))
    return None


def _attach(stem: str, ending: str) -> str:
    """Stem and ending without a doubled vowel."""
    return stem[:-1] + ending if stem[-1] == ending[0] and ending[0] in "aeiou" else stem + ending


def _joined(key: str, lexicon: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """Two elements written as one word, as Persian does (محمدرضا)."""
    for at in range(3, len(key) - 2):
        first, second = lexicon.get(key[:at]), lexicon.get(key[at:])
        if first is not None and second is not None:
            glue = (" ", " ", " ", "", "")
            return tuple(a + between + b for a, between, b in zip(first, glue, second, strict=True))
    return None


def _parts(words: list[str]) -> Iterator[str]:
    """The words with joined compounds cut: ʿAbd and Abu from their article, heads from -al-din and -allah, "and" from its article."""
    for word in words:
        key = _key(word)
        if key in _lexicon():
            yield word
        elif key.startswith(("عبدال", "ابوال")) and len(key) > 6:
            yield word[:3]
            yield from _parts([word[3:]])
        elif key.endswith(_DIN) and len(key) > 6:
            yield word[:-5]
            yield word[-5:]
        elif key.endswith(_GOD) and len(key) > 5:
            yield word[:-4]
            yield word[-4:]
        elif key.startswith("ابو") and len(key) > 5 and _known(key[3:]) is not None:
            yield from (word[:3], word[3:])
        else:
            yield word


def _has_article(key: str) -> bool:
    """Whether a word opens with the article, and not with the same letters as part of its stem (الياس) or of a compound (الدين)."""
    return key.startswith(_ARTICLE) and len(key) > 3 and key != _DIN and key not in _lexicon()


def _columns(words: list[str]) -> Iterator[tuple[str, ...]]:
    """The spellings of each part with the space before it, by scheme."""
    for at, word in enumerate(words):
        key = _key(word)
        before = _key(words[at - 1]) if at else ""
        after = _key(words[at + 1]) if at + 1 < len(words) else ""
        if key in _HEADS and _has_article(after):
            yield tuple(" " + form for form in (*(_SERVANT if key == "عبد" else _FATHER), "abd al " if key == "عبد" else "abu al "))
        elif key == _DIN and before:
            yield (*_FAITH, "eddin")
        elif key == _GOD and before and before not in {"ايه", "ايت"}:
            yield (*_OF_GOD, "allah")
        else:
            yield _word(word, bare=before in _HEADS and _has_article(key))


@lru_cache(maxsize=65_536)
def _word(word: str, *, bare: bool) -> tuple[str, ...]:
    """One word with the space before it; its article, if any, as a word of its own unless ``bare`` (the word before carries it)."""
    key = _key(word)
    if key.startswith("وال") and len(key) > 5 and key not in _lexicon():
        return _with_article(word[3:], (*_AND, "wal "))
    if _has_article(key):
        rest = word[2:]
        return _element(rest) if bare else _with_article(rest, (*_ARTICLES, f"a{_SUN.get(rest[0], 'l')} "))
    return tuple(" " + form for form in _element(word))


def _with_article(rest: str, articles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f" {article}{form}" for article, form in zip(articles, _element(rest), strict=True))


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a run of words in Arabic script: press, BGN, French, Persian, South Asian and an alternative reading.

    Letters that only Persian or Urdu and Pashto use bring those schemes to the front.
    """
    words = list(_parts(_ABDULLAH.sub("عبدالله", run.translate(_FOREIGN)).split(" ")))
    lines = ["".join(parts).strip() for parts in zip(*_columns(words), strict=True)]
    if _URDU.search(run):
        return (lines[4], lines[0], lines[3], lines[1], lines[5], lines[2])
    if _PERSIAN.search(run):
        return (lines[3], lines[0], lines[4], lines[1], lines[5], lines[2])
    return tuple(lines)
