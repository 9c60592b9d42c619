"""Jobs done at once, as a worker would do them."""

from __future__ import annotations

from collections.abc import Collection

from comity.node.job_kinds import KINDS
from comity.node.service import Service
from comity.node.workers import Worker

NOT_HERE = {"lists.update", "webhooks.deliver"}
"""Kinds that would reach for the network."""


def work(service: Service, kinds: Collection[str] = KINDS.keys() - NOT_HERE) -> None:
    """Carry out every job of ``kinds`` that is due."""
    worker = Worker(service.means, kinds)
    while worker.work_once():
        pass
