"""Where a download may go."""

from __future__ import annotations

import socket

import pytest

from comity.exchange.addresses import check_address, check_redirect, is_loopback
from comity.model import TransferError

PUBLISHER = "https://lists.example/consolidated.xml"


@pytest.mark.parametrize("address", [PUBLISHER, "http://127.0.0.1:8000/x", "http://localhost/x", "http://[::1]:80/x"])
def test_https_and_this_machine_are_allowed(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "un.xml",
        "http://lists.example/x",
        "ftp://lists.example/x",
        "file:///x",
        "https://",
        "https://user:pw@lists.example/",
        "https://[::1/",
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    with pytest.raises(TransferError):
        check_address(address)


@pytest.mark.parametrize(
    "target",
    [
        "https://10.0.0.1/x",
        "https://192.168.1.1/x",
        "https://169.254.169.254/latest",
        "https://127.0.0.1/x",
        "https://[fd00::1]/x",
        "https://[::1]/x",
    ],
)
def test_a_redirect_into_a_private_network_is_refused(target: str) -> None:
    with pytest.raises(TransferError, match="private network"):
        check_redirect(PUBLISHER, target)


def test_a_name_that_resolves_into_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(socket.AF_INET6, 1, 6, "", ("fe80::1%eth0", 443, 0, 2))])
    with pytest.raises(TransferError, match="private network"):
        check_redirect(PUBLISHER, "https://inner.example/x")
    check_redirect(PUBLISHER, "https://lists.example/other.xml")
    check_redirect("http://127.0.0.1:80/x", "https://inner.example/x")


def test_a_redirect_to_a_public_address_is_followed() -> None:
    check_redirect(PUBLISHER, "https://8.8.8.8/x")


def test_this_machine_is_known_by_every_name() -> None:
    assert all(is_loopback(host) for host in ("localhost", "127.0.0.1", "127.1.2.3", "::1"))
    assert not any(is_loopback(host) for host in ("lists.example", "128.0.0.1", "", "localhost.example"))
