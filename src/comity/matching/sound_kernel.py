"""Writing a romanised word by its sounds: the groups of letters that languages use for one sound become one letter.

``sh``, ``sch``, ``sj`` are one sound, so are ``ch``, ``tch``, ``tsch``, ``cz`` and Swedish ``tj``; ``zh`` and ``kh`` are one
each; ``x`` is ``ks``; ``ou`` and ``oo`` are ``u``. The result is compared letter by letter (``token_kernel``), so that
``Kovaltjuk`` and ``Kovalchuk`` agree and ``Maxim`` and ``Maksim`` do. Capital letters stand for sounds without a letter of
their own: ``S`` sh, ``C`` ch, ``Z`` zh. Sources: ICAO Doc 9303-3 (8th ed. 2021) section 6 and the romanisation tables of
BGN/PCGN, ISO 9 and national press usage that the lists follow side by side.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from comity.matching.compiled import compiled, compiled_in_place

Bytes = npt.NDArray[np.uint8]

MAX_SOUNDS = 48
"""Most letters of the sounded form; the rest of a longer word is not looked at."""

_LONGEST = 4

# (letters, sounds); of those that fit at a place the longest applies.
_GROUPS = (
    ("tsch", "C"),
    ("sch", "S"),
    ("tch", "C"),
    ("dzh", "j"),
    ("sh", "S"),
    ("sj", "S"),
    ("ch", "C"),
    ("cz", "C"),
    ("tj", "C"),
    ("zh", "Z"),
    ("zj", "Z"),
    ("kh", "h"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("ck", "k"),
    ("dj", "j"),
    ("ts", "c"),
    ("tz", "c"),
    ("ks", "ks"),
    ("x", "ks"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("iy", "i"),
    ("ij", "i"),
    ("ii", "i"),
    ("yi", "i"),
    ("yy", "i"),
    ("w", "v"),
)


def _table() -> tuple[Bytes, Bytes, npt.NDArray[np.int64]]:
    """Rows of (letters padded with 0, their number) and of (sounds padded with 0, their number), by first letter, the longest groups first;
    and for each first letter its first row, followed by the row behind its last.
    """
    groups = sorted(_GROUPS, key=lambda group: (group[0][0], -len(group[0])))
    firsts = [ord(letters[0]) for letters, _ in groups]
    rows = np.array([sum(first < letter for first in firsts) for letter in range(257)], dtype=np.int64)
    letters = np.zeros((len(groups), _LONGEST + 1), dtype=np.uint8)
    sounds = np.zeros((len(groups), 3), dtype=np.uint8)
    for row, (written, sounded) in enumerate(groups):
        letters[row, : len(written)] = list(written.encode())
        letters[row, _LONGEST] = len(written)
        sounds[row, : len(sounded)] = list(sounded.encode())
        sounds[row, 2] = len(sounded)
    return letters, sounds, rows


LETTERS, SOUNDS, ROWS = _table()


@compiled_in_place
def _group_at(word: Bytes, at: int) -> int:
    """Row of the longest group that stands at ``word[at]``, or -1."""
    for row in range(ROWS[word[at]], ROWS[word[at] + 1]):
        length = LETTERS[row, _LONGEST]
        if at + length > len(word):
            continue
        fits = True
        for k in range(length):
            if word[at + k] != LETTERS[row, k]:
                fits = False
                break
        if fits:
            return row
    return -1


@compiled_in_place
def write_sounds(word: Bytes, out: Bytes) -> int:
    """Write the sounded form of ``word`` (lower-case ASCII) into ``out`` (at least ``MAX_SOUNDS`` long); return its length."""
    at = 0
    length = 0
    while at < len(word) and length < MAX_SOUNDS - 1:
        row = _group_at(word, at)
        if row < 0:
            out[length] = word[at]
            length += 1
            at += 1
        else:
            for k in range(SOUNDS[row, 2]):
                out[length] = SOUNDS[row, k]
                length += 1
            at += LETTERS[row, _LONGEST]
    return length


@compiled
def sounds_of(word: Bytes) -> Bytes:
    """The sounded form of ``word`` as an array of its own; empty for an empty word."""
    out = np.empty(MAX_SOUNDS, dtype=np.uint8)
    length = write_sounds(word, out)
    return out[:length].copy()


@compiled
def sounds_of_all(letters: Bytes, offsets: npt.NDArray[np.int32]) -> tuple[Bytes, npt.NDArray[np.int32]]:
    """The sounded forms of many words end to end, and where each begins; the words are given as their letters end to end, and where each
    begins.
    """
    words = len(offsets) - 1
    sounds = np.empty(2 * len(letters) + MAX_SOUNDS, dtype=np.uint8)
    starts = np.zeros(words + 1, dtype=np.int32)
    for word in range(words):
        room = sounds[starts[word] : starts[word] + MAX_SOUNDS]
        starts[word + 1] = starts[word] + write_sounds(letters[offsets[word] : offsets[word + 1]], room)
    return sounds[: starts[words]], starts
