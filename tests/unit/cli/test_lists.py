"""``comity lists``: what people and machines are told."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from comity.cli.console import age, plain
from comity.cli.lists_diff import shortened
from comity.cli.lists_import import parse_columns
from comity.cli.main import run
from comity.model import UsageError

UnList = Callable[..., bytes]
Told = tuple[int, str, str]


@pytest.fixture
def comity(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Told]:
    """Run a command line in an empty folder: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str) -> Told:
        code = run(arguments)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return command


@pytest.fixture
def two_editions(comity: Callable[..., Told], un_list: UnList) -> tuple[str, str]:
    """Two editions later than the shipped one, imported; their ids."""
    ids = []
    for entries, day in ((899, "2026-05-01"), (900, "2026-06-01")):
        Path("un.xml").write_bytes(un_list(entries, day))
        code, _, err = comity("lists", "import", "un.xml", "--as", "un-sc")
        assert code == 0
        assert f"{entries} entries" in err
        ids.append(next(word for word in err.split() if word.startswith(f"un-sc-{day}")))
    return ids[0], ids[1]


def test_a_new_node_answers_from_the_shipped_extract_and_says_how_old_it_is(comity: Callable[..., Told]) -> None:
    code, out, _ = comity("lists", "status")
    assert code == 0
    (row,) = [line for line in out.splitlines() if line.startswith("un-sc ")]
    assert "shipped extract" in row
    assert "days" in row
    assert "none yet: comity lists update ofac-sdn" in out
    _, out, _ = comity("lists", "show", "QDi.001")
    assert "shipped extract" in out
    assert "days old" in out
    assert "facts-only" in out


def test_the_status_for_machines(comity: Callable[..., Told]) -> None:
    _, out, _ = comity("lists", "status", "--json")
    rows = {row["list"]: row for row in json.loads(out)}
    assert rows["un-sc"]["shipped"] is True
    assert rows["un-sc"]["edition"]["age_days"] > 0
    assert rows["un-sc"]["edition"]["partial"]
    assert rows["ofac-sdn"]["edition"] is None


def test_an_import_says_what_it_replaced_and_the_difference_can_be_seen(comity: Callable[..., Told], two_editions: tuple[str, str]) -> None:
    old, new = two_editions
    code, out, err = comity("lists", "diff", old, new)
    assert code == 0
    assert "+ QDi.900 ILVA MARENKO 900 (Person)" in out
    assert out.splitlines()[-1] == "1 added, 0 removed, 0 amended, 899 unchanged"
    assert old in err
    _, out, _ = comity("lists", "diff", "un-sc@2026-05-01", "un-sc", "--json")
    delta = json.loads(out)
    assert [listing["id"] for listing in delta["added"]] == ["QDi.900"]
    assert (delta["old"]["id"], delta["new"]["id"]) == (old, new)


def test_an_older_import_says_that_it_is_not_in_use(comity: Callable[..., Told], two_editions: tuple[str, str], un_list: UnList) -> None:
    Path("old.xml").write_bytes(un_list(880, "2020-01-01"))
    _, _, err = comity("lists", "import", "old.xml", "--as", "un-sc")
    assert f"In use stays {two_editions[1]}" in err
    _, _, err = comity("lists", "import", "old.xml", "--as", "un-sc", "--make-current")
    assert "already held" in err
    assert "In use stays" not in err
    _, out, err = comity("lists", "status")
    assert "STALE" in out
    assert "Warning: un-sc is stale" in err
    _, _, err = comity("lists", "show", "QDi.001")
    assert "Warning: un-sc is stale" in err


def test_amendments_are_shown_by_field(comity: Callable[..., Told], un_list: UnList) -> None:
    Path("old.xml").write_bytes(un_list(880, "2026-03-01"))
    Path("new.xml").write_bytes(un_list(880, "2026-03-02").replace(b"Slovenia", b"Croatia", 1))
    code, out, _ = comity("lists", "diff", "old.xml", "new.xml", "--as", "un-sc")
    assert code == 0
    assert out.splitlines()[:3] == ["~ QDi.001 ILVA MARENKO 1 (Person) [Al-Qaida]", "    nationalities: - SI", "    nationalities: + HR"]
    _, out, _ = comity("lists", "diff", "old.xml", "new.xml", "--as", "un-sc", "--json")
    assert json.loads(out)["amended"][0]["changes"] == [{"field": "nationalities", "removed": ["SI"], "added": ["HR"]}]


