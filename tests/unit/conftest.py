"""A publisher on the loopback address whose answers a test scripts."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Answer = Callable[[BaseHTTPRequestHandler], None]


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are what some tests are about."""


class Publisher:
    """Answers by path; ``asked`` keeps the headers of each request."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[dict[str, str]] = []
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                publisher.asked.append({name.lower(): value for name, value in self.headers.items()})
                self.close_connection = True
                publisher.answers[self.path](self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = _QuietServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def serve(self, path: str, body: bytes, status: int = 200, **headers: str) -> str:
        """Answer ``path`` with ``body``; header names are written with underscores. Returns the address."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in {"content_length": str(len(body)), **headers}.items():
                if value:
                    handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.answers[path] = answer
        return self.address + path


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def un_xml(entries: int, day: str = "2026-03-01", first_name: str = "ILVA") -> bytes:
    """A file as the UN Security Council writes it, with invented persons."""
    person = (
        "<INDIVIDUAL><DATAID>{0}</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>{1}</FIRST_NAME><SECOND_NAME>MARENKO {0}</SECOND_NAME>"
        "<UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>QDi.{0:03}</REFERENCE_NUMBER><LISTED_ON>2011-10-06</LISTED_ON>"
        "<COMMENTS1>An invented remark.</COMMENTS1><NATIONALITY><VALUE>Slovenia</VALUE></NATIONALITY>"
        "<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE></INDIVIDUAL>"
    )
    body = "".join(person.format(number, first_name) for number in range(1, entries + 1))
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><CONSOLIDATED_LIST dateGenerated="{day}T00:00:09.554Z">'
    return f"{head}<INDIVIDUALS>{body}</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>".encode()


@pytest.fixture
def un_list() -> Callable[..., bytes]:
    """The function that writes a UN list of invented persons: number of entries, day, first name."""
    return un_xml
