"""How values lie in columns: times as whole microseconds since 1970 in UTC, records as canonical JSON.

One form on both databases: exact, sortable, and the same bytes whoever writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from comity.model import DatabaseUnusable, DataError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(at: datetime) -> int:
    """Whole microseconds from 1970-01-01 UTC to ``at``. Raises ``ValueError`` for a naive time."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return (at - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The time in UTC that ``to_micros`` was given."""
    return _EPOCH + timedelta(microseconds=micros)


class Instant(TypeDecorator[datetime]):
    """A column of aware times, kept as ``to_micros`` says."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - the interface is SQLAlchemy's
        """The number to store."""
        return None if value is None else to_micros(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface is SQLAlchemy's
        """The time that was stored."""
        return None if value is None else from_micros(value)


def to_text(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """``value`` as JSON with sorted keys and no spaces. Raises ``DataError`` for text that is not Unicode (a lone surrogate)."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise DataError("a text holds half a character, which cannot be stored", "read the file again in its right encoding") from None
    return text


def from_text(text: str) -> Any:  # noqa: ANN401 - JSON is what it is
    """What ``to_text`` was given. Raises ``DatabaseUnusable`` when the column holds no JSON."""
    try:
        return json.loads(text)
    except ValueError:
        raise DatabaseUnusable("a stored record is damaged", "restore the last backup") from None