def test_a_listing_for_machines(comity: Callable[..., Told], two_editions: tuple[str, str]) -> None:
    _, out, _ = comity("lists", "show", "qdi.900", "--json")
    (found,) = json.loads(out)
    assert found["listing"]["id"] == "QDi.900"
    assert found["edition"]["id"] == two_editions[1]
    assert found["shipped"] is False


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["show", "QDi.99999"], 2, "no listing has the id"),
        (["show", "QDi.001", "--list", "eu-fsf"], 1, "no edition of eu-fsf"),
        (["diff", "un-sc", "eu-fsf-2020"], 2, "no edition is called"),
        (["import", "nothing.xml", "--as", "un-sc"], 2, "cannot be read"),
        (["import", "nothing.xml", "--as", "un-sc", "--map", "name=X"], 2, "--map"),
        (["import", "nothing.xml", "--as", "own:../../x"], 2, "list name"),
        (["import", "nothing.xml", "--as", "sdn"], 2, "no list called"),
        (["update", "un-sx"], 2, "no list called"),
        (["update", "--from", "https://lists.example/x"], 2, "exactly one NAME"),
        (["update", "un-sc", "--from", "http://lists.example/x"], 1, "unprotected"),
        (["status", "--issues", "eu-fsf"], 2, "no edition"),
    ],
)
def test_what_cannot_be_done_is_told(comity: Callable[..., Told], arguments: list[str], code: int, said: str) -> None:
    Path("nothing.xml").write_bytes(b"") if "own:../../x" in arguments else None
    got, out, err = comity("lists", *arguments)
    assert (got, out) == (code, "")
    assert said in err


def test_one_update_that_fails_does_not_stop_the_others(comity: Callable[..., Told], publisher: Any, un_list: UnList) -> None:
    for name in ("own:bad", "own:good"):
        address = publisher.serve(f"/{name[4:]}.csv", b"id,name\n1,Ilva Marenko\n")
        assert comity("lists", "update", name, "--from", address)[0] == 0
    publisher.serve("/bad.csv", b"sorry", status=503)
    publisher.serve("/good.csv", b"id,name\n1,Ilva Marenko\n2,Wen Sorrel\n")
    code, out, err = comity("lists", "update", "own:bad", "own:good")
    assert (code, out) == (1, "")
    assert "own:bad: not updated: 127.0.0.1 answered 503" in err
    assert "own:good: new edition" in err
    assert "1 of 2 lists were not updated: own:bad" in err
    _, out, _ = comity("lists", "status", "--json")
    assert {row["list"]: row["edition"]["entries"] for row in json.loads(out) if row["list"].startswith("own:")} == {
        "own:bad": 1,
        "own:good": 2,
    }


def test_the_age_of_an_undated_list_is_said_to_be_counted_from_its_import(comity: Callable[..., Told]) -> None:
    Path("guests.csv").write_text("id,name\n1,Ilva Marenko\n", encoding="utf-8")
    _, _, err = comity("lists", "import", "guests.csv", "--as", "own:guests")
    assert "no date of its own" in err
    assert "undated: age since it was taken in" in comity("lists", "status")[1]


def test_columns_are_given_as_pairs() -> None:
    assert parse_columns("name=Full Name, dob = Born") == {"name": "Full Name", "dob": "Born"}
    assert parse_columns("name=Last, first,dob=Born") == {"name": "Last, first", "dob": "Born"}
    assert parse_columns("") == {}
    for wrong in ("name", "name=", "=x", "name=a,name=b"):
        with pytest.raises(UsageError):
            parse_columns(wrong)


def test_text_from_a_list_cannot_move_the_cursor() -> None:
    assert plain("a\x1b[2Jb\u202ec\nd\x9b") == "a\ufffd[2Jb\ufffdc\ufffdd\ufffd"
    assert plain("علی\u200cرضا 東京") == "علی\u200cرضا 東京"


