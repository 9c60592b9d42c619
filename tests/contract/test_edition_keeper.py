"""The promises of ``EditionKeeper``, run on every implementation."""

from __future__ import annotations

import gzip
import io
import lzma
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from comity.lists.ports import Arrival, EditionKeeper, Validators
from comity.lists.source import Reading
from comity.lists.unpack import unpack
from comity.model import (
    CountMismatch,
    Edition,
    FormatError,
    LimitExceeded,
    Listing,
    Locator,
    Name,
    PartialDate,
    Schema,
    Subject,
    UnknownName,
    UsageError,
)
from comity.storage import EditionStore

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARCH = "published 2026-03-01\nG.1|Ilva Marenko|1971\nG.2|Tobin Achterberg|1980\n"
APRIL = "published 2026-04-01\nG.1|Ilva Marenko|1971\nG.3|Wen Sorrel|1990\n?\n"


def read(stream: BinaryIO, reading: Reading) -> Iterator[Listing]:
    """A format of the tests' own: ``published DAY``, lines of ``id|name|year``; ``!`` breaks off, ``?`` is an issue."""
    for number, line in enumerate(unpack(stream, 1 << 20).read().decode().splitlines(), start=1):
        if line.startswith("published "):
            reading.published = datetime.fromisoformat(line.removeprefix("published ")).replace(tzinfo=UTC)
        elif line == "!":
            raise FormatError(f"{reading.file} breaks off at line {number}")
        elif line == "?":
            reading.issue(Locator(reading.file, line=number), "cannot be taken", "look at it")
        else:
            identity, name, year = line.split("|")
            full = reading.mapping.get("prefix", "") + name
            yield Listing(identity, reading.source, Subject(Schema.PERSON, (Name(full),), (PartialDate(int(year)),)))


def arrive(text: str | bytes, source: str = "own:guests", at: datetime = NOON, max_bytes: int = 1 << 20) -> Arrival:
    data = text.encode() if isinstance(text, str) else text
    return Arrival(source, "Invented House", "guests.txt", io.BytesIO(data), at, max_bytes)


@pytest.fixture(params=[EditionStore])
def keeper(request: pytest.FixtureRequest, tmp_path: Path) -> EditionKeeper:
    (tmp_path / "shipped").mkdir()
    made: EditionKeeper = request.param(tmp_path / "home", tmp_path / "shipped")
    return made


def test_nothing_is_known_before_the_first_import(keeper: EditionKeeper) -> None:
    assert keeper.names() == ()
    assert keeper.current("own:guests") is None
    assert keeper.history("own:guests") == ()
    with pytest.raises(UnknownName):
        keeper.edition("own")


def test_what_was_added_comes_back_whole_and_in_order(keeper: EditionKeeper) -> None:
    kept = keeper.add(arrive(APRIL), read)
    edition = kept.edition
    assert (kept.is_new, kept.is_current, kept.issues) == (True, True, 1)
    assert edition.id.startswith("own:guests-2026-04-01-")
    assert edition.id.endswith(edition.sha256[:8])
    assert (edition.entries, edition.names, edition.fetched_at) == (2, 2, NOON)
    assert [listing.id for listing in keeper.listings(edition)] == ["G.1", "G.3"]
    assert next(keeper.listings(edition)).subject.birth_dates == (PartialDate(1971),)
    assert [str(issue.where) for issue in keeper.issues(edition)] == ["guests.txt, line 4"]
    assert keeper.current("own:guests") == edition
    assert keeper.names() == ("own:guests",)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_compression_does_not_make_another_edition(keeper: EditionKeeper, pack: object) -> None:
    assert callable(pack)
    first = keeper.add(arrive(MARCH), read)
    second = keeper.add(arrive(pack(MARCH.encode())), read)
    assert second.edition.id == first.edition.id
    assert not second.is_new
    assert len(keeper.history("own:guests")) == 1


def test_the_same_bytes_on_another_day_keep_their_id_and_say_when_they_were_last_seen(keeper: EditionKeeper) -> None:
    undated = MARCH.removeprefix("published 2026-03-01\n")
    first = keeper.add(arrive(undated), read).edition
    second = keeper.add(arrive(undated, at=NOON + timedelta(days=9)), read).edition
    assert second.id == first.id
    assert second.age_days(NOON + timedelta(days=10)) == 1


def test_an_older_edition_goes_into_the_history_and_not_into_use(keeper: EditionKeeper) -> None:
    new = keeper.add(arrive(APRIL), read).edition
    old = keeper.add(arrive(MARCH), read)
    assert not old.is_current
    assert keeper.current("own:guests") == new
    assert keeper.history("own:guests") == (old.edition, new)
    assert keeper.set_current("own:guests", old.edition.id) == old.edition
    assert keeper.current("own:guests") == old.edition


def test_another_reading_of_the_same_bytes_replaces_the_first(keeper: EditionKeeper) -> None:
    first = keeper.add(arrive(MARCH), read).edition
    before = keeper.fingerprint(first)
    arrival = arrive(MARCH)
    second = keeper.add(Arrival(arrival.source, arrival.publisher, "x", arrival.stream, NOON, 1 << 20, {"prefix": "Dr "}), read).edition
    assert second.id == first.id
    assert keeper.fingerprint(second) != before
    assert next(keeper.listings(second)).subject.caption == "Dr Ilva Marenko"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", FormatError),
        (b"published 2026-05-01\n", FormatError),
        (b"G.1|Ilva Marenko|1971\n!", FormatError),
        (lzma.compress(APRIL.encode())[:-20], FormatError),
        (gzip.compress(b"G.1|x|1971\n" * 200_000), LimitExceeded),
        (b"G.1|x|1971\n" * 200_000, LimitExceeded),
    ],
    ids=["empty", "no entries", "breaks off", "truncated xz", "bomb", "too large"],
)
def test_a_bad_file_changes_nothing(keeper: EditionKeeper, data: bytes, error: type[Exception]) -> None:
    good = keeper.add(arrive(MARCH), read).edition
    with pytest.raises(error):
        keeper.add(arrive(data), read)
    assert keeper.current("own:guests") == good
    assert keeper.history("own:guests") == (good,)
    assert len(list(keeper.listings(good))) == 2


