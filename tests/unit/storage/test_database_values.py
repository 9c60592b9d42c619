"""How values lie in the database's columns, and what the drivers' complaints become."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import exc

from comity.model import Conflict, DatabaseUnusable, DataError, FormatError
from comity.storage.database.columns import from_micros, from_text, to_micros, to_text
from comity.storage.database.faults import as_ours
from comity.storage.database.ids import new_id

ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31), timezones=ZONES)  # noqa: DTZ001 - hypothesis wants naive bounds
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@given(TIMES)
def test_a_time_is_kept_exactly(at: datetime) -> None:
    kept = from_micros(to_micros(at))
    assert kept == at
    assert kept.tzinfo is UTC


@given(TIMES, TIMES)
def test_times_sort_as_their_numbers(one: datetime, other: datetime) -> None:
    assert (one < other) == (to_micros(one) < to_micros(other))


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_micros(datetime(2026, 3, 1))  # noqa: DTZ001 - it is naive on purpose
    with pytest.raises(ValueError, match="zone"):
        new_id(datetime(2026, 3, 1))  # noqa: DTZ001 - it is naive on purpose


def test_ids_differ_and_sort_by_their_millisecond() -> None:
    made = [new_id(NOON) for _ in range(1000)]
    assert len(set(made)) == 1000
    assert {len(one) for one in made} == {26}
    assert max(made) < min(new_id(NOON + timedelta(milliseconds=1)) for _ in range(1000))
    assert new_id(datetime(9999, 12, 31, tzinfo=UTC))[0] in "01234567"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON))
def test_a_record_comes_back_and_has_one_text(record: dict[str, object]) -> None:
    text = to_text(record)
    assert from_text(text) == record
    assert to_text(dict(reversed(record.items()))) == text


def test_what_is_no_record_is_refused() -> None:
    with pytest.raises(DataError, match="half a character"):
        to_text({"name": "\ud800"})
    with pytest.raises(DatabaseUnusable, match="damaged"):
        from_text("{")


def raised(error: Exception) -> Exception:
    def complain() -> None:
        with as_ours():
            raise error

    try:
        complain()
    except Exception as caught:
        return caught
    raise AssertionError("it was swallowed")


def wrapped(kind: type[exc.DBAPIError], cause: Exception) -> exc.DBAPIError:
    return kind("SELECT 'Ilva Marenko'", {"name": "Ilva Marenko"}, cause)


def of_sqlite(code: int, text: str = "Ilva Marenko") -> sqlite3.Error:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (sqlite3.SQLITE_BUSY, "locked by others"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "locked by others"),
        (sqlite3.SQLITE_LOCKED, "locked by others"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "cannot be written"),
        (sqlite3.SQLITE_IOERR_FSYNC, "cannot be read or written"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "damaged"),
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "cannot be opened"),
        (sqlite3.SQLITE_NOTADB, "not a database"),
        (sqlite3.SQLITE_ERROR, "cannot do this"),
        (0, "cannot do this"),
    ],
)
def test_what_sqlite_says_is_said_without_values(code: int, said: str) -> None:
    error = raised(wrapped(exc.OperationalError, of_sqlite(code)))
    assert isinstance(error, DatabaseUnusable)
    assert said in error.message
    assert error.hint
    assert "Ilva" not in error.message + error.hint


@pytest.mark.parametrize(
    ("cause", "said", "kind"),
    [
        (psycopg.errors.DiskFull("Ilva"), "full", DatabaseUnusable),
        (psycopg.errors.LockNotAvailable("Ilva"), "locked by others", DatabaseUnusable),
        (psycopg.errors.AdminShutdown("Ilva"), "cannot be reached", DatabaseUnusable),
        (psycopg.errors.CrashShutdown("Ilva"), "cannot be reached", DatabaseUnusable),
        (psycopg.errors.InvalidPassword("Ilva"), "refuses this user", DatabaseUnusable),
        (psycopg.errors.InsufficientPrivilege("Ilva"), "refuses this user", DatabaseUnusable),
        (psycopg.errors.TooManyConnections("Ilva"), "every connection", DatabaseUnusable),
        (psycopg.errors.UndefinedTable("Ilva"), "lacks a table", DatabaseUnusable),
        (psycopg.errors.InvalidCatalogName("Ilva"), "no database of that name", DatabaseUnusable),
        (psycopg.errors.ReadOnlySqlTransaction("Ilva"), "cannot be written", DatabaseUnusable),
        (psycopg.errors.DataCorrupted("Ilva"), "damaged", DatabaseUnusable),
        (psycopg.errors.SerializationFailure("Ilva"), "same rows", Conflict),
        (psycopg.errors.DeadlockDetected("Ilva"), "same rows", Conflict),
        (psycopg.OperationalError("connection to Ilva failed"), "cannot be reached", DatabaseUnusable),
        (psycopg.errors.SyntaxError("Ilva"), "cannot do this", DatabaseUnusable),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_what_postgres_says_is_said_without_values(cause: Exception, said: str, kind: type[Exception]) -> None:
    wrapper = exc.OperationalError if isinstance(cause, psycopg.OperationalError) else exc.ProgrammingError
    error = raised(wrapped(wrapper, cause))
    assert isinstance(error, DatabaseUnusable | Conflict)
    assert type(error) is kind
    assert said in error.message
    assert error.hint
    assert "Ilva" not in error.message + error.hint


def test_broken_rules_and_values_are_told_apart() -> None:
    broken = raised(wrapped(exc.IntegrityError, psycopg.errors.UniqueViolation("Key (key)=(Ilva) already exists")))
    assert isinstance(broken, Conflict)
    assert "Ilva" not in broken.message + broken.hint
    refused = raised(wrapped(exc.DataError, psycopg.DataError("text fields cannot contain NUL: Ilva")))
    assert isinstance(refused, DataError)
    assert "Ilva" not in refused.message + refused.hint
    assert isinstance(raised(exc.TimeoutError()), DatabaseUnusable)


def test_a_mistake_of_the_caller_stays_what_it_is() -> None:
    assert isinstance(raised(exc.StatementError("x", "y", {}, ValueError("a time without a zone"))), ValueError)
    assert isinstance(raised(exc.ArgumentError("x")), exc.ArgumentError)
    assert isinstance(raised(FormatError("x")), FormatError)
