"""How a key stands, in words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from comity.identity import ApiKey
from comity.web.console.labels import label
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


class Standing(StrEnum):
    """Whether a key is heard."""

    IN_USE = _("in use")
    ENDED = _("ended")
    REVOKED = _("revoked")


def standing(key: ApiKey, now: datetime) -> Standing:
    """How ``key`` stands at ``now``."""
    if key.revoked_at is not None:
        return Standing.REVOKED
    return Standing.IN_USE if now < key.expires_at else Standing.ENDED


def purposes_told(words: Words, key: ApiKey) -> str:
    """The purposes of ``key`` in one line."""
    return ", ".join(label(words, purpose) for purpose in sorted(key.purposes))


def rate_told(words: Words, key: ApiKey) -> str:
    """What ``key`` may ask for."""
    return words.say("%(minute)s a minute, %(day)s a day", minute=f"{key.rate.per_minute:,}", day=f"{key.per_day:,}")
