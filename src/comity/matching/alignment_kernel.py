"""Pairing the words of two names, and the score that follows from what is paired and what is left over.

The arithmetic, which ``matching.comparison`` shows to people::

    agreed   = sum of pair weight x credit(similarity)
    conflict = the smaller of the two sides' unpaired weights: words that contradict each other; ordinary words on both sides a part
    extra    = what one side has beyond that: words that the other side leaves out; places are counted apart
    score    = agreed / (paired + CONFLICT x conflict + EXTRA x extra + EXTRA_PLACE x places) x ceiling(paired)

where EXTRA is EXTRA_ALONE beside one word, EXTRA_SYLLABLE for syllables, and more where the name asked has the extra words.

``ceiling`` grows with the weight of what is paired, so that one common word never scores like three rare ones, and stays below 1.

The two sides are not alike: the left name is the one asked, the right one is listed. A list gives names in full (patronymics, names of
grandfathers), files leave such words out; a name that a file gives and the list does not know speaks against the match, most of all the
first, which is the person's own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.matching.compiled import compiled_in_place

Matrix = npt.NDArray[np.float32]
Weights = npt.NDArray[np.float32]
Kinds = npt.NDArray[np.uint8]
Pairs = npt.NDArray[np.int16]
Flags = npt.NDArray[np.bool_]

MAX_WORDS = 24
"""Most words of a name that are aligned; the rest of a longer name is not looked at."""

LEAST_SIMILARITY = 0.66
"""Words less alike than this are different words."""

ONE_SLIP = 0.5
"""What stands for the similarity of words less alike than that, where one slip of the hand makes one of the other (``ael``, ``adel``). Such
words are paired only where all others agree.
"""

ONE_SLIP_CREDIT = 0.45
LEAST_BESIDE_SLIP = 0.6
"""Weight of telling words that must be paired before such words are."""

STEEPNESS = 1.2
UNLIKE = 0.85
STEEPNESS_UNLIKE = 2.0
"""A pair's credit falls that fast with its similarity: down to UNLIKE, where two spellings of a name seldom lie below, and from there."""

CONFLICT = 1.8
CONFLICT_ORDINARY = 0.60
"""What part of that ordinary words cost which contradict ordinary words: companies are described in more ways than one."""

EXTRA = 0.32
"""What a word that one side leaves out costs, of its weight."""

EXTRA_ALONE = 1.0
"""The same beside a single common or short word that agrees: the less agrees, the more the rest matters."""

ALONE = 0.90
"""Weight of what agrees up to which it is such a word."""

BOUND = 0.9
LEAST_BOUND = 0.25
"""What ``abd``, ``abu`` and ``umm`` (particles of that weight or more) weigh where they contradict another word: with what follows they are
another name.
"""

EXTRA_INITIAL = 0.40
"""What part of its weight an initial counts that the other side leaves out: it may stand for a title or a name seldom written."""

EXTRA_FIRST = 0.50
"""What the first word of the name asked costs at least, where the others stand in the order of the listed name: another given name."""

EXTRA_ASKED = 0.28
"""What a word that only the name asked has costs beyond that, of its weight."""

EXTRA_PLACE = 0.15
"""What a city, a country or a word for a branch costs that one side leaves out, whatever else agrees: branches bear their house's name."""

EXTRA_NUMBER = 0.4
"""What a number costs beyond that which one side leaves out: sister companies and ships differ by nothing else."""

EXTRA_SYLLABLE = 1.0
"""What a syllable costs that one side leaves out, where Han, Hangul or kana write them: a given name of one syllable is not one of two."""

SYLLABIC = 0.9
"""Readings whose words must be at least this alike are of syllables."""

JOINED_APART = 1.6
"""Two words written together and not quite the same as one are that much further from it than words are."""

OUT_OF_ORDER = 0.02
FATHER_AND_SON = 0.70
"""Factor where the words beside a particle (``X bin Y``) stand on its other sides in the other name: one's son is the other's father."""

PAIRED_WITH_FATHER = 4
"""Pairs of words that such names agree in at least: the two, the particle and a family name. Shorter ones are only reordered."""

