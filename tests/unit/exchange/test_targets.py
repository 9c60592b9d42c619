"""Where events may go: nowhere that only this node can reach, however the address is written."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.exchange.targets import Reach, check_target, is_public, resolve
from comity.model import TransferError, UsageError

INSIDE = [
    *("127.0.0.1", "127.1.2.3", "10.0.0.5", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255"),
    *("224.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.5", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:c0a8:101::1"),
    *("64:ff9b:1::7f00:1", "64:ff9b:1:a00::5", "fec0::1", "::7f00:1", "::ffff:0:7f00:1", "4000::1"),
]
OUTSIDE = ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_is_not_everybodys_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_public_address_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_is_as_public_as_what_it_carries(address: ipaddress.IPv4Address) -> None:
    for prefix in (0xFFFF << 32, int(ipaddress.ip_address("64:ff9b::"))):
        assert is_public(ipaddress.IPv6Address(prefix | int(address))) == is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://bank.example/",
            "ftp://bank.example/",
            "bank.example",
            "//bank.example/",
            "https://",
            "https:///x",
            "javascript:alert(1)",
        ),
        *("https://user:pw@bank.example/", "https://bank.example/#part", "https://bank.example:0/", "https://bank.example:99999/"),
        *("https://bank.example/a b", "https://bank.example/\r\nX: y", "https://bänk.example/", "https://[::1", "https://x/" + "y" * 2000),
        *(f"https://{address}/" for address in ("127.0.0.1", "10.0.0.5", "169.254.169.254", "[::1]", "[::ffff:10.0.0.5]")),
        *("https://localhost/", "https://LOCALHOST:8443/", "http://localhost/", "http://127.0.0.1:8000/"),
    ],
)
def test_an_address_that_events_may_not_go_to_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        check_target(url, Reach.PUBLIC)
    assert "pw" not in refused.value.message


@pytest.mark.parametrize("url", ["https://bank.example/hooks?a=b", "https://bank.example:8443/", "https://8.8.8.8/x"])
def test_a_public_encrypted_address_is_taken(url: str) -> None:
    check_target(url, Reach.PUBLIC)


@pytest.mark.parametrize("url", ["https://10.0.0.5/", "https://localhost/", "http://127.0.0.1:8000/", "http://[::1]:8000/"])
def test_an_operator_may_let_events_into_a_private_network(url: str) -> None:
    check_target(url, Reach.PRIVATE)


@pytest.mark.parametrize("url", ["http://10.0.0.5/", "http://bank.example/"])
def test_unencrypted_events_never_leave_the_machine(url: str) -> None:
    with pytest.raises(UsageError):
        check_target(url, Reach.PRIVATE)


def answering(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(_host: object, port: int, *_rest: Any, **_more: Any) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def test_a_name_with_one_address_inside_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "93.184.216.34", "10.0.0.5")
    with pytest.raises(TransferError, match="private network"):
        asyncio.run(resolve("https://bank.example/", Reach.PUBLIC))
    assert asyncio.run(resolve("https://bank.example/", Reach.PRIVATE)) == ("93.184.216.34", "10.0.0.5")


def test_a_name_that_is_not_this_machine_is_not_sent_to_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "10.0.0.5")
    with pytest.raises(TransferError):
        asyncio.run(resolve("http://localhost/", Reach.PRIVATE))


def test_each_address_is_tried_once_and_a_name_without_any_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "93.184.216.34", "93.184.216.34", "8.8.8.8")
    assert asyncio.run(resolve("https://bank.example/", Reach.PUBLIC)) == ("93.184.216.34", "8.8.8.8")

    def none(*_rest: Any, **_more: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", none)
    with pytest.raises(TransferError, match="has no address"):
        asyncio.run(resolve("https://bank.example/", Reach.PUBLIC))
