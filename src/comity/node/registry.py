"""This node's registry: what ships with the product, and the events that its operator took in, kept as files that are only added to.

``HOME/registry/NNNN-WORD.csv`` holds what one import added, in the order of imports; a file is written whole or not at all and never
changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from comity.model import Actor, Confidence, Entry, FormatError, LimitExceeded, Participation, StoreError, UsageError
from comity.node.settings import Settings
from comity.registry import Day, Registry, checked, read_events, shipped, write_events
from comity.storage.atomic import write_text
from comity.storage.lock import locked

if TYPE_CHECKING:
    from comity.registry.importing import Found, Wanted
    from comity.storage.database import Database

FOLDER = "registry"
SOURCES = {
    "untc": "United Nations Treaty Collection, status of treaties",
    "coe": "Council of Europe Treaty Office",
    "dutch": "Treaty Database of the Kingdom of the Netherlands",
    "fatf": "FATF, consolidated assessment ratings",
}
"""What is said of the events of each kind of file."""

_SURE = {"untc": Confidence.DEPOSITARY, "coe": Confidence.DEPOSITARY, "dutch": Confidence.OFFICIAL, "fatf": Confidence.OFFICIAL}


@dataclass(frozen=True, slots=True)
class Reading:
    """A file to be read: ``form`` is ``events`` or a key of ``SOURCES``, ``of`` the instrument it is about, ``as_of`` when it was
    current.
    """

    path: Path
    form: str
    of: str
    as_of: date
    today: date
    source: str = ""


class RegistryDesk:
    """The registry of one node. The folder is looked at on each ``registry()``: what another process took in is there at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._read: tuple[tuple[str, ...], Registry] | None = None

    @property
    def folder(self) -> Path:
        """Where imported events are."""
        return self._settings.home / FOLDER

    def registry(self) -> Registry:
        """The registry as it is now. Raises ``FormatError`` for a file in the folder that is not as it was written, ``StoreError`` for one
        that cannot be read.
        """
        files = self._files()
        names = tuple(file.name for file in files)
        if self._read is None or self._read[0] != names:
            base = shipped()
            events = [event for file in files for event in checked(base, read_events(_text(file), file.name), file.name)]
            self._read = (names, base.with_events(events) if events else base)
        return self._read[1]

    def day(self, on: date, today: date) -> Day:
        """The day asked about, by this node's limit of what is stale."""
        return Day(on, today, timedelta(days=self._settings.registry_stale_days))

    def read(self, reading: Reading) -> Found:
        """The events in a file, checked against what the registry knows; nothing is kept. Raises ``DataError`` and ``UsageError``."""
        from comity.registry.importing.found import LARGEST  # readers of XML and workbooks, which a node that answers does not need

        try:
            with reading.path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError as error:
            raise UsageError(f"{reading.path} cannot be read: {error.strerror}", "check the name and the permissions") from error
        return self.read_content(content, reading)

    def read_content(self, content: bytes, reading: Reading) -> Found:
        """``read``, of bytes that are there already; ``reading.path`` only names them."""
        from comity.registry.importing import Found, Wanted
        from comity.registry.importing.found import LARGEST

        if len(content) > LARGEST:
            raise LimitExceeded(f"{reading.path.name} is larger than {LARGEST:,} bytes", "part it")
        if reading.as_of > reading.today:
            raise UsageError(f"{reading.as_of} is yet to come", "give the day on which the file was current")
        registry = self.registry()
        if reading.form == "events":
            events = read_events(_decoded(content, reading.path.name), reading.path.name)
            return Found([_of_today(event, reading.today) for event in checked(registry, events, reading.path.name)])
        wanted = Wanted(
            registry.instrument(reading.of).id,
            registry.naming,
            reading.path.name,
            reading.source or SOURCES[reading.form],
            reading.as_of,
            _SURE[reading.form],
        )
        return _reader(reading.form)(content, wanted)

    def add(self, events: Sequence[Participation], word: str) -> Path:
        """Keep ``events`` for good; ``word`` tells where they came from. Raises ``StoreError``."""
        folder = self._settings.folder(FOLDER)
        with locked(self._settings.home / ".lock"):
            number = 1 + max((int(file.name[:4]) for file in self._files()), default=0)
            path = folder / f"{number:04}-{_plain(word)}.csv"
            write_text(path, write_events(events))
        return path

    def _files(self) -> list[Path]:
        try:
            return sorted(file for file in self.folder.glob("[0-9][0-9][0-9][0-9]-*.csv") if file.is_file())
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be read: {error.strerror}", "let the node read there") from error


@dataclass(frozen=True, slots=True)
class Import:
    """Events to be taken in: the word that tells where they came from, who takes them in, and when (aware)."""

    events: Sequence[Participation]
    word: str
    by: Actor
    at: datetime


def take_in(desk: RegistryDesk, database: Database, wanted: Import) -> Path:
    """``desk.add``, with an entry of the ledger: who took in how many events about what, the file that keeps them, and its SHA-256.

    Raises ``StoreError``.
    """
    from comity.storage.database import Durability  # loads the database, which a question does not need

    with database.writing(Durability.FULL) as writing:
        path = desk.add(wanted.events, wanted.word)
        about = " ".join(sorted({event.instrument for event in wanted.events}))
        facts = {"events": str(len(wanted.events)), "about": about[:1000], "sha256": sha256(path.read_bytes()).hexdigest()}
        writing.record(Entry(wanted.at, wanted.by.id, "registry.import", f"registry:{path.name}", facts=facts))
    return path


def _reader(form: str) -> Callable[[bytes, Wanted], Found]:
    from comity.registry import importing

    readers = {"untc": importing.read_untc, "coe": importing.read_coe, "dutch": importing.read_dutch, "fatf": importing.read_fatf}
    return readers[form]


def _of_today(event: Participation, today: date) -> Participation:
    """``event``, whose source was current by today. Raises ``FormatError`` for one of days to come: it would never grow old."""
    if event.as_of is not None and event.as_of.earliest > today:
        raise FormatError(
            f"{event.instrument} {event.party}: the source is as of {event.as_of}, a day yet to come", "give when it was current"
        )
    return event


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise FormatError(f"{name} is not UTF-8 at byte {problem.start}", "save it as UTF-8") from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{file} cannot be read: {error.strerror}", "let the node read there") from error


def _plain(word: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in word.casefold())[:40] or "events"