LEAST_PATRONYMIC = 0.07
"""Weight of such a particle at least; articles and words that join equals (``and``) weigh less."""

UNLIKE_ALONE = 0.12
"""What a word that is all that agrees lacks to the same spelling counts that much more: nothing else says that it is the same."""

NUMBERS_DIFFER = 0.80
NOTHING_TELLING = 0.75
WHOLE_NAME = 0.75
"""Weight that agreement counts for at least when two names agree in every word, however generic."""

SAME_NAME = 1.2
"""The same, when every word is the same word: whoever bears exactly a listed name is looked at first."""

ROUNDING = 1e-3

NEGLIGIBLE = 0.1
"""Left-over weight (an article, stop words; places aside) that does not keep two names from agreeing in every word."""

CEILING_DROP = 0.42
CEILING_RATE = 1.15

INITIAL = 1
PARTICLE = 2
GENERIC = 3
PLACE = 4
NUMBER = 6


class Alignment(NamedTuple):
    """Two names laid out to be paired, and what came of it; made once and filled again and again: making room costs more than pairing.

    ``same[i, j]`` is the similarity of left word i and right word j; ``left_joined[i, j]`` that of left words i and i+1 written together
    with right word j; ``right_joined[i, j]`` that of left word i with right words j and j+1 together. Weight and kind of each word; which
    words are free; ``pairs``: (left word, right word, how: 0, 1 left joined, 2 right joined). All have room for ``MAX_WORDS`` words.
    """

    same: Matrix
    left_joined: Matrix
    right_joined: Matrix
    left_weights: Weights
    right_weights: Weights
    left_kinds: Kinds
    right_kinds: Kinds
    left_free: Flags
    right_free: Flags
    pairs: Pairs


def alignment() -> Alignment:
    """Room for two names; not for two threads at once."""
    matrices = [np.zeros((MAX_WORDS, MAX_WORDS), dtype=np.float32) for _ in range(3)]
    weights = [np.zeros(MAX_WORDS, dtype=np.float32) for _ in range(2)]
    kinds = [np.zeros(MAX_WORDS, dtype=np.uint8) for _ in range(2)]
    free = [np.zeros(MAX_WORDS, dtype=np.bool_) for _ in range(2)]
    pairs = np.zeros((MAX_WORDS, 3), dtype=np.int16)
    return Alignment(matrices[0], matrices[1], matrices[2], weights[0], weights[1], kinds[0], kinds[1], free[0], free[1], pairs)


@compiled_in_place
def credit(similarity: float) -> float:
    """What share of a pair's weight counts as agreed."""
    if similarity < LEAST_SIMILARITY:
        return ONE_SLIP_CREDIT
    below = max(0.0, UNLIKE - similarity)
    return max(0.0, 1.0 - STEEPNESS * (1.0 - similarity) - (STEEPNESS_UNLIKE - STEEPNESS) * below)


@compiled_in_place
def ceiling(paired: float) -> float:
    """The most a name can score when words of this total weight are paired: 0.86 for one rare word, 0.95 for two, 0.98 for three."""
    return 0.995 - CEILING_DROP * np.exp(-CEILING_RATE * paired)


@compiled_in_place
def _tells(kind: int) -> bool:
    """Whether a word of this kind may be what two names agree in."""
    return kind != GENERIC and kind != PARTICLE and kind != PLACE


@compiled_in_place
def _best_pair(names: Alignment, n: int, m: int) -> tuple[float, int, int, int]:
    """The most alike free pair: (similarity, left word, right word, how: 0 word to word, 1 two left words joined, 2 two right
    words joined).
    """
    best, at_left, at_right, how = ONE_SLIP, -1, -1, 0
    for i in range(n):
        if not names.left_free[i]:
            continue
        next_is_free = i + 1 < n and names.left_free[i + 1]
        for j in range(m):
            if not names.right_free[j]:
                continue
            if names.same[i, j] > best:
                best, at_left, at_right, how = names.same[i, j], i, j, 0
            if next_is_free and names.left_joined[i, j] > best:
                best, at_left, at_right, how = names.left_joined[i, j], i, j, 1
            if names.right_joined[i, j] > best and j + 1 < m and names.right_free[j + 1]:
                best, at_left, at_right, how = names.right_joined[i, j], i, j, 2
    return best, at_left, at_right, how


