"""The jobs on lists: fetching one from its publisher, and building the index over the editions in use."""

from __future__ import annotations

from typing import Any

from comity.exchange import Downloader
from comity.node.editions_in_use import EditionsInUse
from comity.node.indexes import open_index
from comity.node.jobs import JobContext
from comity.node.lists import Allowance, ListDesk
from comity.storage.database.jobs import Job

ACCEPTS_SHRINK = "accept_shrink"
"""In a payload: an edition of fewer entries than plausible is taken, since a person said so."""


def update_list(job: Job, context: JobContext) -> dict[str, Any]:
    """Fetch the list that the payload names, and put it in use when it is newer; what follows from that is ordered.

    Raises what ``ListDesk.update`` raises; then the edition in use stays.
    """
    allowance = Allowance(accept_shrink=ACCEPTS_SHRINK in job.payload)
    desk = ListDesk(context.settings, context.store, Downloader())
    outcome = desk.update(str(job.payload["list"]), context.now(), allowance, progress=lambda got, of: context.progress(got, of or 0))
    EditionsInUse(context).notice()
    return {
        "list": outcome.name,
        "change": outcome.change.value,
        "edition": outcome.edition.id,
        "in_use": outcome.current.id,
        "entries": outcome.edition.entries,
        "issues": outcome.issues,
    }


def build_index(job: Job, context: JobContext) -> dict[str, Any]:  # noqa: ARG001 - it needs nothing of the job
    """Build the index over the editions in use, aside, unless it is there. Serving processes put it in use by themselves.

    Raises ``NoEdition``, ``StoreError``.
    """
    index = open_index(context.settings, context.store, progress=context.progress)
    return {"listings": index.counts["listings"], "editions": [edition.id for edition in index.editions]}
