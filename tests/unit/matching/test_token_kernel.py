from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.folding_kernel import MAX_KEYS, retrieval_keys
from comity.matching.sound_kernel import sounds_of, sounds_of_all
from comity.matching.token_kernel import ROOM, Bytes, one_slip, similarity, similarity_above
from comity.matching.word_similarity import spelling_similarity

WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)


def letters(word: str) -> Bytes:
    return np.frombuffer(word.encode("ascii"), dtype=np.uint8)


def keys(word: str, *, asked: bool) -> set[int]:
    room = np.empty(MAX_KEYS, dtype=np.uint64)
    return set(room[: retrieval_keys(sounds_of(letters(word)), letters(word), room, True, asked)].tolist())


@given(WORD, WORD, st.floats(0.0, 1.0))
def test_giving_up_early_never_changes_what_reaches_the_limit(one: str, other: str, least: float) -> None:
    whole = similarity(letters(one), letters(other))
    room = np.empty(ROOM, dtype=np.int32)
    early = similarity_above(letters(one), letters(other), least, room)
    assert early == whole or (early == 0.0 and whole <= least + 1e-5)


@given(WORD, st.data())
def test_one_slip_of_the_hand_is_known_and_found(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcxyz"))
    slips = {word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]}
    if at + 1 < len(word):
        slips.add(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    for slip in slips - {""}:
        assert one_slip(letters(word), letters(slip))
        assert one_slip(letters(slip), letters(word))
        assert min(len(word), len(slip)) < 4 or keys(word, asked=True) & keys(slip, asked=False)


@given(WORD, WORD)
def test_a_word_of_which_two_letters_are_new_is_no_slip(one: str, other: str) -> None:
    assert not one_slip(letters(one), letters(other + "qq" if other == one else one + "qx"))


def test_a_slip_that_tears_a_sound_apart_is_compared_by_letters() -> None:
    assert spelling_similarity("shelvan", "hselvan") > 0.8
    assert spelling_similarity("tsyban", "tsyabn") > 0.8


@given(st.lists(WORD, max_size=8))
def test_sounds_of_many_words_are_those_of_each(words: list[str]) -> None:
    offsets = np.concatenate(([0], np.cumsum([len(word) for word in words]))).astype(np.int32)
    sounds, starts = sounds_of_all(letters("".join(words)), offsets)
    found = [bytes(sounds[start:end]) for start, end in pairwise(starts)]
    assert found == [bytes(sounds_of(letters(word))) for word in words]


def test_c_as_k_and_x_as_kh_are_found() -> None:
    assert keys("electrocom", asked=True) & keys("elektrokom", asked=False)
    assert keys("mixailovich", asked=True) & keys("mikhailovich", asked=False)