@compiled_in_place
def _inversions(pairs: Pairs, count: int) -> float:
    """Share of pairs of pairs that stand in the other order on the right (0 to 1)."""
    if count < 2:
        return 0.0
    crossed = 0
    for a in range(count):
        for b in range(a + 1, count):
            if (pairs[a, 0] - pairs[b, 0]) * (pairs[a, 1] - pairs[b, 1]) < 0:
                crossed += 1
    return crossed / (count * (count - 1) / 2)


@compiled_in_place
def _are_father_and_son(names: Alignment, count: int) -> bool:
    """Whether two words beside a particle stand on its other sides on the right (``Ahmad bin Hasan``, ``Hasan bin Ahmad``)."""
    for a in range(count):
        for b in range(count):
            i, j = names.pairs[a, 0], names.pairs[b, 1]
            if names.pairs[b, 0] == i + 2 and names.pairs[a, 1] == j + 2:
                left = names.left_kinds[i + 1] == PARTICLE and names.left_weights[i + 1] >= LEAST_PATRONYMIC
                right = names.right_kinds[j + 1] == PARTICLE and names.right_weights[j + 1] >= LEAST_PATRONYMIC
                if left and right:
                    return True
    return False


@compiled_in_place
def _left_over(weights: Weights, kinds: Kinds, free: Flags, count: int) -> tuple[float, float, float, float, float, float]:
    """The weight of the free words of one side's ``count``; that of places, of ordinary words and of initials among them; what they weigh
    more where they contradict; and the weight of the numbers among them.
    """
    over = 0.0
    places = 0.0
    ordinary = 0.0
    initials = 0.0
    more = 0.0
    numbers = 0.0
    for k in range(count):
        if free[k]:
            weight = float(weights[k])
            over += weight
            initials += weight if kinds[k] == INITIAL else 0.0
            places += weight if kinds[k] == PLACE else 0.0
            ordinary += weight if kinds[k] == GENERIC else 0.0
            more += BOUND - weight if kinds[k] == PARTICLE and weight >= LEAST_BOUND else 0.0
            numbers += weight if kinds[k] == NUMBER else 0.0
    return over, places, ordinary, initials, more, numbers


@compiled_in_place
def _slip(names: Alignment, n: int, m: int) -> tuple[int, int]:
    """The first free words that one slip of the hand makes of each other, where besides them no word contradicts another; else -1, -1."""
    left_over = _left_over(names.left_weights, names.left_kinds, names.left_free, n)[0]
    right_over = _left_over(names.right_weights, names.right_kinds, names.right_free, m)[0]
    for i in range(n):
        for j in range(m):
            is_slip = names.left_free[i] and names.right_free[j] and names.same[i, j] == ONE_SLIP
            if is_slip and min(left_over - names.left_weights[i], right_over - names.right_weights[j]) <= NEGLIGIBLE:
                return i, j
    return -1, -1


@compiled_in_place
def _rest(names: Alignment, sizes: tuple[int, int], agreement: tuple[float, float, float]) -> tuple[float, bool, bool]:
    """What the free words cost; whether there are none that matter; whether both sides have numbers among them. ``agreement``: the weight
    paired, how alike words had to be, and the share of pairs out of order.
    """
    paired, least, crossed = agreement
    left = _left_over(names.left_weights, names.left_kinds, names.left_free, sizes[0])
    right = _left_over(names.right_weights, names.right_kinds, names.right_free, sizes[1])
    left_over, left_places, left_ordinary, left_initials, left_more, left_numbers = left
    right_over, right_places, right_ordinary, right_initials, right_more, right_numbers = right
    if min(left_over, right_over) > NEGLIGIBLE:
        left_over, right_over = (
            max(left_over, min(left_over + left_more, right_over)),
            max(right_over, min(right_over + right_more, left_over)),
        )
    conflict = min(left_over, right_over)
    extra = max(left_over, right_over) - conflict
    asked_more = left_over > right_over
    places = min(extra, left_places if asked_more else right_places)
    extra -= places
    extra -= (1.0 - EXTRA_INITIAL) * min(extra, left_initials if asked_more else right_initials)
    each = EXTRA_SYLLABLE if least >= SYLLABIC else EXTRA_ALONE if paired <= ALONE else EXTRA
    ordinary = min(conflict, left_ordinary, right_ordinary)
    cost = CONFLICT * (conflict - (1.0 - CONFLICT_ORDINARY) * ordinary) + EXTRA_PLACE * places + each * extra
    cost += EXTRA_NUMBER * min(extra, left_numbers if asked_more else right_numbers)
    if asked_more:
        cost += EXTRA_ASKED * extra
        if names.left_free[0] and names.left_kinds[0] != PLACE and crossed == 0.0:
            cost += max(0.0, EXTRA_FIRST - each) * min(extra, float(names.left_weights[0]))
    return cost, conflict + extra <= NEGLIGIBLE, left_numbers > 0.0 and right_numbers > 0.0


