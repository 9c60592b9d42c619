"""Who changes what lets them in has proved lately who they are; others are asked for that first."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from comity.web.console.visitor import PROOF, GoFirst, Posted, anybody_posting


def proven_posting(posted: Annotated[Posted, Depends(anybody_posting)]) -> Posted:
    """A dependency: a person who proved lately who they are, and the form that they sent. Raises ``GoFirst`` otherwise."""
    visitor = posted.visitor
    if not visitor.service.doorkeeper.proved_lately(visitor.sitting):
        raise GoFirst(f"{PROOF}?next=/me")
    return posted


Proven = Annotated[Posted, Depends(proven_posting)]
"""The parameter of a form that wants a recent proof."""
