"""Where a node may send events: to public addresses, encrypted, unless its operator lets it reach into a private network.

Somebody who may register a webhook must not be able to make the node speak to what only the node can reach (server-side request forgery).
A name is resolved once, every address it has must be public, and the connection goes to one of exactly these: a name that changes its
address between the check and the connection gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from enum import StrEnum
from urllib.parse import urlsplit

from comity.exchange.addresses import host_of, is_loopback
from comity.model import TransferError, UsageError

LONGEST = 2000
"""Characters of an address."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052, section 2.1
_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that IANA gave out for use by everybody (RFC 4291, section 2.4, and its registry)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Reach(StrEnum):
    """How far events may go: to public addresses only, or into private networks and, unencrypted, to this machine as well."""

    PUBLIC = "public"
    PRIVATE = "private"


def check_target(url: str, reach: Reach) -> None:
    """Raise ``UsageError`` unless events may be sent to ``url``, as far as its text tells: what its name resolves to is seen later."""
    hint = "give an address that begins with https://, without user name, password and fragment"
    if len(url) > LONGEST or not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        raise UsageError(f"a webhook's address has at most {LONGEST:,} plain characters, other ones percent-encoded", hint)
    try:
        parts = urlsplit(url)
        valid = bool(parts.hostname) and not (parts.username or parts.password or parts.fragment) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise UsageError("a webhook's address cannot be read, or carries what it must not", hint)
    host, private = host_of(url), reach is Reach.PRIVATE
    if parts.scheme != "https" and not (private and parts.scheme == "http" and is_loopback(host)):
        raise UsageError("events are sent encrypted only", hint)
    literal = _literal(host)
    if not private and (is_loopback(host) or (literal is not None and not is_public(literal))):
        raise UsageError("a webhook's address is inside a private network", "the operator may allow it: COMITY_PRIVATE_WEBHOOKS=on")


def is_public(address: Address) -> bool:
    """True for an address that is globally reachable (IANA special-purpose registries, RFC 6890), and no multicast.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, NAT64) is as public as that. Others outside the global unicast space are
    not, whatever this version of Python knows of them: translators of a local network, site-local and other old forms lie there.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address not in _UNICAST:
            return False
    return address.is_global and not address.is_multicast


async def resolve(url: str, reach: Reach) -> tuple[str, ...]:
    """The addresses of the host of ``url``, in the order in which to try them, each once.

    Raises ``TransferError`` when the name has none, or one that may not be reached.
    """
    parts = urlsplit(url)
    host, port = host_of(url), parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise TransferError(f"{host} has no address", "check the webhook's address, and the name service") from None
    addresses = tuple(dict.fromkeys(str(item[4][0]).partition("%")[0] for item in found))
    for one in map(ipaddress.ip_address, addresses):
        unprotected = parts.scheme != "https" and not one.is_loopback
        if unprotected or (reach is Reach.PUBLIC and not is_public(one)):
            raise TransferError(f"{host} is inside a private network", "the operator may allow it: COMITY_PRIVATE_WEBHOOKS=on")
    return addresses


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
