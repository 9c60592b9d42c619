"""What a page of the ledger is asked for: the filters of its form, as a search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query

from comity.model import Purpose, UsageError
from comity.storage.database.ledger import LedgerSearch

LAST = 2**53 - 1
ONE_DAY = timedelta(days=1)
Short = Annotated[str, Query(max_length=256)]
Chosen = Annotated[str, Query(max_length=80)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it was filled in, and which entries it means: those below ``before`` (None: from the newest)."""

    filled: Mapping[str, str]
    wanted: LedgerSearch
    before: int | None

    def address(self, **more: str) -> str:
        """The page for the same filters, with ``more``."""
        return "/ledger?" + urlencode({name: value for name, value in {**self.filled, **more}.items() if value})

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked."""
        return any(self.filled.values())


def asked(
    who: Short = "",
    action: Chosen = "",
    of: Short = "",
    purpose: Chosen = "",
    since: Chosen = "",
    until: Chosen = "",
    before: Annotated[int | None, Query(ge=0, le=LAST)] = None,
) -> Asked:
    """What the address asks for. Raises ``UsageError`` for a day or a purpose that is none."""
    filled = {"who": who.strip(), "action": action, "of": of.strip(), "purpose": purpose, "since": since, "until": until}
    first, last = _day(since, "since"), _day(until, "until")
    wanted = LedgerSearch(
        actor=_person(filled["who"]),
        action=action,
        object=filled["of"],
        since=_midnight(first) if first else None,
        until=_midnight(last) + ONE_DAY if last else None,
        purpose=_purpose(purpose),
    )
    return Asked(filled, wanted, before)


def _person(text: str) -> str:
    """A name by itself is the one that a user signs in with."""
    return f"user:{text}" if text and ":" not in text else text


def _purpose(text: str) -> str:
    try:
        return Purpose(text).value if text else ""
    except ValueError:
        raise UsageError("there is no such purpose", "choose one of: " + ", ".join(Purpose)) from None


def _day(text: str, name: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"{name} is no day", "write it as YYYY-MM-DD") from None
    if found == date.max:
        raise UsageError(f"{name} is beyond every entry", "give an earlier day")
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
