"""``comity requests``: what people ask about their own data, from receipt to answer, by whoever holds the node's folder."""

from __future__ import annotations

import io
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.cli.main import run
from comity.model import Entry, Identifier, IdentifierType, Name, PartialDate, Schema, Subject
from comity.node.settings import Settings
from comity.storage.database import Database

NAME = "Ilva Marenko"


@pytest.fixture
def subject(home: Path) -> str:
    """A customer under watch; her id."""
    settings = Settings(home)
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    facts = Subject(Schema.PERSON, (Name(NAME),), (PartialDate(1971),), identifiers=(Identifier(IdentifierType.PASSPORT, "X7391024"),))
    with database.writing() as writing:
        writing.subjects.put_many("customers", [("7", facts, None)], datetime(2026, 3, 1, tzinfo=UTC))
        found = writing.subjects.by_key("customers", "7")
    database.close()
    assert found is not None
    return found.id


def entries(home: Path) -> list[Entry]:
    database = Database.at(f"sqlite:///{home}/node.db")
    with database.reading() as reading:
        found = [entry for _, entry, _ in reading.ledger.rows(0, 100)]
    database.close()
    return found


def planned(kind: str, subject: str, capsys: pytest.CaptureFixture[str]) -> str:
    """A request about ``subject``, at its third version; its id."""
    assert run(["requests", "receive", kind]) == 0
    request = capsys.readouterr().out.split()[0]
    assert run(["requests", "identify", request, "--seen", "1", "--subject", subject]) == 0
    assert run(["requests", "plan", request, "--seen", "2"]) == 0
    return request


def test_a_person_who_asks_is_found_and_given_a_file(
    home: Path, subject: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert run(["requests", "receive", "access", "--received-at", "2026-01-31"]) == 0
    request = capsys.readouterr().out.split()[0]
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{NAME}\n"))
    assert run(["requests", "find", request, "--by-name"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{subject}  customers/7  {NAME}  1971")
    assert "X7391024" not in shown
    assert run(["requests", "identify", request, "--seen", "1", "--subject", subject]) == 0
    assert run(["requests", "plan", request, "--seen", "2"]) == 0
    told = capsys.readouterr()
    assert "subjects              1  open" in told.out
    assert f"ask  subject:{subject}" in told.err
    assert run(["requests", "file", request, str(tmp_path / "hers.json")]) == 0
    assert "done" in capsys.readouterr().out
    assert json.loads((tmp_path / "hers.json").read_text(encoding="utf-8"))["subjects"][0]["facts"]["names"] == [NAME]
    assert stat.S_IMODE((tmp_path / "hers.json").stat().st_mode) == 0o600
    assert run(["requests", "file", request, str(tmp_path / "hers.json")]) == 2
    assert run(["requests", "file", request, str(tmp_path / "hers.md"), "--text"]) == 0
    assert NAME in (tmp_path / "hers.md").read_text(encoding="utf-8")
    made = entries(home)
    assert {(entry.actor.rpartition("@")[2], entry.purpose) for entry in made} == {("console", "subject_request")}
    assert [entry.action for entry in made if entry.object == f"subject:{subject}"] == ["subject.view", "subject.export", "subject.export"]
    assert "Marenko" not in str(made)


def test_an_erasure_is_carried_out_once_and_by_whoever_saw_the_present_version(
    home: Path, subject: str, capsys: pytest.CaptureFixture[str]
) -> None:
    request = planned("erasure", subject, capsys)
    assert run(["requests", "erase", request, "--seen", "2"]) == 2
    assert "version 3, you saw 2" in capsys.readouterr().err
    assert run(["requests", "erase", request, "--seen", "3"]) == 0
    told = capsys.readouterr()
    assert "done" in told.out.splitlines()[0]
    assert "supervisory authority" in told.out
    assert subject in (home / "tombstones.jsonl").read_text(encoding="utf-8")
    assert run(["requests", "find", request, "--subject", subject]) == 2
    assert run(["requests", "show", request]) == 0
    assert "erasure  done" in capsys.readouterr().out


def test_a_correction_waits_for_the_subject_to_be_corrected(subject: str, capsys: pytest.CaptureFixture[str]) -> None:
    request = planned("correction", subject, capsys)
    assert run(["requests", "step", request, "subjects", "--seen", "3"]) == 2
    assert "not corrected yet" in capsys.readouterr().err
    assert run(["requests", "step", request, "backups", "--seen", "3"]) == 0
    assert "backups               1  done" in capsys.readouterr().out


def test_requests_are_listed_extended_refused_and_withdrawn(subject: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["requests", "list"]) == 0
    assert "no such request" in capsys.readouterr().err
    first = planned("erasure", subject, capsys)
    assert run(["requests", "extend", first, "--seen", "3", "--because", "many copies"]) == 0
    assert run(["requests", "refuse", first, "--seen", "4", "--ground", "legal_claims", "--holding", "subjects"]) == 0
    assert "subjects              1  restricted  legal_claims" in capsys.readouterr().out
    others = []
    for _ in range(2):
        assert run(["requests", "receive", "access", "--received-at", "2026-01-31"]) == 0
        others.append(capsys.readouterr().out.split()[0])
    assert run(["requests", "refuse", others[0], "--seen", "1", "--ground", "excessive"]) == 0
    assert "manifestly unfounded" in capsys.readouterr().out
    assert run(["requests", "withdraw", others[1], "--seen", "1"]) == 0
    capsys.readouterr()
    assert run(["requests", "list"]) == 0
    assert [row.split("  ")[:3] for row in capsys.readouterr().out.splitlines()] == [
        [first, "erasure", "planned"],
        [others[0], "access", "refused"],
        [others[1], "access", "withdrawn"],
    ]
    assert run(["requests", "list", "--state", "refused"]) == 0
    assert [row.split()[0] for row in capsys.readouterr().out.splitlines()] == [others[0]]


@pytest.mark.parametrize(
    "arguments",
    [
        ["receive", "curiosity"],
        ["receive", "access", "--received-at", "2126-03-01"],
        ["find", "REQUEST"],
        ["identify", "REQUEST", "--seen", "1"],
        ["identify", "REQUEST", "--seen", "1", "--nobody", "--subject", "none"],
        ["identify", "REQUEST", "--seen", "1", "--subject", "none"],
        ["plan", "REQUEST", "--seen", "1"],
        ["plan", "REQUEST"],
        ["refuse", "REQUEST", "--seen", "1", "--ground", "others_rights", "--ground", "excessive", "--holding", "hits"],
        ["show", "none"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_a_sentence_and_changes_nothing(subject: str, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert run(["requests", "receive", "access"]) == 0
    request = capsys.readouterr().out.split()[0]
    assert run(["requests", *(request if one == "REQUEST" else one for one in arguments)]) == 2
    told = capsys.readouterr()
    assert told.err
    assert "Internal" not in told.err
    assert run(["requests", "list"]) == 0
    assert capsys.readouterr().out.split("  ")[:4] == [request, "access", "received", "version 1"]