def test_a_check_can_refuse_what_was_read(keeper: EditionKeeper) -> None:
    good = keeper.add(arrive(MARCH), read).edition

    def refuse(edition: Edition) -> None:
        raise CountMismatch(f"{edition.entries} is too few")

    with pytest.raises(CountMismatch, match="2 is too few"):
        keeper.add(arrive(APRIL), read, refuse)
    assert keeper.history("own:guests") == (good,)


def test_an_edition_is_found_by_a_unique_beginning(keeper: EditionKeeper) -> None:
    march, april = keeper.add(arrive(MARCH), read).edition, keeper.add(arrive(APRIL), read).edition
    assert keeper.edition(march.id) == march
    assert keeper.edition("own:guests-2026-04") == april
    with pytest.raises(UsageError, match="fits 2"):
        keeper.edition("own:guests")
    with pytest.raises(UnknownName):
        keeper.edition("")


def test_a_listing_is_found_in_the_editions_in_use_whatever_its_case(keeper: EditionKeeper) -> None:
    keeper.add(arrive(MARCH), read)
    april = keeper.add(arrive(APRIL), read).edition
    other = keeper.add(arrive(MARCH, source="own:staff"), read).edition
    assert [edition for edition, _ in keeper.find("g.1")] == [april, other]
    assert [listing.subject.caption for _, listing in keeper.find("G.2", ["own:staff"])] == ["Tobin Achterberg"]
    assert list(keeper.find("G.2", ["own:guests"])) == []


def test_a_listing_is_found_in_an_edition_that_is_no_longer_in_use(keeper: EditionKeeper) -> None:
    march, april = keeper.add(arrive(MARCH), read).edition, keeper.add(arrive(APRIL), read).edition
    assert [listing.subject.caption for listing in keeper.find_in(march, "g.2")] == ["Tobin Achterberg"]
    assert list(keeper.find_in(april, "G.2")) == []


def test_the_same_file_may_be_two_lists(keeper: EditionKeeper) -> None:
    guests = keeper.add(arrive(MARCH), read).edition
    staff = keeper.add(arrive(MARCH, source="own:Staff"), read).edition
    other = keeper.add(arrive(APRIL, source="own:staff"), read).edition
    assert next(keeper.listings(guests)).source == "own:guests"
    assert next(keeper.listings(staff)).source == "own:Staff"
    assert keeper.history("own:staff") == (other,)


@pytest.mark.parametrize(
    "name", ["own:../../x", "own:a/b", "own:a\\b", "own:", "own:.hidden", "own:a\x00b", "own:a\u202eb", "own:" + "x" * 300]
)
def test_a_name_cannot_leave_its_place(keeper: EditionKeeper, name: str) -> None:
    with pytest.raises(UsageError):
        keeper.add(arrive(MARCH, source=name), read)
    assert keeper.names() == ()


def test_the_publishers_word_is_kept_for_the_next_request(keeper: EditionKeeper) -> None:
    edition = keeper.add(arrive(MARCH), read).edition
    assert keeper.validators("own:guests") is None
    said = Validators("https://lists.example/guests", '"v1"', "Sun, 01 Mar 2026 00:00:00 GMT", edition.id)
    confirmed = keeper.confirm("own:guests", said, NOON + timedelta(days=3))
    assert confirmed.fetched_at == NOON + timedelta(days=3)
    assert keeper.validators("own:guests") == said
    assert keeper.current("own:guests") == confirmed
    with pytest.raises(UnknownName):
        keeper.confirm("own:guests", Validators("https://lists.example/guests", edition="own:guests-gone"), NOON)


def test_what_the_publisher_serves_comes_back_into_use(keeper: EditionKeeper) -> None:
    old, new = keeper.add(arrive(MARCH), read).edition, keeper.add(arrive(APRIL), read).edition
    keeper.set_current("own:guests", old.id)
    keeper.confirm("own:guests", Validators("https://lists.example/guests", '"v2"', "", new.id), NOON)
    assert keeper.current("own:guests") == new


def test_a_list_that_is_removed_leaves_nothing_and_others_alone(keeper: EditionKeeper) -> None:
    with pytest.raises(UnknownName):
        keeper.remove("own:nobody")
    gone = keeper.add(arrive(MARCH, source="own:gone"), read).edition
    keeper.add(arrive(APRIL, source="own:gone"), read)
    stays = keeper.add(arrive(MARCH), read).edition
    keeper.remove("own:gone")
    assert keeper.current("own:gone") is None
    assert keeper.history("own:gone") == ()
    assert keeper.names() == ("own:guests",)
    assert list(keeper.listings(stays))
    with pytest.raises(UnknownName):
        next(keeper.listings(gone))
    again = keeper.add(arrive(MARCH, source="own:gone"), read)
    assert again.is_new
    assert list(keeper.listings(again.edition))
