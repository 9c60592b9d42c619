"""A transaction as the rest of the node sees it: the repositories, and the ledger entries that go with every change."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from comity.model import Entry
from comity.safeguards.tombstones import Tombstone
from comity.storage.database.case_words import CaseWords
from comity.storage.database.cases import Cases
from comity.storage.database.decisions import Decisions
from comity.storage.database.deliveries import Deliveries
from comity.storage.database.erasing import Erasing
from comity.storage.database.erasures import Erasures
from comity.storage.database.exemptions import Exemptions
from comity.storage.database.hits import Hits
from comity.storage.database.holdings import Holdings
from comity.storage.database.idempotency import Idempotency
from comity.storage.database.invitations import Invitations
from comity.storage.database.jobs import Jobs
from comity.storage.database.keys import Keys
from comity.storage.database.ledger import Ledger
from comity.storage.database.legal_holds import LegalHolds
from comity.storage.database.person_requests import PersonRequests
from comity.storage.database.retained import RetainedRecords
from comity.storage.database.screenings import Screenings
from comity.storage.database.sittings import Sittings
from comity.storage.database.subjects import Subjects
from comity.storage.database.users import Users
from comity.storage.database.webhooks import Webhooks


class Reading:
    """One consistent snapshot, and a repository for each noun. The database refuses what would write."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.subjects = Subjects(connection)
        self.screenings = Screenings(connection)
        self.hits = Hits(connection)
        self.cases = Cases(connection)
        self.case_words = CaseWords(connection)
        self.decisions = Decisions(connection)
        self.exemptions = Exemptions(connection)
        self.jobs = Jobs(connection)
        self.webhooks = Webhooks(connection)
        self.deliveries = Deliveries(connection)
        self.idempotency = Idempotency(connection)
        self.erasures = Erasures(connection)
        self.person_requests = PersonRequests(connection)
        self.legal_holds = LegalHolds(connection)
        self.retained = RetainedRecords(connection)
        self.holdings = Holdings(connection)
        self.users = Users(connection)
        self.sittings = Sittings(connection)
        self.invitations = Invitations(connection)
        self.keys = Keys(connection)
        self.ledger = Ledger(connection)


class Writing(Reading):
    """One transaction that changes things: all of it happens, with its entries in the ledger, or nothing."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.erasing = Erasing(connection)
        self._entries: list[Entry] = []
        self._stones: list[tuple[int, Tombstone]] = []

    def record(self, entry: Entry) -> None:
        """Append ``entry`` to the ledger with this transaction, just before its commit, in the order of recording."""
        self._entries.append(entry)

    def record_erasure(self, stone: Tombstone, entry: Entry) -> None:
        """``record`` the entry about an erasure, and leave the tombstone that names its number."""
        self._stones.append((len(self._entries), stone))
        self.record(entry)

    def settle(self) -> None:
        """Append what was recorded. ``Database.writing`` does this before it commits; the ledger's lock is held no longer than needed."""
        if not self._entries:
            return
        numbers = self.ledger.append(self._entries)
        self.erasures.add_many([(stone, numbers[place]) for place, stone in self._stones])
        self._entries, self._stones = [], []
