"""``comity ledger verify, search, prove, export, sign, keys``, ``backup``, ``restore``, ``doctor``: words, exit codes, files."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from pathlib import Path

import pytest

from comity.cli.main import run

ISSUE = ["keys", "issue", "till", "--scope", "screen", "--purpose", "customer_screening"]


@pytest.fixture
def used(home: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A home with a database and a signed ledger."""
    assert run(ISSUE) == 0
    assert run(["ledger", "sign"]) == 0
    capsys.readouterr()
    return home


def tamper(home: Path, statement: str) -> None:
    with sqlite3.connect(home / "node.db") as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "words", [["ledger", "verify"], ["ledger", "sign"], ["ledger", "search"], ["ledger", "prove", "0"], ["backup", "b"]]
)
def test_nothing_is_made_to_look_into(home: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == 1
    assert "there is no database" in capsys.readouterr().err
    assert not (home / "node.db").exists()


def test_a_right_ledger(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "verify"]) == 0
    said = capsys.readouterr()
    assert "Right: 3 entries in order, 1 signed head" in said.out
    assert run(["ledger", "verify", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["kind"], record["right"], record["entries"]) == ("ledger", True, 4)


def test_a_ledger_without_a_head_proves_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(ISSUE) == 0
    assert run(["ledger", "verify"]) == 1
    assert "comity ledger sign" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE ledger_entries SET actor = 'user:nobody' WHERE number = 1", "broken at entry 1: entry 1 does not have the hash"),
        ("DELETE FROM ledger_entries WHERE number = 1", "broken at entry 1: entry 1 is missing"),
        ("UPDATE ledger_state SET size = 2", "broken at entries 0 to 2: entries are missing: a head was signed over 3, and there are 2"),
        ("DELETE FROM ledger_heads", "Right: 3 entries in order, 1 signed head"),  # the home remembers it
        ("UPDATE ledger_state SET frontier = zeroblob(64)", "the edge of the tree"),
    ],
)
def test_a_ledger_that_was_tampered_with(used: Path, statement: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(used, statement)
    code = run(["ledger", "verify"])
    said = capsys.readouterr()
    assert words in said.out + said.err
    assert code == (0 if words.startswith("Right") else 1)


def test_a_tail_that_was_cut_off_together_with_its_head(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(used / "node.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    old = (used / "node.db").read_bytes()
    assert run(["ledger", "sign"]) == 0
    for name in ("node.db-wal", "node.db-shm"):
        (used / name).unlink(missing_ok=True)
    (used / "node.db").write_bytes(old)
    assert run(["ledger", "verify"]) == 1
    assert "entries are missing: a head was signed over 4" in capsys.readouterr().err
    assert run(["ledger", "sign"]) == 1


def test_a_certificate_goes_to_standard_output_or_a_file_and_checks(used: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "prove", "0"]) == 0
    printed = capsys.readouterr().out
    file = tmp_path / "certificate.json"
    assert run(["ledger", "prove", "0", "--out", str(file)]) == 0
    assert file.read_text(encoding="utf-8") == printed
    assert run(["ledger", "check", str(file)]) == 0
    assert run(["ledger", "prove", "0", "--out", str(file)]) == 2
    assert run(["ledger", "prove", "99"]) == 2


def test_an_export_is_for_its_owner_only_and_checks(used: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ledger.jsonl"
    assert run(["ledger", "export", str(file)]) == 0
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert run(["ledger", "check", str(file)]) == 0
    assert "4 entries in order, 2 signed heads" in capsys.readouterr().out
    assert run(["ledger", "export", str(file)]) == 2
    assert run(["ledger", "export", str(tmp_path / "none" / "ledger.jsonl")]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["home", "ledger.jsonl"] or file.exists()


def test_a_search_by_who_what_and_when(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "search", "--action", "key.issue", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [one["action"] for one in record["entries"]] == ["key.issue"]
    assert run(["ledger", "search", "--until", "2020-01-01"]) == 0
    assert "No entry fits." in capsys.readouterr().err
    assert run(["ledger", "search", "--since", "2020-01-01T00:00Z", "--limit", "1"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert "--before 4" in said.err
    assert run(["ledger", "search", "--since", "soon"]) == 2


def test_keys_are_listed_and_rotated(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "keys"]) == 0
    before = capsys.readouterr().out.split()[0]
    assert run(["ledger", "keys", "--rotate"]) == 0
    said = dict(line.split("  ") for line in capsys.readouterr().out.splitlines())
    assert said.pop(before) == "before"
    assert list(said.values()) == ["in use"]
    assert run(["ledger", "sign"]) == 0
    assert run(["ledger", "verify"]) == 0


def test_a_backup_and_its_restoration(
    used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "today.backup"
    assert run(["backup", str(file)]) == 0
    said = capsys.readouterr().err
    assert "The private signing key is not in it." in said
    assert run(["backup", str(file)]) == 2
    assert run(["backup", str(tmp_path / "erasures"), "--only-erasures"]) == 0
    assert run(["backup", str(tmp_path / "both"), "--only-erasures", "--with-keys"]) == 2
    assert run(["restore", str(file)]) == 2
    monkeypatch.setenv("COMITY_HOME", str(tmp_path / "new"))
    capsys.readouterr()
    assert run(["restore", str(file), "--erased-since", str(tmp_path / "erasures")]) == 0
    said = capsys.readouterr().err
    assert "The ledger is right" in said
    assert "--erased-since" not in said
    assert run(["ledger", "verify"]) == 0
    assert run(["keys", "list"]) == 0
    assert "till" in capsys.readouterr().out


def test_a_backup_that_is_none(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rows.csv").write_text("name\nx\n", encoding="utf-8")
    assert run(["restore", str(tmp_path / "rows.csv")]) == 1
    assert "is not a backup" in capsys.readouterr().err
    assert run(["restore", str(tmp_path / "none")]) == 2


def test_the_doctor_says_what_is_wrong_and_gives_it_as_its_exit_code(used: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--quick"]) == 0
    assert "ok       database" in capsys.readouterr().out
    (used / "keys" / "ledger.pem").write_text("no key", encoding="utf-8")
    assert run(["doctor"]) == 1
    said = capsys.readouterr()
    assert "failed   keys" in said.out
    assert "do: " in said.out
    assert run(["doctor", "--json"]) == 1
    assert {"area", "state", "what", "todo"} == set(json.loads(capsys.readouterr().out)[0])
