"""One word against many at once: the arithmetic of ``token_kernel.similarity_above``, cell by cell, for many words side by side.

A processor adds and compares up to 32 small numbers in one step if they lie next to each other. So the words of a batch are laid letter by
letter in rows, and each cell of the table of costs is worked out for all of them before the next. Costs are whole numbers that 16 bits
hold, and the results those of ``token_kernel`` to the last bit.

The loops are plain on purpose: the compiler turns them into steps of many numbers only where no place of an array is looked up by a value,
no two arrays may be the same, and sums are cut to 16 bits where they arise.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.matching.compiled import compiled_in_place
from comity.matching.token_kernel import DOUBLED, EXCHANGE, FAR_APART, FIRST_LETTER, GAP, MAX_TOKEN, TRANSPOSED, UNIT, Bytes

Ints = npt.NDArray[np.int32]
Likeness = npt.NDArray[np.float64]
Small = npt.NDArray[np.uint16]

LANES = 64
"""Words compared side by side."""

WIDTH = MAX_TOKEN + 1
RESEMBLED = 8
"""Letters that any one letter may be exchanged for below the full cost, itself included, at most."""

_WHOLE, _DOUBLED, _SWAPPED, _NOTHING = np.uint16(UNIT), np.uint16(DOUBLED), np.uint16(TRANSPOSED), np.uint16(0)
_A, _E, _I, _O, _U, _Y, _H, _W, _J = (np.uint16(ord(letter)) for letter in "aeiouyhwj")
_VOWEL_GAP, _H_GAP, _W_GAP, _J_GAP = (np.uint16(GAP[ord(letter)]) for letter in "ahwj")


def _resembled() -> tuple[Small, Small]:
    """For each letter those that it may be exchanged for below the full cost, and at what cost; the rest of each row stands for none."""
    letters = np.zeros((256, RESEMBLED), dtype=np.uint16)
    costs = np.full((256, RESEMBLED), UNIT, dtype=np.uint16)
    for letter in range(1, 256):
        cheap = np.flatnonzero(EXCHANGE[letter] < UNIT)
        letters[letter, : len(cheap)] = cheap
        costs[letter, : len(cheap)] = EXCHANGE[letter, cheap]
    return letters, costs


_LIKE, _LIKE_COSTS = _resembled()


class Lanes(NamedTuple):
    """Working room for one batch of words side by side, a column each.

    ``letters``; ``gaps``: what leaving each out costs; ``older``, ``before``, ``row``: three rows of the tables of costs; ``best``: the
    cheapest way so far to each cell of the next; ``lengths`` of the words; ``weights``: what writing each costs.
    """

    letters: Small
    gaps: Small
    older: Small
    before: Small
    row: Small
    best: Small
    lengths: Ints
    weights: Ints


def lanes() -> Lanes:
    """Room for ``LANES`` words; not for two threads at once."""
    rows = [np.zeros((WIDTH, LANES), dtype=np.uint16) for _ in range(6)]
    return Lanes(rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], np.zeros(LANES, dtype=np.int32), np.zeros(LANES, dtype=np.int32))


@compiled_in_place
def _lay(words: tuple[Bytes, Ints], chosen: Ints, letters: Small, lengths: Ints) -> int:
    """Lay the letters of the ``chosen`` words side by side, zeros behind the shorter ones; return the longest length."""
    sounds, offsets = words
    longest = 0
    for k in range(len(chosen)):
        lengths[k] = min(offsets[chosen[k] + 1] - offsets[chosen[k]], MAX_TOKEN)
        longest = max(longest, lengths[k])
    for k in range(len(chosen)):
        start = offsets[chosen[k]]
        for j in range(lengths[k]):
            letters[j, k] = sounds[start + j]
        for j in range(lengths[k], longest):
            letters[j, k] = 0
    return longest


@compiled_in_place
def _gaps(letters: Small, longest: int, gaps: Small, before: Small) -> None:
    """Write what leaving each letter out costs, and into ``before`` the sums: the first row of the tables."""
    for k in range(LANES):
        before[0, k] = _NOTHING
    for j in range(longest):
        for k in range(LANES):
            letter = letters[j, k]
            gap = _WHOLE
            is_vowel = (letter == _A) | (letter == _E) | (letter == _I) | (letter == _O) | (letter == _U) | (letter == _Y)
            gap = _VOWEL_GAP if is_vowel else gap
            gap = _H_GAP if letter == _H else gap
            gap = _W_GAP if letter == _W else gap
            gap = _J_GAP if letter == _J else gap
            gaps[j, k] = _NOTHING if letter == _NOTHING else gap
    for j in range(1, longest):
        for k in range(LANES):
            gaps[j, k] = _DOUBLED if (letters[j, k] == letters[j - 1, k]) & (letters[j, k] != _NOTHING) else gaps[j, k]
    for j in range(longest):
        for k in range(LANES):
            before[j + 1, k] = np.uint16(before[j, k] + gaps[j, k])


@compiled_in_place
def _exchanges(here: int, letters: Small, longest: int, exchange: Small) -> None:
    """Write what exchanging the letter ``here`` for each of ``letters`` costs, by comparing with the few it resembles."""
    like, costs = _LIKE[here], _LIKE_COSTS[here]
    a, b, c, d, e, f, g, h = like[0], like[1], like[2], like[3], like[4], like[5], like[6], like[7]
    cost_a, cost_b, cost_c, cost_d = costs[0], costs[1], costs[2], costs[3]
    cost_e, cost_f, cost_g, cost_h = costs[4], costs[5], costs[6], costs[7]
    for j in range(longest):
        for k in range(LANES):
            letter = letters[j, k]
            cost = _WHOLE
            cost = cost_a if letter == a else cost
            cost = cost_b if letter == b else cost
            cost = cost_c if letter == c else cost
            cost = cost_d if letter == d else cost
            cost = cost_e if letter == e else cost
            cost = cost_f if letter == f else cost
            cost = cost_g if letter == g else cost
            cost = cost_h if letter == h else cost
            exchange[j, k] = cost


@compiled_in_place
def _without_neighbours(before: Small, best: Small, longest: int, drop: np.uint16) -> None:
    """Turn ``best``, what exchanging costs, into the cheaper of exchanging two letters and leaving this one out."""
    for j in range(longest):
        for k in range(LANES):
            exchanged = np.uint16(before[j, k] + best[j, k])
            left_out = np.uint16(before[j + 1, k] + drop)
            best[j, k] = min(exchanged, left_out)


@compiled_in_place
def _with_swaps(older: Small, letters: Small, best: Small, longest: int, two: tuple[np.uint16, np.uint16]) -> None:
    """Lower ``best`` where ``two``, this letter and the one before, stand the other way round in a word."""
    here, last = two
    for j in range(1, longest):
        for k in range(LANES):
            swapped = np.uint16(older[j - 1, k] + _SWAPPED)
            known = best[j, k]
            fits = (letters[j - 1, k] == here) & (letters[j, k] == last) & (swapped < known)
            best[j, k] = swapped if fits else known


@compiled_in_place
def _next_row(before: Small, best: Small, gaps: Small, row: Small, longest: int, drop: np.uint16) -> None:
    """Fill the next row: ``best``, or what stands to the left and leaving that letter out."""
    for k in range(LANES):
        row[0, k] = np.uint16(before[0, k] + drop)
    for j in range(longest):
        for k in range(LANES):
            left_out = np.uint16(row[j, k] + gaps[j, k])
            known = best[j, k]
            row[j + 1, k] = min(known, left_out)


@compiled_in_place
def similarities(word: Bytes, words: tuple[Bytes, Ints], chosen: Ints, room: Lanes, found: Likeness) -> None:
    """Write into ``found`` how alike ``word`` is to each of ``chosen``, at most ``LANES`` of ``words`` (end to end, where each begins):
    what ``token_kernel.similarity_above`` says without a limit. ``room`` is overwritten.
    """
    sounds, offsets = words
    letters, gaps, older, before, row, best, lengths, weights = room
    longest = _lay(words, chosen, letters, lengths)
    _gaps(letters, longest, gaps, before)
    for k in range(len(chosen)):
        weights[k] = before[lengths[k], k]
    n = min(len(word), MAX_TOKEN)
    weight = 0
    for i in range(n):
        here = word[i]
        drop = DOUBLED if i > 0 and here == word[i - 1] else GAP[here]
        weight += drop
        _exchanges(here, letters, longest, best)
        _without_neighbours(before, best, longest, np.uint16(drop))
        if i > 0 and here != word[i - 1]:
            _with_swaps(older, letters, best, longest, (np.uint16(here), np.uint16(word[i - 1])))
        _next_row(before, best, gaps, row, longest, np.uint16(drop))
        older, before, row = before, row, older
    for k in range(len(chosen)):
        m = lengths[k]
        if n == 0 or m == 0:
            found[k] = 0.0
            continue
        scale = 0.5 * (max(weight, weights[k]) + UNIT * max(n, m))
        first = FIRST_LETTER if EXCHANGE[word[0], sounds[offsets[chosen[k]]]] > FAR_APART else 0
        found[k] = max(0.0, 1.0 - (before[m, k] + first) / scale)
