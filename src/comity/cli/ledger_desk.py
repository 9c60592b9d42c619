"""Wires the ledger of this node for the command line. Whoever holds the node's folder looks at it; that they looked is an entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comity.cli.desk import Node, open_node
from comity.cli.keys import operator
from comity.model import StoreError

if TYPE_CHECKING:
    from comity.node.ledger import Act, LedgerDesk
    from comity.node.signing import Signer
    from comity.storage.database import Database


@dataclass(frozen=True, slots=True)
class OpenLedger:
    """A node's ledger: the use cases on it, its signer, its database, and the one who looks."""

    node: Node
    database: Database
    signer: Signer
    desk: LedgerDesk
    act: Act


@contextmanager
def open_ledger() -> Iterator[OpenLedger]:
    """The ledger of the node of this process. Raises ``StoreError`` when the node has no database yet: none is made to look into."""
    from comity.node.ledger import Act, LedgerDesk
    from comity.node.signing import Signer
    from comity.node.signing_keys import SigningKeys

    node = open_node()
    require_database(node)
    with node.database() as database:
        signer = Signer(database, SigningKeys.of(node.settings.home))
        yield OpenLedger(node, database, signer, LedgerDesk(database, signer), Act(operator(), node.now))


def require_database(node: Node) -> None:
    """Raise ``StoreError`` when the node's database is a file that is not there."""
    from comity.storage.database import Database

    file: Path | None = Database.at(node.settings.database).file
    if file is not None and not file.exists():
        raise StoreError(f"there is no database at {file}", "check COMITY_HOME; the node makes its database when it first serves")
