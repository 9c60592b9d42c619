"""The audit of a node's own ledger: its rows against the signed heads, the keys, the stored nodes, and what this home remembers.

``ledger.audit`` reads entries and heads. Here is what only the node can see: that the tree's stored nodes and edge are those of the
entries, and that nobody took away the last head together with the entries below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace

from comity.identity import Permission
from comity.ledger import Fault, Frontier, Report, SignedHead, audit
from comity.model import LedgerBroken
from comity.node.ledger import PAGE, WHOLE, Act
from comity.node.signing_keys import SigningKeys
from comity.storage.database import Database
from comity.storage.database.ledger import LedgerRow

Progress = Callable[[int], None]


def verify_ledger(database: Database, keys: SigningKeys, act: Act, progress: Progress | None = None) -> Report:
    """Audit the whole ledger as it is now, and write down what came of it.

    Some 30,000 entries a second; memory does not grow. Others may write meanwhile. What is wrong is the report's ``fault``. Raises
    ``StoreError`` when the database or the keys cannot be read.
    """
    report = audit_database(database, keys, progress)
    facts = {"entries": str(report.size), "root": report.root.hex(), "right": "yes" if report.fault is None else "no"}
    with suppress(LedgerBroken) if report.fault else nullcontext(), database.writing() as writing:  # its edge may be what is broken
        writing.record(act.entry(Permission.LEDGER_VERIFY, WHOLE, facts))
    return report


def audit_database(database: Database, keys: SigningKeys, progress: Progress | None = None) -> Report:
    """``verify_ledger`` without the entry about it."""
    with database.reading() as reading:
        size, heads = reading.ledger.size(), list(reading.ledger.heads())
        beyond = reading.ledger.get(size)
        try:
            root, edge_fault = reading.ledger.root(), ""
        except LedgerBroken as error:
            root, edge_fault = b"", error.message
    rows = _Rows(database, size)
    report = audit(rows.all(), _with(heads, keys.last_head()), keys.public(), progress)
    if rows.fault is not None:
        return replace(report, fault=rows.fault)
    if report.fault is not None:
        return report
    if beyond is not None:
        return replace(report, fault=Fault(size, size, f"entry {size} stands there, and the ledger says that it has {size} entries"))
    if edge_fault or report.root != root:
        reason = edge_fault or "the edge of the tree, from which the next entries are hashed, is not that of the entries"
        return replace(report, fault=Fault(max(0, size - 1), max(0, size - 1), reason))
    return report


def _with(heads: list[SignedHead], remembered: SignedHead | None) -> list[SignedHead]:
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
        self.fault: Fault | None = None

    def all(self) -> Iterator[LedgerRow]:
        """One page after the other; the nodes of a page are looked at when whoever reads found its entries right and asks for more."""
        for start in range(0, self._size, PAGE):
            end = min(self._size, start + PAGE)
            with self._database.reading() as reading:
                page = list(reading.ledger.rows(start, end))
            yield from page
            self._check(page)
            if self.fault is not None:
                return
            if len(page) < end - start:
                missing = start + len(page)
                self.fault = Fault(missing, missing, f"entry {missing} is missing: the ledger says that it has {self._size} entries")
                return

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
