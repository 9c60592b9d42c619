"""What a driver's complaint means for the people who run the node.

Every error of SQLite or PostgreSQL leaves this package as one of ours, with a hint, and never with a row's values: drivers quote the values
that broke a rule, so their own text is neither shown nor chained.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Error as SqliteError

from sqlalchemy import exc
from sqlalchemy.engine import Dialect

from comity.model import ComityError, Conflict, DatabaseUnusable, DataError

APPEND_ONLY = "comity: append only"
"""How the triggers' refusal begins, on both databases."""

_MOVED = ("the database cannot be written", "check the permissions of the file and of its folder")
_FULL = ("the disk that holds the database is full", "free some space; nothing of this change was kept")
_LOCKED = ("the database was locked by others for too long", "try again; if it stays, look for a long import or backup")
_DAMAGED = ("the database file is damaged", "restore the last backup")
_NO_FILE = ("the database file cannot be opened", "check that it is there and its permissions; the node makes it when it starts")
_STALE = ("the database lacks a table or column of this version", "let the node prepare it")
_GONE = ("the database server cannot be reached", "check that it runs, and the host, name, user and password of its address")
_DENIED = ("the database server refuses this user", "check the user, the password and the rights in the address")
_BUSY = ("every connection to the database is in use", "try again; allow more connections if it stays")
_CLASH = ("somebody else changed the same rows at the same time", "try again")
_OTHER = ("the database cannot do this", "see the log of the database")

# Result codes: https://www.sqlite.org/rescode.html (the low byte is the primary code).
_BY_SQLITE_CODE = {
    5: _LOCKED,
    6: _LOCKED,
    8: _MOVED,
    10: ("the disk that holds the database cannot be read or written", "check the disk and its free space"),
    11: _DAMAGED,
    13: _FULL,
    14: _NO_FILE,
    26: ("the file is not a database", "check the address, or restore the last backup"),
}
# Classes and codes: PostgreSQL documentation, appendix A.
_BY_SQLSTATE = {
    "53100": _FULL,
    "53300": _BUSY,
    "55P03": _LOCKED,
    "25006": _MOVED,
    "42P01": _STALE,
    "42703": _STALE,
    "3D000": ("there is no database of that name on the server", "create it, or correct the address"),
    "42501": _DENIED,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
    "57014": _LOCKED,
}
_BY_SQLSTATE_CLASS = {"08": _GONE, "57": _GONE, "28": _DENIED, "40": _CLASH}


def _sqlite_meaning(error: SqliteError) -> tuple[str, str]:
    code = getattr(error, "sqlite_errorcode", 0) or 0
    if code & 0xFF in _BY_SQLITE_CODE:
        return _BY_SQLITE_CODE[code & 0xFF]
    text = str(error)  # SQLITE_ERROR has no finer code for these
    return _STALE if text.startswith(("no such table", "no such column")) or "has no column named" in text else _OTHER


def _meaning(error: exc.DBAPIError) -> tuple[str, str]:
    cause = error.orig
    if isinstance(cause, SqliteError):
        return _sqlite_meaning(cause)
    state = getattr(cause, "sqlstate", None) or ""
    known = _BY_SQLSTATE.get(state) or _BY_SQLSTATE_CLASS.get(state[:2])
    if known:
        return known
    return _GONE if not state and isinstance(error, exc.OperationalError | exc.InterfaceError) else _OTHER


def _integrity(error: exc.IntegrityError) -> ComityError:
    if APPEND_ONLY in str(error.orig):
        return Conflict("what has been written there stays as it is", "decisions and the ledger are append only; add a new record")
    return Conflict("it is there already, or refers to something that is not", "look it up again and decide anew")


def meaning(error: exc.DBAPIError | exc.TimeoutError) -> ComityError:
    """The error of ours that says what ``error`` means; it holds nothing of the rows concerned."""
    if isinstance(error, exc.IntegrityError):
        return _integrity(error)
    if isinstance(error, exc.DataError):
        return DataError("a value cannot be stored", "a text holds a NUL character, or a number is too large")
    if isinstance(error, exc.DBAPIError):
        message, hint = _meaning(error)
        return Conflict(message, hint) if (message, hint) == _CLASH else DatabaseUnusable(message, hint)
    return DatabaseUnusable(*_BUSY)  # the pool waited in vain


def meaning_of_driver(error: Exception, dialect: Dialect) -> ComityError:
    """``meaning``, of what the driver of ``dialect`` raised itself."""
    wrapped = exc.DBAPIError.instance("", (), error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)
    assert isinstance(wrapped, exc.DBAPIError)
    return meaning(wrapped)


def is_lost(error: exc.DBAPIError | exc.TimeoutError) -> bool:
    """True when the connection broke, so that another may succeed."""
    return isinstance(error, exc.DBAPIError) and error.connection_invalidated


@contextmanager
def as_ours() -> Iterator[None]:
    """Turn what the driver raises within a ``with`` block into ``DatabaseUnusable``, ``Conflict`` or ``DataError``."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError) as error:
        raise meaning(error) from None
    except exc.StatementError as error:  # a value was refused before it reached the driver: a naive time, a wrong type
        raise error.orig or error from None
    except UnicodeEncodeError:
        raise DataError("a text holds half a character, which cannot be stored", "read the file again in its right encoding") from None
