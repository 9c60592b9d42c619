"""``comity retention``: what is due is listed without change, erased when asked, and the rules can be read back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from comity.cli.main import run
from comity.model import Name, Schema, Subject
from comity.node.settings import Settings
from comity.safeguards import packaged_rules, read_rules
from comity.storage.database import Database
from comity.storage.database.repository import MOST_ROWS

NOW = datetime.now(UTC)


@pytest.fixture
def ids(home: Path) -> dict[str, str]:
    """Two subjects, one of them past its date; their ids by key."""
    settings = Settings(home)
    settings.prepare()
    database = Database.at(settings.database)
    database.prepare()
    with database.writing() as writing:
        person = Subject(Schema.PERSON, (Name("Ilva Marenko"),))
        writing.subjects.put_many("customers", [("past", person, NOW - timedelta(days=1)), ("lasting", person, None)], NOW)
        found = {one.key: one.id for one in writing.subjects.each(None, "", MOST_ROWS)}
    database.close()
    return found


def test_a_dry_run_lists_by_ids_and_changes_nothing(ids: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert run(["retention", "run", "--dry-run"]) == 0
        told = capsys.readouterr()
        assert f"erase  subject:{ids['past']}" in told.out
        assert ids["lasting"] not in told.out
        assert "Ilva" not in told.out + told.err
        assert "Nothing was changed" in told.err


def test_a_run_erases_once(ids: dict[str, str], home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["retention", "run"]) == 0
    assert "erased  1  subject" in capsys.readouterr().out
    assert ids["past"] in (home / "tombstones.jsonl").read_text(encoding="utf-8")
    assert run(["retention", "run"]) == 0
    assert "erased" not in capsys.readouterr().out


def test_the_rules_shown_can_be_put_into_the_file(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["retention", "rules", "--regime", "uk-mlr", "--regime", "us-ofac"]) == 0
    shown = capsys.readouterr().out
    assert set(read_rules(shown.encode())) == {rule for rule in packaged_rules() if rule.regime in {"uk-mlr", "us-ofac"}}
    home.mkdir(exist_ok=True)
    (home / "retention.json").write_text(shown, encoding="utf-8")
    assert run(["retention", "rules"]) == 0
    in_force = {(rule["kind"], rule["regime"]) for rule in json.loads(capsys.readouterr().out)}
    assert {("subject", "uk-mlr"), ("screening", "us-ofac"), ("delivery", "node")} <= in_force


def test_a_file_that_holds_no_rules_stops_the_run(ids: dict[str, str], home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "retention.json").write_text("[{}]", encoding="utf-8")
    assert run(["retention", "run"]) == 1
    assert "retention rule 1" in capsys.readouterr().err
    assert not (home / "tombstones.jsonl").exists()
