"""Ids of entities: the list's name and the listing's id in one text, the same for good, and back.

``un-sc:QDi.001``. Bytes other than ASCII letters, digits, ``-``, ``.`` and ``_`` are written ``~2F``: what is left are characters that
stand in the path of a URL as they are (RFC 3986 clause 3.3, ``pchar``), so an id works there whether or not its client escapes it.
"""

from __future__ import annotations

import re
import string

from comity.model import UnknownName

_PLAIN = frozenset((string.ascii_letters + string.digits + "-._").encode())
_ESCAPED = re.compile(rb"~([0-9A-F]{2})")


def entity_id(list_name: str, listing_id: str) -> str:
    """The id of a listing on a list. ``listing_of`` is its inverse."""
    return f"{_escaped(list_name)}:{_escaped(listing_id)}"


def listing_of(entity: str) -> tuple[str, str]:
    """The list's name and the listing's id. Raises ``UnknownName`` for a text that ``entity_id`` does not write."""
    list_name, _, listing_id = (_plain(part) for part in entity.partition(":"))
    if not list_name or not listing_id or entity_id(list_name, listing_id) != entity:
        raise UnknownName(
            "there is no entity of that id", "ids here are LIST:ID, such as un-sc:QDi.001; those of another server are not known"
        )
    return list_name, listing_id


def _escaped(text: str) -> str:
    return "".join(chr(byte) if byte in _PLAIN else f"~{byte:02X}" for byte in text.encode(errors="surrogatepass"))


def _plain(text: str) -> str:
    """``text`` without escapes; empty when they do not make a text."""
    try:
        return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text.encode()).decode(errors="surrogatepass")
    except UnicodeError:
        return ""
