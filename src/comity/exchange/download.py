"""Downloads one file over HTTPS: conditionally, within limits, whole or not at all.

Conditional requests follow RFC 9110 clause 13 (``If-None-Match``, ``If-Modified-Since``). No cookies are kept; proxies named in the
environment are used, as the operator set them.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from comity import __version__
from comity.exchange.addresses import check_address, check_redirect, host_of
from comity.lists.ports import Fetched, FetchRequest, NotModified, Progress, Validators
from comity.model import ComityError, LimitExceeded, TransferError

if TYPE_CHECKING:
    import httpx2

_STAYS = "the edition in use stays; try again later"
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class TransferLimits:
    """How long and how far a download may go: seconds to connect, seconds between two pieces, seconds in all, redirects followed."""

    connect: float = 15.0
    silence: float = 60.0
    total: float = 1800.0
    redirects: int = 5


class Downloader:
    """Fetches files. Holds no connection between calls and is safe to share between threads."""

    def __init__(self, limits: TransferLimits = TransferLimits()) -> None:
        self._limits = limits

    def fetch(self, request: FetchRequest, folder: Path, progress: Progress | None = None) -> Fetched | NotModified:
        """Download ``request.address`` into a new file in ``folder``, or learn that the version held is the newest.

        Raises ``TransferError`` (unreachable, refused, cut short, an unsafe redirect, a web page instead of a file) or ``LimitExceeded``
        (announced or received more than ``request.max_bytes``); then nothing is left in ``folder``.
        """
        import httpx2

        check_address(request.address)
        limits = self._limits
        timeout = httpx2.Timeout(limits.silence, connect=limits.connect)
        with _explained(request.address), httpx2.Client(timeout=timeout, follow_redirects=False, headers=_headers()) as client:
            return self._follow(client, request, folder, progress)

    def _follow(self, client: httpx2.Client, request: FetchRequest, folder: Path, progress: Progress | None) -> Fetched | NotModified:
        address, deadline = request.address, time.monotonic() + self._limits.total
        for _ in range(self._limits.redirects + 1):
            with client.stream("GET", address, headers=_conditions(request)) as response:
                if response.status_code == HTTPStatus.NOT_MODIFIED and request.validators:
                    return NotModified(request.validators)
                if not response.has_redirect_location:
                    return _receive(response, request, folder, _Watch(deadline, progress))
                target = urljoin(address, response.headers["location"])
            check_redirect(request.address, target)
            address = target
            client.cookies.clear()
        raise TransferError(
            f"{host_of(request.address)} redirects more than {self._limits.redirects} times", "check the address of the list"
        )


@dataclass(frozen=True, slots=True)
class _Watch:
    """Who is told about the bytes that arrive, and until when they may."""

    deadline: float
    progress: Progress | None

    def tick(self, host: str, received: int, announced: int | None) -> None:
        if time.monotonic() > self.deadline:
            raise TransferError(f"{host} sends too slowly: the time for the whole download is over", _STAYS)
        if self.progress:
            self.progress(received, announced)


def _headers() -> dict[str, str]:
    return {"User-Agent": f"comity/{__version__}", "Accept": "*/*", "Accept-Encoding": "gzip, identity"}


def _conditions(request: FetchRequest) -> dict[str, str]:
    """Only validators that this very address gave: those of another address say nothing about it."""
    held = request.validators
    if held is None or held.address != request.address:
        return {}
    conditions = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
    return {name: value for name, value in conditions.items() if value}


@contextmanager
def _explained(address: str) -> Iterator[None]:
    """Turn what HTTP, TLS and the network can raise into a ``TransferError`` that people understand."""
    import httpx2

    host = host_of(address)
    try:
        yield
    except ComityError:
        raise
    except httpx2.TimeoutException as error:
        raise TransferError(f"{host} did not answer in time", _STAYS) from error
    except httpx2.ConnectError as error:
        raise TransferError(
            f"{host} cannot be reached: {error}", "check the network and the proxy settings; the edition in use stays"
        ) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
        raise TransferError(f"the download from {host} broke off: {error}", _STAYS) from error
    except OSError as error:
        raise TransferError(f"the download from {host} could not be kept: {error.strerror or error}", "check the free space") from error


def _receive(response: httpx2.Response, request: FetchRequest, folder: Path, watch: _Watch) -> Fetched:
    host = host_of(request.address)
    announced = _check_head(response, request, host)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="download-", delete=False) as file:
        path = Path(file.name)
        try:
            state, size = hashlib.sha256(), 0
            for chunk in response.iter_bytes(_CHUNK):
                size += len(chunk)
                _check_size(size, request, host)
                state.update(chunk)
                file.write(chunk)
                watch.tick(host, size, announced)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    if not size:
        path.unlink(missing_ok=True)
        raise TransferError(f"{host} sent an empty file", _STAYS)
    said = Validators(request.address, response.headers.get("etag", ""), response.headers.get("last-modified", ""))
    return Fetched(path, said, state.hexdigest(), size)


def _check_size(size: int, request: FetchRequest, host: str) -> None:
    if size > request.max_bytes:
        raise LimitExceeded(f"{host} sent more than {request.max_bytes:,} bytes", "check the address of the list")


def _check_head(response: httpx2.Response, request: FetchRequest, host: str) -> int | None:
    """The announced size of the plain bytes, or None. Raises before a byte of the body was read."""
    if response.status_code != HTTPStatus.OK:
        raise TransferError(f"{host} answered {response.status_code} {response.reason_phrase}".rstrip(), _STAYS)
    if response.headers.get("content-type", "").lower().startswith("text/html"):
        raise TransferError(f"{host} answered with a web page instead of the list", "check the address; publishers move their files")
    length = response.headers.get("content-length", "")
    announced = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
    if announced is not None and announced > request.max_bytes:
        raise LimitExceeded(f"{host} announces {announced:,} bytes, the limit is {request.max_bytes:,}", "check the address of the list")
    return None if response.headers.get("content-encoding", "identity") != "identity" else announced
