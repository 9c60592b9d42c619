"""Comparing editions: nothing changes from an edition to itself, and looking back mirrors looking forward."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from comity.lists.diff import compare
from comity.model import Edition, Identifier, IdentifierType, Listing, Name, NameKind, PartialDate, Schema, Subject

THEN = datetime(2026, 1, 1, tzinfo=UTC)
A = Edition("own:a-1", "own:a", "Invented House", THEN, THEN, "1" * 64, 0, 0)
B = replace(A, id="own:a-2")

words = st.text("abcж", min_size=1, max_size=3)
names = st.builds(Name, words, st.sampled_from(NameKind))
identifiers = st.builds(Identifier, st.sampled_from(IdentifierType), words, st.sampled_from(["", "SI"]), st.booleans())
subjects = st.builds(
    Subject,
    st.sampled_from(Schema),
    st.lists(names, min_size=1, max_size=3).map(tuple),
    st.lists(st.builds(PartialDate, st.integers(1960, 1963)), max_size=2).map(tuple),
    identifiers=st.lists(identifiers, max_size=2).map(tuple),
)
listings = st.builds(Listing, st.sampled_from(["1", "2", "3", "10"]), st.just("own:a"), subjects, st.lists(words, max_size=2).map(tuple))
editions = st.lists(listings, max_size=6)


@given(editions)
def test_an_edition_against_itself_has_no_changes(entries: list[Listing]) -> None:
    delta = compare(A, entries, B, entries)
    assert (delta.added, delta.removed, delta.amended) == ((), (), ())


@given(editions, editions)
def test_looking_back_mirrors_looking_forward(old: list[Listing], new: list[Listing]) -> None:
    there, back = compare(A, old, B, new), compare(B, new, A, old)
    assert there.added == back.removed
    assert there.removed == back.added
    assert [(amendment.new, amendment.old) for amendment in there.amended] == [(amendment.old, amendment.new) for amendment in back.amended]
    for one, other in zip(there.amended, back.amended, strict=True):
        assert [(c.field, c.removed, c.added) for c in one.changes] == [(c.field, c.added, c.removed) for c in other.changes]


@given(editions, editions)
def test_every_entry_is_accounted_for(old: list[Listing], new: list[Listing]) -> None:
    delta = compare(A, old, B, new)
    assert len(old) - len(delta.removed) == len(new) - len(delta.added) >= len(delta.amended)
