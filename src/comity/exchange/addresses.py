"""Which addresses a download may go to: HTTPS anywhere, HTTP only on this machine, and no redirect into a private network."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from comity.model import TransferError


def host_of(address: str) -> str:
    """The host of a web address, without brackets and port, in lower case; empty when it has none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """True for ``localhost`` and the loopback addresses of IPv4 and IPv6 (RFC 6761 clause 6.3, RFC 6890)."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_address(address: str) -> None:
    """Raise ``TransferError`` unless ``address`` is HTTPS, or HTTP to this machine, without a user name or password in it."""
    try:
        parts = urlsplit(address)
        host, secret = parts.hostname, parts.username or parts.password
    except ValueError:
        host, secret, parts = None, None, urlsplit("")
    if not host:
        raise TransferError(f"{address!r} is not a web address", "give one that begins with https://")
    if secret:
        raise TransferError(f"the address at {host} carries a user name or password", "leave it out: addresses are shown and kept")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise TransferError(f"{host} would be asked over {parts.scheme}, unprotected", "use an address that begins with https://")


def check_redirect(origin: str, address: str) -> None:
    """Raise ``TransferError`` when a redirect from ``origin`` to ``address`` is not safe to follow.

    Beyond ``check_address``: another host must not be, or resolve to, an address that is not public (RFC 6890), unless ``origin`` is this
    machine. A host that does not resolve is left to the connection to report.
    """
    check_address(address)
    first, host = host_of(origin), host_of(address)
    if host == first or is_loopback(first):
        return
    private = [ip for ip in _resolve(host) if not ipaddress.ip_address(ip).is_global]
    if private:
        raise TransferError(f"{first} redirects to {host}, which is inside a private network", "check the address of the list")


def _resolve(host: str) -> list[str]:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        try:
            found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        except OSError:
            return []
        return [str(item[4][0]).partition("%")[0] for item in found]
    return [host]
