"""Formulas and line breaks in names, ours and theirs, never become cells, lines or keys of their own."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
TEXTS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", '="x"', "=HYPERLINK(1)"]


@pytest.mark.parametrize("name", ["out.csv", "out.tsv"])
def test_no_cell_of_any_column_can_run(desk: Any, name: str) -> None:
    with Path("rows.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
        writer.writerow(["name", "=cmd()", "@x"])
        writer.writerows([["Velika Tarnaveanu", text, text] for text in TEXTS])
        writer.writerows([[text, "1", "2"] for text in TEXTS])
    told = desk.call("screen", "rows.csv", "--min-score", "0.3", "--out", name)
    with Path(name).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream, delimiter="\t" if name.endswith("tsv") else ","))
    assert told.code == 3
    assert len(rows) == 1 + 2 * len(TEXTS)
    assert not [cell for row in rows for cell in row if cell.startswith(RISKY)]
    assert any("Velika Tarnaveanu" in row[-2] for row in rows[1:])


def test_a_workbook_holds_no_formula(desk: Any) -> None:
    with Path("rows.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["name"], *([text] for text in TEXTS), ["Velika Tarnaveanu"]])
    assert desk.call("screen", "rows.csv", "--min-score", "0.3", "--out", "out.xlsx").code == 3
    with zipfile.ZipFile("out.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<hyperlink" not in sheet


def test_an_answer_is_one_line_whatever_the_name_holds(desk: Any) -> None:
    names = [
        "Velika\u2028Tarnaveanu",
        "Velika\u2029Tarnaveanu",
        "Velika\u0085Tarnaveanu",
        "Velika\r\nTarnaveanu",
        'Velika"},{"x":"Tarnaveanu',
    ]
    Path("rows.jsonl").write_text("".join(json.dumps({"name": name}) + "\n" for name in names), encoding="utf-8")
    desk.call("screen", "rows.jsonl", "--out", "out.jsonl")
    text = Path("out.jsonl").read_text(encoding="utf-8")
    assert len(text.splitlines()) == len(names)
    assert [json.loads(line)["row"] for line in text.splitlines()] == [1, 2, 3, 4, 5]


def test_an_issue_is_one_line_whatever_the_cell_holds(desk: Any) -> None:
    Path("rows.csv").write_text('name,dob\nMarta Oliveira,"1990-02-30\nerror: forged\u2028error: forged"\n', encoding="utf-8")
    desk.call("screen", "rows.csv", "--issues", "issues.txt")
    lines = Path("issues.txt").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith("error: forged")]


def test_columns_of_an_earlier_run_are_replaced_and_not_believed(desk: Any) -> None:
    Path("rows.csv").write_text("name,comity_outcome,comity_why\nAnselm Korvath Quillmann,clear,approved\n", encoding="utf-8")
    desk.call("screen", "rows.csv", "--out", "out.csv")
    with Path("out.csv").open(encoding="utf-8") as stream:
        header, row = list(csv.reader(stream))
    assert header.count("comity_outcome") == 1
    assert row[header.index("comity_outcome")] == "strong"
    assert "approved" not in row
