"""Scoring one name asked against one listed name: for the search by what it found alike, for people by every pair of words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.matching.alignment_kernel import INITIAL, LEAST_SIMILARITY, NUMBER, Alignment, align
from comity.matching.compiled import compiled, compiled_in_place
from comity.matching.sound_kernel import MAX_SOUNDS, Bytes, write_sounds
from comity.matching.token_kernel import ROOM, one_slip, same_word, similarity_above
from comity.matching.word_similarity import EQUAL_SOUND, LEAST_ACROSS_CONCEPTS, LEAST_FOR_JOINED, LEAST_FOR_SHORT, SAME_SOUND, SHORT
from comity.matching.word_similarity import INITIAL as INITIAL_SIMILARITY
from comity.screening.name_arrays_kernel import (
    NameTables,
    QueryNames,
    first_at,
    forms_of,
    joined_at,
    kind_at,
    least_of,
    lookup,
    trust_of,
    weight_at,
    word_at,
)
from comity.screening.word_kernel import Floats, Ints, WordTables, of_slip

_INITIAL_SIMILARITY = np.float32(INITIAL_SIMILARITY)
_NOTHING = np.float32(0.0)


Names = tuple[QueryNames, NameTables]
Explained = tuple[Alignment, npt.NDArray[np.float64], Ints, npt.NDArray[np.int16], Floats]


class AskedWords(NamedTuple):
    """The words asked by their row in ``QueryNames.words``: ``letters`` end to end and where each begins; the number of each one's family
    in the index, -1 for none; 1 for ordinary words, which have a meaning.
    """

    letters: Bytes
    offsets: Ints
    families: Ints
    ordinary: Bytes


class ListedWords(NamedTuple):
    """The words of the index, the family of each (-1 for none), and for each family whether it is of an ordinary word (last: of none)."""

    tables: WordTables
    families: Ints
    ordinary: npt.NDArray[np.bool_]


@compiled_in_place
def _initials_fit(queries: QueryNames, q: int, names: NameTables, t: int) -> bool:
    """Whether one of two words is an initial and the other a word that begins with it."""
    kind, other = queries.kinds[q], kind_at(names, t)
    return bool((kind == INITIAL) != (other == INITIAL) and queries.firsts[q] == first_at(names, t) and kind != NUMBER and other != NUMBER)


@compiled_in_place
def _lay(queries: QueryNames, query: int, names: NameTables, name: int, room: Alignment) -> tuple[int, int]:
    """Lay weights and kinds of both names' words into ``room``; return how many words they have."""
    q0, n0 = queries.starts[query], names.starts[name]
    n, m = queries.starts[query + 1] - q0, names.starts[name + 1] - n0
    for i in range(n):
        room.left_weights[i], room.left_kinds[i] = queries.weights[q0 + i], queries.kinds[q0 + i]
    for j in range(m):
        room.right_weights[j], room.right_kinds[j] = weight_at(names, n0 + j), kind_at(names, n0 + j)
    return n, m


@compiled_in_place
def _least(queries: QueryNames, query: int, names: NameTables, name: int) -> float:
    """How alike words of these two readings must be at least."""
    return max(float(queries.leasts[query]), least_of(names, name))


@compiled_in_place
def trusted(score: float, queries: QueryNames, query: int, names: NameTables, name: int, factor: float) -> float:
    """``score`` as far as both readings are trusted, times ``factor`` where both sides name legal forms and share no class."""
    score *= queries.trusts[query] * trust_of(names, name)
    forms, others = queries.forms[query], forms_of(names, name)
    return score * factor if forms != 0 and others != 0 and (forms & others) == 0 else score


@compiled_in_place
def score_found(queries: QueryNames, query: int, names: NameTables, name: int, room: Alignment) -> float:
    """Score of two names by the words that the search found alike, before trust and legal forms."""
    n, m = _lay(queries, query, names, name, room)
    q0, n0 = queries.starts[query], names.starts[name]
    least = _least(queries, query, names, name)
    least_joined = max(least, LEAST_FOR_JOINED)
    for i in range(n):
        q = q0 + i
        row, both = queries.words[q], queries.joined[q]
        has_joined = both >= 0 and queries.alike_starts[both] < queries.alike_ends[both]
        for j in range(m):
            t = n0 + j
            value = lookup(queries, row, word_at(names, t))
            if _initials_fit(queries, q, names, t):
                value = max(value, _INITIAL_SIMILARITY)
            room.same[i, j] = value if value >= least else _NOTHING
            value = lookup(queries, both, word_at(names, t)) if has_joined else _NOTHING
            room.left_joined[i, j] = value if value >= least_joined else _NOTHING
            value = lookup(queries, row, joined_at(names, t))
            room.right_joined[i, j] = value if value >= least_joined else _NOTHING
    return align(room, n, m, least)[0]


