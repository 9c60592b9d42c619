"""Downloads from a real server on the loopback address: whole, within limits, or not at all."""

from __future__ import annotations

import gzip
import hashlib
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from comity.exchange import Downloader, TransferLimits
from comity.lists.ports import Fetched, FetchRequest, NotModified, Validators
from comity.model import LimitExceeded, TransferError

BODY = b"an invented list\n" * 5000
LIMIT = 1 << 20


@pytest.fixture
def downloader() -> Downloader:
    return Downloader(TransferLimits(connect=2, silence=2, total=5, redirects=3))


def refused(downloader: Downloader, request: FetchRequest, folder: Path, error: type[Exception] = TransferError) -> str:
    """Fetch what must fail; nothing may be left in the folder."""
    with pytest.raises(error) as caught:
        downloader.fetch(request, folder)
    assert list(folder.iterdir()) == []
    return str(caught.value)


def test_a_file_arrives_whole(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    address = publisher.serve("/list.xml", BODY, etag='"v1"', last_modified="Sun, 01 Mar 2026 00:00:00 GMT")
    seen: list[tuple[int, int | None]] = []
    answer = downloader.fetch(FetchRequest(address, LIMIT), tmp_path, lambda received, announced: seen.append((received, announced)))
    assert isinstance(answer, Fetched)
    assert answer.path.read_bytes() == BODY
    assert answer.sha256 == hashlib.sha256(BODY).hexdigest()
    assert answer.size == len(BODY)
    assert answer.validators == Validators(address, '"v1"', "Sun, 01 Mar 2026 00:00:00 GMT")
    assert seen[-1] == (len(BODY), len(BODY))
    assert "if-none-match" not in publisher.asked[0]


def test_an_unchanged_file_is_not_sent_again(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    address = publisher.serve("/list.xml", b"", status=304, content_length="")
    held = Validators(address, '"v1"', "Sun, 01 Mar 2026 00:00:00 GMT", "un-sc-x")
    assert downloader.fetch(FetchRequest(address, LIMIT, held), tmp_path) == NotModified(held)
    assert publisher.asked[0]["if-none-match"] == '"v1"'
    assert publisher.asked[0]["if-modified-since"] == "Sun, 01 Mar 2026 00:00:00 GMT"


def test_what_another_address_said_is_not_repeated_here(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    address = publisher.serve("/list.xml", BODY)
    held = Validators("https://elsewhere.example/list.xml", '"v1"', "", "un-sc-x")
    assert isinstance(downloader.fetch(FetchRequest(address, LIMIT, held), tmp_path), Fetched)
    assert "if-none-match" not in publisher.asked[0]


def test_a_304_that_was_not_asked_for_is_an_error(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    address = publisher.serve("/list.xml", b"", status=304, content_length="")
    assert "304" in refused(downloader, FetchRequest(address, LIMIT), tmp_path)


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_an_error_answer_is_told_with_its_number(publisher: Any, downloader: Downloader, tmp_path: Path, status: int) -> None:
    assert str(status) in refused(downloader, FetchRequest(publisher.serve("/x", b"no", status=status), LIMIT), tmp_path)


def test_a_body_cut_short_is_refused(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    address = publisher.serve("/x", BODY, content_length=str(len(BODY) + 1))
    assert "broke off" in refused(downloader, FetchRequest(address, LIMIT), tmp_path)


def test_an_announced_size_over_the_limit_is_refused_at_once(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    address = publisher.serve("/x", BODY)
    assert "announces" in refused(downloader, FetchRequest(address, len(BODY) - 1), tmp_path, LimitExceeded)


def test_a_size_over_the_limit_is_refused_while_it_streams(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    unannounced = publisher.serve("/x", BODY, content_length="")
    assert "sent more" in refused(downloader, FetchRequest(unannounced, len(BODY) - 1), tmp_path, LimitExceeded)
    bomb = publisher.serve("/y", gzip.compress(b"x" * (LIMIT + 1)), content_encoding="gzip")
    assert "sent more" in refused(downloader, FetchRequest(bomb, LIMIT), tmp_path, LimitExceeded)


def test_a_web_page_is_not_a_list(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    address = publisher.serve("/x", b"<html>Please log in", content_type="text/html; charset=utf-8")
    assert "web page" in refused(downloader, FetchRequest(address, LIMIT), tmp_path)


def test_an_empty_file_is_refused(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    assert "empty" in refused(downloader, FetchRequest(publisher.serve("/x", b""), LIMIT), tmp_path)


def test_redirects_are_followed_and_loops_are_not(publisher: Any, downloader: Downloader, tmp_path: Path) -> None:
    publisher.serve("/new", BODY)
    moved = publisher.serve("/old", b"", status=302, location="/new")
    answer = downloader.fetch(FetchRequest(moved, LIMIT), tmp_path)
    assert isinstance(answer, Fetched)
    assert answer.validators.address == moved
    answer.path.unlink()
    loop = publisher.serve("/loop", b"", status=302, location="/loop")
    assert "more than 3 times" in refused(downloader, FetchRequest(loop, LIMIT), tmp_path)


@pytest.mark.parametrize("target", ["http://lists.example/x", "ftp://127.0.0.1/x", "file:///etc/hostname", "https://u:p@lists.example/x"])
def test_a_redirect_to_an_unsafe_address_is_refused(publisher: Any, downloader: Downloader, tmp_path: Path, target: str) -> None:
    address = publisher.serve("/x", b"", status=302, location=target)
    refused(downloader, FetchRequest(address, LIMIT), tmp_path)
    assert len(publisher.asked) == 1


def test_a_server_that_falls_silent_is_given_up(publisher: Any, tmp_path: Path) -> None:
    def silent(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        time.sleep(0.6)

    publisher.answers["/x"] = silent
    impatient = Downloader(TransferLimits(connect=1, silence=0.2, total=5))
    assert "in time" in refused(impatient, FetchRequest(publisher.address + "/x", LIMIT), tmp_path)


def test_a_server_that_drips_is_given_up(publisher: Any, tmp_path: Path) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(8):
            handler.wfile.write(b"x" * (1 << 16))
            handler.wfile.flush()
            time.sleep(0.1)

    publisher.answers["/x"] = drip
    impatient = Downloader(TransferLimits(connect=1, silence=1, total=0.2))
    assert "too slowly" in refused(impatient, FetchRequest(publisher.address + "/x", LIMIT), tmp_path)


def test_a_server_that_is_not_there_is_told(downloader: Downloader, tmp_path: Path) -> None:
    assert "cannot be reached" in refused(downloader, FetchRequest("http://127.0.0.1:1/x", LIMIT), tmp_path)
