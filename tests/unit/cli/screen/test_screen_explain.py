"""comity explain: the ledger of a row."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def result(comity: Any, customers: Path) -> Path:
    comity("screen", customers, "--out", "result.jsonl")
    return Path("result.jsonl")


def test_the_effects_add_up_to_the_score(comity: Any, result: Path) -> None:
    told = comity("explain", "1", result)
    assert told.code == 0
    effects = [float(found) for found in re.findall(r"^\s+([+-]\d\.\d{4})  ", told.out, re.MULTILINE)]
    (score,) = re.findall(r"^\s+score\s+(\d\.\d{4})  strong$", told.out, re.MULTILINE)
    assert sum(effects) == pytest.approx(float(score), abs=0.001)
    assert "review from 0.70, strong from 0.88" in told.out
    assert "own:watch W-1" in told.out
    assert "0 days old when screened" in told.out


def test_every_piece_of_evidence_shows_its_pair_for_and_against_alike(comity: Any, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("name,dob,passport\nAnselm Korvath Quillmann,1991-11-30,P1234567\n")
    comity("screen", "one.csv", "--out", "one.jsonl")
    evidence = json.loads(Path("one.jsonl").read_text())["hits"][0]["evidence"]
    told = comity("explain", "1", "one.jsonl")
    assert told.out.count("yours:  ") == told.out.count("listed: ") == len(evidence)
    assert any(one["effect"] < 0 for one in evidence)
    assert re.search(r"^\s+-0\.\d{4}", told.out, re.MULTILINE)


def test_a_clear_row_says_so(comity: Any, result: Path) -> None:
    told = comity("explain", "2", result)
    assert told.code == 0
    assert "Outcome: clear" in told.out
    assert "No listing came near enough" in told.out


def test_a_row_that_is_not_there_is_told_with_those_that_are(comity: Any, result: Path) -> None:
    told = comity("explain", "9", result)
    assert told.code == 2
    assert "row 9" in told.err
    assert "4 rows, from 1 to 4" in told.err


def test_a_broken_line_is_passed_over_and_said(comity: Any, result: Path) -> None:
    result.write_text('{"row": \n' + result.read_text())
    told = comity("explain", "1", result)
    assert told.code == 0
    assert "1 line could not be read" in told.err


def test_a_file_that_holds_no_answers_is_refused(comity: Any, customers: Path) -> None:
    told = comity("explain", "1", customers)
    assert told.code == 1
    assert "no line of it is an answer" in told.err


@pytest.mark.parametrize("row", ["0", "first"])
def test_a_row_is_a_number_from_1(comity: Any, result: Path, row: str) -> None:
    assert comity("explain", row, result).code == 2


def test_a_row_that_was_not_screened_says_why(comity: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"name": "Marta Oliveira"}\n{"name"\n')
    comity("screen", "bad.jsonl", "--out", "answers.jsonl")
    assert "It was not screened" in comity("explain", "2", "answers.jsonl").out


def test_what_a_foreign_file_says_cannot_steer_the_terminal(comity: Any, result: Path) -> None:
    record = json.loads(result.read_text().splitlines()[0])
    record["hits"][0]["evidence"][0]["why"] = "\x1b[2J\u202eevil"
    record["hits"][0]["listing_id"] = "\x1b]0;x\x07"
    result.write_text(json.dumps(record) + "\n")
    told = comity("explain", "1", result)
    assert told.code == 0
    assert not {"\x1b", "\u202e", "\x07"} & set(told.out)
