"""Style sheet and scripts of the console, at addresses that name their content, so that a browser keeps them for good.

They are sent compressed where a browser takes that; pages, which hold people's data beside what was asked, never are (BREACH, 2013).
"""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from comity.model import UnknownName

STATIC = Path(__file__).parent / "static"
_MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_KEPT = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@cache
def _content(name: str) -> bytes:
    return (STATIC / name).read_bytes()


@cache
def address(name: str) -> str:
    """The path of the file ``name`` of ``static``, with a part of its SHA-256 in it."""
    return f"/assets/{sha256(_content(name)).hexdigest()[:12]}/{name}"


@cache
def _names() -> frozenset[str]:
    return frozenset(file.name for file in STATIC.iterdir() if file.suffix in _MEDIA)


@cache
def _compressed(name: str) -> bytes:
    return gzip.compress(_content(name), 9, mtime=0)


@router.get("/assets/{digest}/{name}")
async def asset(digest: str, name: str, request: Request) -> Response:
    """One file. Anybody may have it: it is the same on every node."""
    if name not in _names() or address(name) != f"/assets/{digest}/{name}":
        raise UnknownName("there is no such file", "load the page again")
    headers = {"Cache-Control": _KEPT, "Vary": "Accept-Encoding"}
    media = _MEDIA[Path(name).suffix]
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(_compressed(name), media_type=media, headers={**headers, "Content-Encoding": "gzip"})
    return Response(_content(name), media_type=media, headers=headers)
