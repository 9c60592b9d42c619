"""Sends events to webhooks: signed, each attempt within a time, to the address that was checked, following nobody elsewhere.

``Comity-Signature: t=1767225600,v1=5257a8...`` holds the time of sending in seconds since 1970 (UTC) and the HMAC-SHA256 (RFC 2104), in
hexadecimal, of the time, a full stop and the body. While a secret is being replaced there are two of ``v1``, of the new and of the old one.
``Comity-Event`` is the kind of event, ``Comity-Delivery`` the same on every attempt at one delivery, so that receivers can drop repeats.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from comity import __version__
from comity.exchange.targets import Reach, check_target, resolve
from comity.model import ComityError

if TYPE_CHECKING:
    import httpx2

SIGNATURE, EVENT, DELIVERY = "Comity-Signature", "Comity-Event", "Comity-Delivery"
_MOST_ADDRESSES = 4


@dataclass(frozen=True, slots=True)
class SendLimits:
    """Seconds to connect, seconds for a whole attempt, and how many receivers are sent to at once."""

    connect: float = 5.0
    total: float = 15.0
    at_once: int = 8


@dataclass(frozen=True, slots=True)
class Message:
    """One event for one address. ``secrets`` sign it, the newest first; ``delivery`` is its id, the same on every attempt."""

    url: str
    event: str
    delivery: str
    body: bytes
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one attempt: the HTTP status, 0 when there was none, and why it failed, empty when it arrived."""

    status: int
    error: str = ""


class WebhookSender:
    """Sends messages. ``now`` gives the time of sending; ``trust`` the certificates that are trusted, by default those of the machine."""

    def __init__(
        self, reach: Reach, now: Callable[[], datetime], limits: SendLimits = SendLimits(), trust: ssl.SSLContext | None = None
    ) -> None:
        self._reach = reach
        self._now = now
        self._limits = limits
        self._trust = trust or ssl.create_default_context()

    def send(self, queues: Sequence[Sequence[Message]], stopped: Callable[[], bool]) -> list[list[Sent]]:
        """Send what is in ``queues``, one queue for each receiver: its messages one by one, those of several receivers at once.

        A queue ends at the first attempt that fails, or when ``stopped``: for the messages behind it nothing is answered. Never raises for
        what a receiver or the network does.
        """
        return asyncio.run(self._send_all(queues, stopped))

    async def _send_all(self, queues: Sequence[Sequence[Message]], stopped: Callable[[], bool]) -> list[list[Sent]]:
        room = asyncio.Semaphore(self._limits.at_once)

        async def one(queue: Sequence[Message]) -> list[Sent]:
            sent: list[Sent] = []
            async with room:
                for message in queue:
                    if stopped() or (sent and sent[-1].error):
                        break
                    sent.append(await self._attempt(message))
            return sent

        return list(await asyncio.gather(*(one(queue) for queue in queues)))

    async def _attempt(self, message: Message) -> Sent:
        import httpx2

        limits = self._limits
        try:
            async with asyncio.timeout(limits.total):
                check_target(message.url, self._reach)
                addresses = await resolve(message.url, self._reach)
                status = await self._post(message, addresses[:_MOST_ADDRESSES])
        except ComityError as problem:
            return Sent(0, problem.message)
        except (TimeoutError, httpx2.TimeoutException):
            return Sent(0, f"no answer within {limits.total:.0f} seconds")
        except httpx2.ConnectError as problem:
            return Sent(0, f"no connection: {problem}"[:200])
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, ssl.SSLError) as problem:
            return Sent(0, f"the connection broke off ({type(problem).__name__})")
        return Sent(status, _refusal(status))

    async def _post(self, message: Message, addresses: Sequence[str]) -> int:
        """The status of the answer of the first address that can be connected to. The answer's body is not read: nothing there counts."""
        import httpx2

        timeout = httpx2.Timeout(self._limits.total, connect=self._limits.connect)
        # No proxy of the environment: it would resolve the name again, and connect to whatever that gives.
        client = httpx2.AsyncClient(timeout=timeout, verify=self._trust, trust_env=False, follow_redirects=False, headers=_headers(message))
        async with client:
            for number, address in enumerate(addresses, 1):
                try:
                    return await self._post_to(client, message, address)
                except (httpx2.ConnectError, httpx2.ConnectTimeout):
                    if number == len(addresses):
                        raise
        raise httpx2.ConnectError("the name has no address")

    async def _post_to(self, client: httpx2.AsyncClient, message: Message, address: str) -> int:
        import httpx2

        url = httpx2.URL(message.url)
        signed = {SIGNATURE: signature(message.secrets, self._now(), message.body), "Host": url.netloc.decode("ascii")}
        name = {"sni_hostname": url.raw_host.decode("ascii")}  # the certificate must be the name's, though the address is connected to
        async with client.stream("POST", url.copy_with(host=address), content=message.body, headers=signed, extensions=name) as response:
            return response.status_code


def signature(secrets: Sequence[str], at: datetime, body: bytes) -> str:
    """The value of ``Comity-Signature`` for ``body``, sent at ``at`` (aware), by each of ``secrets``."""
    moment = int(at.timestamp())
    signed = f"{moment}.".encode() + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join((f"t={moment}", *(f"v1={mark}" for mark in marks)))


def _headers(message: Message) -> dict[str, str]:
    return {
        "User-Agent": f"comity/{__version__}",
        "Content-Type": "application/json",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        EVENT: message.event,
        DELIVERY: message.delivery,
    }


def _refusal(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return "the receiver sends elsewhere, which is not followed" if 300 <= status < 400 else f"the receiver answered {status}"
