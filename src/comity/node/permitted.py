"""The two questions before anything personal is touched: may this actor at all, and does their purpose allow it."""

from __future__ import annotations

from comity.identity import Permission, Refused, may
from comity.model import Actor, NotAllowed
from comity.safeguards import DoesNotFit, fits


def require(by: Actor, permission: Permission) -> None:
    """Raise ``NotAllowed`` with the reason unless both answers are yes."""
    answer = may(by, permission)
    if isinstance(answer, Refused):
        raise NotAllowed(answer.reason, "ask a colleague who may, or the administrator for the role")
    purpose = fits(by.purpose, permission.value)
    if isinstance(purpose, DoesNotFit):
        raise NotAllowed(purpose.reason, "choose the purpose that this work serves")


def is_allowed(by: Actor, permission: Permission) -> bool:
    """Whether both answers are yes."""
    return not isinstance(may(by, permission), Refused) and not isinstance(fits(by.purpose, permission.value), DoesNotFit)
