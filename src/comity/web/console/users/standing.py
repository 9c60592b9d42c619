"""How a user stands, in words: what each state means is told where it is shown."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from comity.identity import User
from comity.identity.federated import FOREIGN
from comity.identity.throttle import UNTIL_HELPED
from comity.web.console.labels import label
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


class Standing(StrEnum):
    """Whether somebody can sign in now, and if not, why."""

    ACTIVE = _("active")
    PROVIDER = _("active, signs in with the provider")
    INVITED = _("invited, has no password yet")
    RESTING = _("rests after failed sign-ins")
    LOCKED = _("locked, needs a reset")
    DISABLED = _("disabled")


def standing(user: User, now: datetime) -> Standing:
    """How ``user`` stands at ``now``."""
    if user.disabled_at is not None:
        return Standing.DISABLED
    if user.locked_until is not None and user.locked_until > now:
        return Standing.LOCKED if user.locked_until >= UNTIL_HELPED else Standing.RESTING
    if user.name.startswith(FOREIGN):
        return Standing.PROVIDER
    return Standing.ACTIVE if user.password else Standing.INVITED


def roles_told(words: Words, user: User) -> str:
    """The roles of ``user`` in one line."""
    return ", ".join(label(words, role) for role in sorted(user.roles))
