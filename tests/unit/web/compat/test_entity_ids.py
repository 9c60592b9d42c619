"""Ids of entities: there and back, and safe in a path however they are written there."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.model import UnknownName
from comity.web.compat.entity_ids import entity_id, listing_of

TEXT = st.text(min_size=1, max_size=30)


@given(TEXT, TEXT)
def test_there_and_back(list_name: str, listing_id: str) -> None:
    made = entity_id(list_name, listing_id)
    assert listing_of(made) == (list_name, listing_id)
    assert quote(made, safe=":~") == made, "a client that does not escape it sends the same"
    assert listing_of(unquote(quote(made, safe=""))) == (list_name, listing_id)


@given(TEXT, TEXT, TEXT, TEXT)
def test_no_two_listings_share_one(a: str, b: str, c: str, d: str) -> None:
    assert (entity_id(a, b) == entity_id(c, d)) == ((a, b) == (c, d))


def test_they_look_as_people_know_them() -> None:
    assert entity_id("un-sc", "QDi.001") == "un-sc:QDi.001"
    assert entity_id("ca-sema", "Belarus/1-1/12") == "ca-sema:Belarus~2F1-1~2F12"
    assert entity_id("ftm:peps", "Q7747") == "ftm~3Apeps:Q7747"


@pytest.mark.parametrize("text", ["", "Q7747", ":", "un-sc:", ":QDi.001", "un-sc:a:b", "un-sc:~2f", "un-sc:~41", "un-sc:~FF", "un-sc:a b"])
def test_what_no_id_looks_like_is_unknown(text: str) -> None:
    with pytest.raises(UnknownName, match="no entity"):
        listing_of(text)


@given(st.text(max_size=40))
def test_any_text_is_an_id_or_unknown(text: str) -> None:
    with suppress(UnknownName):
        assert entity_id(*listing_of(text)) == text
