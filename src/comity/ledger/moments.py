"""A moment as the ledger writes it: UTC, six digits after the second, ``Z``. One moment has one text, so that a hash over it is sure.

The form is a date-time of RFC 3339, section 5.6.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from comity.model import FormatError

_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", re.ASCII)
"""No hour 24, which newer Pythons take for midnight: each moment has one text."""


def moment_text(at: datetime) -> str:
    """``at`` as ``2026-03-01T09:05:00.000000Z``. Raises ``FormatError`` when it is naive or leaves the years 1 to 9999 in UTC."""
    if at.tzinfo is not UTC:
        if at.utcoffset() is None:
            raise FormatError("a time without a time zone cannot be written into the ledger", "give an aware datetime")
        try:
            at = at.astimezone(UTC)
        except OverflowError as error:
            raise FormatError("a time outside the years 1 to 9999 cannot be written into the ledger") from error
    return at.isoformat(timespec="microseconds")[:-6] + "Z"


def moment_from_text(text: object) -> datetime:
    """The aware moment that ``moment_text`` wrote as ``text``. Raises ``FormatError`` for any other form, even of the same moment."""
    if not isinstance(text, str) or not _FORM.fullmatch(text):
        raise FormatError("a time is not of the form 2026-03-01T09:05:00.000000Z")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise FormatError("a time names a day or an hour that does not exist") from error
