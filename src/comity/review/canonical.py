"""JSON with one spelling: the same facts give the same bytes, so that a hash of them means something.

RFC 8785 (JSON Canonicalization Scheme): no white space, members sorted by the UTF-16 code units of their names (3.2.3), strings escaped
only where they must be (3.2.2.2), numbers as ECMAScript writes them (3.2.2.3), all in UTF-8 (3.2.4).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence

from comity.model import FormatError

LARGEST_WHOLE = 2**53 - 1
"""The largest whole number that every reader of JSON keeps exactly (RFC 7493, 2.2)."""

Value = None | bool | int | float | str | Sequence["Value"] | Mapping[str, "Value"]


def canonical(value: Value) -> bytes:
    """The canonical form of ``value`` in UTF-8.

    Raises ``FormatError`` for a lone surrogate, a number that is not finite or a whole number beyond ``LARGEST_WHOLE``; ``TypeError`` for
    what JSON has no form for.
    """
    try:
        return _written(value).encode("utf-8")
    except UnicodeEncodeError as error:
        raise FormatError("a text holds half of a surrogate pair, which no UTF-8 can hold", "correct the text at its source") from error


def sha256_of(value: Value) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits. Raises as ``canonical`` does."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _written(value: Value) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, Mapping):
        members = sorted(value.items(), key=lambda member: member[0].encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{json.dumps(name, ensure_ascii=False)}:{_written(inner)}" for name, inner in members) + "}"
    return "[" + ",".join(_written(inner) for inner in value) + "]"


def _whole(value: int) -> str:
    if abs(value) > LARGEST_WHOLE:
        raise FormatError("a whole number is too large to be kept exactly by every reader of JSON", "write it as a text")
    return str(value)


def number(value: float) -> str:
    """A number as ECMAScript writes it: the fewest digits that read back as the same, plainly from 1e-6 up to 1e21.

    Raises ``FormatError`` when it is not finite. Source: RFC 8785, 3.2.2.3, which takes ECMA-262, Number::toString.
    """
    if not math.isfinite(value):
        raise FormatError("infinity and not-a-number have no form in JSON", "leave the value out")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    # Python finds the same shortest digits; only where the point stands differs.
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).strip("0") if whole == "0" else (whole + fraction).rstrip("0")
    leading = len(whole) if whole != "0" else -(len(fraction) - len(fraction.lstrip("0")))
    return sign + _placed(digits, leading + int(power or 0))


def _placed(digits: str, point: int) -> str:
    """``digits`` with the decimal point before place ``point``: 0 is before the first digit."""
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    if 0 < point <= 21:
        if len(digits) <= point:
            return digits + "0" * (point - len(digits))
        return f"{digits[:point]}.{digits[point:]}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{rest}e{point - 1:+d}"
