"""Two names compared, with the arithmetic kept for people: which words were paired, how alike, and what was left over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from comity.matching.alignment_kernel import align, alignment
from comity.matching.word_similarity import LEAST_FOR_JOINED, spelling_similarity, word_similarity
from comity.model import Schema
from comity.names.analysis import NameAnalysis, analyse
from comity.names.roles import may_join

FORMS_DIFFER = 0.97
"""Factor for two organisations whose legal forms are of different classes (a limited and a stock company)."""


@dataclass(frozen=True, slots=True)
class WordPair:
    """Words of one side and of the other that were taken for the same: as written, how alike (0..1), and their weight (0..1)."""

    left: str
    right: str
    similarity: float
    weight: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike two names are (0..1, below 1) and why: the pairs, the words only one side has, legal forms that contradict."""

    score: float
    pairs: tuple[WordPair, ...] = ()
    left_only: tuple[str, ...] = ()
    right_only: tuple[str, ...] = ()
    forms_differ: bool = False


def _words(analysis: NameAnalysis) -> list[tuple[str, int, str]]:
    return list(zip(analysis.words, analysis.kinds, analysis.keys, strict=True))


def _joined(analysis: NameAnalysis) -> list[str]:
    """Each word written together with the next; empty where they do not join."""
    words = list(zip(analysis.words, analysis.kinds, strict=True))
    return [one[0] + other[0] if may_join(*one, *other) else "" for one, other in pairwise(words)]


def _joined_similarity(
    joined: Sequence[str], words: Sequence[str], shape: tuple[int, int]
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    matrix = np.zeros(shape, dtype=np.float32)
    for i, both in enumerate(joined):
        for j, word in enumerate(words):
            if both and 2 * len(word) > len(both):
                matrix[i, j] = spelling_similarity(both, word)
    matrix[matrix < LEAST_FOR_JOINED] = 0.0
    return matrix


def forms_differ(left: Sequence[str], right: Sequence[str]) -> bool:
    """True when both sides name legal forms and no class of form is shared."""
    return bool(left) and bool(right) and not set(left) & set(right)


def compare(left: NameAnalysis, right: NameAnalysis) -> Comparison:
    """Compare a name asked (left) with a listed one (right): what only the asked name says counts for more than what only the list does."""
    n, m = len(left.words), len(right.words)
    names = alignment()
    for i, one in enumerate(_words(left)):
        for j, other in enumerate(_words(right)):
            names.same[i, j] = word_similarity(one, other)
    names.left_joined[:n, :m] = _joined_similarity(_joined(left), right.words, (n, m))
    names.right_joined[:n, :m] = _joined_similarity(_joined(right), left.words, (m, n)).T
    names.left_weights[:n], names.right_weights[:m] = left.weights, right.weights
    names.left_kinds[:n], names.right_kinds[:m] = left.kinds, right.kinds
    least = max(left.least, right.least)
    matrices = names.same, names.left_joined, names.right_joined
    for matrix in matrices:
        matrix[matrix < least] = 0.0
    score, count = align(names, n, m, least)
    differ = forms_differ(left.forms, right.forms)
    score = float(score * (FORMS_DIFFER if differ else 1.0) * left.trust * right.trust)
    found = [(i, j, how, float(matrices[how][i, j])) for i, j, how in names.pairs[:count].tolist()]
    return explained((left.words, right.words), (left.weights, right.weights), found, Comparison(score, forms_differ=differ))


def explained(
    words: tuple[Sequence[str], Sequence[str]],
    weights: tuple[Sequence[float], Sequence[float]],
    pairs: Iterable[tuple[int, int, int, float]],
    outcome: Comparison,
) -> Comparison:
    """``outcome`` with the words that were paired and those left over. ``words`` and their ``weights`` are of both sides; ``pairs`` as
    ``align`` writes them, each with its similarity.
    """
    lefts, rights = words
    left_free, right_free = set(range(len(lefts))), set(range(len(rights)))
    found = []
    for i, j, how, similarity in pairs:
        at_left = [i, i + 1] if how == 1 else [i]
        at_right = [j, j + 1] if how == 2 else [j]
        left_free.difference_update(at_left)
        right_free.difference_update(at_right)
        weight = 0.5 * (sum(weights[0][k] for k in at_left) + sum(weights[1][k] for k in at_right))
        found.append(WordPair(" ".join(lefts[k] for k in at_left), " ".join(rights[k] for k in at_right), similarity, weight))
    left_only = tuple(lefts[k] for k in sorted(left_free))
    return replace(outcome, pairs=tuple(found), left_only=left_only, right_only=tuple(rights[k] for k in sorted(right_free)))


def best(left: Sequence[NameAnalysis], right: Sequence[NameAnalysis]) -> Comparison:
    """The comparison that scores highest among the readings of two names; score 0 when either has none.

    Two names in one script other than Latin are compared by their first readings only: where nothing was lost to romanisation, the
    freedom of romanisation must not make two names one.
    """
    pairs = [(one, other) for one in left for other in right]
    if pairs and pairs[0][0].script and pairs[0][0].script == pairs[0][1].script:
        pairs = [(one, other) for one, other in pairs if one.trust == other.trust == 1.0]
    comparisons = (compare(one, other) for one, other in pairs)
    return max(comparisons, key=lambda comparison: comparison.score, default=Comparison(0.0))


def compare_names(left: str, right: str, schema: Schema = Schema.THING) -> Comparison:
    """Compare two names as written, in any scripts, as names of a subject of kind ``schema``.

    Neither is the listed one: the result is that of the order in which they are more alike.
    """
    lefts, rights = analyse(left, schema), analyse(right, schema)
    forward, backward = best(lefts, rights), best(rights, lefts)
    return forward if forward.score >= backward.score else _mirrored(backward)


def _mirrored(comparison: Comparison) -> Comparison:
    pairs = tuple(replace(pair, left=pair.right, right=pair.left) for pair in comparison.pairs)
    return replace(comparison, pairs=pairs, left_only=comparison.right_only, right_only=comparison.left_only)
