"""What a node keeps in tables, on SQLite or PostgreSQL: one schema, the same promises.

Reading sees one consistent snapshot. A change happens whole, together with its entries in the ledger, or not at all; what is written once
is never changed; what was erased does not come back.
"""

from comity.storage.database.connecting import Durability, shown_address
from comity.storage.database.engine import Database
from comity.storage.database.erasures import Erasure
from comity.storage.database.ids import new_id
from comity.storage.database.lone_entries import LoneEntries
from comity.storage.database.transaction import Reading, Writing

__all__ = ["Database", "Durability", "Erasure", "LoneEntries", "Reading", "Writing", "new_id", "shown_address"]
