"""A node at work: everything that serving needs, opened once, closed in the right order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from comity.node.compared import Compared
from comity.node.doorkeeper import Doorkeeper
from comity.node.index_watch import IndexWatch
from comity.node.indexes import open_index
from comity.node.job_kinds import KINDS
from comity.node.jobs import Means
from comity.node.journal import Journal
from comity.node.name_search import NameSearch
from comity.node.registry import RegistryDesk
from comity.node.screener import Screener
from comity.node.settings import Settings
from comity.node.shift import Shift
from comity.node.signing import Signer
from comity.node.signing_clock import SigningClock
from comity.node.signing_in import SigningIn
from comity.node.signing_keys import SigningKeys
from comity.node.single_sign_on import SingleSignOn
from comity.storage import EditionStore
from comity.storage.database import Database
from comity.storage.database.ids import new_id


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a serving node, wired. ``now`` gives the time (aware, UTC); ``close`` ends what ``open_service`` began.

    ``means`` is what its jobs are ordered with, ``shift`` carries them out in this process, if it does. ``names`` finds subjects by name,
    ``compared`` compares editions.
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
    means: Means
    watch: IndexWatch
    names: NameSearch
    compared: Compared
    registry: RegistryDesk
    shift: Shift | None = None

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
    means = Means(settings, store, database, now, KINDS)
    watch = IndexWatch(settings, store, screener)
    watch.start()
    shift = Shift(means) if settings.works else None
    if shift is not None:
        shift.start()
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
        means=means,
        watch=watch,
        names=NameSearch(settings),
        compared=Compared(settings, store),
        registry=RegistryDesk(settings),
        shift=shift,
    )
