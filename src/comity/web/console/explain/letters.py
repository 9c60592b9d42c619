"""Two names letter by letter: which letters of one are not in the other, in the form in which they were compared.

A name in another script is shown as it was read in Latin letters, since those letters were compared; a Latin name as it is written. What a
stranger wrote is cleaned first, so nothing that turns or hides its neighbours is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from comity.names.clean import clean
from comity.names.romanise import romanisations
from comity.web.console.explain.likeness import Likeness, Pair
from comity.web.console.explain.written import is_foreign

LONGEST = 240
"""Letters of a name that are shown with marks."""

LONGEST_WORD = 60
"""Letters of a word that is aligned; a longer one is marked as a whole."""

_READINGS = 6


class Letters(StrEnum):
    """What a run of letters is: the same in both, different, in one word that the other side lacks, missing here, or not compared."""

    SAME = "same"
    DIFFER = "differ"
    ALONE = "alone"
    GAP = "gap"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of letters of one kind; a gap is as many spaces as the other side has letters there."""

    text: str
    kind: Letters = Letters.SAME


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Two words under each other; gaps make them equally long. Of a word that only one side has, the other line is empty."""

    left: tuple[Stretch, ...]
    right: tuple[Stretch, ...]
    words: Pair


def aligned(pair: Pair) -> AlignedPair:
    """The letters of a pair of words under each other."""
    left, right = pair.left, pair.right
    if not left or not right:
        alone = Stretch(_cut(left or right), Letters.ALONE)
        return AlignedPair((alone,) if left else (), (alone,) if right else (), pair)
    if max(len(left), len(right)) > LONGEST_WORD:
        kind = Letters.SAME if left == right else Letters.DIFFER
        return AlignedPair((Stretch(_cut(left), kind),), (Stretch(_cut(right), kind),), pair)
    lines: tuple[list[Stretch], list[Stretch]] = ([], [])
    for tag, start, end, other_start, other_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        one, other = left[start:end], right[other_start:other_end]
        kind = Letters.SAME if tag == "equal" else Letters.DIFFER
        width = max(len(one), len(other))
        lines[0].extend(_padded(one, kind, width))
        lines[1].extend(_padded(other, kind, width))
    return AlignedPair(tuple(lines[0]), tuple(lines[1]), pair)


def _cut(word: str) -> str:
    """``word``, or its beginning where it is too long to stand on a line."""
    return word if len(word) <= LONGEST_WORD else f"{word[:LONGEST_WORD]}…"


def _padded(letters: str, kind: Letters, width: int) -> list[Stretch]:
    """Letters and the gap behind them up to ``width``."""
    run = [Stretch(letters, kind)] if letters else []
    return [*run, Stretch(" " * (width - len(letters)), Letters.GAP)] if len(letters) < width else run


def word_by_word(likeness: Likeness) -> tuple[AlignedPair, ...]:
    """Every pair of words and the words that only the subject's name has, in its order; then those that only the listed name has."""
    lefts = [*likeness.pairs, *(Pair(word, "", 0.0) for word in likeness.left_only)]
    text = _squeezed(reading(likeness.left, [_squeezed(pair.left) for pair in lefts]))
    places = {pair: text.find(_squeezed(pair.left)) for pair in lefts}
    ordered = sorted(lefts, key=lambda pair: places[pair] if places[pair] >= 0 else len(text))
    return tuple(aligned(pair) for pair in (*ordered, *(Pair("", word, 0.0) for word in likeness.right_only)))


def marked(text: str, pairs: Iterable[AlignedPair], *, is_left: bool) -> tuple[Stretch, ...]:
    """``text`` in the form in which it was compared, its letters marked as ``pairs`` say; at most ``LONGEST`` letters of it.

    Letters of no word of the evidence were set aside (titles, legal forms); where a word of the evidence cannot be found in the text (a
    repaired or spelt-out one), the letters that are left are not called anything.
    """
    words = [line for line in (_line(pair.left if is_left else pair.right) for pair in pairs) if line]
    shown = reading(text, ["".join(letter for letter, _ in word) for word in words])[:LONGEST]
    compact = [(letter.lower(), at) for at, letter in enumerate(shown) if letter.isalnum()]
    kinds: dict[int, Letters] = {}
    found = [_place(word, compact, kinds, shown) for word in sorted(words, key=len, reverse=True)]
    rest = Letters.ASIDE if all(found) else Letters.SAME
    return _runs(shown, kinds, rest)


def reading(text: str, words: Sequence[str]) -> str:
    """``text`` as it was compared: itself where it is Latin, else the romanisation that holds most of ``words``.

    Dashes and quotes that cleaning only writes otherwise stay as they are written. Of a longer text only the first ``LONGEST`` letters.
    """
    text = text[:LONGEST]
    cleaned = clean(text)
    if not is_foreign(cleaned):
        return text if len(text) == len(cleaned) else cleaned
    return max(romanisations(cleaned, _READINGS), key=lambda form: sum(word in _squeezed(form) for word in words))


def _squeezed(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _line(stretches: Iterable[Stretch]) -> list[tuple[str, Letters]]:
    """The letters of one line of a pair without gaps and spaces, each with its kind."""
    return [(letter, one.kind) for one in stretches if one.kind is not Letters.GAP for letter in one.text if letter != " "]


def _place(word: Sequence[tuple[str, Letters]], compact: Sequence[tuple[str, int]], kinds: dict[int, Letters], shown: str) -> bool:
    """Note the kinds of a word's letters where it stands in the text, at the beginning of a word if it can be; False when it is not there.

    Letters are folded one by one (``É`` is ``e``), so a letter that is written as two leaves its word unfound.
    """
    places = [at for at in range(len(compact) - len(word) + 1) if _stands(word, compact, at, kinds)]
    if not places:
        return False
    first = next((at for at in places if _begins(compact[at][1], shown)), places[0])
    kinds.update({compact[first + offset][1]: kind for offset, (_, kind) in enumerate(word)})
    return True


def _stands(word: Sequence[tuple[str, Letters]], compact: Sequence[tuple[str, int]], at: int, taken: dict[int, Letters]) -> bool:
    return all(
        _plain(compact[at + offset][0]) == letter and compact[at + offset][1] not in taken for offset, (letter, _) in enumerate(word)
    )


def _begins(at: int, shown: str) -> bool:
    return at == 0 or not shown[at - 1].isalnum()


def _plain(letter: str) -> str:
    return letter if letter.isascii() else romanisations(clean(letter), 1)[0]


def _runs(shown: str, kinds: dict[int, Letters], rest: Letters) -> tuple[Stretch, ...]:
    """The text in runs of one kind; what stands between letters goes with those before it."""
    runs: list[Stretch] = []
    kind = Letters.SAME
    for at, letter in enumerate(shown):
        kind = kinds.get(at, rest) if letter.isalnum() else (kind if kind is Letters.ASIDE else Letters.SAME)
        if runs and runs[-1].kind is kind:
            runs[-1] = Stretch(runs[-1].text + letter, kind)
        else:
            runs.append(Stretch(letter, kind))
    return tuple(runs)
