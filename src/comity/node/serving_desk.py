"""The review desk of a node that serves: its entries go through the journal, its questions to the index in use."""

from __future__ import annotations

from comity.node.review_desk import Desk
from comity.node.service import Service


def desk_of(service: Service) -> Desk:
    """The desk of ``service``. What it tells the ledger stands there when it returns."""
    return Desk(
        database=service.database,
        home=service.settings.home,
        store=service.store,
        tell=lambda entry: service.journal.write(entry).result(),
        ask=lambda queries, rule: service.screener.submit(queries, rule).result(),
    )
