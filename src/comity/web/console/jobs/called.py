"""What kinds and states of jobs are called, and what the kinds do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.node.jobs import Kind
from comity.storage.database.jobs import Job, JobState
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


@dataclass(frozen=True, slots=True)
class Called:
    """The title of a kind, and a sentence that says what it does; both in English, to be looked up."""

    title: str
    does: str


KINDS: Mapping[str, Called] = {
    "lists.update": Called(_("Update of a list"), _("Fetches a list from its publisher.")),
    "index.build": Called(_("Index of the lists"), _("Builds the index over the editions in use.")),
    "monitoring.delta": Called(_("Screening after a list changed"), _("Screens the customers whom a changed list concerns.")),
    "monitoring.lapse": Called(_("End of a list"), _("Lets the cases of a list lapse that is no longer in use.")),
    "monitoring.arrived": Called(_("Screening of who came"), _("Screens customers that came and were not screened at once.")),
    "monitoring.all": Called(_("Screening of everybody"), _("Screens every customer under watch against all lists.")),
    "subjects.import": Called(_("Import of customers"), _("Imports a file of customers that a person sent.")),
    "subjects.index": Called(_("Index of the customers"), _("Indexes the customers under watch.")),
    "cases.come_back": Called(
        _("Cases that come back"), _("Brings back cases whose exemption ran out, or that are to be looked at again.")
    ),
    "screen.file": Called(_("Screening of a file"), _("Screens a file that somebody uploaded.")),
    "retention.run": Called(_("Retention"), _("Erases what is due under the rules of retention.")),
    "ledger.verify": Called(_("Audit of the ledger"), _("Audits the ledger against its signed heads.")),
    "webhooks.deliver": Called(_("Sending of events"), _("Sends the events that are due to the webhooks that want them.")),
    "node.sweep": Called(_("Hourly sweep"), _("Drops sittings, answers, jobs and deliveries whose time is over.")),
}

STATES: Mapping[JobState, str] = {
    JobState.QUEUED: _("waits"),
    JobState.RUNNING: _("runs"),
    JobState.DONE: _("done"),
    JobState.FAILED: _("failed"),
    JobState.CANCELLED: _("cancelled"),
}

_TAKES: Mapping[str, str] = {
    "list": _("list"),
    "old": _("edition before"),
    "new": _("edition now"),
    "base": _("base"),
    "since": _("since"),
}


def title_of(words: Words, kind: str) -> str:
    """What a kind is called; its code for one that is not named here."""
    known = KINDS.get(kind)
    return words.say(known.title) if known else kind


def sentence_of(words: Words, name: str, kind: Kind | None) -> str:
    """What a kind does; empty when nobody knows."""
    known = KINDS.get(name)
    return words.say(known.does) if known else kind.sentence if kind else ""


def state_of(words: Words, job: Job) -> str:
    """Where a job stands."""
    return words.say(STATES[job.state])


def taken_called(words: Words, name: str) -> str:
    """What a field of a payload is called."""
    return words.say(_TAKES.get(name, name.replace("_", " ")))


def about(words: Words, job: Job) -> str:
    """What a job is about, from its payload, in one line."""
    return ", ".join(f"{taken_called(words, name)}: {value}" for name, value in job.payload.items() if value not in ("", None))


def progress_of(words: Words, job: Job) -> str:
    """How far a job is; empty when it is not known or no longer of interest."""
    if job.state is not JobState.RUNNING or not (job.progress or job.of):
        return ""
    if not job.of:
        return f"{job.progress:,}"
    return words.say("%(done)s of %(all)s (%(percent)s %%)", done=f"{job.progress:,}", all=f"{job.of:,}", percent=percent(job))


def percent(job: Job) -> int:
    """How far a job is, from 0 to 100."""
    return min(100, 100 * job.progress // job.of) if job.of else 0
