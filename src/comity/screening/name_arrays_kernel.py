"""The names of an index and those asked, as flat arrays of words: what the kernels of searching and comparing share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from comity.matching.compiled import compiled_in_place
from comity.screening.word_kernel import Floats, Ints

Kinds = npt.NDArray[np.uint8]
Masks = npt.NDArray[np.uint32]

PERCENT = 100
"""How far a reading is trusted, and how alike words must be to its words, are kept in parts of this many, in 8 bits."""

FORM_BITS = 31
"""Classes of legal form that are told apart; another bit stands for a class that the index does not hold."""

TOTAL_UNIT = 16.0
"""Weights of whole names are kept in parts of this many, rounded, in 8 bits."""


class NameTables(NamedTuple):
    """The names of an index as sequences of words, and for each word the names it stands in.

    ``starts``: where each name's words begin; ``words``, ``joined`` (the word written together with the next, or -1),
    ``weights``, ``kinds``, ``firsts`` (first letter) run over all words of all names. ``totals``: each name's sum of weights
    in parts of ``TOTAL_UNIT``, initials left out, which may stand for any word.
    ``trusts``: how far each reading is trusted; ``leasts``: how alike a word must be to one of its words at least; both in percent.
    ``forms``: bit set of classes of legal form; ``scripts``: 0 for Latin. ``posting_starts`` and ``postings``: the names each word stands
    in: the first ``singles`` words alone, the others where two words written together give them.
    """

    starts: Ints
    words: Ints
    joined: Ints
    weights: Floats
    kinds: Kinds
    firsts: Kinds
    totals: npt.NDArray[np.uint8]
    trusts: Kinds
    leasts: Kinds
    forms: Masks
    scripts: Kinds
    posting_starts: Ints
    postings: Ints
    singles: int


class QueryNames(NamedTuple):
    """Many query names as sequences of words.

    ``starts``: where each name's words begin. ``words``: for each word its row in ``alike``; ``joined``: the row of the word
    written together with the next, or -1. ``weights``, ``kinds``, ``firsts`` as in ``NameTables``. ``trusts`` and
    ``leasts`` too. ``forms``: bit set of classes of legal form; ``scripts`` as in ``NameTables``. ``alike_starts``, ``alike_ends``,
    ``alike_ids`` (ascending), ``alike_values``: for each row the alike words of the index. They hold until the next search.
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
    scripts: Kinds
    alike_starts: Ints
    alike_ends: Ints
    alike_ids: Ints
    alike_values: Floats


@compiled_in_place
def lookup(queries: QueryNames, row: int, word: int) -> np.float32:
    """Similarity of the query word in ``row`` and the index's ``word``, 0 when they are not alike."""
    if row < 0 or word < 0:
        return np.float32(0.0)
    low = queries.alike_starts[row]
    end = queries.alike_ends[row]
    high = end
    while low < high:
        middle = (low + high) // 2
        if queries.alike_ids[middle] < word:
            low = middle + 1
        else:
            high = middle
    if low < end and queries.alike_ids[low] == word:
        return np.float32(queries.alike_values[low])
    return np.float32(0.0)


@compiled_in_place
def are_comparable(queries: QueryNames, query: int, names: NameTables, name: int) -> bool:
    """Two names in one script other than Latin are compared by their first readings only: where nothing was lost to romanisation, the
    freedom of romanisation must not make two names one.
    """
    script = queries.scripts[query]
    return bool(script == 0 or script != names.scripts[name] or (queries.trusts[query] == 1.0 and names.trusts[name] == PERCENT))