@compiled
def _spelling(one: Bytes, other: Bytes, single: bool) -> np.float32:  # noqa: FBT001 - compiled code takes no keywords
    """How alike two words are by their letters: as ``word_similarity.spelling_similarity`` says, or, of ``single`` ones that one slip of
    the hand makes of each other, ``word_similarity.word_similarity``.
    """
    if same_word(one, other):
        return np.float32(1.0)
    rows = np.empty(ROOM, dtype=np.int32)
    first, second = np.empty(MAX_SOUNDS, dtype=np.uint8), np.empty(MAX_SOUNDS, dtype=np.uint8)
    n, m = write_sounds(one, first), write_sounds(other, second)
    value = SAME_SOUND * similarity_above(first[:n], second[:m], 0.0, rows)
    least = LEAST_FOR_SHORT if min(n, m) <= SHORT else LEAST_SIMILARITY
    if value < EQUAL_SOUND and one_slip(one, other):
        value = max(value, SAME_SOUND * similarity_above(one, other, 0.0, rows))
        least = LEAST_FOR_SHORT if min(len(one), len(other)) <= SHORT else LEAST_SIMILARITY
        return np.float32(of_slip(value, least, single, min(len(one), len(other))))
    return np.float32(value) if value >= least else _NOTHING


@compiled
def _letters(words: tuple[Bytes, Ints], word: int) -> Bytes:
    letters, offsets = words
    return letters[offsets[word] : offsets[word + 1]]


@compiled
def _alike(queries: QueryNames, q: int, names: NameTables, t: int, words: tuple[AskedWords, ListedWords]) -> np.float32:
    """Similarity of one word asked and one listed, whether the search would have found it or not."""
    asked, listed = words
    row, word = queries.words[q], word_at(names, t)
    value = lookup(queries, row, word)
    if value > 0.0 or queries.kinds[q] == NUMBER or kind_at(names, t) == NUMBER:
        return value
    if queries.kinds[q] == INITIAL or kind_at(names, t) == INITIAL:
        return _INITIAL_SIMILARITY if _initials_fit(queries, q, names, t) else _NOTHING
    spelt = _letters((listed.tables.letters, listed.tables.letter_offsets), word)
    value = _spelling(_letters((asked.letters, asked.offsets), row), spelt, True)  # noqa: FBT003 - compiled code takes no keywords
    family = listed.families[word]
    others = asked.ordinary[row] == 1 and listed.ordinary[family] and family != asked.families[row]
    return _NOTHING if others and value < LEAST_ACROSS_CONCEPTS else value


@compiled
def _joined_alike(both: Bytes, word: Bytes) -> np.float32:
    """Similarity of two words written together and one that is more than half as long."""
    return _spelling(both, word, False) if 2 * len(word) > len(both) else _NOTHING  # noqa: FBT003


@compiled
def _explain(both: Names, words: tuple[AskedWords, ListedWords], pair: tuple[int, int], room: Alignment) -> tuple[float, int]:
    """Score of a name asked and a listed one (``pair``) by every pair of words, before trust and legal forms, and how many were paired."""
    queries, names = both
    query, name = pair
    asked, listed = words
    n, m = _lay(queries, query, names, name, room)
    q0, n0 = queries.starts[query], names.starts[name]
    least = _least(queries, query, names, name)
    least_joined = max(least, LEAST_FOR_JOINED)
    spelt = (asked.letters, asked.offsets)
    listed_letters = (listed.tables.letters, listed.tables.letter_offsets)
    for i in range(n):
        for j in range(m):
            q, t = q0 + i, n0 + j
            value = _alike(queries, q, names, t, words)
            room.same[i, j] = value if value >= least else _NOTHING
            value = _NOTHING
            if queries.joined[q] >= 0:
                value = _joined_alike(_letters(spelt, queries.joined[q]), _letters(listed_letters, word_at(names, t)))
            room.left_joined[i, j] = value if value >= least_joined else _NOTHING
            value = _NOTHING
            if joined_at(names, t) >= 0:
                value = _joined_alike(_letters(listed_letters, joined_at(names, t)), _letters(spelt, queries.words[q]))
            room.right_joined[i, j] = value if value >= least_joined else _NOTHING
    return align(room, n, m, least)


@compiled
def explain_all(both: Names, words: tuple[AskedWords, ListedWords], chosen: Ints, factor: float, out: Explained) -> None:
    """Compare each of the ``chosen`` pairs (number of the name asked, of the listed one) by every pair of words.

    ``factor`` is for legal forms that contradict, as in ``trusted``. ``out``: the alignment, which is overwritten, and for each pair the
    score, how many words are paired, which (as ``align`` writes them), and how alike.
    """
    queries, names = both
    room, scores, counts, pairs, likeness = out
    for at in range(len(chosen)):
        query, name = chosen[at, 0], chosen[at, 1]
        score, count = _explain(both, words, (query, name), room)
        scores[at] = trusted(score, queries, query, names, name, factor)
        counts[at] = count
        for k in range(count):
            i, j, how = room.pairs[k, 0], room.pairs[k, 1], room.pairs[k, 2]
            pairs[at, k, 0], pairs[at, k, 1], pairs[at, k, 2] = i, j, how
            likeness[at, k] = room.same[i, j] if how == 0 else room.left_joined[i, j] if how == 1 else room.right_joined[i, j]
