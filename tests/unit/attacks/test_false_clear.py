"""Nothing that was not compared may come out as clear: the most dangerous answer is a clear that nobody earned."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

LISTED = "Anselm Korvath Quillmann"


@pytest.mark.parametrize("name", ["???", "\u200b", "n/a", "\N{BOMB}", "\udcd8\udcb2"])
def test_a_name_without_a_letter_is_refused(desk: Any, name: str) -> None:
    told = desk.call("screen", "--name", name)
    assert told.code == 2
    assert "clear" not in told.out


@pytest.mark.parametrize("number", ["passport:12", "national_id:ABCDE"])
def test_a_number_that_is_never_compared_is_refused(desk: Any, number: str) -> None:
    assert desk.call("screen", "--id", number).code == 2


def test_a_row_with_only_a_number_that_is_never_compared_is_an_error(desk: Any) -> None:
    Path("rows.csv").write_text("name,passport\n,12\n", encoding="utf-8")
    desk.call("screen", "rows.csv", "--out", "out.csv")
    rows = list(csv.DictReader(Path("out.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0]["comity_outcome"] == "error"


def test_a_lone_carriage_return_does_not_hide_a_record(desk: Any) -> None:
    Path("rows.csv").write_bytes(f"name,x\nMarta Oliveira,1\r{LISTED},2\nJun Takahashi,3\n".encode())
    assert desk.call("screen", "rows.csv").code == 3


@pytest.mark.parametrize(
    "written",
    [
        "ANSELM KORVATH QUILLMANN",
        "quillmann, anselm korvath",
        "Quillmann Korvath Anselm",
        "Anselm\u202e Korvath Quill\u200bmann",
        "Ans\u00adelm\u00a0Korvath\u3000Quillmann",
        "Ａｎｓｅｌｍ Korvath Quillmann",
        "\u0410nselm Korv\u0430th Quillm\u0430nn",
        "\U0001d400nselm Korvath Quillmann",
        "AnselmKorvathQuillmann",
        "Anselm_Korvath.Quillmann",
        "Anselm\x00 Korvath\x07 Quillmann",
        "Mr. Anselm Korvath Quillmann",
        "Anselm Korvat Quilmann",
    ],
)
def test_a_disguise_that_people_read_through_is_read_through(desk: Any, written: str) -> None:
    Path("rows.jsonl").write_text(json.dumps({"name": written}) + "\n", encoding="utf-8")
    told = desk.call("screen", "rows.jsonl", "--json")
    assert json.loads(told.out)["outcome"] == "strong"


def test_a_key_given_twice_is_said(desk: Any) -> None:
    Path("rows.jsonl").write_text(f'{{"name": "{LISTED}", "name": "Marta Oliveira"}}\n', encoding="utf-8")
    told = desk.call("screen", "rows.jsonl", "--json", "--issues", "issues.txt")
    assert told.code == 3 or Path("issues.txt").read_text(encoding="utf-8")


def test_words_in_front_push_a_name_beyond_the_limit_but_not_in_silence(desk: Any) -> None:
    Path("rows.csv").write_text(f"name\n{'Ab ' * 400}{LISTED}\n", encoding="utf-8")
    desk.call("screen", "rows.csv", "--issues", "issues.txt")
    assert "error: rows.csv, row 1, line 2, column name: only the first 1,000 of 1,224 characters were compared" in Path(
        "issues.txt"
    ).read_text(encoding="utf-8")


def test_the_callers_own_row_number_accuses_nobody(own_desk: Any) -> None:
    Path("list.csv").write_text("listing_id,name,id\nX-1,Gralov Estenmark,10007\n", encoding="utf-8")
    assert own_desk.call("lists", "import", "list.csv", "--as", "own:numbers").code == 0
    Path("rows.csv").write_text("id,name\n10007,Marta Oliveira\n", encoding="utf-8")
    told = own_desk.call("screen", "rows.csv", "--lists", "own:numbers", "--json")
    assert json.loads(told.out)["outcome"] != "strong"


def test_the_same_name_is_found_among_hundreds_of_its_like(own_desk: Any) -> None:
    rows = "".join(f"B-{number},Ilva Marenko {number},person\n" for number in range(800))
    Path("list.csv").write_text("listing_id,name,type\n" + rows, encoding="utf-8")
    assert own_desk.call("lists", "import", "list.csv", "--as", "own:alike").code == 0
    told = own_desk.call("screen", "--name", "Ilva Marenko 77", "--lists", "own:alike", "--json")
    assert [hit["listing_id"] for hit in json.loads(told.out)["hits"]][:1] == ["B-77"]
