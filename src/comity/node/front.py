"""How the node is reached: the address that people's browsers show, the names that programs ask for it by, the proxies that are believed.

People sign in on the loopback address, or over TLS at one address that the operator states. Nothing about that is taken from what a request
says about itself.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

from comity.model import UsageError
from comity.node.node_file import Told

KEYS = frozenset({"origin", "hosts", "proxies"})
"""The settings of ``[front]``."""

_HINT = "write it as https://node.example.org, with the port if it is not 443, and without a path"
_HOSTS = 256
"""Names of hosts that are remembered: each request names one, mostly the same."""

_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Front:
    """``origin``: the address of the node as browsers show it, ``https://host`` or ``https://host:port``, empty when people sign in on this
    machine only. ``hosts``: other names by which programs ask for it. ``proxies``: addresses whose word on a caller's address is taken.
    """

    origin: str = ""
    hosts: frozenset[str] = frozenset()
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")

    @staticmethod
    def read(told: Told) -> Front:
        """The front that was set. Raises ``UsageError`` for an origin that is no web origin (RFC 6454) over TLS or on this machine."""
        hosts = frozenset(host.lower() for host in told.texts("hosts"))
        if any(authority(host) != host or ":" in host for host in hosts):
            raise told.wrong("hosts", "names without port, such as node.internal")
        return Front(_origin(told), hosts, told.texts("proxies", Front().proxies))

    @property
    def names(self) -> frozenset[str]:
        """The host names that this node answers to, beside ``localhost``; empty when none was set."""
        own = urlsplit(self.origin).hostname
        return self.hosts | ({own} if own else set())


@lru_cache(maxsize=_HOSTS)
def is_loopback(host: str) -> bool:
    """Whether ``host``, without port and brackets, is this machine: ``localhost`` (RFC 6761, section 6.3) or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=_HOSTS)
def is_address(host: str) -> bool:
    """Whether ``host``, without port and brackets, is an IP address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def authority(text: str, scheme: str = "") -> str:
    """``host`` or ``host:port`` in small letters, without the default port of ``scheme``; empty when ``text`` is neither."""
    try:
        parts = urlsplit(f"//{text}")
        if parts.netloc != text or parts.username is not None or not parts.hostname:
            return ""
        return _joined(parts, scheme)
    except ValueError:
        return ""


@lru_cache(maxsize=_HOSTS)
def host_of(text: str) -> str:
    """The host of an authority, without port and brackets."""
    return urlsplit(f"//{text}").hostname or ""


def _joined(parts: SplitResult, scheme: str) -> str:
    host, port = (parts.hostname or "").lower(), parts.port
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if port in (None, _DEFAULT_PORTS.get(scheme)) else f"{bracketed}:{port}"


def _origin(told: Told) -> str:
    text = told.text("origin").rstrip("/")
    if not text:
        return ""
    scheme, _, rest = text.partition("://")
    where = authority(rest, scheme)
    if not where or not (scheme == "https" or (scheme == "http" and is_loopback(host_of(where)))):
        raise UsageError(f"the setting origin of [front], or {told.variable('origin')}, is no address that people could sign in at", _HINT)
    return f"{scheme}://{where}"
