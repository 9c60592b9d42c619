"""Finding the names of an index that resemble a query's name, and scoring them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.matching.alignment_kernel import (
    CONFLICT,
    EXTRA,
    EXTRA_ASKED,
    INITIAL,
    MAX_WORDS,
    PLACE,
    SAME_NAME,
    Alignment,
    alignment,
    ceiling,
    credit,
)
from comity.matching.compiled import compiled, compiled_in_place
from comity.screening.name_arrays_kernel import TOTAL_UNIT, NameTables, QueryNames, are_comparable, joined_at, lookup, word_at
from comity.screening.name_score_kernel import score_found, trusted
from comity.screening.word_kernel import Floats, Ints

MAX_CANDIDATES = 160
"""Most names aligned for one query name, those with the most promising overlap first."""

LEAST_FOR_RETRIEVAL = 0.1
"""Words that weigh less (articles, stop words) bring no names by themselves: they stand in too many."""

SLACK = 0.18
"""How far below the floor a name's estimate may lie and still be aligned: the estimate is not a bound."""

TIE = 0.01
"""How much the overlap itself counts where estimates are equal."""

PUT_OFF_RATIO = 10
"""Postings of a word are left unread where they are this many times those of the words that remain."""

UNIT = 512.0
"""Overlaps are counted in parts of this many, as whole numbers of 16 bits: those of ``MAX_WORDS`` words, alone and joined, stay below."""

Totals = tuple[float, float, float]
"""Of a query name: the weight of all words but initials; of those that are no places either, which it may have in excess; and the weight of
listed words that its initials may stand for.
"""

CLOSE = 0.9
"""Words at least this alike are gone through before the others: of several in one name the first counts."""


# A name's cell, from the last bit on: the query word that counted last, the overlap, and the turn in which both were written.
_STAMP = np.uint32(0x0000_00FF)
_OVERLAP = np.uint32(0x00FF_FF00)
_TURN = np.uint32(0xFF00_0000)
_STAMP_BITS, _TURN_SHIFT, _LAST_TURN = 8, 24, 255


class Room(NamedTuple):
    """Working room over the names of one index, kept between calls; not for two threads at once.

    ``cells``: of each name the overlap, in parts of ``UNIT``, which query word counted last, and in which turn: one number for all, since
    looking a name up in memory is what finding costs. What an earlier turn wrote counts as nothing, so that nothing need be wiped out.
    ``turn``: the present one. ``found``: the names whose overlap suffices. ``alignment``: room to compare two names.
    """

    cells: npt.NDArray[np.uint32]
    turn: npt.NDArray[np.uint32]
    found: Ints
    alignment: Alignment


def room_for(names: int) -> Room:
    """Room for an index of that many names: 8 bytes a name."""
    return Room(np.zeros(names, np.uint32), np.zeros(1, np.uint32), np.empty(names, np.int32), alignment())


@compiled_in_place
def _next_turn(room: Room) -> None:
    """Begin anew: what was written so far counts as nothing."""
    if room.turn[0] == _LAST_TURN:
        room.cells[:] = 0
        room.turn[0] = 0
    room.turn[0] += 1


@compiled_in_place
def _overlap(
    queries: QueryNames, asked: tuple[int, float, int], postings: tuple[Ints, Ints, int], room: Room, so_far: tuple[np.uint32, int]
) -> int:
    """Add to each name's overlap the credit that one query word earns there; return how many names are found so far.

    ``asked``: the word's row, its weight, and its stamp, which no other word of the query has (1 or more). ``so_far``: the overlap that
    suffices, as it stands in a cell, and how many names were found before.
    """
    row, weight, number = asked
    enough, count = so_far
    starts, names, singles = postings
    stamp = np.uint32(number)
    turn = room.turn[0] << _TURN_SHIFT
    for kind in range(3):
        for p in range(queries.alike_starts[row], queries.alike_ends[row]):
            word = queries.alike_ids[p]
            # Two words together are alike at least so far that what is only half alike alone must not count before them.
            own = 0 if queries.alike_values[p] >= CLOSE else 1 if word >= singles else 2
            if own != kind:
                continue
            gain = np.uint32(UNIT * weight * credit(queries.alike_values[p])) << _STAMP_BITS
            for at in range(starts[word], starts[word + 1]):
                name = names[at]
                cell = room.cells[name]
                if (cell & _TURN) != turn:
                    cell = np.uint32(turn)
                elif cell & _STAMP == stamp:
                    continue
                after = ((cell & ~_STAMP) + gain) | stamp
                room.cells[name] = after
                if (after & _OVERLAP) >= enough > (cell & _OVERLAP):
                    room.found[count] = name
                    count += 1
    return count


