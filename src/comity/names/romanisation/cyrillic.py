"""Cyrillic names: the language is told by its letters, then its passport, BGN/PCGN, press and scientific forms are given.

Sources: ICAO Doc 9303-3 section 6.B; BGN/PCGN romanisation systems; national systems; each scheme in ``cyrillic.toml`` names its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from comity.names.romanisation.schemes import schemes

# First match wins. Uzbek and Belarusian share "ў", Uzbek and Tajik share "қ ғ ҳ", Serbian and Azerbaijani share "ј".
_LANGUAGES = (
    ("uz", re.compile("ў.*[қғҳ]|[қғҳ].*ў")),
    ("tg", re.compile("[ӣӯҷ]|ҳ")),
    ("az", re.compile("[ҝҹ]|ә.*ј|ј.*ә")),
    ("kk", re.compile("[әғқңұһҗҡҙҫ]|[өү].*[ңі]|ү.*ө")),
    ("mn", re.compile("[өү]")),
    ("sr", re.compile("[ђћљњџјѓќѕ]")),
    ("be", re.compile("ў|і.*ы|ы.*і|ё.*і|і.*ё|і.*э|э.*і")),
    ("uk", re.compile("[іїєґ]|[бпвмфр]'[яює]")),
    ("bg", re.compile("ъ(?![еёюя])|щ[оъ]|ьо")),
)


def language(text: str) -> str:
    """The ISO 639-1 code of the Cyrillic alphabet ``text`` (lower case) is written in; "ru" where no letter tells."""
    return next((code for code, letters in _LANGUAGES if letters.search(text)), "ru")


@lru_cache(maxsize=65_536)
def _word(word: str, code: str) -> tuple[str, ...]:
    return tuple(scheme.apply(word) for scheme in schemes("cyrillic", code))


def romanise(run: str) -> tuple[str, ...]:
    """The romanisations of a lower-case Cyrillic run of words, one per scheme, each scheme used for the whole run."""
    code = language(run)
    words = [_word(word, code) for word in run.split(" ")]
    return tuple(map(" ".join, zip(*words, strict=True)))
