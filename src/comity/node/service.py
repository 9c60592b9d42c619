"""A node at work: everything that serving needs, opened once, closed in the right order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from comity.node.doorkeeper import Doorkeeper
from comity.node.index_watch import IndexWatch
from comity.node.indexes import open_index
from comity.node.journal import Journal
from comity.node.name_search import NameSearch
from comity.node.screener import Screener
from comity.node.settings import Settings
from comity.node.signing import Signer
from comity.node.signing_clock import SigningClock
from comity.node.signing_in import SigningIn
from comity.node.signing_keys import SigningKeys
from comity.node.single_sign_on import SingleSignOn
from comity.storage import EditionStore
from comity.storage.database import Database
from comity.storage.database.ids import new_id

if TYPE_CHECKING:
    from comity.node.compared import Compared
    from comity.node.jobs import Means
    from comity.node.registry import RegistryDesk
    from comity.node.shift import Shift


class LateParts:
    """Parts of a serving node that are made when they are first asked for: screening needs none of them, and their modules are many."""

    def __init__(self, settings: Settings, store: EditionStore, database: Database, now: Callable[[], datetime]) -> None:
        self._settings, self._store, self._database, self._now = settings, store, database, now

    @cached_property
    def means(self) -> Means:
        """What jobs are ordered with."""
        from comity.node.job_kinds import KINDS
        from comity.node.jobs import Means

        return Means(self._settings, self._store, self._database, self._now, KINDS)

    @cached_property
    def compared(self) -> Compared:
        """What compares editions."""
        from comity.node.compared import Compared

        return Compared(self._settings, self._store)

    @cached_property
    def registry(self) -> RegistryDesk:
        """The registry of cooperation."""
        from comity.node.registry import RegistryDesk

        return RegistryDesk(self._settings)


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a serving node, wired. ``now`` gives the time (aware, UTC); ``close`` ends what ``open_service`` began.

    ``names`` finds subjects by name, ``late`` is what is made when it is asked for, ``shift`` carries out jobs in this process, if it does.
    """

    settings: Settings
    store: EditionStore
    database: Database
    screener: Screener
    journal: Journal
    doorkeeper: Doorkeeper
    signing_in: SigningIn
    single_sign_on: SingleSignOn | None
    now: Callable[[], datetime]
    signer: Signer
    signing: SigningClock
    watch: IndexWatch
    names: NameSearch
    late: LateParts
    shift: Shift | None = None

    @property
    def means(self) -> Means:
        """What the jobs of this node are ordered with."""
        return self.late.means

    @property
    def compared(self) -> Compared:
        """What compares editions."""
        return self.late.compared

    @property
    def registry(self) -> RegistryDesk:
        """The registry of cooperation."""
        return self.late.registry

    @property
    def list_names(self) -> tuple[str, ...]:
        """The lists that are screened against, sorted."""
        return tuple(sorted(edition.source for edition in self.screener.editions))

    def new_id(self) -> str:
        """A new id for a record, in the order of time."""
        return new_id(self.now())

    def close(self) -> None:
        """Give back the jobs that are not done, answer and write what waits, sign the ledger, then close the database."""
        if self.shift is not None:
            self.shift.stop()
        self.watch.stop()
        self.signing_in.close()
        if self.single_sign_on is not None:
            self.single_sign_on.close()
        self.screener.stop()
        self.journal.stop()
        self.signing.stop()
        self.database.close()


def open_service(settings: Settings, now: Callable[[], datetime]) -> Service:
    """A service that answers. Makes or migrates the database, opens the index (built first if need be) and starts the threads; those that
    carry out jobs, too, when the settings say so.

    Raises ``StoreError``: ``DatabaseUnusable``, ``NoEdition``.
    """
    settings.prepare()
    store = EditionStore(settings.home)
    database = Database.at(settings.database)
    database.prepare()
    screener = Screener(lambda: open_index(settings, store))
    journal = Journal(database)
    doorkeeper, signing_in = Doorkeeper(database, now), SigningIn(database, now)
    single_sign_on = SingleSignOn(settings.oidc, database, now) if settings.oidc else None
    signer = Signer(database, SigningKeys.of(settings.home))
    signing = SigningClock(signer, now)
    screener.start()
    journal.start()
    signing.start()
    watch = IndexWatch(settings, store, screener)
    watch.start()
    late = LateParts(settings, store, database, now)
    return Service(
        settings=settings,
        store=store,
        database=database,
        screener=screener,
        journal=journal,
        doorkeeper=doorkeeper,
        signing_in=signing_in,
        single_sign_on=single_sign_on,
        now=now,
        signer=signer,
        signing=signing,
        watch=watch,
        names=NameSearch(settings),
        late=late,
        shift=_begun_shift(late) if settings.works else None,
    )


def _begun_shift(late: LateParts) -> Shift:
    from comity.node.shift import Shift

    shift = Shift(late.means)
    shift.start()
    return shift
