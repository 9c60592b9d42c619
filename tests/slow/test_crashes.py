"""SIGKILL at random moments: what was said to be done is there, the ledger verifies, the database opens, and the next process goes on."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.contract.conftest import Server
from tests.contract.rows import NOON

from comity.ledger import SignedHead
from comity.model import Actor, Role
from comity.node.backups import BackupDesk
from comity.node.ledger_audit import audit_database
from comity.node.restoring import Restoration, RestoreDesk
from comity.node.settings import Settings
from comity.node.signing import Signer
from comity.node.signing_keys import SigningKeys
from comity.storage.backup_archive import open_archive
from comity.storage.database import Database
from comity.storage.database.jobs import JobState

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")]

ROOT = Path(__file__).resolve().parents[2]
ODO = Actor("user:odo", frozenset({Role.SUPERVISOR}))
ROUNDS, KILLS = 10, 10


def crash(work: str, folder: Path, kills: int, start: int = 0) -> None:
    """Let workers be killed; the seed is told, so that a failure can be repeated."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    command = [sys.executable, "-W", "error", "-m", "tests.slow.crashing", work, str(folder), str(kills), str(seed), str(start)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, check=False)
    assert ran.returncode == 0, ran.stderr


def told(folder: Path) -> list[list[str]]:
    file = folder / "told"
    return [line.split() for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def is_whole(folder: Path) -> int:
    """Check everything that was told against the database, and the database and ledger against themselves; how much was told."""
    settings = Settings(folder / "home", (folder / "address").read_text(encoding="utf-8"))
    database = Database.at(settings.database)
    database.prepare()
    signer = Signer(database, SigningKeys.of(settings.home))
    assert database.check() == ()
    report = audit_database(database, signer.keys)
    assert report.fault is None
    lines = told(folder)
    with database.reading() as reading:
        heads = {(str(one.head.size), one.head.root.hex()) for one in reading.ledger.heads()}
        recorded = {one.object for _, one, _ in reading.ledger.rows(0, 10**6)}
        for kind, *words in lines:
            if kind == "decision":
                assert reading.decisions.get(words[0]) is not None, f"{words[0]} was acknowledged and is lost"
                assert f"decision:{words[0]}" in recorded
            elif kind == "job":
                job = reading.jobs.get(words[0])
                assert job is not None
                assert job.state is JobState.DONE
            else:
                assert tuple(words) in heads, f"the head over {words[0]} entries was given away and is lost"
        made = reading.decisions.finals("", 10_000)
        assert {f"decision:{one.id}" for one in made} == {one for one in recorded if one.startswith("decision:")}
    assert isinstance(signer.sign(NOON), SignedHead)
    assert len(signer.keys.public()) == 1
    database.close()
    return len(lines)


def test_a_hundred_sudden_deaths_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    (tmp_path / "address").write_text("", encoding="utf-8")
    before = 0
    for one in range(ROUNDS):
        crash("work", tmp_path, KILLS, start=one * KILLS)
        now = is_whole(tmp_path)
        assert now > before, "the workers came to nothing"
        before = now


def test_deaths_of_clients_of_a_server_lose_nothing_that_was_acknowledged(tmp_path: Path, postgres: Server) -> None:
    (tmp_path / "address").write_text(postgres.fresh(), encoding="utf-8")
    crash("work", tmp_path, 30)
    assert is_whole(tmp_path) > 30


def test_a_database_that_dies_while_it_is_made_is_made_by_the_next(tmp_path: Path) -> None:
    crash("prepare", tmp_path, 24)
    for file in tmp_path.glob("made-*.db"):
        database = Database.at(f"sqlite:///{file}")
        database.prepare()
        assert database.check() == ()
        with database.reading() as reading:
            assert reading.ledger.size() == 0
        database.close()


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A folder with a home in which some work was done."""
    (tmp_path / "address").write_text("", encoding="utf-8")
    crash("work", tmp_path, 3)
    is_whole(tmp_path)
    (tmp_path / "told").unlink()
    return tmp_path


def test_a_backup_is_there_whole_or_not_at_all(worked: Path) -> None:
    crash("back_up", worked, 25)
    found = [path for path in (worked / "backups").iterdir() if path.name.startswith("backup-") and path.suffix != ".part"]
    assert {words[0] for _, *words in told(worked)} <= {path.name for path in found}
    assert found
    for path in found:
        assert zipfile.ZipFile(path).testzip() is None
        with open_archive(path) as archive:
            assert archive.member("database") is not None
    settings = Settings(worked / "home")
    database = Database.at(settings.database)
    signer = Signer(database, SigningKeys.of(settings.home))
    for path in found:
        path.unlink()
    left = {path.name.split(".making-")[0].lstrip(".").removesuffix(".part") for path in (worked / "backups").iterdir()}
    for name in left:  # the next backup of that name takes away what was left of the killed one
        BackupDesk(settings, database, signer, lambda: NOON).make(worked / "backups" / name, ODO)
    assert {path.name for path in (worked / "backups").iterdir()} == left
    assert audit_database(database, signer.keys).fault is None
    database.close()


def test_a_restoration_that_dies_is_done_by_the_next(worked: Path) -> None:
    settings = Settings(worked / "home")
    database = Database.at(settings.database)
    BackupDesk(settings, database, Signer(database, SigningKeys.of(settings.home)), lambda: NOON).make(worked / "backup", ODO)
    database.close()
    crash("restore", worked, 25)
    homes = list((worked / "homes").iterdir())
    assert homes
    for home in homes:
        if not (home / "node.db").exists():
            RestoreDesk(Settings(home), lambda: NOON).restore(Restoration(worked / "backup"), ODO)
            assert not (home / "restoring").exists()
            assert not list(home.glob("*.restoring*"))
        restored = Database.at(f"sqlite:///{home}/node.db")
        assert audit_database(restored, SigningKeys.of(home)).fault is None
        restored.close()
