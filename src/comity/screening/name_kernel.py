"""Finding the names of an index that resemble a query's name, and scoring them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.matching.alignment_kernel import CONFLICT, EXTRA, MAX_WORDS, NUMBER, SAME_NAME, align, ceiling, credit
from comity.matching.compiled import compiled
from comity.screening.word_kernel import Floats, Ints

MAX_CANDIDATES = 160
"""Most names aligned for one query name, those with the most promising overlap first."""

LEAST_FOR_RETRIEVAL = 0.1
"""Words that weigh less (articles, stop words) bring no names by themselves: they stand in too many."""

SLACK = 0.22
"""How far below the floor a name's estimate may lie and still be aligned: the estimate is not a bound."""

TIE = 0.01

INITIAL = 1
_INITIAL_SIMILARITY = np.float32(0.80)
_LEAST_JOINED = np.float32(0.80)

Kinds = npt.NDArray[np.uint8]
Masks = npt.NDArray[np.uint64]


class NameTables(NamedTuple):
    """The names of an index as sequences of words, and for each word the names it stands in.

    ``starts``: where each name's words begin; ``words``, ``joined`` (the word written together with the next, or -1),
    ``weights``, ``kinds``, ``firsts`` (first letter) run over all words of all names. ``totals``: each name's sum of weights.
    ``trusts``: how far each reading is trusted; ``leasts``: how alike a word must be to one of its words at least.
    ``forms``: bit set of classes of legal form. ``posting_starts`` and ``postings``: the names each word stands in alone;
    ``joined_starts`` and ``joined_postings``: those in which two words joined give it.
    """

    starts: Ints
    words: Ints
    joined: Ints
    weights: Floats
    kinds: Kinds
    firsts: Kinds
    totals: Floats
    trusts: Floats
    leasts: Floats
    forms: Masks
    posting_starts: Ints
    postings: Ints
    joined_starts: Ints
    joined_postings: Ints


class QueryNames(NamedTuple):
    """Many query names as sequences of words.

    ``starts``: where each name's words begin. ``words``: for each word its row in ``alike``; ``joined``: the row of the word
    written together with the next, or -1. ``weights``, ``kinds``, ``firsts`` as in ``NameTables``. ``trusts`` and
    ``leasts`` too. ``forms``: bit set of classes of legal form. ``alike_starts``, ``alike_ids`` (ascending),
    ``alike_values``: for each row the alike words of the
    index.
    """

    starts: Ints
    words: Ints
    joined: Ints
    weights: Floats
    kinds: Kinds
    firsts: Kinds
    trusts: Floats
    leasts: Floats
    forms: Masks
    alike_starts: Ints
    alike_ids: Ints
    alike_values: Floats


@compiled
def _lookup(queries: QueryNames, row: int, word: int) -> np.float32:
    """Similarity of the query word in ``row`` and the index's ``word``, 0 when they are not alike."""
    if row < 0 or word < 0:
        return np.float32(0.0)
    low = queries.alike_starts[row]
    end = queries.alike_starts[row + 1]
    high = end
    while low < high:
        middle = (low + high) // 2
        if queries.alike_ids[middle] < word:
            low = middle + 1
        else:
            high = middle
    if low < end and queries.alike_ids[low] == word:
        return queries.alike_values[low]
    return np.float32(0.0)


@compiled
def _overlap(
    queries: QueryNames,
    row: int,
    weight: float,
    postings: tuple[Ints, Ints],
    stamp: int,
    state: tuple[Floats, Floats, Ints, Ints],
    touched: int,
) -> int:
    """Add to each name's overlap the best credit that one query word earns there; return how many names are touched so far."""
    overlap, current, stamps, list_of_touched = state
    starts, names = postings
    for p in range(queries.alike_starts[row], queries.alike_starts[row + 1]):
        word = queries.alike_ids[p]
        gain = np.float32(weight * credit(queries.alike_values[p]))
        for at in range(starts[word], starts[word + 1]):
            name = names[at]
            if overlap[name] == 0.0:
                list_of_touched[touched] = name
                touched += 1
            if stamps[name] != stamp:
                stamps[name] = stamp
                current[name] = 0.0
            if gain > current[name]:
                overlap[name] += gain - current[name]
                current[name] = gain
    return touched


@compiled
def _score(queries: QueryNames, query: int, names: NameTables, name: int, pairs: npt.NDArray[np.int16]) -> float:
    """Score of one query name against one listed name."""
    q0, q1 = queries.starts[query], queries.starts[query + 1]
    n0, n1 = names.starts[name], names.starts[name + 1]
    n, m = q1 - q0, n1 - n0
    least = max(queries.leasts[query], names.leasts[name])
    least_joined = max(least, _LEAST_JOINED)
    same = np.zeros((n, m), dtype=np.float32)
    left_joined = np.zeros((n, m), dtype=np.float32)
    right_joined = np.zeros((n, m), dtype=np.float32)
    for i in range(n):
        for j in range(m):
            q, t = q0 + i, n0 + j
            same[i, j] = _lookup(queries, queries.words[q], names.words[t])
            initial = (queries.kinds[q] == INITIAL) != (names.kinds[t] == INITIAL)
            if initial and queries.firsts[q] == names.firsts[t] and queries.kinds[q] != NUMBER and names.kinds[t] != NUMBER:
                same[i, j] = max(same[i, j], _INITIAL_SIMILARITY)
            if i + 1 < n:
                left_joined[i, j] = _lookup(queries, queries.joined[q], names.words[t])
            if j + 1 < m:
                right_joined[i, j] = _lookup(queries, queries.words[q], names.joined[t])
            if same[i, j] < least:
                same[i, j] = 0.0
            if left_joined[i, j] < least_joined:
                left_joined[i, j] = 0.0
            if right_joined[i, j] < least_joined:
                right_joined[i, j] = 0.0
    left = (queries.weights[q0:q1], queries.kinds[q0:q1])
    right = (names.weights[n0:n1], names.kinds[n0:n1])
    score, _ = align(same, left_joined, right_joined, left, right, pairs)
    return score


