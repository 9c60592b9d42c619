"""Character trigrams weighed by TF-IDF (scikit-learn) propose the 50 nearest names, rapidfuzz scores them again.

Names are romanised with anyascii. Trigrams do not cross words (``char_wb``). sparse_dot_topn multiplies.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse  # type: ignore[import-not-found,import-untyped,unused-ignore]
from rapidfuzz import fuzz  # type: ignore[import-not-found,import-untyped,unused-ignore]
from sklearn.feature_extraction.text import TfidfVectorizer  # type: ignore[import-not-found,import-untyped,unused-ignore]
from sparse_dot_topn import sp_matmul_topn  # type: ignore[import-not-found,import-untyped,unused-ignore]

from bench.screening.driving import Asked, Hits, System, Task, main
from bench.screening.peers.strings import best, load_names, romanised, save_names, words_sorted

NEAREST = 50
MATRIX, VECTORIZER = "trigrams.npz", "vectorizer.pickle"

Rescore = Callable[[str, str, float], float]
"""Two romanised names and the cosine of their trigrams to a score in 0..1."""


def build(task: Task, folder: Path) -> None:
    """The vectorizer, and the matrix of all names."""
    names = save_names(task, folder)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32)
    scipy.sparse.save_npz(folder / MATRIX, vectorizer.fit_transform(names).T.tocsr(), compressed=False)
    (folder / VECTORIZER).write_bytes(pickle.dumps(vectorizer))


class Opened:
    """The matrix and the names, with one way to score candidates again."""

    def __init__(self, folder: Path, rescore: Rescore) -> None:
        self._names, self._places = load_names(folder)
        self._sorted = [words_sorted(name) for name in self._names]
        self._matrix = scipy.sparse.load_npz(folder / MATRIX)
        self._vectorizer = pickle.loads((folder / VECTORIZER).read_bytes())
        self._rescore = rescore

    def screen(self, asked: Sequence[Asked]) -> list[Hits]:
        """The nearest names of all at once, each scored again."""
        names = [romanised(one.text) for one in asked]
        near = sp_matmul_topn(self._vectorizer.transform(names), self._matrix, top_n=NEAREST, sort=True)
        found = []
        for at, one in enumerate(asked):
            row = slice(near.indptr[at], near.indptr[at + 1])
            candidates, cosines = near.indices[row].tolist(), near.data[row].tolist()
            query = words_sorted(names[at])
            scores = [self._rescore(query, self._sorted[candidate], cosine) for candidate, cosine in zip(candidates, cosines, strict=True)]
            found.append(best(scores, [self._places[candidate] for candidate in candidates], one.place))
        return found


def ratio(left: str, right: str, _: float) -> float:
    """Likeness of the letters, words sorted."""
    return float(fuzz.ratio(left, right)) / 100


def mean_of_three(left: str, right: str, cosine: float) -> float:
    """The mean of the likeness of letters, that of the sets of words, and the cosine: the best of ten mixtures tried on such questions."""
    return (float(fuzz.ratio(left, right)) + float(fuzz.token_set_ratio(left, right)) + 100 * cosine) / 300


def _system(name: str, rescore: Rescore, compare: Callable[[str, str, str], float] | None) -> System:
    return System(
        name=name,
        note="50 nearest names, each scored again",
        open=lambda _, folder: Opened(folder, rescore).screen,
        compare=compare,
        limits={},
    )


SYSTEMS = {
    "trigrams-mean": _system("trigrams, mean of three", mean_of_three, None),
    "trigrams-ratio": _system(
        "trigrams, rapidfuzz ratio", ratio, lambda left, right, _: ratio(words_sorted(left), words_sorted(right), 0.0)
    ),
}

if __name__ == "__main__":
    main(sys.argv[1:], build, SYSTEMS)
