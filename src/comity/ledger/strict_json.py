"""JSON from elsewhere, read so that two readers cannot see two things in it.

A member named twice, a number that is not whole, ``NaN``, a byte order mark and whatever is nested too deep are refused (RFC 7493, sections
2.1 to 2.3, and RFC 8259, section 8.1). Hashes have one spelling: hexadecimal in lower case.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

from comity.model import FormatError


def read_json(data: bytes) -> object:
    """The one JSON value in ``data``, UTF-8. Raises ``FormatError``; how long ``data`` may be is for the caller to limit."""
    try:
        return _DECODER.decode(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise FormatError("it is not JSON in UTF-8 with each member once and whole numbers only") from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is there twice")
    return members


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"no whole number: {text[:20]}")


_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_float=_refuse, parse_constant=_refuse)


def hex_bytes(text: object, length: int, what: str) -> bytes:
    """The ``length`` bytes that ``text`` writes as lower-case hexadecimal. Raises ``FormatError``, naming ``what``."""
    if isinstance(text, str) and len(text) == 2 * length and text.isascii():
        try:
            data = bytes.fromhex(text)
        except ValueError:
            data = b""
        if data.hex() == text:
            return data
    raise FormatError(f"{what} is not {length} bytes in lower-case hexadecimal")


def whole_number(value: object, most: int, what: str) -> int:
    """``value`` when it is a whole number from 0 to ``most``. Raises ``FormatError``, naming ``what``."""
    if type(value) is not int or not 0 <= value <= most:
        raise FormatError(f"{what} is not a whole number from 0 to {most}")
    return value
