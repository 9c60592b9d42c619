"""The jobs of monitoring: screening those whom a changed list concerns, indexing the subjects, and the daily retention.

Jobs that file hits take turns, and each opens the index when its turn has come: so none files what an older edition held after another
has filed what a newer one holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from comity.exchange import Downloader
from comity.model import Delta, Edition, StoreError
from comity.node import lapsing
from comity.node.base_imports import file_of, told
from comity.node.bases import UPLOADS, import_base
from comity.node.events import announce_hits
from comity.node.indexes import open_index
from comity.node.jobs import JobContext
from comity.node.lists import ListDesk
from comity.node.monitoring import Monitor, Watched, over
from comity.node.retention import after_erasing, daily_retention
from comity.node.review_desk import policy_in
from comity.node.subject_index import SubjectIndex, SubjectIndexes
from comity.node.waiting_files import WaitingFiles
from comity.storage import locked
from comity.storage.database.jobs import Job

TURN = 24 * 3600.0
"""Seconds that a job waits for its turn."""


def screen_delta(job: Job, context: JobContext) -> dict[str, Any]:
    """Screen the monitored subjects that the change of a list from edition ``old`` to ``new`` concerns.

    Where ``old`` cannot be compared (empty: there was none, or the same bytes were read anew; removed; an extract that leaves facts out),
    the whole list counts as changed. Where ``new`` is gone, too, nothing is done: what came in its place has a job of its own. Raises what
    comparing, indexing and screening raise; what was filed until then stays, and doing it again files the rest.
    """
    old, new = str(job.payload["old"]), str(job.payload["new"])
    with _turn(context):
        kept = {edition.id: edition for edition in context.store.history(str(job.payload["list"]))}
        edition = kept.get(new)
        if edition is None:
            return {"subjects": 0}
        delta = _delta(context, kept.get(old), edition)
        subjects, monitor = _subjects(context), _monitor(context)
        if delta is None:
            listings = tuple(context.store.listings(edition))
            watched = monitor.screen_list(edition.source, listings, subjects, context.now(), context.progress)
            return {"listings": len(listings), **_counts(watched)}
        watched = monitor.screen_delta(delta, subjects, context.now(), context.progress)
        changed = {"added": len(delta.added), "amended": len(delta.amended), "removed": len(delta.removed)}
        return {**changed, **_counts(watched)}


def lapse_list(job: Job, context: JobContext) -> dict[str, Any]:
    """Let the cases of a list lapse that is no longer in use; nothing when it is in use again."""
    name = str(job.payload["list"])
    with _turn(context):
        if context.store.current(name) is not None:
            return {"subjects": 0}
        return _counts(lapsing.lapse_list(context.database, name, announce_hits, context.now(), context.progress))


def screen_arrived(job: Job, context: JobContext) -> dict[str, Any]:
    """Screen the subjects that came or changed at ``since`` or later, which whoever took them in did not come to."""
    with _turn(context):
        since = datetime.fromisoformat(str(job.payload["since"]))
        return _counts(_monitor(context).screen_changed(since, context.now(), context.progress))


def screen_all(job: Job, context: JobContext) -> dict[str, Any]:  # noqa: ARG001 - it needs nothing of the job
    """Screen every monitored subject against all lists."""
    with _turn(context):
        return _counts(_monitor(context).screen_all(context.now(), progress=context.progress))


def import_subjects(job: Job, context: JobContext) -> dict[str, Any]:
    """Import a file that waits into a customer base and screen who is new or changed; the file goes when it is done.

    Raises what ``import_base`` raises, and ``UsageError`` when the file is no longer there; then nothing has changed.
    """
    file = file_of(job, context, UPLOADS)
    with _turn(context):
        imported = import_base(file, _monitor(context), job.created_by, context.now(), context.progress)
    if imported.gone:
        after_erasing(context.database, context.settings)
    WaitingFiles(context.settings).drop(file.path.name.partition(".")[0])
    return told(imported)


def index_subjects(job: Job, context: JobContext) -> dict[str, Any]:  # noqa: ARG001 - it needs nothing of the job
    """Index the monitored subjects anew, when many came or changed since the last time."""
    return {"subjects": _subjects(context).index.counts["listings"]}


def run_retention(job: Job, context: JobContext) -> dict[str, Any]:  # noqa: ARG001 - it needs nothing of the job
    """Erase what is due, under the rules in force."""
    report = daily_retention(context.settings, context.database, context.now(), context.progress)
    return {"erased": dict(report.erased), "held": dict(report.held), "asked": len(report.asked)}


def _subjects(context: JobContext) -> SubjectIndex:
    indexes = SubjectIndexes(context.settings)
    found = indexes.current()
    if found is None or indexes.is_worth_building(context.database, found):
        found = indexes.build(context.database, context.now(), context.progress)
    return found


@contextmanager
def _turn(context: JobContext) -> Iterator[None]:
    with locked(context.settings.folder("subjects") / ".turn", TURN, lambda: context.progress(0)):
        yield


def _monitor(context: JobContext) -> Monitor:
    """Monitoring against the lists in use at this moment."""
    index = open_index(context.settings, context.store)
    editions = tuple(edition.id for edition in index.editions)
    return Monitor(context.database, over(index), editions, policy=policy_in(context.settings.home), announce=announce_hits)


def _counts(watched: Watched) -> dict[str, Any]:
    return {"subjects": watched.subjects, **watched.happened}


def _delta(context: JobContext, old: Edition | None, new: Edition) -> Delta | None:
    """What changed since edition ``old``; None when that is not known."""
    if old is None or old.partial != new.partial:
        return None
    try:
        return ListDesk(context.settings, context.store, Downloader()).delta(old.id, new.id)
    except StoreError:  # the old one is damaged; should it be the new one, whoever reads that will say so
        return None
