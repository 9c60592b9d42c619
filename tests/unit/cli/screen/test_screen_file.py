"""comity screen FILE: exit codes, outputs, report."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from python_calamine import CalamineWorkbook

ADDED = ["comity_outcome", "comity_score", "comity_list", "comity_listing_id", "comity_listed_name", "comity_why"]


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_a_file_with_hits_gives_exit_code_3_and_a_report(comity: Any, customers: Path) -> None:
    told = comity("screen", customers)
    assert told.code == 3
    assert "row 1: Quillmann Anselm Korvath" in told.out
    assert "own:watch W-1  Anselm Korvath Quillmann" in told.out
    assert "4 rows in" in told.out
    assert "2 clear" in told.out
    assert "a person decides" in told.out
    assert "own:watch: edition own:watch-" in told.out
    assert "0 days old, 5 entries" in told.out
    assert "name from 'name'" in told.out


def test_a_piped_report_has_no_box_drawing_and_no_colour(comity: Any, customers: Path) -> None:
    told = comity("screen", customers)
    assert not any("\u2500" <= letter <= "\u257f" or letter == "\x1b" for letter in told.out)


def test_a_file_without_hits_gives_exit_code_0(comity: Any, tmp_path: Path) -> None:
    path = tmp_path / "clear.csv"
    path.write_text("name\nMarta Oliveira\n")
    told = comity("screen", path)
    assert told.code == 0
    assert "1 clear, 0 review, 0 strong, 0 errors" in told.out


def test_the_output_has_the_same_rows_in_order_with_the_answers_beside(comity: Any, customers: Path, tmp_path: Path) -> None:
    assert comity("screen", customers, "--out", "result.csv").code == 3
    before, after = cells(customers.read_text()), cells((tmp_path / "result.csv").read_text(encoding="utf-8"))
    assert after[0] == before[0] + ADDED
    assert [row[:5] for row in after[1:]] == before[1:]
    assert [row[5] for row in after[1:]] == ["strong", "clear", "strong", "clear"]
    assert after[1][7:10] == ["own:watch", "W-1", "Anselm Korvath Quillmann"]
    assert after[2][5:10] == ["clear", "", "", "", ""]
    assert after[2][10].startswith("searched: own:watch-")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(("result", "."))] == ["result.csv"]


def test_an_output_screened_again_does_not_grow_columns(comity: Any, customers: Path, tmp_path: Path) -> None:
    comity("screen", customers, "--out", "one.csv")
    comity("screen", "one.csv", "--out", "two.csv")
    assert (tmp_path / "two.csv").read_text() == (tmp_path / "one.csv").read_text()


def test_answers_have_the_promised_shape(comity: Any, customers: Path, tmp_path: Path) -> None:
    comity("screen", customers, "--out", "result.jsonl")
    answers = [json.loads(line) for line in (tmp_path / "result.jsonl").read_text().splitlines()]
    assert [one["row"] for one in answers] == [1, 2, 3, 4]
    assert set(answers[0]) >= {"row", "query", "outcome", "hits"}
    hit = answers[0]["hits"][0]
    assert set(hit) >= {"list", "edition", "listing_id", "name", "score", "evidence"}
    assert set(hit["edition"]) >= {"id", "published", "age_days"}
    assert set(hit["evidence"][0]) == {"kind", "query", "listing", "effect", "why"}
    assert answers[1]["hits"] == []


def test_the_same_input_gives_the_same_bytes(comity: Any, customers: Path, tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.jsonl", "a.csv", "b.csv"):
        comity("screen", customers, "--out", name)
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_workbook_can_be_written(comity: Any, customers: Path, tmp_path: Path) -> None:
    comity("screen", customers, "--out", "result.xlsx")
    rows = CalamineWorkbook.from_path(str(tmp_path / "result.xlsx")).get_sheet_by_index(0).to_python()
    assert rows[0][5:] == ADDED
    assert isinstance(rows[1][6], float)


def test_parquet_can_be_written_with_the_score_as_a_number(comity: Any, customers: Path, tmp_path: Path) -> None:
    comity("screen", customers, "--out", "result.parquet")
    table = pyarrow.parquet.read_table(tmp_path / "result.parquet")
    assert table.column_names[5:] == ADDED
    assert table["comity_score"].to_pylist()[1] is None
    assert isinstance(table["comity_score"].to_pylist()[0], float)


def test_standard_input_and_output_carry_csv_and_the_report_goes_to_standard_error(comity: Any, customers: Path) -> None:
    told = comity("screen", "-", "--out", "-", stdin=customers.read_bytes())
    assert told.code == 3
    assert [row[5] for row in cells(told.out)[1:]] == ["strong", "clear", "strong", "clear"]
    assert "4 rows in" in told.err


def test_json_writes_only_answers_to_standard_output(comity: Any, customers: Path) -> None:
    told = comity("screen", customers, "--json")
    assert [json.loads(line)["row"] for line in told.rows] == [1, 2, 3, 4]
    assert "4 rows in" in told.err


def test_only_the_most_serious_hits_are_shown(comity: Any, customers: Path) -> None:
    told = comity("screen", customers, "--show", "1")
    assert told.out.count("\nrow ") + told.out.startswith("row ") == 1
    assert "1 of 2 rows with hits are shown" in told.out
    assert "row " not in comity("screen", customers, "--show", "0").out.partition("4 rows")[0].replace("rows", "")


def test_a_minimum_score_raises_what_counts_as_a_hit(comity: Any, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("name\nAnselm Quillmann\n")
    assert comity("screen", path, "--min-score", "0.5").code == 3
    assert comity("screen", path, "--min-score", "0.999").code == 0


def test_a_rule_file_is_obeyed_and_told(comity: Any, customers: Path, tmp_path: Path) -> None:
    (tmp_path / "payments.toml").write_text("review = 0.99\nstrong = 0.995\n")
    told = comity("screen", customers, "--rule", "payments.toml", "--json")
    assert json.loads(told.rows[0])["rule"] == {"name": "payments", "review": 0.99, "strong": 0.995}
    assert "strong" not in [json.loads(line)["outcome"] for line in told.rows]


def test_columns_can_be_said(comity: Any, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("a,b\n1,Anselm Korvath Quillmann\n")
    told = comity("screen", path, "--map", "name=b")
    assert told.code == 3
    assert "name from 'b'" in told.out


def test_the_order_of_day_and_month_can_be_said(comity: Any, tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text("name,dob\nAnselm Korvath Quillmann,03/07/1968\n")
    born = [json.loads(comity("screen", path, "--json", "--date-order", order).out)["query"]["birth_dates"] for order in ("mdy", "dmy")]
    assert born == [["1968-03-07"], ["1968-07-03"]]


def test_a_terminal_control_in_a_name_never_reaches_the_terminal(comity: Any, tmp_path: Path) -> None:
    path = tmp_path / "evil.csv"
    path.write_text("name,passport\n\x1b[2J\x1b]0;owned\x07Anselm \u202eQuillmann,P1234567\n", encoding="utf-8")
    told = comity("screen", path)
    assert told.code == 3
    assert not {"\x1b", "\x07", "\u202e"} & set(told.out + told.err)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "nothing to screen"),
        (("none.csv",), "none.csv"),
        (("customers.csv", "--name", "X"), "FILE"),
        (("customers.csv", "--rule", "strict"), "no rule called 'strict'"),
        (("customers.csv", "--min-score", "7"), "not a score"),
        (("customers.csv", "--lists", "no-such"), "no-such"),
        (("customers.csv", "--map", "name=Client"), "Client"),
        (("customers.csv", "--encoding", "klingon"), "klingon"),
        (("customers.csv", "--out", "customers.csv"), "input itself"),
        (("customers.csv", "--issues", "customers.csv"), "input itself"),
        (("customers.csv", "--issues", "./customers.csv"), "input itself"),
        (("customers.csv", "--out", "r.csv", "--issues", "r.csv"), "takes the result"),
        (("customers.csv", "--out", "r.csv", "--issues", "../{here}/r.csv"), "takes the result"),
        (("customers.csv", "--out", "r.csv", "--issues", "r.csv.partial"), "takes the result"),
        (("customers.csv", "--out", "result.pdf"), "result.pdf"),
        (("customers.csv", "--out", "nowhere/result.csv"), "cannot be written"),
        (("customers.csv", "--out", "nowhere/result.jsonl"), "cannot be written"),
        (("customers.csv", "--issues", "nowhere/issues.txt"), "cannot be written"),
        (("customers.csv", "--resume"), "--out"),
        (("customers.csv", "--json", "--out", "-"), "standard output"),
        (("--name", "X", "--out", "x.csv"), "--out"),
    ],
)
def test_what_cannot_be_carried_out_gives_exit_code_2_and_says_why(
    comity: Any, customers: Path, arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    told = comity("screen", *(one.replace("{here}", tmp_path.name) for one in arguments))
    assert told.code == 2
    assert says in told.err
    assert "Traceback" not in told.err
    assert "Error: ." not in told.err
    assert "/." not in told.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
@pytest.mark.parametrize("option", ["--out", "--issues"])
def test_another_name_of_the_input_is_refused_too(comity: Any, customers: Path, option: str, link: str) -> None:
    before = customers.read_bytes()
    other = Path("other.csv")
    getattr(other, link)(customers)
    told = comity("screen", customers, option, other)
    assert (told.code, customers.read_bytes()) == (2, before)
    assert "input itself" in told.err


def test_issues_replace_an_earlier_file_only_when_the_run_is_over(comity: Any, customers: Path, tmp_path: Path) -> None:
    Path("issues.txt").write_text("earlier")
    assert comity("screen", customers, "--out", "no/where.csv", "--issues", "issues.txt").code == 2
    assert Path("issues.txt").read_text() == "earlier"
    Path("link.txt").symlink_to("issues.txt")
    assert comity("screen", customers, "--issues", "link.txt").code == 3
    assert Path("issues.txt").read_text() == ""
    assert Path("link.txt").is_symlink()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_issues_can_go_to_a_device(comity: Any, customers: Path) -> None:
    assert comity("screen", customers, "--issues", "/dev/null").code == 3
    assert Path("/dev/null").is_char_device()


EVIL = "\x1b[2J\x9b31m\u202eevil"


def test_a_file_name_cannot_steer_the_terminal(comity: Any, tmp_path: Path) -> None:
    path = tmp_path / f"{EVIL}.csv"
    path.write_text("name,dob\n" + "Anselm Korvath Quillmann,1990-02-30\n" * 13, encoding="utf-8")
    for arguments in (
        (path, "--out", f"{EVIL}.jsonl", "--issues", f"{EVIL}.txt"),
        (f"{EVIL}-not-there.csv",),
        (path, "--out", path),
        (path, "--out", f"{EVIL}/no.csv"),
        (path, "--no-such-option" + EVIL),
    ):
        told = comity("screen", *arguments)
        assert "evil" in told.out + told.err
        assert not {"\x1b", "\x9b", "\u202e"} & set(told.out + told.err)
    assert "evil" in Path(f"{EVIL}.txt").read_text(encoding="utf-8")
    assert not {"\x1b", "\x9b", "\u202e"} & set(Path(f"{EVIL}.txt").read_text(encoding="utf-8"))
    told = comity("explain", "99", f"{EVIL}.jsonl")
    assert "evil" in told.err
    assert not {"\x1b", "\x9b", "\u202e"} & set(told.err)


def test_a_file_of_issues_that_cannot_be_written_leaves_no_output_behind(comity: Any, customers: Path, tmp_path: Path) -> None:
    assert comity("screen", customers, "--out", "result.csv", "--issues", "nowhere/issues.txt").code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["customers.csv"]
