"""Which edition of each list is in use since when: noticed however it came, written down once, and followed by what must follow.

An edition may come by a job, by a command, or by hand. What follows from it (another index, screening the monitored subjects against what
changed, telling others) is ordered in the same transaction that writes it down. So a crash between the two loses nothing: what is not
written down yet is noticed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from comity.model import Edition, Entry, StoreError
from comity.node.events import Notice, announce, coded
from comity.node.indexes import editions_in_use, index_key
from comity.node.jobs import Means
from comity.storage.database import Durability, Reading, Writing
from comity.storage.database.ledger import LedgerSearch

ACTOR = "system:lists"
IN_USE = "list.use"
"""The action of the ledger that says: from now on this edition."""


class EditionsInUse:
    """What this process knows to be written down. One thread at a time."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._known: dict[str, tuple[str, str] | None] | None = None
        self._ordered = ""

    def notice(self) -> tuple[str, ...]:
        """Write down each list whose edition in use is another than the last one written down, and order what follows; their names.

        Raises ``DatabaseUnusable``, and ``Conflict`` when another process does the same at this moment: what was not done is noticed again.
        """
        if self._known is None:  # a list may have been removed while nobody looked
            with self._means.database.reading() as reading:
                self._known = dict.fromkeys(lists_in_use(reading))
        known = self._known
        current = self._current(known)
        changed = [name for name, edition in current.items() if known.get(name) != self._mark(edition)]
        news = tuple(name for name in changed if self._changed(name, current[name], known))
        self._order_index()
        return news

    def _current(self, known: Iterable[str]) -> dict[str, Edition | None]:
        """The edition in use of each list that is or was there; a list whose files are damaged is left out, as if it had not changed."""
        found: dict[str, Edition | None] = {}
        for name in sorted({*self._means.store.names(), *known}):
            with suppress(StoreError):
                found[name] = self._means.store.current(name)
        return found

    def _mark(self, edition: Edition | None) -> tuple[str, str]:
        """The id of an edition, and a digest of what was read from it: a better reader may find other facts in the same bytes."""
        return (edition.id, self._means.store.fingerprint(edition)[:16]) if edition else ("", "")

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

    def _changed(self, name: str, edition: Edition | None, known: dict[str, tuple[str, str] | None]) -> bool:
        """Whether it was news to the database, too."""
        means, now, mark = self._means, self._means.now(), self._mark(edition)
        with means.database.writing(Durability.FULL) as writing:
            before, facts_before = _last(writing, name)
            is_news = before != mark[0] or facts_before not in ("", mark[1])
            if is_news:
                facts = {"edition": mark[0], "before": before, "entries": str(edition.entries if edition else 0), "facts": mark[1]}
                writing.record(Entry(now, ACTOR, IN_USE, _object(name), facts=facts))
                self._order_screening(writing, name, before, mark)
                announce(writing, [Notice("list.updated", f"list:{coded(name)}", {"edition": coded(mark[0])})], now)
        known[name] = mark
        return is_news

    def _order_screening(self, writing: Writing, name: str, before: str, mark: tuple[str, str]) -> None:
        identity, facts = mark
        if not identity:
            self._means.order(writing, "monitoring.lapse", {"list": name}, f"monitoring.lapse:{name}")
            return
        # What the same bytes were read as before is not kept: then there is nothing to compare with.
        old, since = ("", facts) if before == identity else (before, before)
        payload = {"list": name, "old": old, "new": identity}
        self._means.order(writing, "monitoring.delta", payload, f"monitoring.delta:{since}:{identity}")


def last_in_use(reading: Reading, name: str) -> str:
    """The id of the edition of list ``name`` that was last written down as in use; empty when there is none."""
    return _last(reading, name)[0]


def lists_in_use(reading: Reading) -> tuple[str, ...]:
    """The lists of which an edition was last written down as in use, sorted. Reads every entry about editions in use."""
    last: dict[str, str] = {}
    before: int | None = None
    while found := reading.ledger.latest(LedgerSearch(action=IN_USE), before, 1000):
        for _, entry, _ in found:
            last.setdefault(entry.object.removeprefix("list:"), entry.facts["edition"])
        before = found[-1][0]
    return tuple(sorted(name for name, edition in last.items() if edition))


def _last(reading: Reading, name: str) -> tuple[str, str]:
    found = reading.ledger.latest(LedgerSearch(action=IN_USE, object=_object(name)), None, 1)
    return (found[0][1].facts["edition"], found[0][1].facts.get("facts", "")) if found else ("", "")


def _object(name: str) -> str:
    return f"list:{name}"[:256]
