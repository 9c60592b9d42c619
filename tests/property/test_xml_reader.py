"""Whatever bytes come: XML is read whole, or refused with an error of ours; and every part is taken, ignored or named."""

from __future__ import annotations

import contextlib
import gzip
import io
import lzma
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity import lists
from comity.lists.findings import Findings
from comity.lists.source import Reading
from comity.lists.unpack import unpack
from comity.lists.xml import Layout, parts
from comity.model import DataError, PartialDate
from comity.model.date_text import EARLIEST_YEAR, LATEST_YEAR, DateOrder, parse_dates

LAYOUT = Layout("list", frozenset({"list/entry"}))
TAGS = st.sampled_from(["a", "b", "c", "d"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=8)
Tree = tuple[str, str, tuple["Tree", ...]]
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.tuples(TAGS, TEXTS, st.just(())),
    lambda inner: st.tuples(TAGS, TEXTS, st.lists(inner, max_size=3).map(tuple)),
    max_leaves=8,
)
SOURCES = st.sampled_from(["un-sc", "ofac-sdn", "eu-fsf", "ca-sema"])


def written(tree: Tree) -> str:
    tag, text, children = tree
    inner = escape(text) + "".join(map(written, children))
    return f"<{tag} n={quoteattr(text)}>{inner}</{tag}>"


def document(trees: list[list[Tree]]) -> bytes:
    entries = "".join("<entry>" + "".join(map(written, entry)) + "</entry>" for entry in trees)
    return f"<list>{entries}</list>".encode()


@given(st.lists(st.lists(TREES, max_size=3), max_size=3))
def test_every_child_is_taken_ignored_or_reported(trees: list[list[Tree]]) -> None:
    reading = Reading("test", "x.xml")
    findings = Findings(reading)
    taken = 0
    for part in parts(io.BytesIO(document(trees)), LAYOUT, findings):
        if part.path == "list/entry":
            taken += len(part.take_all("a"))
            part.ignore("b", because="for the test")
    findings.report()
    children = [child for entry in trees for child in entry]
    assert taken == sum(child[0] == "a" for child in children)
    assert reading.ignored.get("list/entry/b: for the test", 0) == sum(child[0] == "b" for child in children)
    for tag in "cd":
        reported = any(f"element list/entry/{tag} " in issue.what for issue in reading.issues)
        assert reported == any(child[0] == tag for child in children)


@given(st.lists(st.lists(TREES, max_size=3), min_size=1, max_size=3), st.data())
def test_a_file_cut_anywhere_is_never_complete(trees: list[list[Tree]], data: st.DataObject) -> None:
    whole = document(trees)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with pytest.raises(DataError):
        list(parts(io.BytesIO(cut), LAYOUT, Findings(Reading("test", "x.xml"))))


@given(st.binary(max_size=300), SOURCES)
def test_any_bytes_give_an_error_of_ours(data: bytes, source: str) -> None:
    with contextlib.suppress(DataError):
        list(lists.read(io.BytesIO(data), source=source))


@given(
    st.binary(max_size=200),
    st.sampled_from([b"<sdnList>", b"<?xml version='1.0'?><sdnList><sdnEntry>", b"\x1f\x8b\x08\x00", b"\xfd7zXZ\x00\x00"]),
)
def test_any_bytes_after_a_good_beginning_give_an_error_of_ours(data: bytes, head: bytes) -> None:
    with contextlib.suppress(DataError):
        list(lists.read(io.BytesIO(head + data), source="ofac-sdn"))


@given(st.binary(max_size=20_000))
def test_packing_and_unpacking_change_nothing(data: bytes) -> None:
    for packed in (gzip.compress(data), lzma.compress(data)):
        assert unpack(io.BytesIO(packed), len(data)).read() == data


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(st.dates(date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)))
    known = draw(st.integers(1, 3))
    to_year = draw(st.none() | st.integers(day.year, LATEST_YEAR))
    return PartialDate(day.year, day.month if known > 1 else None, day.day if known > 2 else None, draw(st.booleans()), to_year)


@given(partial_dates())
def test_a_date_reads_back_as_it_is_written(value: PartialDate) -> None:
    assert parse_dates(str(value)) == (value,)


@given(st.lists(partial_dates(), min_size=1, max_size=4, unique=True))
def test_several_dates_read_back_in_order(values: list[PartialDate]) -> None:
    assert parse_dates("; ".join(map(str, values))) == tuple(values)


@given(st.dates(date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)), st.sampled_from(list(DateOrder)))
def test_numeric_days_follow_the_order(day: date, order: DateOrder) -> None:
    text = f"{day:%d/%m/}{day.year}" if order is DateOrder.DAY_FIRST else f"{day:%m/%d/}{day.year}"
    assert parse_dates(text, order) == (PartialDate(day.year, day.month, day.day),)


@given(st.text(max_size=250) | st.text("0123456789 -/.;()abcdeormtu", max_size=250))
def test_any_text_is_dates_or_a_reason(text: str) -> None:
    found: tuple[PartialDate, ...] = ()
    with contextlib.suppress(ValueError):
        found = parse_dates(text)
        assert found
    assert all(EARLIEST_YEAR <= value.year <= LATEST_YEAR for value in found)
