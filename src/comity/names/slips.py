"""One slip of the hand: a letter left out, added or changed, or two neighbours exchanged (Damerau, CACM 7(3), 1964)."""

from __future__ import annotations


def without_one(word: str) -> list[str]:
    """``word`` with any one letter left out: the keys of its deletion neighbourhood (Mor and Fraenkel, CACM 25(12), 1982)."""
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def is_one_slip(one: str, other: str) -> bool:
    """Tell whether one slip makes one word of the other; words that share a key of their neighbourhoods may be two slips apart."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) == 1:
        return shorter in without_one(longer)
    different = [at for at in range(len(one)) if one[at] != other[at]] if len(one) == len(other) else []
    swapped = len(different) == 2 and one[different[0]] == other[different[1]] and one[different[1]] == other[different[0]]
    return len(different) == 1 or (swapped and different[1] == different[0] + 1)
