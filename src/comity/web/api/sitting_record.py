"""What a person is told of their sitting: who they are, for which purpose, until when, and the token for their forms."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from comity.identity import Ends, Opened, Sitting, User
from comity.node.doorkeeper import PROVED, SEEN
from comity.node.service import Service
from comity.node.signing_in import Entered
from comity.web.sitting_cookie import Place, give

Record = dict[str, Any]


def sitting_record(user: User, sitting: Sitting, csrf: str) -> Record:
    """The person and the sitting. ``proved_until``: acts of weight want another proof after it. Times are ISO 8601 in UTC."""
    idle = Ends().idle - SEEN
    return {
        "signed_in": True,
        "user": user.name,
        "display": user.display,
        "roles": sorted(user.roles),
        "purpose": sitting.purpose.value if sitting.purpose else None,
        "second_factor": user.has_second_factor,
        "recovery_codes_left": len(user.recovery),
        "ends_at": sitting.expires_at.isoformat(),
        "ends_when_idle_for": int(idle.total_seconds()),
        "proved_until": (sitting.proved_at + PROVED).isoformat(),
        "csrf": csrf,
    }


def entered_record(service: Service, response: Response, place: Place, entered: Entered) -> Record:
    """The record of somebody who was just let in, whose cookie goes out with ``response``."""
    record = sitting_record(entered.user, entered.opened.sitting, give(response, place, entered.opened))
    if entered.recovery_left is not None:
        record["recovery_code_used"] = True
    return record | {"single_sign_on": bool(service.single_sign_on)}


def renewed_record(response: Response, place: Place, user: User, opened: Opened) -> Record:
    """The record of a sitting that goes on under a new token, which goes out with ``response``."""
    return sitting_record(user, opened.sitting, give(response, place, opened))
