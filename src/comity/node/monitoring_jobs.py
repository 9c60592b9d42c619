"""The jobs of monitoring: screening those whom a changed list concerns, indexing the subjects, and the daily retention."""

from __future__ import annotations

from typing import Any

from comity.exchange import Downloader
from comity.model import Delta
from comity.node.events import announce_hits
from comity.node.indexes import open_index
from comity.node.jobs import JobContext
from comity.node.lists import ListDesk
from comity.node.monitoring import Monitor, over
from comity.node.retention import daily_retention
from comity.node.review_desk import policy_in
from comity.node.subject_index import SubjectIndex, SubjectIndexes
from comity.storage.database.jobs import Job


def screen_delta(job: Job, context: JobContext) -> dict[str, Any]:
    """Screen the monitored subjects that the change of a list from edition ``old`` (empty: there was none) to ``new`` concerns.

    Raises what comparing, indexing and screening raise; what was filed until then stays, and doing it again files the rest.
    """
    delta = _delta(context, str(job.payload["old"]), str(job.payload["new"]))
    subjects = _subjects(context)
    index = open_index(context.settings, context.store)
    editions = tuple(edition.id for edition in index.editions)
    policy = policy_in(context.settings.home)
    monitor = Monitor(context.database, over(index), editions, policy=policy, announce=announce_hits)
    watched = monitor.screen_delta(delta, subjects, context.now(), context.progress)
    changed = {"added": len(delta.added), "amended": len(delta.amended), "removed": len(delta.removed)}
    return {**changed, "subjects": watched.subjects, **watched.happened}


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


def _delta(context: JobContext, old: str, new: str) -> Delta:
    if old:
        return ListDesk(context.settings, context.store, Downloader()).delta(old, new)
    edition = context.store.edition(new)
    return Delta(edition, edition, tuple(context.store.listings(edition)), (), ())
