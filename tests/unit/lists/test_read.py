"""Reading by a list's name: compression, counts, ids."""

from __future__ import annotations

import gzip
import io
import lzma

import pytest

from comity import lists
from comity.model import CountMismatch, ForbiddenContent, FormatError, Listing, UnknownName


def sdn(*uids: int, declared: int | None = None) -> bytes:
    """An OFAC file with an invented firm for each uid."""
    entries = "".join(f"<sdnEntry><uid>{uid}</uid><lastName>FIRM {uid}</lastName><sdnType>Entity</sdnType></sdnEntry>\n" for uid in uids)
    count = len(uids) if declared is None else declared
    head = f"<publshInformation><Publish_Date>05/07/2024</Publish_Date><Record_Count>{count}</Record_Count></publshInformation>"
    return f'<?xml version="1.0"?>\n<sdnList xmlns="u:x">{head}{entries}</sdnList>'.encode()


def read(data: bytes) -> tuple[list[Listing], lists.Reading]:
    reading = lists.Reading("ofac-sdn", "sdn.xml")
    return list(lists.read(io.BytesIO(data), source="ofac-sdn", reading=reading)), reading


def test_plain_gzip_and_xz_read_equal() -> None:
    data = sdn(1, 2, 3)
    assert read(data)[0] == read(gzip.compress(data))[0] == read(lzma.compress(data))[0]


def test_counts_are_filled_in() -> None:
    listings, reading = read(sdn(1, 2, 3))
    assert (reading.entries, reading.names, reading.declared) == (len(listings), 3, 3)
    assert str(reading.published) == "2024-05-07 00:00:00+00:00"


def test_a_reading_is_not_needed() -> None:
    assert [listing.id for listing in lists.read(io.BytesIO(sdn(7)), source="ofac-sdn")] == ["7"]


def test_the_file_s_own_count_is_held_against_what_was_read() -> None:
    with pytest.raises(CountMismatch, match="4 entries, but 3 were read"):
        read(sdn(1, 2, 3, declared=4))


def test_a_repeated_id_is_kept_apart_and_noted() -> None:
    listings, reading = read(sdn(1, 2, 1))
    assert [listing.id for listing in listings] == ["1", "2", "1#2"]
    assert [issue.what for issue in reading.issues] == ["the id 1 was given before"]


def test_an_unknown_list_is_named_at_once() -> None:
    with pytest.raises(UnknownName, match="no list called 'ofac'"):
        lists.read(io.BytesIO(b""), source="ofac")


def test_truncated_and_dangerous_files_raise() -> None:
    with pytest.raises(FormatError):
        read(sdn(1, 2, 3)[:-20])
    with pytest.raises(FormatError):
        read(gzip.compress(sdn(1, 2, 3))[:-9])
    with pytest.raises(ForbiddenContent):
        read(b"<!DOCTYPE sdnList>" + sdn(1))


def test_the_door_stays_open() -> None:
    assert lists.source("un-sc") in lists.sources()
    assert lists.source("un-sc") in lists.sources(), "the package of the same name must not replace the function"
    assert all(hasattr(lists, name) for name in lists.__all__)


@pytest.mark.parametrize("name", ["un-sc", "ofac-sdn", "ofac-cons", "eu-fsf", "ca-sema"])
def test_sources_say_what_a_person_needs_to_know(name: str) -> None:
    found = lists.source(name)
    assert found.address.startswith("https://")
    assert 0 < found.expected_entries[0] < found.expected_entries[1]
    assert found.stale_after > 0
    assert found.max_bytes >= 1 << 20
    assert found.confidence in {"official", "to check"}
    assert all((found.title, found.publisher, found.legal_basis, found.licence, found.cadence, found.as_of))
