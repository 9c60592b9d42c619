"""The words of an index: what is joined, in which order, and that no number is given twice."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comity.names.roles import WordKind, may_join
from comity.screening.layout import Array
from comity.screening.vocabulary import Numbers, Vocabulary, vocabulary, word_arrays

WORD = st.text("abdiklmnrst", min_size=1, max_size=13)
KIND = st.sampled_from([int(kind) for kind in WordKind])
NAMES = st.lists(st.lists(st.tuples(WORD, KIND), max_size=5), max_size=8)


def built(names: list[list[tuple[str, int]]]) -> tuple[Vocabulary, Array]:
    numbers = Numbers()
    words = np.array([numbers[word, ""] for name in names for word, _ in name], dtype=np.int32)
    kinds = np.array([kind for name in names for _, kind in name], dtype=np.uint8)
    starts = np.concatenate(([0], np.cumsum([len(name) for name in names]))).astype(np.int32)
    return vocabulary(numbers, starts, words, kinds), starts


def letters(known: Vocabulary, number: int) -> str:
    text, offsets = known.spelt
    return bytes(text[offsets[number] : offsets[number + 1]]).decode("ascii")


@given(NAMES)
def test_neighbours_are_joined_exactly_where_they_may_be(names: list[list[tuple[str, int]]]) -> None:
    known, starts = built(names)
    for name, start in zip(names, starts[:-1].tolist(), strict=True):
        for at, (word, kind) in enumerate(name):
            assert letters(known, known.words[start + at]) == word
            joined = known.joined[start + at]
            if at + 1 < len(name) and may_join(word, kind, *name[at + 1]):
                assert joined >= known.singles
                assert letters(known, joined) == word + name[at + 1][0]
            else:
                assert joined == -1


@given(NAMES)
def test_every_word_has_one_number_and_every_key_leads_to_words(names: list[list[tuple[str, int]]]) -> None:
    known, _ = built(names)
    spelt = [letters(known, number) for number in range(len(known.spelt[1]) - 1)]
    assert len(set(spelt[: known.singles])) == known.singles
    assert len(set(spelt[known.singles :])) == len(spelt) - known.singles
    arrays = word_arrays(known)
    assert len(arrays["word_searchable"]) == known.singles
    assert len(arrays["key_starts"]) == len(arrays["key_hashes"]) + 1
    assert arrays["key_starts"][-1] == len(arrays["key_words"])
    assert set(arrays["key_words"].tolist()) == set(range(len(spelt)))
