"""How alike two words in their sounded form (``sound_kernel``) are, from the cost of turning one spelling into the other.

The idea: most differences between two spellings of one name are not typing errors but habits of writing sounds down. Vowels are
exchanged or left out, ``h`` comes and goes after a consonant, letters are doubled, ``k``, ``q`` and ``c`` stand for one sound.
Such edits cost less than an arbitrary one. The distance is the restricted Damerau-Levenshtein (optimal string alignment)
distance with those costs. Sources: Damerau, CACM 7(3), 1964; Wagner and Fischer, J. ACM 21(1), 1974; the groups of letters
follow the consonant classes of Odell and Russell's Soundex (US patents 1261167 and 1435663) and the exchange tables of ICAO Doc
9303-3 (8th ed. 2021) section 6.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comity.matching.compiled import compiled, compiled_in_place

Bytes = npt.NDArray[np.uint8]
Costs = npt.NDArray[np.int32]

UNIT = 1000
"""Costs are counted in thousandths of an arbitrary edit, as whole numbers: those are added and compared in a third of the time."""

MAX_TOKEN = 48
"""Longest word compared, in sounds; the rest of a longer one is not looked at."""

VOWELS = "aeiouy"

# (letters, cost of exchanging any two of them); the cheapest that applies counts.
_EXCHANGES = (
    ("aeiouy", 0.50),
    ("iye", 0.30),
    ("ou", 0.30),
    ("ae", 0.40),
    ("kqc", 0.25),
    ("kgx", 0.60),
    ("sz", 0.35),
    ("cs", 0.60),
    ("sx", 0.60),
    ("vw", 0.25),
    ("uw", 0.35),
    ("bp", 0.60),
    ("bv", 0.55),
    ("fv", 0.45),
    ("fp", 0.60),
    ("dt", 0.50),
    ("gj", 0.50),
    ("gh", 0.60),
    ("jy", 0.40),
    ("ji", 0.50),
    ("jz", 0.60),
    ("hx", 0.60),
    ("hk", 0.60),
    ("mn", 0.65),
    ("lr", 0.75),
    ("Ss", 0.40),
    ("Cc", 0.40),
    ("CS", 0.45),
    ("SZ", 0.45),
    ("Zz", 0.40),
    ("Zj", 0.40),
    ("CZ", 0.60),
    ("Cj", 0.50),
    ("Ck", 0.50),
    ("Sk", 0.80),
)


def _exchange_costs() -> Costs:
    costs = np.full((256, 256), UNIT, dtype=np.int32)
    np.fill_diagonal(costs, 0)
    for letters, cost in _EXCHANGES:
        for one in letters:
            for other in letters:
                if one != other:
                    pair = ord(one), ord(other)
                    costs[pair] = min(costs[pair], round(UNIT * cost))
    return costs


def _gap_costs() -> Costs:
    costs = np.full(256, UNIT, dtype=np.int32)
    for letters, cost in ((VOWELS, 0.55), ("h", 0.40), ("w", 0.70), ("j", 0.80)):
        for letter in letters:
            costs[ord(letter)] = round(UNIT * cost)
    return costs


EXCHANGE = _exchange_costs()
GAP = _gap_costs()
DOUBLED = 200
TRANSPOSED = 450
FIRST_LETTER = 250
FAR_APART = UNIT // 2
"""First letters whose exchange costs more than this are different first letters."""

WIDTH = MAX_TOKEN + 1
ROOM = 4 * WIDTH
"""Room that ``similarity_above`` needs: three rows of costs and the gaps of one word."""


@compiled_in_place
def _gap(word: Bytes, at: int) -> int:
    """Cost of a letter that stands in one word only; a doubled letter is nearly free."""
    if at > 0 and word[at] == word[at - 1]:
        return DOUBLED
    return int(GAP[word[at]])


@compiled_in_place
def same_word(one: Bytes, other: Bytes) -> bool:
    """True when two words are the same, letter by letter."""
    same = len(one) == len(other)
    for k in range(min(len(one), len(other))):
        same = same and one[k] == other[k]
    return same


@compiled_in_place
def one_slip(one: Bytes, other: Bytes) -> bool:
    """True when one slip of the hand makes one word (letters as written) of the other: a letter left out, added or changed, or two
    neighbours exchanged (Damerau, CACM 7(3), 1964).
    """
    return one_slip_within(one, other, 0, len(other))


@compiled_in_place
def one_slip_within(one: Bytes, others: Bytes, begin: int, end: int) -> bool:
    """``one_slip`` of ``one`` and ``others[begin:end]``, without cutting the word out, which takes longer than comparing it."""
    n, m = len(one), end - begin
    if abs(n - m) > 1:
        return False
    start = 0
    while start < min(n, m) and one[start] == others[begin + start]:
        start += 1
    same = 0
    while same < min(n, m) - start and one[n - 1 - same] == others[end - 1 - same]:
        same += 1
    left, right = n - start - same, m - start - same
    if left <= 1 and right <= 1:
        return True
    return left == 2 and right == 2 and one[start] == others[begin + start + 1] and one[start + 1] == others[begin + start]


@compiled
def similarity(one: Bytes, other: Bytes) -> float:
    """``similarity_above`` with no limit and room of its own."""
    return similarity_above(one, other, 0.0, np.empty(ROOM, dtype=np.int32))


@compiled_in_place
def similarity_above(one: Bytes, other: Bytes, least: float, room: Costs) -> float:
    """How alike two words (sounded forms) are: 1.0 for equal, about 0.5 for words that merely share letters, never below 0.

    One minus the edit cost over the mean of the longer word's length and what the heavier word would cost to write, so that consonants
    count for more than vowels; a different first letter costs a little more, since people and clerks seldom err there. 0 as soon as it
    is certain to lie below ``least``. ``room`` (``ROOM`` numbers) is overwritten.
    """
    n = min(len(one), MAX_TOKEN)
    m = min(len(other), MAX_TOKEN)
    if n == 0 or m == 0:
        return 0.0
    older, before, row, gaps = 0, WIDTH, 2 * WIDTH, 3 * WIDTH
    weight = 0
    for i in range(n):
        weight += _gap(one, i)
    room[before] = 0
    for j in range(1, m + 1):
        gap = _gap(other, j - 1)
        room[gaps + j] = gap
        room[before + j] = room[before + j - 1] + gap
    weight = max(weight, room[before + m])
    scale = 0.5 * (weight + UNIT * max(n, m))
    most = int((1.0 - least) * scale) + 1
    first = FIRST_LETTER if EXCHANGE[one[0], other[0]] > FAR_APART else 0
    most -= first
    for i in range(1, n + 1):
        here = one[i - 1]
        last = one[i - 2] if i > 1 else here
        drop = _gap(one, i - 1)
        left = room[before] + drop
        room[row] = left
        lowest = left
        for j in range(1, m + 1):
            there = other[j - 1]
            left = min(room[before + j - 1] + EXCHANGE[here, there], room[before + j] + drop, left + room[gaps + j])
            if here != last and j > 1 and here == other[j - 2] and last == there:
                left = min(left, room[older + j - 2] + TRANSPOSED)
            room[row + j] = left
            lowest = min(lowest, left)
        # An exchange of neighbours may still reach over this row from the one before.
        if lowest > most + TRANSPOSED and i > 1:
            return 0.0
        older, before, row = before, row, older
    return max(0.0, 1.0 - (room[before + m] + first) / scale)