@compiled_in_place
def _estimate(overlap: float, query_totals: Totals, name_total: float, floor: float) -> float:
    """About what alignment will score, from the overlap alone; 0 where that is certain to lie below ``floor``."""
    query_total, required, initials = query_totals
    agreed = min(overlap, query_total, name_total)
    if agreed <= 0.0:
        return 0.0
    left_over = max(0.0, required - agreed)
    right_over = max(0.0, name_total - agreed - initials)
    conflict = min(left_over, right_over)
    extra = max(left_over, right_over) - conflict
    share = agreed / (agreed + CONFLICT * conflict + (EXTRA + EXTRA_ASKED if left_over > right_over else EXTRA) * extra)
    if share < floor:  # the ceiling, which costs more to find, is below 1
        return 0.0
    return share * ceiling(max(agreed, SAME_NAME) if conflict + extra <= SLACK else agreed)


@compiled_in_place
def _least_overlap(query_totals: Totals, floor: float) -> float:
    """The least overlap with which a name's estimate can reach ``floor``, found by bisection: the estimate grows with the overlap and is
    highest for a name that holds nothing else.
    """
    low, high = 0.0, query_totals[0]
    for _ in range(16):
        middle = 0.5 * (low + high)
        if _estimate(middle, query_totals, middle, floor) < floor:
            low = middle
        else:
            high = middle
    return low


@compiled_in_place
def _cost(queries: QueryNames, row: int, names: NameTables) -> int:
    """How many postings the words alike to the query word in ``row`` have."""
    total = 0
    for p in range(queries.alike_starts[row], queries.alike_ends[row]):
        word = queries.alike_ids[p]
        total += names.posting_starts[word + 1] - names.posting_starts[word]
    return total


@compiled
def _put_off(queries: QueryNames, query: int, names: NameTables, least: float, put_off: npt.NDArray[np.bool_]) -> float:
    """Mark the words of a query name whose postings need not be read, and return their weight.

    The words with most postings may be left, as long as their weights together stay below the ``least`` overlap: a name that shares no
    other word cannot reach it (the idea of MaxScore: Turtle and Flood, Information Processing and Management 31(6), 1995). What the
    others bring is then looked up in each name that is found; so this is done only where far fewer are.
    """
    start = queries.starts[query]
    count = min(queries.starts[query + 1] - start, len(put_off))
    put_off[:] = False
    if count < 2:
        return 0.0
    costs = np.zeros(count, dtype=np.int64)
    for at in range(count):
        costs[at] = _cost(queries, queries.words[start + at], names) if queries.kinds[start + at] != INITIAL else 0
    rest = costs.sum()
    weight = 0.0
    for at in np.argsort(-costs):
        further = weight + queries.weights[start + at]
        if further >= least or costs[at] == 0 or costs[at] < PUT_OFF_RATIO * (rest - costs[at]):
            break
        weight = further
        rest -= costs[at]
        put_off[at] = True
    return weight


@compiled_in_place
def _looked_up(queries: QueryNames, query: int, names: NameTables, name: int, put_off: npt.NDArray[np.bool_]) -> float:
    """The overlap that the words put off bring in one name."""
    start = queries.starts[query]
    total = 0.0
    for at in range(min(queries.starts[query + 1] - start, len(put_off))):
        if not put_off[at]:
            continue
        best = 0.0
        for t in range(names.starts[name], names.starts[name + 1]):
            best = max(best, float(lookup(queries, queries.words[start + at], word_at(names, t))))
            best = max(best, float(lookup(queries, queries.words[start + at], joined_at(names, t))))
        if best > 0.0:
            total += queries.weights[start + at] * credit(best)
    return total


@compiled_in_place
def _weight_found(queries: QueryNames, q: int) -> float:
    """What a query word counts for in finding names. Initials stand in too many, and in no name's total."""
    return 0.0 if queries.kinds[q] == INITIAL else float(queries.weights[q])


