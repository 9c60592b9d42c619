"""What is kept comes back: listings and editions through JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from comity.model import (
    Address,
    Detail,
    Edition,
    Gender,
    Identifier,
    IdentifierType,
    Listing,
    Locator,
    Name,
    NameKind,
    NamePart,
    PartialDate,
    PartKind,
    Schema,
    Subject,
)
from comity.model.record import edition_from_record, edition_to_record, listing_from_record, listing_to_record

TEXT = st.text(max_size=20)
CODES = st.lists(st.sampled_from(["SY", "NO", "XK"]), max_size=2).map(tuple)
DATES = st.builds(PartialDate, st.integers(1, 9000), st.none() | st.integers(1, 12), circa=st.booleans(), to_year=st.none() | st.just(9999))
NAMES = st.builds(
    Name, TEXT, st.sampled_from(NameKind), st.lists(st.builds(NamePart, st.sampled_from(PartKind), TEXT), max_size=2).map(tuple), TEXT, TEXT
)
ADDRESSES = st.builds(Address, TEXT, TEXT, TEXT, TEXT, st.sampled_from(["", "SY"]))
SUBJECTS = st.builds(
    Subject,
    st.sampled_from(Schema),
    st.lists(NAMES, max_size=3).map(tuple),
    st.lists(DATES, max_size=2).map(tuple),
    st.lists(DATES, max_size=2).map(tuple),
    CODES,
    CODES,
    st.none() | st.sampled_from(Gender),
    st.lists(st.builds(Identifier, st.sampled_from(IdentifierType), TEXT, TEXT, st.booleans()), max_size=2).map(tuple),
    st.lists(ADDRESSES, max_size=2).map(tuple),
    st.lists(ADDRESSES, max_size=2).map(tuple),
)
LISTINGS = st.builds(
    Listing,
    TEXT,
    TEXT,
    SUBJECTS,
    st.lists(TEXT, max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
    st.none() | st.dates(),
    st.lists(st.dates(date(1900, 1, 1)), max_size=2).map(tuple),
    st.lists(st.builds(Detail, TEXT, TEXT), max_size=2).map(tuple),
    st.builds(Locator, TEXT, st.none() | st.integers(1, 9), st.none() | st.integers(1, 9), TEXT, TEXT),
)


@given(LISTINGS)
def test_a_listing_comes_back(listing: Listing) -> None:
    assert listing_from_record(json.loads(json.dumps(listing_to_record(listing)))) == listing


@given(TEXT, st.none() | st.datetimes(timezones=st.just(UTC)), st.integers(0), TEXT)
def test_an_edition_comes_back(text: str, published: datetime | None, entries: int, partial: str) -> None:
    edition = Edition(text, text, text, published, datetime(2026, 1, 1, tzinfo=UTC), text, entries, entries, partial)
    assert edition_from_record(json.loads(json.dumps(edition_to_record(edition)))) == edition
