"""Hanyu Pinyin syllables to Wade-Giles, apostrophes dropped, as older and Taiwanese documents spell names.

Source: the concordance of both systems in the Library of Congress pinyin conversion project (1997); ISO 7098:2015 for pinyin.
"""

from __future__ import annotations

from functools import cache

_WHOLE = {
    "zi": "tzu", "ci": "tzu", "si": "ssu", "zhi": "chih", "chi": "chih", "shi": "shih", "ri": "jih", "er": "erh", "e": "o",
    "ge": "ko", "ke": "ko", "he": "ho", "yi": "i", "you": "yu", "yan": "yen", "ye": "yeh", "yue": "yueh", "yong": "yung",
    "duo": "to", "tuo": "to", "nuo": "no", "luo": "lo", "zuo": "tso", "cuo": "tso", "suo": "so", "zhuo": "cho", "chuo": "cho",
    "ruo": "jo", "gui": "kuei", "kui": "kuei",
}  # fmt: skip
_INITIALS = (
    ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("b", "p"), ("d", "t"), ("g", "k"), ("j", "ch"), ("q", "ch"), ("x", "hs"),
    ("z", "ts"), ("c", "ts"), ("r", "j"),
)  # fmt: skip
_FINALS = (("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"), ("ong", "ung"))


@cache
def syllable(pinyin: str) -> str:
    """One pinyin syllable (lower case, no tone) in Wade-Giles."""
    if pinyin in _WHOLE:
        return _WHOLE[pinyin]
    spelt = pinyin
    for initial, other in _INITIALS:
        if pinyin.startswith(initial):
            spelt = other + pinyin[len(initial) :]
            break
    for final, other in _FINALS:
        if spelt.endswith(final):
            return spelt[: -len(final)] + other
    return spelt