@compiled_in_place
def _take(names: Alignment, i: int, j: int, how: int) -> tuple[float, bool]:
    """Pair two words: no longer free. Returns the pair's weight, and whether both sides are words that tell."""
    left_weight, right_weight = names.left_weights[i], names.right_weights[j]
    left_tells, right_tells = _tells(names.left_kinds[i]), _tells(names.right_kinds[j])
    names.left_free[i] = False
    names.right_free[j] = False
    if how == 1:
        left_weight += names.left_weights[i + 1]
        left_tells = left_tells or _tells(names.left_kinds[i + 1])
        names.left_free[i + 1] = False
    if how == 2:
        right_weight += names.right_weights[j + 1]
        right_tells = right_tells or _tells(names.right_kinds[j + 1])
        names.right_free[j + 1] = False
    if (names.left_kinds[i] == INITIAL) != (names.right_kinds[j] == INITIAL):
        return 0.5 * min(left_weight, right_weight), left_tells and right_tells
    return 0.5 * (left_weight + right_weight), left_tells and right_tells


@compiled_in_place
def align(names: Alignment, n: int, m: int, least: float) -> tuple[float, int]:
    """Pair the ``n`` words of the name asked (left) and the ``m`` of the listed one (right), most alike first, and score the result.

    Similarities below ``least`` (or ``LEAST_SIMILARITY``) must be 0, or ``ONE_SLIP``. Returns the score (0..1) and the number of
    ``names.pairs``.
    """
    names.left_free[:n] = True
    names.right_free[:m] = True
    paired = 0.0
    agreed = 0.0
    telling = 0.0
    count = 0
    slipped = False
    while count < MAX_WORDS and not slipped:
        best, i, j, how = _best_pair(names, n, m)
        if i < 0 and telling >= LEAST_BESIDE_SLIP:
            slipped = True
            i, j = _slip(names, n, m)
        if i < 0:
            break
        weight, tells = _take(names, i, j, how)
        paired += weight
        agreed += weight * credit(best if how == 0 else 1.0 - JOINED_APART * (1.0 - best))
        telling += weight if tells else 0.0
        names.pairs[count, 0], names.pairs[count, 1], names.pairs[count, 2] = i, j, how
        count += 1
    if agreed <= 0.0:
        return 0.0, count
    if count == 1:
        agreed = max(0.0, agreed - UNLIKE_ALONE * (paired - agreed))
    crossed = _inversions(names.pairs, count)
    cost, whole, numbers_differ = _rest(names, (n, m), (paired, least, crossed))
    known = paired
    if whole:
        known = max(paired, SAME_NAME if paired - agreed < ROUNDING else WHOLE_NAME)
    score = agreed / (paired + cost) * ceiling(known)
    score *= 1.0 - OUT_OF_ORDER * crossed
    if crossed > 0.0 and count >= PAIRED_WITH_FATHER and _are_father_and_son(names, count):
        score *= FATHER_AND_SON
    if numbers_differ:
        score *= NUMBERS_DIFFER
    if telling == 0.0 and not whole:
        score *= NOTHING_TELLING
    return score, count
