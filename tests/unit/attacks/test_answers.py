"""Red lines in the words of the answers: no accusation, the age of every edition, and that a stale list is stale."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

ACCUSING = re.compile(
    r"\b(terrorists?|criminals?|guilty|suspects?|offenders?|confirmed|true match|blocked|reject(?:ed)?|denied|is listed)\b", re.IGNORECASE
)
ROWS = "name,dob\nIlva Marenko,1968\nMarta Oliveira,1980-01-02\n???,\n"


@pytest.fixture
def stale(own_desk: Any, un_list: Callable[..., bytes]) -> Any:
    """A node whose only edition of the UN list is some days beyond its time, and a file to screen."""
    Path("old.xml").write_bytes(un_list(800, "2020-03-01"))
    assert own_desk.call("lists", "import", "old.xml", "--as", "un-sc", "--make-current").code == 0
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    return replace(own_desk, lists="un-sc")


def test_no_answer_accuses(stale: Any) -> None:
    texts = [stale.call("screen", "rows.csv", "--out", "out.jsonl").all, Path("out.jsonl").read_text(encoding="utf-8")]
    texts += [stale.call("screen", "--name", "Ilva Marenko").all, stale.call("explain", "1", "out.jsonl").all]
    texts += [stale.call("screen", "rows.csv", "--out", "-").all]
    assert all("strong" in text or "review" in text for text in texts)
    for text in texts:
        assert not ACCUSING.findall(text)


def test_a_hit_on_a_terminal_says_that_a_person_decides(stale: Any) -> None:
    for told in (stale.call("screen", "rows.csv"), stale.call("screen", "--name", "Ilva Marenko")):
        assert "a resemblance, not an offence: a person decides" in told.out


@pytest.mark.parametrize(
    "arguments", [("rows.csv",), ("--name", "Ilva Marenko"), ("--name", "Marta Oliveira"), ("rows.csv", "--out", "out.csv")]
)
def test_every_run_says_how_old_its_editions_are_and_that_they_are_stale(stale: Any, arguments: tuple[str, ...]) -> None:
    told = stale.call("screen", *arguments)
    assert re.search(r"un-sc-2020-03-01-\w+, published 2020-03-01, [\d,]+ days old", told.all)
    assert "un-sc is stale" in told.all


def test_every_answer_in_json_says_it_for_clear_rows_and_errors_too(stale: Any) -> None:
    stale.call("screen", "rows.csv", "--out", "out.jsonl")
    answers = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [answer["outcome"] for answer in answers] == [answers[0]["outcome"], "clear", "error"]
    for answer in answers:
        assert answer["against"][0]["age_days"] > 2000
        assert answer["against"][0]["stale"] is True
    assert answers[0]["hits"][0]["edition"]["stale"] is True


def test_every_row_of_a_table_says_it(stale: Any) -> None:
    stale.call("screen", "rows.csv", "--out", "out.csv")
    with Path("out.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert "days old" in rows[0]["comity_why"]
    assert "stale" in rows[0]["comity_why"].lower()


def test_explaining_a_clear_row_says_it(stale: Any) -> None:
    stale.call("screen", "rows.csv", "--out", "out.jsonl")
    told = stale.call("explain", "2", "out.jsonl")
    assert "un-sc-2020-03-01" in told.out
    assert "stale" in told.out.lower()


def test_packing_does_not_change_what_is_written(stale: Any) -> None:
    stale.call("screen", "rows.csv", "--out", "out.jsonl")
    stale.call("screen", "rows.csv", "--out", "out.jsonl.gz")
    assert gzip.decompress(Path("out.jsonl.gz").read_bytes()) == Path("out.jsonl").read_bytes()


def test_a_forged_answer_is_explained_without_harm(desk: Any) -> None:
    bad = [
        '{"row": 1, "query": [], "outcome": 1, "hits": "x"}',
        '{"row": 2, "query": {}, "outcome": "clear", "hits": [], "rule": []}',
        '{"row": 3}',
        '{"row": 4, "query": ' + "[" * 5000 + "]" * 5000 + "}",
        "not json",
    ]
    Path("bad.jsonl").write_text("\n".join(bad) + "\n", encoding="utf-8")
    for row in range(1, 6):
        told = desk.call("explain", row, "bad.jsonl")
        assert told.code in {1, 2}
        assert told.is_civil(), (row, told.err)


def test_a_forged_age_is_explained_without_harm(desk: Any) -> None:
    hit = '{"score": 1, "edition": {"id": 1, "published": 1, "age_days": 1e400}, "list": 1, "listing_id": 1, "name": 1, "evidence": []}'
    Path("bad.jsonl").write_text(f'{{"row": 1, "query": {{}}, "outcome": "clear", "hits": [{hit}]}}\n', encoding="utf-8")
    assert desk.call("explain", 1, "bad.jsonl").is_civil()
