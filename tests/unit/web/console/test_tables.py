"""Tables as files: made as they are taken, and never a part that passes for the whole."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Iterator
from io import StringIO
from itertools import count
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.responses import Response

from comity.model import NotSignedIn, StoreError, UsageError
from comity.storage.database.repository import walked
from comity.web.console.tables import Cell, Column, Row, Table, csv_stream
from comity.web.console.visitor import Visitor
from comity.web.console.words import words_in

TABLE = Table("numbers", "Numbers", [Column("n", "=Number")], ())


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.console.tables._ROWS_AT_ONCE", 10)


def visitor(*ends: Exception) -> Visitor:
    """Somebody whose sitting ends with the first of ``ends``, or not."""

    def check_still(_: object) -> None:
        if ends:
            raise ends[0]

    service = SimpleNamespace(doorkeeper=SimpleNamespace(check_still=check_still))
    return cast("Visitor", SimpleNamespace(words=words_in("en"), service=service, sitting=None))


def rows(upto: int | None = None, made: list[int] | None = None) -> Iterator[Row]:
    for n in count():
        if n == upto:
            return
        if made is not None:
            made.append(n)
        yield {"n": Cell(f"={n}")}


def taken(response: Response, most: int = 1000, sent: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """What is sent, into ``sent``, to somebody who goes away after ``most`` messages."""
    sent = [] if sent is None else sent
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) >= most:
            gone.set()
            await asyncio.sleep(0.01)

    async def run() -> None:
        await response({"type": "http", "asgi": {"spec_version": "2.3"}}, receive, send)

    asyncio.run(run())
    return sent


@pytest.mark.parametrize("number", [0, 1, 9, 10, 11, 20, 35])
def test_every_row_is_sent_whatever_the_size_of_the_pieces(number: int) -> None:
    sent = taken(csv_stream(visitor(), TABLE, rows(number)))
    text = b"".join(message.get("body", b"") for message in sent).decode("utf-8-sig")
    assert list(csv.reader(StringIO(text, newline=""))) == [["'=Number"], *([f"'={n}"] for n in range(number))]
    assert sent[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def test_nothing_is_read_for_somebody_who_has_gone() -> None:
    made: list[int] = []
    sent = taken(csv_stream(visitor(), TABLE, rows(made=made)), most=4)
    assert len(sent) < 10
    assert len(made) < 100


def test_what_refuses_the_first_rows_refuses_the_file() -> None:
    def read(_: str) -> tuple[list[Row], str]:
        raise UsageError("no", "")

    with pytest.raises(UsageError):
        csv_stream(visitor(), TABLE, walked(read, ""))


@pytest.mark.parametrize("what", ["disk", "sitting"])
def test_a_file_that_cannot_be_whole_is_broken_off(what: str) -> None:
    def failing() -> Iterator[Row]:
        yield from rows(25)
        raise StoreError("the disk is gone", "")

    ended = NotSignedIn("your sitting has ended meanwhile", "")
    response = csv_stream(visitor(ended), TABLE, rows(25)) if what == "sitting" else csv_stream(visitor(), TABLE, failing())
    sent: list[dict[str, Any]] = []
    with pytest.raises(NotSignedIn if what == "sitting" else StoreError):
        taken(response, sent=sent)
    assert len(sent) > 1
    assert all(message.get("more_body", True) for message in sent), "nothing said that it was the end"


def test_pages_are_walked_to_their_end() -> None:
    pages = {"": ("ab", "b"), "b": ("", "c"), "c": ("d", "")}
    assert "".join(walked(lambda place: pages[place], "")) == "abd"
