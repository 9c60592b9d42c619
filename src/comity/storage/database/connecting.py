"""Connections as this package wants them: SQLite with a write-ahead log and every promise switched on, PostgreSQL with time limits."""

from __future__ import annotations

import sqlite3
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry

from comity.model import DatabaseUnusable, UsageError

PATIENCE = 15.0
"""Seconds that a statement waits for a lock before it gives up."""

BEGIN = "comity_begin"
"""The execution option that says how a SQLite transaction opens."""

_BEFORE_BEGIN = "comity_before_begin"
_GIVEN_BACK = "comity_given_back"
SURELY_ALIVE = 1.0
"""Seconds in which a connection that was just used is taken to be alive."""
_CONNECTIONS = 5
_MORE_CONNECTIONS = 10

# secure_delete: what is erased is overwritten, not merely unlinked. recursive_triggers: INSERT OR REPLACE cannot pass the triggers.
_PRAGMAS = (
    "journal_mode=WAL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cache_size=-65536",
    "temp_store=MEMORY",
    "wal_autocheckpoint=8000",  # 32 MB: moving the log into the file holds up whoever commits, so it is done seldom
)


class Durability(StrEnum):
    """What a commit survives. ``NORMAL``: a crash of the process. ``FULL``: loss of power, too.

    Only SQLite tells them apart (``PRAGMA synchronous``, https://www.sqlite.org/pragma.html#pragma_synchronous): with NORMAL in WAL mode
    the last commits may be lost with the power, never torn. PostgreSQL is always FULL.
    """

    NORMAL = "normal"
    FULL = "full"


def address(url: str) -> URL:
    """``url`` with the driver that is used. Raises ``UsageError`` for what is neither SQLite nor PostgreSQL."""
    hint = "give sqlite:////path/node.db or postgresql://user@host/name"
    try:
        made = make_url(url)
    except ArgumentError:
        raise UsageError("the address of the database cannot be read", hint) from None
    if made.get_backend_name() == "sqlite" and made.database and made.database != ":memory:":
        return made.set(drivername="sqlite+pysqlite")
    if made.get_backend_name() == "postgresql":
        return made.set(drivername="postgresql+psycopg")
    raise UsageError("the database is neither a SQLite file nor PostgreSQL", hint)


def shown_address(url: str) -> str:
    """``url`` as it may be shown: where the database is and as whom it is opened, without the password and what stands behind ``?``, which
    may be one. Raises ``UsageError`` as ``address`` does.
    """
    made = address(url)
    host = (made.host or "").rpartition("@")[2] or None  # before an "@" stands the end of a password in which one was not encoded
    shown = URL.create(made.get_backend_name(), made.username, None, host, made.port, made.database)
    return shown.render_as_string(hide_password=True)


def engine_at(url: URL) -> Engine:
    """A pool of connections to ``url``; none is opened yet. Raises ``DatabaseUnusable`` when the driver is not installed."""
    try:
        return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgres(url)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise DatabaseUnusable("the driver for PostgreSQL is not installed", "install comity[postgres]") from None


def reading_options(connection: Connection) -> Connection:
    """``connection``, set to one consistent snapshot that cannot be written."""
    if connection.dialect.name == "sqlite":
        return connection.execution_options(**{_BEFORE_BEGIN: "PRAGMA query_only=ON", BEGIN: "BEGIN"})
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writing_options(connection: Connection, durability: Durability) -> Connection:
    """``connection``, set to one transaction that holds the right to write from its first moment (SQLite)."""
    if connection.dialect.name == "sqlite":
        return connection.execution_options(**{_BEFORE_BEGIN: ";".join(_writable(durability))})
    return connection


def own_connection(engine: Engine) -> Any:  # noqa: ANN401 - the connection of one of two drivers
    """A connection of the driver that no pool gives to anybody else, set to write: on a server each statement is a transaction. Whoever
    asks for it closes it. Raises what SQLAlchemy and the driver do.
    """
    connection = engine.connect()
    if connection.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
    driver: Any = connection.connection.driver_connection
    connection.detach()
    if connection.dialect.name == "sqlite":
        for statement in _writable(Durability.NORMAL):
            driver.execute(statement)
    return driver


def _writable(durability: Durability) -> tuple[str, str]:
    """What lets a connection to SQLite write, with that promise."""
    return "PRAGMA query_only=OFF", f"PRAGMA synchronous={durability.value}"


def _sqlite(url: URL) -> Engine:
    path = Path(str(url.database)).absolute()

    def connect() -> sqlite3.Connection:
        # mode=rw: opening never makes an empty file where a database was expected.
        uri = f"file:{quote(str(path))}?mode=rw"
        return sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)

    engine = create_engine(
        url, creator=connect, hide_parameters=True, pool_size=_CONNECTIONS, max_overflow=_MORE_CONNECTIONS, pool_timeout=PATIENCE
    )
    event.listen(engine, "connect", _switch_on)
    event.listen(engine, "begin", _begin)
    return engine


def _switch_on(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    for statement in str(options.get(_BEFORE_BEGIN, "PRAGMA query_only=OFF")).split(";"):
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(str(options.get(BEGIN, "BEGIN IMMEDIATE")))


def _postgres(url: URL) -> Engine:
    milliseconds = int(PATIENCE * 1000)
    settings = f"-c lock_timeout={milliseconds} -c idle_in_transaction_session_timeout=600000 -c timezone=UTC"
    engine = create_engine(
        url,
        connect_args={"connect_timeout": int(PATIENCE), "application_name": "comity", "options": settings},
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=_MORE_CONNECTIONS,
        pool_timeout=PATIENCE,
    )
    event.listen(engine, "checkin", _note_time)
    event.listen(engine, "checkout", partial(_ask_if_alive, engine))
    return engine


def _note_time(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_GIVEN_BACK] = monotonic()


def _ask_if_alive(engine: Engine, connection: DBAPIConnection | None, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Ask the server before a connection is used that nobody used for a while; each time would cost every write one more way to it."""
    given_back = record.info.get(_GIVEN_BACK)
    if connection is None or given_back is None or monotonic() - given_back < SURELY_ALIVE:
        return
    dialect = engine.dialect
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error:
        record.info.pop(_GIVEN_BACK)
        raise DisconnectionError from None