def test_ages_are_words() -> None:
    assert [age(days) for days in (None, 0, 1, 2, 1200)] == ["-", "today", "1 day", "2 days", "1,200 days"]


def test_long_values_are_cut_to_where_they_differ() -> None:
    before = "comments: " + "a" * 500 + " first " + "b" * 500
    after = "comments: " + "a" * 500 + " other " + "b" * 500
    ((removed,), (added,)) = shortened([before], [after])
    assert "first" in removed
    assert "other" in added
    assert removed.startswith("comments: … ")
    assert len(removed) < 260
    assert shortened(["short"], ["brief"]) == (["short"], ["brief"])
    assert [len(value) for value in shortened([], [before, after])[1]] == [200, 200]


def test_an_extract_and_the_whole_are_compared_by_what_the_extract_keeps(comity: Callable[..., Told], un_list: UnList) -> None:
    Path("un.xml").write_bytes(un_list(900, "2026-06-01"))
    comity("lists", "import", "un.xml", "--as", "un-sc")
    code, out, err = comity("lists", "diff", "un-sc@2026-02-28", "un-sc")
    assert code == 0
    assert "details:" not in out
    assert "only the facts that it keeps were compared" in err


def test_the_issues_of_an_edition_can_be_read(comity: Callable[..., Told], un_list: UnList) -> None:
    Path("un.xml").write_bytes(un_list(900, "2026-06-01").replace(b"<NATIONALITY>", b"<INVENTED>x</INVENTED><NATIONALITY>", 1))
    _, _, err = comity("lists", "import", "un.xml", "--as", "un-sc")
    assert "could not be taken as found" in err
    _, out, err = comity("lists", "status", "--issues", "un-sc")
    assert "un.xml" in out
    _, out, _ = comity("lists", "status", "--issues", "un-sc", "--json")
    assert json.loads(out)[0]["severity"] in {"error", "warning", "note"}


def test_one_damaged_list_is_named_and_the_others_are_shown(comity: Callable[..., Told], two_editions: tuple[str, str]) -> None:
    node = Path(os.environ["COMITY_HOME"])
    Path("own.csv").write_text("name\nIlva Marenko\n")
    assert comity("lists", "import", "own.csv", "--as", "own:watch")[0] == 0
    (node / "lists" / "own%3Awatch.json").write_text("{")
    code, out, err = comity("lists", "status")
    assert code == 1
    assert two_editions[1] in out
    assert "DAMAGED" in next(line for line in out.splitlines() if line.startswith("own:watch"))
    assert "comity lists remove own:watch" in err
    code, out, _ = comity("lists", "status", "--json")
    assert (code, [row["list"] for row in json.loads(out) if row["damage"]]) == (1, ["own:watch"])
    assert comity("lists", "remove", "own:watch", "--yes")[0] == 0
    assert comity("lists", "status")[0] == 0


def test_an_edition_whose_folder_is_gone_is_told_in_one_sentence(comity: Callable[..., Told], two_editions: tuple[str, str]) -> None:
    shutil.rmtree(Path(os.environ["COMITY_HOME"]) / "editions" / "un-sc")
    code, _, err = comity("lists", "diff", *two_editions)
    assert code == 1
    assert f"the edition {two_editions[0]} is gone: there is no folder" in err
    assert "comity lists import FILE --as un-sc" in err


def test_a_list_that_is_not_there_is_told_before_anything_is_asked(comity: Callable[..., Told]) -> None:
    code, _, err = comity("lists", "remove", "nope")
    assert (code, "nothing of a list 'nope' is kept" in err, "Remove nope" in err) == (2, True, False)


def test_a_file_without_a_name_column_is_named(comity: Callable[..., Told]) -> None:
    Path("own.csv").write_text("x\n1\n")
    code, _, err = comity("lists", "import", "own.csv", "--as", "own:watch")
    assert code == 2
    assert "own.csv: no column holds a name" in err
    assert "the first row must hold the column names" in err
