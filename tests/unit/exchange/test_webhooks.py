"""Events sent to a real receiver on the loopback address: signed, in time, to where they were meant to go, or not at all."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from tests.unit.exchange.receivers import Receiver, certificate_for, running, status

from comity.exchange import Message, Reach, SendLimits, Sent, WebhookSender, signature

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BODY = b'{"event":"list.updated"}'
LIMITS = SendLimits(connect=1, total=1.5)


def never() -> bool:
    return False


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running(Receiver()) as made:
        yield made


@pytest.fixture
def sender() -> WebhookSender:
    return WebhookSender(Reach.PRIVATE, lambda: NOW, LIMITS)


def message(url: str, number: int = 1, *secrets: str) -> Message:
    return Message(url, "list.updated", f"delivery-{number}", BODY, secrets or ("whsec_one",))


def sent(sender: WebhookSender, url: str) -> Sent:
    ((answer,),) = sender.send([[message(url)]], never)
    return answer


def test_an_event_arrives_signed_and_named(sender: WebhookSender, receiver: Receiver) -> None:
    assert sent(sender, receiver.url) == Sent(204)
    ((headers, body),) = receiver.got
    assert body == BODY
    assert (headers["comity-event"], headers["comity-delivery"]) == ("list.updated", "delivery-1")
    assert headers["content-type"] == "application/json"
    moment = int(NOW.timestamp())
    mark = hmac.new(b"whsec_one", f"{moment}.".encode() + BODY, hashlib.sha256).hexdigest()
    assert headers["comity-signature"] == f"t={moment},v1={mark}"


def test_while_a_secret_is_replaced_both_sign() -> None:
    both = signature(("new", "old"), NOW, BODY)
    assert both.split(",v1=")[1:] == [signature((one,), NOW, BODY).split("v1=")[1] for one in ("new", "old")]


def test_the_secret_is_nowhere_but_in_the_signature(sender: WebhookSender, receiver: Receiver) -> None:
    sent(sender, receiver.url)
    assert "whsec_one" not in json.dumps(receiver.got[0][0])
    assert "whsec_one" not in repr(message(receiver.url))


def slow(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def drip(handler: BaseHTTPRequestHandler) -> None:
    for letter in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100:
        handler.wfile.write(bytes([letter]))
        handler.wfile.flush()
        time.sleep(0.1)


def huge(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    piece = b"x" * (1 << 20)
    for _ in range(2000):
        handler.wfile.write(piece)


def endless_header(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200_000):
        handler.wfile.write(f"X-{number}: y\r\n".encode())


@pytest.mark.parametrize("answer", [slow, drip], ids=["slow", "drip by drip"])
def test_an_answer_that_takes_too_long_is_none(sender: WebhookSender, receiver: Receiver, answer: Callable[..., None]) -> None:
    receiver.answer = answer
    began = time.monotonic()
    assert sent(sender, receiver.url) == Sent(0, "no answer within 2 seconds")
    assert time.monotonic() - began < 2.5


def test_a_huge_answer_is_not_read(sender: WebhookSender, receiver: Receiver) -> None:
    receiver.answer = huge
    began = time.monotonic()
    assert sent(sender, receiver.url) == Sent(200)
    assert time.monotonic() - began < 1


def test_headers_without_end_are_an_error(sender: WebhookSender, receiver: Receiver) -> None:
    receiver.answer = endless_header
    assert sent(sender, receiver.url).error


@pytest.mark.parametrize("code", [400, 401, 404, 410, 429, 500, 503])
def test_an_error_of_the_receiver_is_told(sender: WebhookSender, receiver: Receiver, code: int) -> None:
    receiver.answer = status(code, body=b"secret words of the receiver")
    assert sent(sender, receiver.url) == Sent(code, f"the receiver answered {code}")


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(sender: WebhookSender, receiver: Receiver, code: int) -> None:
    with running(Receiver()) as other:
        receiver.answer = status(code, ("Location", other.url))
        assert sent(sender, receiver.url) == Sent(code, "the receiver sends elsewhere, which is not followed")
        assert other.got == []


def test_a_receiver_that_hangs_up_or_is_not_there_is_told(sender: WebhookSender, receiver: Receiver) -> None:
    receiver.answer = lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)
    assert sent(sender, receiver.url).error.startswith("the connection broke off")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert sent(sender, f"http://127.0.0.1:{unused.getsockname()[1]}/").error.startswith("no connection")


def test_one_receivers_messages_go_one_by_one_until_one_fails(sender: WebhookSender, receiver: Receiver) -> None:
    answers = iter([status(200), status(500), status(200)])
    receiver.answer = lambda handler: next(answers)(handler)
    (came,) = sender.send([[message(receiver.url, number) for number in (1, 2, 3)]], never)
    assert [one.status for one in came] == [200, 500]
    assert [headers["comity-delivery"] for headers, _ in receiver.got] == ["delivery-1", "delivery-2"]


def test_a_slow_receiver_does_not_hold_up_another(sender: WebhookSender, receiver: Receiver) -> None:
    receiver.answer = slow
    with running(Receiver()) as quick:
        moments: list[float] = []

        def at_once(handler: BaseHTTPRequestHandler) -> None:
            moments.append(time.monotonic())
            status(204)(handler)

        quick.answer = at_once
        began = time.monotonic()
        came = sender.send([[message(receiver.url)], [message(quick.url)]], never)
    assert [queue[0].status for queue in came] == [0, 204]
    assert moments[0] - began < 1


def test_nothing_more_is_sent_when_the_work_is_to_stop(sender: WebhookSender, receiver: Receiver) -> None:
    (came,) = sender.send([[message(receiver.url, number) for number in (1, 2)]], lambda: len(receiver.got) == 1)
    assert came == [Sent(204)]
    assert len(receiver.got) == 1


def test_what_is_inside_is_not_reached_unless_the_operator_allows_it(receiver: Receiver) -> None:
    sender = WebhookSender(Reach.PUBLIC, lambda: NOW, LIMITS)
    for url in (receiver.url, receiver.url.replace("http", "https"), f"https://localhost:{receiver.port}/"):
        assert sent(sender, url).error
    assert receiver.got == []


def resolving(monkeypatch: pytest.MonkeyPatch, name: str, *addresses: str) -> list[str]:
    """Let ``name`` have these addresses; the list that is returned grows with each time that any name is looked up."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def found(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        asked.append(str(host))
        if host != name:
            return real(host, port, *rest, **more)
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    return asked


