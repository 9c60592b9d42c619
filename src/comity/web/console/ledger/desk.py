"""The ledger's use cases for whoever visits."""

from __future__ import annotations

from comity.node.ledger import Act, LedgerDesk
from comity.web.console.visitor import Visitor


def desk_of(visitor: Visitor) -> LedgerDesk:
    """The desk of the node."""
    return LedgerDesk(visitor.service.database, visitor.service.signer)


def act_of(visitor: Visitor) -> Act:
    """A look of ``visitor`` now."""
    return Act(visitor.actor, visitor.service.now())