@compiled
def _estimate(overlap: float, query_total: float, name_total: float) -> float:
    """About what alignment will score, from the overlap alone."""
    agreed = min(overlap, query_total, name_total)
    left_over = query_total - agreed
    right_over = name_total - agreed
    conflict = min(left_over, right_over)
    extra = max(left_over, right_over) - conflict
    known = max(agreed, SAME_NAME) if conflict + extra <= SLACK else agreed
    return agreed / (agreed + CONFLICT * conflict + EXTRA * extra) * ceiling(known)


@compiled
def _candidates(
    totals: Floats, state: tuple[Floats, Floats, Ints, Ints], touched: int, query_total: float, floor: float
) -> npt.NDArray[np.int32]:
    """The names worth aligning: estimate near the floor or above, at most ``MAX_CANDIDATES``, best estimates kept."""
    overlap, _, _, list_of_touched = state
    chosen = np.empty(touched, dtype=np.int32)
    estimates = np.empty(touched, dtype=np.float32)
    count = 0
    for k in range(touched):
        name = list_of_touched[k]
        estimate = _estimate(overlap[name], query_total, totals[name])
        if estimate >= floor - SLACK:
            chosen[count] = name
            # The estimate saturates where joined words count beside single ones; the overlap itself then tells names apart.
            estimates[count] = estimate + TIE * overlap[name]
            count += 1
    if count <= MAX_CANDIDATES:
        return chosen[:count]
    order = np.argsort(-estimates[:count])[:MAX_CANDIDATES]
    return chosen[:count][order]


@compiled
def screen_names(queries: QueryNames, names: NameTables, floor: float, factor: float) -> tuple[Ints, Ints, Floats]:
    """Score every query name against the names it overlaps with.

    ``factor`` multiplies the score where both sides name legal forms and share no class. Returns (starts, names, scores): for
    query q the names scoring at least ``floor`` at starts[q]..starts[q+1], in no order.
    """
    count = len(queries.starts) - 1
    total_names = len(names.totals)
    overlap = np.zeros(total_names, dtype=np.float32)
    current = np.zeros(total_names, dtype=np.float32)
    stamps = np.full(total_names, -1, dtype=np.int32)
    list_of_touched = np.empty(total_names, dtype=np.int32)
    state = (overlap, current, stamps, list_of_touched)
    alone = (names.posting_starts, names.postings)
    together = (names.joined_starts, names.joined_postings)
    pairs = np.empty((MAX_WORDS, 3), dtype=np.int16)
    starts = np.zeros(count + 1, dtype=np.int32)
    found = np.empty(16 * count + MAX_CANDIDATES, dtype=np.int32)
    scores = np.empty(16 * count + MAX_CANDIDATES, dtype=np.float32)
    stamp = 0
    end = 0
    for query in range(count):
        touched = 0
        query_total = 0.0
        for q in range(queries.starts[query], queries.starts[query + 1]):
            query_total += queries.weights[q]
        for q in range(queries.starts[query], queries.starts[query + 1]):
            stamp += 1
            weight = queries.weights[q]
            if weight >= LEAST_FOR_RETRIEVAL or query_total < 3 * LEAST_FOR_RETRIEVAL:
                touched = _overlap(queries, queries.words[q], weight, alone, stamp, state, touched)
                touched = _overlap(queries, queries.words[q], weight, together, stamp, state, touched)
            if queries.joined[q] >= 0:
                # Only with words that stand alone: two pairs of words that agree joined agree one by one too, and count there.
                stamp += 1
                touched = _overlap(queries, queries.joined[q], weight + queries.weights[q + 1], alone, stamp, state, touched)
        candidates = _candidates(names.totals, state, touched, query_total, floor)
        if end + len(candidates) > len(found):
            found = np.concatenate((found, np.empty(len(found) + MAX_CANDIDATES, dtype=np.int32)))
            scores = np.concatenate((scores, np.empty(len(scores) + MAX_CANDIDATES, dtype=np.float32)))
        for name in candidates:
            score = _score(queries, query, names, name, pairs) * queries.trusts[query] * names.trusts[name]
            if queries.forms[query] != 0 and names.forms[name] != 0 and (queries.forms[query] & names.forms[name]) == 0:
                score *= factor
            if score >= floor:
                found[end] = name
                scores[end] = score
                end += 1
        starts[query + 1] = end
        for k in range(touched):
            overlap[list_of_touched[k]] = 0.0
    return starts, found[:end], scores[:end]
