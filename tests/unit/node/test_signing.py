"""Signing the ledger: heads grow and never contradict one another, whatever becomes of the database, the key or the clock."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from comity.ledger import SignedHead, audit, verify_head
from comity.model import Actor, Entry, LedgerBroken, StoreError
from comity.node.signing import INTERVAL, MANY, Signer
from comity.node.signing_clock import SigningClock
from comity.node.signing_keys import SigningKeys
from comity.storage.database import Database

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ODO = Actor("user:odo")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.at(f"sqlite:///{tmp_path}/node.db")
    made.prepare()
    yield made
    made.close()


@pytest.fixture
def signer(tmp_path: Path, database: Database) -> Signer:
    return Signer(database, SigningKeys.of(tmp_path / "home"))


def write(database: Database, count: int, at: datetime = NOON) -> None:
    with database.writing() as writing:
        for number in range(count):
            writing.record(Entry(at, "user:tess", "case.decide", f"case:{number}"))


def actions(database: Database) -> list[str]:
    with database.reading() as reading:
        return [entry.action for _, entry, _ in reading.ledger.rows(0, 99)]


def heads(database: Database) -> list[SignedHead]:
    with database.reading() as reading:
        return list(reading.ledger.heads())


def is_right(database: Database, signer: Signer) -> bool:
    with database.reading() as reading:
        report = audit(reading.ledger.rows(0, 10**6), reading.ledger.heads(), signer.keys.public())
    return report.fault is None and report.signed == report.size


def test_the_first_signature_makes_a_key_that_only_its_owner_can_read(database: Database, signer: Signer) -> None:
    write(database, 3)
    assert not signer.keys.folder.exists()
    signed = signer.sign(NOON + MINUTE)
    assert actions(database)[-1] == "ledger.make_key"
    assert (signed.head.size, signed.head.at) == (4, NOON + MINUTE)
    assert list(signer.keys.public()) == [signed.head.key]
    assert stat.S_IMODE(signer.keys.private_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(signer.keys.folder.stat().st_mode) == 0o700
    assert is_right(database, signer)


def test_nothing_new_is_not_signed_again(database: Database, signer: Signer) -> None:
    write(database, 3)
    first = signer.sign(NOON)
    assert signer.sign(NOON + 5 * MINUTE) == first
    assert heads(database) == [first]
    write(database, 1)
    second = signer.sign(NOON + 5 * MINUTE)
    assert (second.head.size, len(heads(database))) == (5, 2)
    assert is_right(database, signer)


def test_entries_are_signed_when_they_waited_long_or_are_many(database: Database, signer: Signer) -> None:
    assert signer.sign_if_due(NOON) is None
    write(database, 1)
    assert signer.sign_if_due(NOON) is not None  # no head at all is due
    write(database, 1)
    assert signer.sign_if_due(NOON + INTERVAL - MINUTE) is None
    assert signer.sign_if_due(NOON + INTERVAL) is not None
    write(database, MANY - 1)
    assert signer.sign_if_due(NOON + INTERVAL) is None
    write(database, 1)
    assert signer.sign_if_due(NOON + INTERVAL) is not None
    write(database, 1)
    assert signer.sign_if_due(NOON - INTERVAL) is not None  # the clock went back: how long they waited is not known


def test_a_head_is_not_dated_before_what_it_covers_although_the_clock_went_back(database: Database, signer: Signer) -> None:
    write(database, 1, NOON)
    signer.sign(NOON + MINUTE)
    write(database, 1, NOON - 60 * MINUTE)
    assert signer.sign(NOON - 59 * MINUTE).head.at == NOON + MINUTE
    with database.reading() as reading:
        report = audit(reading.ledger.rows(0, 9), reading.ledger.heads(), signer.keys.public())
    assert (report.fault, report.notes) == (None, ())


def test_a_database_that_was_put_back_is_not_signed(database: Database, signer: Signer, tmp_path: Path) -> None:
    write(database, 3)
    signer.sign(NOON)
    database.close()
    shutil.copy(tmp_path / "node.db", tmp_path / "old.db")
    write(database, 3)
    signer.sign(NOON + MINUTE)
    database.close()
    shutil.copy(tmp_path / "old.db", tmp_path / "node.db")
    before = heads(database)
    with pytest.raises(LedgerBroken, match="some are gone"):
        signer.sign(NOON + 2 * MINUTE)
    write(database, 7, NOON + MINUTE)  # as long again, but another one
    with pytest.raises(LedgerBroken, match="not those that were signed"):
        signer.sign(NOON + 2 * MINUTE)
    assert heads(database) == before


def tamper(database: Database, *statements: str) -> None:
    """Change the file as whoever owns it can: past the triggers."""
    database.close()
    engine = create_engine(database.url)
    with engine.begin() as connection:
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        for trigger in found:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET leaf_hash = x'" + "00" * 32 + "' WHERE number = 2",
        "UPDATE ledger_heads SET root = x'" + "00" * 32 + "'",
        "UPDATE ledger_heads SET signature = x'" + "00" * 64 + "'",
        "UPDATE ledger_heads SET size = 3",
        "UPDATE ledger_state SET frontier = x'" + "00" * 64 + "'",
        "DELETE FROM ledger_entries WHERE number = 1",
    ],
)
def test_what_was_tampered_with_is_not_signed(database: Database, signer: Signer, statement: str) -> None:
    write(database, 4)
    signer.sign(NOON)
    write(database, 1)
    tamper(database, statement)
    with pytest.raises(LedgerBroken):
        signer.sign(NOON + MINUTE)


def test_heads_that_were_removed_are_still_held_against_the_ledger(database: Database, signer: Signer) -> None:
    write(database, 4)
    signer.sign(NOON)
    tamper(database, "DELETE FROM ledger_heads", "UPDATE ledger_entries SET leaf_hash = x'" + "11" * 32 + "' WHERE number = 0")
    write(database, 1)
    with pytest.raises(LedgerBroken, match="not those that were signed"):
        signer.sign(NOON + MINUTE)


def test_rotation_keeps_the_old_public_key_and_the_old_key_signs_for_the_new(database: Database, signer: Signer) -> None:
    write(database, 2)
    first = signer.sign(NOON)
    fingerprint = signer.rotate(ODO, NOON + MINUTE)
    write(database, 1)
    last = signer.sign(NOON + 2 * MINUTE)
    assert [one.head.key for one in heads(database)] == [first.head.key, first.head.key, fingerprint]
    assert last.head.key == fingerprint
    assert set(signer.keys.public()) == {first.head.key, fingerprint}
    with database.reading() as reading:
        row = reading.ledger.get(heads(database)[1].head.size - 1)
    assert row is not None
    assert row[1].facts == {"old": first.head.key, "new": fingerprint}
    assert is_right(database, signer)


def test_a_head_by_an_unknown_key_stops_signing(database: Database, signer: Signer, tmp_path: Path) -> None:
    write(database, 2)
    Signer(database, SigningKeys.of(tmp_path / "elsewhere")).sign(NOON)
    write(database, 1)
    with pytest.raises(LedgerBroken, match="does not know"):
        signer.sign(NOON + MINUTE)
    for file in (tmp_path / "elsewhere" / "keys").glob("*.pub"):
        shutil.copy(file, signer.keys.folder)
    assert signer.sign(NOON + MINUTE).head.key != heads(database)[0].head.key
    assert is_right(database, signer)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nno\n-----END PRIVATE KEY-----\n", b"\x00\xff"])
def test_a_damaged_key_is_said_to_be_damaged_and_not_replaced(database: Database, signer: Signer, content: bytes) -> None:
    write(database, 1)
    signer.sign(NOON)
    signer.keys.private_file.write_bytes(content)
    with pytest.raises(StoreError, match="does not hold an Ed25519 key"):
        signer.sign(NOON)
    assert signer.keys.private_file.read_bytes() == content


def test_a_damaged_last_head_stops_signing(database: Database, signer: Signer) -> None:
    write(database, 1)
    signer.sign(NOON)
    (signer.keys.folder / "ledger-head.json").write_text('{"size": 1}', encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        signer.sign(NOON)


def test_what_a_crash_left_out_when_the_key_was_made_is_made_up(
    database: Database, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(database, 1)
    with monkeypatch.context() as patch:
        patch.setattr(SigningKeys, "add_public", lambda self, key: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            signer.sign(NOON)
    private = signer.keys.private_file.read_bytes()
    signer.sign(NOON)
    signer.sign(NOON)
    assert signer.keys.private_file.read_bytes() == private
    assert actions(database) == ["case.decide", "ledger.make_key"]
    assert len(signer.keys.public()) == 1
    assert is_right(database, signer)


@pytest.mark.skipif(os.name == "nt", reason="a file in the place of a folder is refused in another way")
def test_a_home_that_cannot_be_written_gets_no_entry_about_a_key(database: Database, tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")
    write(database, 1)
    with pytest.raises(StoreError):
        Signer(database, SigningKeys.of(tmp_path / "home")).sign(NOON)
    assert actions(database) == ["case.decide"]


def test_many_threads_sign_one_line_of_heads(database: Database, signer: Signer) -> None:
    write(database, 1)
    failed: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(8):
                write(database, 3)
                head = signer.sign(NOON)
                verify_head(head, signer.keys.public()[head.head.key])
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(signer.keys.public()) == 1
    assert is_right(database, signer)


def test_the_clock_signs_while_it_runs_and_when_it_stops(database: Database, signer: Signer) -> None:
    clock = SigningClock(signer, lambda: NOON, look=0.01)
    clock.start()
    write(database, 1)
    for _ in range(500):
        if heads(database):
            break
        threading.Event().wait(0.01)
    write(database, 2)
    clock.stop()
    assert clock.problem is None
    assert is_right(database, signer)


def test_a_clock_goes_on_whatever_went_wrong_once(database: Database, signer: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    real, tried, signed = Signer.sign_if_due, threading.Event(), threading.Event()

    def sign_if_due(self: Signer, now: datetime) -> None:
        if not tried.is_set():
            tried.set()
            raise RuntimeError
        real(self, now)
        signed.set()

    monkeypatch.setattr(Signer, "sign_if_due", sign_if_due)
    write(database, 1)
    clock = SigningClock(signer, lambda: NOON, look=0.01)
    clock.start()
    assert signed.wait(30)
    monkeypatch.undo()
    clock.stop()
    assert heads(database)


def test_an_empty_ledger_needs_no_key(database: Database, signer: Signer) -> None:
    clock = SigningClock(signer, lambda: NOON)
    clock.stop()
    assert not signer.keys.folder.exists()


def test_a_clock_that_cannot_sign_says_so_once_and_stops_all_the_same(
    database: Database, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("comity.node.signing_clock.tell_error", lambda event, _: told.append(event))
    write(database, 2)
    signer.sign(NOON)
    write(database, 1)
    tamper(database, "DELETE FROM ledger_entries WHERE number = 0")
    clock = SigningClock(signer, lambda: NOON + INTERVAL, look=0.001)
    clock.start()
    for _ in range(500):
        if clock.problem:
            break
        threading.Event().wait(0.01)
    clock.stop()
    assert isinstance(clock.problem, LedgerBroken)
    assert told == ["ledger.not_signed"]
