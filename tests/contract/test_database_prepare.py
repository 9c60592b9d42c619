"""Making a database, taking it to this version, and refusing what is not one."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from tests.contract.conftest import Fresh, Server
from tests.contract.rows import case, open_cases

from comity.model import DatabaseUnusable, UsageError
from comity.storage.database import Database
from comity.storage.database.queue import QueueView
from comity.storage.database.schema import metadata

LATER_INDEXES = {
    *("ix_cases_list_listing_id_id", "ix_cases_state_due_at_id_rank", "ix_cases_proposed", "ix_deliveries_webhook_id_id"),
    *("ix_exemptions_state_expires_at_id", "ix_exemptions_state_list_expires_at_id", "ix_exemptions_state_ended_at_id_granted_at"),
    *("ix_exemptions_state_list_ended_at_id_granted_at", "ix_jobs_kind_id", "ix_jobs_state_id", "ix_jobs_kind_state_id"),
}
"""What the step after 0004 makes."""


def test_the_migrations_make_the_tables_of_the_schema(address: str) -> None:
    engine = create_engine(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_filled_database_of_the_step_before_gets_the_indexes_and_keeps_its_rows(database: Database, address: str) -> None:
    with database.writing() as writing:
        open_cases(writing, *map(case, range(9)))
    database.refresh_statistics()
    engine = create_engine(address)
    with engine.begin() as connection:
        for index in sorted(LATER_INDEXES):
            connection.execute(text(f"DROP INDEX {index}"))
        connection.execute(text("CREATE INDEX ix_cases_state_due_at ON cases (state, due_at)"))
        connection.execute(text("CREATE INDEX ix_cases_list_listing_id ON cases (list, listing_id)"))
        connection.execute(text("CREATE INDEX ix_exemptions_state_expires_at ON exemptions (state, expires_at)"))
        connection.execute(text("CREATE INDEX ix_jobs_kind_id ON jobs (kind, id)"))  # somebody made it beforehand
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    database.prepare()
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
    with database.reading() as reading:
        assert reading.cases.count(QueueView()) == 9


def test_preparing_twice_changes_nothing(database: Database) -> None:
    database.prepare()
    with database.reading() as reading:
        assert reading.ledger.size() == 0


def test_two_who_prepare_at_once_both_find_it_done(fresh: Fresh) -> None:
    address, errors = fresh(), []

    def prepare() -> None:
        made = Database.at(address)
        try:
            made.prepare()
        except Exception as error:
            errors.append(error)
        finally:
            made.close()

    threads = [threading.Thread(target=prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database: Database, address: str) -> None:
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusable, match="newer version"):
        database.prepare()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    engine.dispose()


def test_a_database_that_holds_other_tables_is_refused(fresh: Fresh) -> None:
    address = fresh()
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE orders (id INTEGER)"))
    engine.dispose()
    made = Database.at(address)
    with pytest.raises(DatabaseUnusable, match="not a node's"):
        made.prepare()
    made.close()


def test_a_database_without_tables_says_that_it_wants_preparing(fresh: Fresh, kind: str, tmp_path: Path) -> None:
    address = fresh()
    if kind == "sqlite":
        Path(address.removeprefix("sqlite:///")).touch()
    made = Database.at(address)
    with pytest.raises(DatabaseUnusable, match="lacks a table"), made.reading():
        pass
    made.close()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "node.db"
    file.write_bytes(b"name,born\n" * 500)
    made = Database.at(f"sqlite:///{file}")
    with pytest.raises(DatabaseUnusable, match="not a database"):
        made.prepare()
    assert file.read_bytes() == b"name,born\n" * 500


def test_a_missing_file_is_not_made_by_reading(tmp_path: Path) -> None:
    made = Database.at(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(DatabaseUnusable, match="cannot be opened"), made.reading():
        pass
    assert list(tmp_path.glob("none*")) == []


def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    made = Database.at(f"sqlite:///{tmp_path}/deep/node.db")
    made.prepare()
    with made.writing() as writing:
        writing.idempotency.sweep(datetime(2026, 3, 1, tzinfo=UTC))
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep").glob("node.db*") if path.suffix != ".lock"}
    made.close()
    assert set(modes.values()) == {0o600}
    assert len(modes) == 3


@pytest.mark.parametrize("url", ["mysql://host/name", "sqlite://", "sqlite:///:memory:", "no address", ""])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(UsageError):
        Database.at(url)


def test_a_server_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    made = Database.at(f"postgresql://nobody:secret@/none?host={tmp_path}")
    with pytest.raises(DatabaseUnusable, match="cannot be reached") as caught, made.reading():
        pass
    assert "secret" not in f"{caught.value} {caught.value.hint}"
    made.close()


def test_a_name_that_a_server_does_not_know_is_said_without_the_password(postgres: Server) -> None:
    url = make_url(postgres.address).set(database="none", password="secret", drivername="postgresql")
    made = Database.at(url.render_as_string(hide_password=False))
    with pytest.raises(DatabaseUnusable) as caught:
        made.prepare()
    assert "secret" not in f"{caught.value} {caught.value.hint} {made.url}"
    made.close()
