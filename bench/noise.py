"""Noise as it gets into names between a passport and a file: typing errors, words reordered, left out, joined or split."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

SHORTEST_TYPED, SHORTEST_SPLIT = 4, 6
"""Words below these lengths, in letters, get no typing error and are not split."""


def _typing_error(words: list[str], random: Random) -> list[str] | None:
    """One letter inside a word left out, added, replaced, or exchanged with the next; new letters are of the name, so of its script.

    Words with digits stay: another number is another ship or company, not a slip of the hand.
    """
    places = [at for at, word in enumerate(words) if len(word) >= SHORTEST_TYPED and not any(map(str.isdigit, word))]
    if not places:
        return None
    place = random.choice(places)
    word = words[place]
    at = random.randrange(1, len(word) - 1)
    letter = random.choice([one for one in "".join(words).lower() if one.isalpha()] or ["a"])
    changed = random.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return [*words[:place], changed, *words[place + 1 :]]


def _two_typing_errors(words: list[str], random: Random) -> list[str] | None:
    once = _typing_error(words, random)
    return _typing_error(once, random) if once else None


def _reordered(words: list[str], random: Random) -> list[str] | None:
    return random.sample(words, len(words)) if len(words) > 1 else None


def _left_out(words: list[str], random: Random) -> list[str] | None:
    if len(words) < 3:
        return None
    at = random.randrange(len(words))
    return words[:at] + words[at + 1 :]


def _joined(words: list[str], random: Random) -> list[str] | None:
    if len(words) < 2:
        return None
    at = random.randrange(len(words) - 1)
    return [*words[:at], words[at] + words[at + 1], *words[at + 2 :]]


def _split(words: list[str], random: Random) -> list[str] | None:
    places = [at for at, word in enumerate(words) if len(word) >= SHORTEST_SPLIT]
    if not places:
        return None
    place = random.choice(places)
    middle = len(words[place]) // 2
    return [*words[:place], words[place][:middle], words[place][middle:], *words[place + 1 :]]


KINDS: dict[str, Callable[[list[str], Random], list[str] | None]] = {
    "one typing error": _typing_error,
    "two typing errors": _two_typing_errors,
    "words reordered": _reordered,
    "a word left out": _left_out,
    "two words joined": _joined,
    "a word split": _split,
}
"""What can happen to a name, and how."""


def noised(name: str, kind: str, random: Random) -> str | None:
    """``name`` after noise of that ``kind``, or None when it cannot be had or changes nothing."""
    words = KINDS[kind](name.split(), random)
    changed = " ".join(words) if words else name
    return None if changed == name else changed
