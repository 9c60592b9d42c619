"""What a person does to lists on a node that serves: fetch one now, give a file of their own, take an own list away.

Each act names the person in the ledger; what follows from another edition in use is ordered at once.
"""

from __future__ import annotations

from contextlib import suppress

from comity.exchange import Downloader
from comity.identity import Permission
from comity.model import Actor, Conflict, Edition, Entry, UnknownName, UsageError
from comity.node.editions_in_use import EditionsInUse
from comity.node.jobs import Means, job_key, order_by_hand
from comity.node.list_jobs import ACCEPTS_SHRINK
from comity.node.lists import Allowance, FileToImport, ListDesk, Outcome
from comity.node.permitted import require
from comity.storage.database import Durability, new_id
from comity.storage.database.jobs import Job, JobOrder

OWN = "own:"
"""How the names of own lists begin."""

UPDATE = "lists.update"


def order_update(means: Means, name: str, by: Actor, *, accept_shrink: bool) -> Job:
    """Have list ``name`` fetched now. Raises ``NotAllowed``, ``UnknownName``, and ``UsageError`` for a list without an address."""
    require(by, Permission.LIST_UPDATE)
    desk = ListDesk(means.settings, means.store, Downloader())
    if name not in desk.updatable():
        if name not in {status.name for status in desk.status(means.now())}:
            raise UnknownName("there is no list of that name", "see the lists")
        raise UsageError("this list has no address to fetch it from", "import a file of it")
    if not accept_shrink:
        return order_by_hand(means, UPDATE, {"list": name}, by)
    at = means.now()
    key = f"{job_key(UPDATE, {'list': name})}:{ACCEPTS_SHRINK}"
    order = JobOrder(UPDATE, at, {"list": name, ACCEPTS_SHRINK: "yes"}, by.id, means.kinds[UPDATE].attempts, key)
    with means.database.writing() as writing:
        job = writing.jobs.enqueue(new_id(at), order, at)
        writing.record(_entry(means, by, "job.run", f"job:{job.id}", {"kind": UPDATE, "list": name, ACCEPTS_SHRINK: "yes"}))
    return job


def import_own(means: Means, file: FileToImport, allowance: Allowance, by: Actor) -> Outcome:
    """Take a file in as an edition of an own list, in use from now on unless a newer one is.

    Raises ``NotAllowed``, ``UsageError`` for another list or a name that cannot be, and what ``ListDesk.import_file`` raises; then nothing
    has changed.
    """
    require(by, Permission.LIST_UPDATE)
    _require_own(file.name)
    outcome = ListDesk(means.settings, means.store, Downloader()).import_file(file, means.now(), allowance)
    facts = {"edition": outcome.edition.id, "entries": str(outcome.edition.entries), "issues": str(outcome.issues)}
    facts |= {ACCEPTS_SHRINK: "yes"} if allowance.accept_shrink else {}
    with means.database.writing(Durability.FULL) as writing:
        writing.record(_entry(means, by, "list.import", f"list:{file.name}"[:256], facts))
    _notice(means)
    return outcome


def remove_own(means: Means, name: str, by: Actor) -> Edition | None:
    """Forget an own list with all its editions. Raises ``NotAllowed``, ``UsageError`` for another list, ``UnknownName``."""
    require(by, Permission.LIST_UPDATE)
    _require_own(name)
    left = ListDesk(means.settings, means.store, Downloader()).remove(name)
    with means.database.writing(Durability.FULL) as writing:
        writing.record(_entry(means, by, "list.remove", f"list:{name}"[:256], {}))
    _notice(means)
    return left


def _notice(means: Means) -> None:
    with suppress(Conflict):  # another process does the same at this moment
        EditionsInUse(means).notice()


def _require_own(name: str) -> None:
    if not name.startswith(OWN):
        raise UsageError("only lists of your own are imported and removed here", "name it own:NAME; others are for the command line")


def _entry(means: Means, by: Actor, action: str, of: str, facts: dict[str, str]) -> Entry:
    return Entry(means.now(), by.id, action, of, by.purpose.value if by.purpose else "", facts)