def test_a_name_that_leads_inside_is_refused_when_it_is_sent_to(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> None:
    resolving(monkeypatch, "bank.example", "127.0.0.1")
    answer = sent(WebhookSender(Reach.PUBLIC, lambda: NOW, LIMITS), f"https://bank.example:{receiver.port}/")
    assert answer == Sent(0, "bank.example is inside a private network")


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver, tmp_path: Path
) -> None:
    certificate = certificate_for("bank.example", tmp_path)
    receiver.encrypt(certificate)
    asked = resolving(monkeypatch, "bank.example", "127.0.0.1")
    trust = ssl.create_default_context(cafile=str(certificate))
    answer = sent(WebhookSender(Reach.PRIVATE, lambda: NOW, LIMITS, trust), f"https://bank.example:{receiver.port}/hooks")
    assert answer == Sent(204)
    assert receiver.got[0][0]["host"] == f"bank.example:{receiver.port}"
    assert asked.count("bank.example") == 1


def test_the_next_address_is_tried_when_one_cannot_be_connected_to(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver, tmp_path: Path
) -> None:
    certificate = certificate_for("bank.example", tmp_path)
    receiver.encrypt(certificate)
    resolving(monkeypatch, "bank.example", "::1", "127.0.0.1")  # the receiver listens on the second only
    trust = ssl.create_default_context(cafile=str(certificate))
    answer = sent(WebhookSender(Reach.PRIVATE, lambda: NOW, LIMITS, trust), f"https://bank.example:{receiver.port}/hooks")
    assert answer == Sent(204)


def test_a_certificate_of_another_name_or_of_nobody_known_is_refused(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver, tmp_path: Path
) -> None:
    other = certificate_for("other.example", tmp_path)
    receiver.encrypt(other)
    resolving(monkeypatch, "bank.example", "127.0.0.1")
    url = f"https://bank.example:{receiver.port}/hooks"
    trust = ssl.create_default_context(cafile=str(other))
    assert "no connection" in sent(WebhookSender(Reach.PRIVATE, lambda: NOW, LIMITS, trust), url).error
    assert "no connection" in sent(WebhookSender(Reach.PRIVATE, lambda: NOW, LIMITS), url).error
    assert receiver.got == []
