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


WEIGHT_UNIT = 60_000
"""A word's weight (0..1) is kept in parts of this many, in 16 bits."""

NO_WORD = 0xFFFF_FFFF


class NameTables(NamedTuple):
    """The names of an index as sequences of words, and for each word the names it stands in.

    ``starts``: where each name's words begin. ``cells``: of each word its number, that of the word it and the next give together (or
    ``NO_WORD``), and weight, kind and first letter in one; see ``cells_of``. ``traits``: what holds of each name as a whole; see
    ``traits_of``. ``totals``: each name's sum of weights in parts of ``TOTAL_UNIT``, initials left out, which may stand for any word.
    ``posting_starts`` and ``postings``: the names each word stands in: the first ``singles`` words alone, the others where two words
    written together give them. What is asked of one name lies together: on large indexes most of the time goes by waiting for memory.
    """

    starts: Ints
    cells: npt.NDArray[np.uint32]
    traits: npt.NDArray[np.uint64]
    totals: npt.NDArray[np.uint8]
    posting_starts: Ints
    postings: Ints
    singles: int


def cells_of(words: Ints, joined: Ints, weights: Floats, kinds: Kinds, firsts: Kinds) -> npt.NDArray[np.uint32]:
    """``NameTables.cells`` of words with these numbers, joined words (-1 for none), weights, kinds and first letters."""
    cells = np.empty((len(words), 3), dtype=np.uint32)
    cells[:, 0] = words
    cells[:, 1] = np.where(joined < 0, NO_WORD, joined)
    cells[:, 2] = np.round(weights * WEIGHT_UNIT).astype(np.uint32) << 16 | kinds.astype(np.uint32) << 8 | firsts
    return cells


def traits_of(trusts: Floats, leasts: Floats, scripts: Kinds, forms: Masks) -> npt.NDArray[np.uint64]:
    """``NameTables.traits``: how far a reading is trusted and how alike words must be to its words (in percent), its script (0 for Latin)
    and the bit set of its classes of legal form.
    """
    percents = [np.round(values * PERCENT).astype(np.uint64) for values in (trusts, leasts)]
    eight, sixteen, half = (np.uint64(bits) for bits in (8, 16, 32))
    whole = np.asarray(forms.astype(np.uint64) << half | scripts.astype(np.uint64) << sixteen, dtype=np.uint64)
    return np.asarray(whole | percents[1] << eight | percents[0], dtype=np.uint64)


class QueryNames(NamedTuple):
    """Many query names as sequences of words.

    ``starts``: where each name's words begin. ``words``: for each word its row in ``alike``; ``joined``: the row of the word
    written together with the next, or -1. ``weights``, ``kinds``, ``firsts`` (first letters) of the words; ``trusts``,
    ``leasts``, ``forms``, ``scripts`` of the names, as in ``traits_of``. ``alike_starts``, ``alike_ends``,
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
def word_at(names: NameTables, place: int) -> int:
    """The number of the word at ``place``."""
    return int(names.cells[place, 0])


@compiled_in_place
def joined_at(names: NameTables, place: int) -> int:
    """The number of the word that the one at ``place`` and the next give together, or -1."""
    both = names.cells[place, 1]
    return -1 if both == NO_WORD else int(both)


@compiled_in_place
def weight_at(names: NameTables, place: int) -> float:
    """The weight of the word at ``place``."""
    return float((names.cells[place, 2] >> 16) / WEIGHT_UNIT)


@compiled_in_place
def kind_at(names: NameTables, place: int) -> int:
    """The kind of the word at ``place``."""
    return int((names.cells[place, 2] >> 8) & 0xFF)


@compiled_in_place
def first_at(names: NameTables, place: int) -> int:
    """The first letter of the word at ``place``."""
    return int(names.cells[place, 2] & 0xFF)


@compiled_in_place
def trust_of(names: NameTables, name: int) -> float:
    """How far the reading is trusted."""
    return float((names.traits[name] & 0xFF) / PERCENT)


@compiled_in_place
def least_of(names: NameTables, name: int) -> float:
    """How alike a word must be at least to one of the reading's words."""
    return float(((names.traits[name] >> 8) & 0xFF) / PERCENT)


@compiled_in_place
def script_of(names: NameTables, name: int) -> int:
    """The number of the script that the reading was romanised from; 0 for Latin."""
    return int((names.traits[name] >> 16) & 0xFF)


@compiled_in_place
def forms_of(names: NameTables, name: int) -> int:
    """The bit set of the reading's classes of legal form."""
    return int(names.traits[name] >> 32)


@compiled_in_place
def are_comparable(queries: QueryNames, query: int, names: NameTables, name: int) -> bool:
    """Two names in one script other than Latin are compared by their first readings only: where nothing was lost to romanisation, the
    freedom of romanisation must not make two names one.
    """
    script = queries.scripts[query]
    return bool(script == 0 or script != script_of(names, name) or (queries.trusts[query] == 1.0 and trust_of(names, name) == 1.0))