@compiled_in_place
def _find(
    queries: QueryNames, query: int, names: NameTables, least: tuple[float, float], put_off: npt.NDArray[np.bool_], room: Room
) -> int:
    """Find the names whose words not ``put_off`` overlap enough with the query name's; return how many. ``least``: the overlap that
    suffices, and the weight of all words asked.
    """
    enough = np.uint32(max(1.0, np.floor(UNIT * least[0]))) << _STAMP_BITS
    postings = (names.posting_starts, names.postings, names.singles)
    start = queries.starts[query]
    count = 0
    _next_turn(room)
    for q in range(start, min(queries.starts[query + 1], start + MAX_WORDS)):
        stamp = 2 * (q - start) + 1
        weight = _weight_found(queries, q)
        wanted = weight > 0.0 and (q - start >= len(put_off) or not put_off[q - start])
        if wanted and (weight >= LEAST_FOR_RETRIEVAL or least[1] < 3 * LEAST_FOR_RETRIEVAL):
            count = _overlap(queries, (queries.words[q], weight, stamp), postings, room, (enough, count))
        if queries.joined[q] >= 0:
            # Only with words that stand alone: two pairs of words that agree joined agree one by one too, and count there.
            weight += _weight_found(queries, q + 1)
            if weight > 0.0:
                count = _overlap(queries, (queries.joined[q], weight, stamp + 1), postings, room, (enough, count))
    return count


@compiled
def _candidates(queries: QueryNames, query: int, names: NameTables, totals: Totals, floor: float, room: Room) -> Ints:
    """The names worth aligning: estimate at ``floor`` or above, at most ``MAX_CANDIDATES``, best estimates kept."""
    least = _least_overlap(totals, floor)
    put_off = np.zeros(MAX_WORDS, dtype=np.bool_)
    weight_put_off = _put_off(queries, query, names, least, put_off)
    found = _find(queries, query, names, (least - weight_put_off, totals[0]), put_off, room)
    chosen = np.empty(found, dtype=np.int32)
    estimates = np.empty(found, dtype=np.float32)
    count = 0
    for k in range(found):
        name = room.found[k]
        overlap = ((room.cells[name] & _OVERLAP) >> _STAMP_BITS) / UNIT
        if weight_put_off > 0.0:
            overlap += _looked_up(queries, query, names, name, put_off)
            if overlap < least:
                continue
        estimate = _estimate(overlap, totals, names.totals[name] / TOTAL_UNIT, floor)
        if estimate >= floor:
            chosen[count] = name
            # The estimate saturates where joined words count beside single ones, and where initials may stand for words; the overlap
            # itself, and the words that may be stood for, then tell names apart.
            stood_for = max(0.0, min(totals[2], names.totals[name] / TOTAL_UNIT - overlap))
            estimates[count] = estimate + TIE * (overlap + stood_for)
            count += 1
    if count <= MAX_CANDIDATES:
        return chosen[:count]
    order = np.argsort(-estimates[:count])[:MAX_CANDIDATES]
    return chosen[:count][order]


@compiled_in_place
def _query_totals(queries: QueryNames, query: int) -> Totals:
    """``Totals`` of a query name."""
    total = 0.0
    required = 0.0
    initials = 0.0
    for q in range(queries.starts[query], queries.starts[query + 1]):
        if queries.kinds[q] == INITIAL:
            initials += 1.0
        else:
            total += float(queries.weights[q])
            required += float(queries.weights[q]) if queries.kinds[q] != PLACE else 0.0
    return total, required, initials


@compiled
def screen_names(queries: QueryNames, names: NameTables, floors: Floats, factor: float, room: Room) -> tuple[Ints, Ints, Floats]:
    """Score every query name against the names it overlaps with.

    ``floors``: for each query name the least score that counts. ``factor`` multiplies the score where both sides name legal forms and share
    no class; ``room`` is of these ``names``. Returns (starts, names, scores): for query q the names scoring at least its floor at
    starts[q]..starts[q+1], in no order.
    """
    count = len(queries.starts) - 1
    starts = np.zeros(count + 1, dtype=np.int32)
    found = np.empty(16 * count + MAX_CANDIDATES, dtype=np.int32)
    scores = np.empty(16 * count + MAX_CANDIDATES, dtype=np.float32)
    end = 0
    for query in range(count):
        floor = float(floors[query])
        candidates = _candidates(queries, query, names, _query_totals(queries, query), floor - SLACK, room)
        if end + len(candidates) > len(found):
            found = np.concatenate((found, np.empty(len(found) + MAX_CANDIDATES, dtype=np.int32)))
            scores = np.concatenate((scores, np.empty(len(scores) + MAX_CANDIDATES, dtype=np.float32)))
        for name in candidates:
            if not are_comparable(queries, query, names, name):
                continue
            score = trusted(score_found(queries, query, names, name, room.alignment), queries, query, names, name, factor)
            if score >= floor:
                found[end] = name
                scores[end] = score
                end += 1
        starts[query + 1] = end
    return starts, found[:end], scores[:end]
