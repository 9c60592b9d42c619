"""Which edition of each list is in use since when: noticed however it came, written down once, and followed by what must follow.

An edition may come by a job, by a command, or by hand. What follows from it (another index, screening the monitored subjects against what
changed, telling others) is ordered in the same transaction that writes it down. So a crash between the two loses nothing: what is not
written down yet is noticed again.
"""

from __future__ import annotations

from contextlib import suppress

from comity.model import Edition, Entry, StoreError
from comity.node.events import Notice, announce, coded
from comity.node.indexes import editions_in_use, index_key
from comity.node.jobs import Means
from comity.storage.database import Durability, Reading
from comity.storage.database.ledger import LedgerSearch

ACTOR = "system:lists"
IN_USE = "list.use"
"""The action of the ledger that says: from now on this edition."""


class EditionsInUse:
    """What this process knows to be written down. One thread at a time."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._known: dict[str, str] = {}
        self._ordered = ""

    def notice(self) -> tuple[str, ...]:
        """Write down each list whose edition in use is another than the last one written down, and order what follows; their names.

        Raises ``DatabaseUnusable``, and ``Conflict`` when another process does the same at this moment: what was not done is noticed again.
        """
        current = self._current()
        changed = [name for name, edition in current.items() if self._known.get(name) != _id(edition)]
        news = tuple(name for name in changed if self._changed(name, current[name]))
        self._order_index()
        return news

    def _current(self) -> dict[str, Edition | None]:
        """The edition in use of each list that is or was there; a list whose files are damaged is left out, as if it had not changed."""
        found: dict[str, Edition | None] = {}
        for name in sorted({*self._means.store.names(), *self._known}):
            with suppress(StoreError):
                found[name] = self._means.store.current(name)
        return found

    def _order_index(self) -> None:
        """Have the index over these editions built, once, unless it is there. Its key changes with the day of an edition, too."""
        means = self._means
        try:
            key = index_key(means.store, editions_in_use(means.store, None))
        except StoreError:  # a damaged list, or none: the index that is there stays
            return
        if key != self._ordered and not (means.settings.home / "index" / key).is_dir():
            with means.database.writing() as writing:
                means.order(writing, "index.build", {}, f"index.build:{key}")
        self._ordered = key

    def _changed(self, name: str, edition: Edition | None) -> bool:
        """Whether it was news to the database, too."""
        means, now = self._means, self._means.now()
        with means.database.writing(Durability.FULL) as writing:
            before = last_in_use(writing, name)
            if before != _id(edition):
                facts = {"edition": _id(edition), "before": before, "entries": str(edition.entries if edition else 0)}
                writing.record(Entry(now, ACTOR, IN_USE, _object(name), facts=facts))
                if edition is not None:
                    payload = {"list": name, "old": before, "new": edition.id}
                    means.order(writing, "monitoring.delta", payload, f"monitoring.delta:{before}:{edition.id}")
                announce(writing, [Notice("list.updated", f"list:{coded(name)}", {"edition": coded(_id(edition))})], now)
        self._known[name] = _id(edition)
        return before != _id(edition)


def last_in_use(reading: Reading, name: str) -> str:
    """The id of the edition of list ``name`` that was last written down as in use; empty when there is none."""
    found = reading.ledger.latest(LedgerSearch(action=IN_USE, object=_object(name)), None, 1)
    return found[0][1].facts["edition"] if found else ""


def _object(name: str) -> str:
    return f"list:{name}"[:256]


def _id(edition: Edition | None) -> str:
    return edition.id if edition else ""
