"""The audit of a node's own ledger: its rows against the signed heads, the keys, the stored nodes, and what this home remembers.

``ledger.audit`` reads entries and heads. Here is what only the node can see: that the tree's stored nodes and edge are those of the
entries, and that nobody took away the last head together with the entries below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import Any, TypeVar

from comity.identity import Permission
from comity.ledger import Fault, Frontier, Report, SignedHead, audit, report_to_record
from comity.model import Actor, LedgerBroken
from comity.node.jobs import JobContext
from comity.node.ledger import PAGE, WHOLE, Act
from comity.node.signing_keys import SigningKeys
from comity.storage.database import Database
from comity.storage.database.jobs import Job
from comity.storage.database.ledger import LedgerRow

Progress = Callable[[int], None]
T = TypeVar("T")


def verify_ledger(database: Database, keys: SigningKeys, act: Act, progress: Progress | None = None) -> Report:
    """Audit the whole ledger as it is now, and write down what came of it.

    Some 30,000 entries a second; memory does not grow. Others may write meanwhile. What is wrong is the report's ``fault``. Raises
    ``StoreError`` when the database or the keys cannot be read.
    """
    report = audit_database(database, keys, progress)
    _write_down(database, report, act)
    return report


def verify_by_job(job: Job, context: JobContext) -> dict[str, Any]:
    """``verify_ledger`` for whoever ordered the job: what was found, as ``report_to_record`` says it."""
    with context.database.reading() as reading:
        size = reading.ledger.size()
    report = audit_database(context.database, SigningKeys.of(context.settings.home), lambda done: context.progress(done, max(done, size)))
    _write_down(context.database, report, Act(Actor(job.created_by), context.now()))
    return report_to_record(report)


def _write_down(database: Database, report: Report, act: Act) -> None:
    facts = {"entries": str(report.size), "root": report.root.hex(), "right": "yes" if report.fault is None else "no"}
    with suppress(LedgerBroken) if report.fault else nullcontext(), database.writing() as writing:  # its edge may be what is broken
        writing.record(act.entry(Permission.LEDGER_VERIFY, WHOLE, facts))


def audit_database(database: Database, keys: SigningKeys, progress: Progress | None = None) -> Report:
    """``verify_ledger`` without the entry about it."""
    remembered = keys.last_head()  # before the snapshot, which then holds all that it covers: others may sign meanwhile
    with database.reading() as reading:
        size = reading.ledger.size()
        heads, heads_fault = _read(lambda: list(reading.ledger.heads()), list[SignedHead]())
        beyond, beyond_fault = _read(lambda: reading.ledger.get(size), None)
        root, edge_fault = _read(reading.ledger.root, b"")
    rows = _Rows(database, size)
    report = audit(rows.all(), _with(heads, remembered), keys.public(), progress)
    if rows.fault is not None:
        return replace(report, fault=rows.fault)
    if report.fault is None and heads_fault:
        return replace(report, fault=Fault(0, max(0, size - 1), f"the signed heads cannot be read: {heads_fault}"))
    if report.fault is not None:
        return report
    if beyond is not None or beyond_fault:
        return replace(report, fault=Fault(size, size, f"entry {size} stands there, and the ledger says that it has {size} entries"))
    if edge_fault or report.root != root:
        reason = edge_fault or "the edge of the tree, from which the next entries are hashed, is not that of the entries"
        return replace(report, fault=Fault(max(0, size - 1), max(0, size - 1), reason))
    return report


def _read(look: Callable[[], T], otherwise: T) -> tuple[T, str]:
    """What ``look`` gives, or ``otherwise`` and what it found broken."""
    try:
        return look(), ""
    except LedgerBroken as error:
        return otherwise, error.message


def _with(heads: Sequence[SignedHead], remembered: SignedHead | None) -> Sequence[SignedHead]:
    """The heads of the database, and the one that this home remembers when it is not among them."""
    if remembered is None or remembered in heads:
        return heads
    return sorted([*heads, remembered], key=lambda signed: signed.head.size)


class _Rows:
    """The entries below ``size`` in order; ends early, with a ``fault``, where the stored nodes are not those of the entries."""

    def __init__(self, database: Database, size: int) -> None:
        self._database = database
        self._size = size
        self._tree = Frontier()
        self._unreadable: Fault | None = None
        self.fault: Fault | None = None

    def all(self) -> Iterator[LedgerRow]:
        """One page after the other; the nodes of a page are looked at when whoever reads found its entries right and asks for more."""
        for start in range(0, self._size, PAGE):
            end = min(self._size, start + PAGE)
            page = self._page(start, end)
            yield from page
            self._check(page)
            if self.fault is not None:
                return
            if len(page) < end - start:
                missing = start + len(page)
                reason = f"entry {missing} is missing: the ledger says that it has {self._size} entries"
                self.fault = self._unreadable or Fault(missing, missing, reason)
                return

    def _page(self, start: int, end: int) -> list[LedgerRow]:
        """Entries that follow each other, up to one that cannot be read, which is the ``fault`` unless one before it is wrong."""
        page: list[LedgerRow] = []
        with self._database.reading() as reading:
            with suppress(LedgerBroken):
                return list(reading.ledger.rows(start, end))
            for number in range(start, end):
                try:
                    row = reading.ledger.get(number)
                except LedgerBroken as error:
                    self._unreadable = Fault(number, number, f"entry {number} cannot be read: {error.message}")
                    break
                if row is None:
                    break
                page.append(row)
        return page

    def _check(self, page: list[LedgerRow]) -> None:
        nodes = [node for _, _, leaf in page for node in self._tree.append(leaf)]
        with self._database.reading() as reading:
            hashes = reading.ledger.hashes()
            for node in nodes:
                first, last = node.index << node.level, ((node.index + 1) << node.level) - 1
                try:
                    reason = (
                        "" if hashes.node(node.level, node.index) == node.hash else "a stored node of the tree is not that of its entries"
                    )
                except LedgerBroken as error:
                    reason = error.message
                if reason:
                    self.fault = Fault(first, last, reason)
                    return
