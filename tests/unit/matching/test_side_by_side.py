"""Comparing many words side by side gives what comparing them one by one gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.side_by_side_kernel import LANES, lanes, similarities
from comity.matching.sound_kernel import Bytes, sounds_of
from comity.matching.token_kernel import similarity

WORD = st.text("abcdeghiklmnorstuvyzx", min_size=0, max_size=60)
ROOM = lanes()


def sounded(word: str) -> Bytes:
    return sounds_of(np.frombuffer(word.encode("ascii"), dtype=np.uint8))


def side_by_side(word: Bytes, others: list[Bytes]) -> list[float]:
    offsets = np.concatenate(([0], np.cumsum([len(other) for other in others]))).astype(np.int32)
    found = np.full(LANES, -1.0)
    chosen = np.arange(len(others), dtype=np.int32)
    similarities(word, (np.concatenate([np.zeros(0, np.uint8), *others]), offsets), chosen, ROOM, found)
    return list(found[: len(others)])


@given(WORD, st.lists(WORD, min_size=1, max_size=LANES))
def test_side_by_side_is_as_one_by_one(word: str, others: list[str]) -> None:
    one, many = sounded(word), [sounded(other) for other in others]
    assert side_by_side(one, many) == [similarity(one, other) for other in many]


@given(st.text("abdhimnrst", min_size=2, max_size=14), st.integers(0, 12), st.text("abdhimnrst", min_size=1, max_size=2))
def test_near_words_too_and_what_an_earlier_batch_left_does_not_count(word: str, at: int, put: str) -> None:
    changed = [word[:at] + put + word[at:], word[:at] + word[at + 1 :], word[:at] + put + word[at + 1 :], word[::-1], word]
    one, many = sounded(word), [sounded(other) for other in changed]
    side_by_side(sounded("z" * 40), [sounded("qx" * 20)] * LANES)
    assert side_by_side(one, many) == [similarity(one, other) for other in many]
