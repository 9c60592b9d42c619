"""Bad input: each gives a message that says where and what to do, the good rows still come out, and nothing is lost."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

NAME = "Anselm Korvath Quillmann"


def screened(comity: Any, path: Path) -> tuple[Any, list[list[str]]]:
    """Screen to CSV and give what was told, and the rows of the output without its header."""
    told = comity("screen", path, "--out", "result.csv", "--issues", "issues.txt")
    assert "Traceback" not in told.err + told.out
    text = Path("result.csv").read_bytes().decode("utf-8-sig")
    return told, list(csv.reader(io.StringIO(text)))[1:]


def issues() -> str:
    return Path("issues.txt").read_text(encoding="utf-8")


def written(tmp_path: Path, content: str | bytes, name: str = "input.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_an_encoding_is_found_out(comity: Any, tmp_path: Path, encoding: str) -> None:
    text = f"name,city\nJosé Núñez Ibáñez,Málaga\n{NAME},Köln\n"
    told = comity("screen", written(tmp_path, text.encode(encoding)), "--json")
    names = [json.loads(line)["query"]["names"] for line in told.rows]
    assert names == [["José Núñez Ibáñez"], [NAME]]
    assert told.code == 3


def test_mixed_encodings_are_read_line_by_line_and_said(comity: Any, tmp_path: Path) -> None:
    content = "name\nJosé\n".encode() + "Núñez\n".encode("cp1252") + NAME.encode() + b"\n"
    told, rows = screened(comity, written(tmp_path, content))
    assert [row[0] for row in rows] == ["José", "Núñez", NAME]
    assert told.code == 3
    assert "input.csv" in issues()
    assert "--encoding" in issues()


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(comity: Any, tmp_path: Path, content: bytes) -> None:
    told = comity("screen", written(tmp_path, content))
    assert told.code == 1
    assert "input.csv is empty" in told.err
    assert "name the columns" in told.err


def test_a_header_alone_screens_nothing(comity: Any, tmp_path: Path) -> None:
    told = comity("screen", written(tmp_path, "name\n"), "--out", "result.csv")
    assert told.code == 0
    assert "0 rows" in told.out
    assert Path("result.csv").read_text().startswith("name,comity_outcome")


def test_a_file_without_a_name_column_is_refused_with_its_columns(comity: Any, tmp_path: Path) -> None:
    told = comity("screen", written(tmp_path, "colour,size\nred,4\n"))
    assert told.code == 2
    assert "'colour', 'size'" in told.err
    assert "--map" in told.err


def test_only_blank_names_are_errors_and_all_rows_come_out(comity: Any, tmp_path: Path) -> None:
    told, rows = screened(comity, written(tmp_path, "id,name\n1, \n2,\n3,???\n"))
    assert told.code == 1
    assert [(row[0], row[2]) for row in rows] == [("1", "error"), ("2", "error"), ("3", "error")]
    assert all("nothing to screen" in row[-1] for row in rows)
    assert "input.csv, row 2, line 3, column name" in issues()


def test_a_hit_weighs_more_than_an_error_in_the_exit_code(comity: Any, tmp_path: Path) -> None:
    told, rows = screened(comity, written(tmp_path, f"id,name\n1,\n2,{NAME}\n"))
    assert told.code == 3
    assert [row[2] for row in rows] == ["error", "strong" if rows[1][2] == "strong" else "review"]


def test_a_very_long_name_passes_through_whole(comity: Any, tmp_path: Path) -> None:
    long = "Ab " * 33_334
    told, rows = screened(comity, written(tmp_path, f"name\n{long}\n{NAME}\n"))
    assert [len(rows), rows[0][0]] == [2, long]
    assert told.code == 3
    assert "row 1, line 2" in issues()
    assert len(told.out) < 5_000


def test_control_and_direction_characters_are_kept_in_the_output_and_said(comity: Any, tmp_path: Path) -> None:
    name = "Anselm\u202e Korvath\x07 Quill\u200bmann"
    told, rows = screened(comity, written(tmp_path, f"name\n{name}\n"))
    assert rows[0][0] == name
    assert told.code == 3
    assert "control or direction-changing" in issues()


def test_rows_with_too_few_and_too_many_cells_are_screened_and_said(comity: Any, tmp_path: Path) -> None:
    told, rows = screened(comity, written(tmp_path, f"id,name,dob\n1,{NAME}\n2,{NAME},1968-03-07,more,and more\n3,Marta Oliveira,1980\n"))
    assert [row[0] for row in rows] == ["1", "2", "3"]
    assert rows[1][-2:] == ["more", "and more"]
    assert told.code == 3
    assert "row 1, line 2" in issues()
    assert "row 2, line 3" in issues()


def test_a_date_that_cannot_be_costs_only_itself(comity: Any, tmp_path: Path) -> None:
    told, rows = screened(comity, written(tmp_path, f"name,dob\n{NAME},1990-02-30\n"))
    assert told.code == 3
    assert rows[0][1] == "1990-02-30"
    assert "column dob" in issues()
    assert "YYYY-MM-DD" in issues()


def test_an_unclosed_quote_costs_no_row(comity: Any, tmp_path: Path) -> None:
    _, rows = screened(comity, written(tmp_path, f'id,name\n1,"Marta\n2,{NAME}\n3,Jun Takahashi\n'))
    assert [row[0] for row in rows] == ["1", "2", "3"]


def test_a_workbook_with_formulas_merged_cells_and_sheets_is_read(comity: Any, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        first, second = book.add_worksheet("People"), book.add_worksheet("Other")
        first.write_row(0, 0, ["id", "name", "dob"])
        first.write_number(1, 0, 1)
        first.write_formula(1, 1, '=CONCATENATE("Anselm ","Korvath Quillmann")', None, NAME)
        first.merge_range(2, 0, 2, 1, "Marta Oliveira")
        first.write_string(3, 1, "Jun Takahashi")
        second.write_row(0, 0, ["name"])
        second.write_row(1, 0, ["Velika Tarnaveanu"])
    told, rows = screened(comity, path)
    assert told.code == 3
    assert [row[3] in {"strong", "review"} for row in rows] == [True, False, False]
    assert len(rows) == 3
    other = comity("screen", path, "--sheet", "Other", "--json")
    assert json.loads(other.out)["query"]["names"] == ["Velika Tarnaveanu"]
    missing = comity("screen", path, "--sheet", "None")
    assert missing.code == 2
    assert "'People'" in missing.err or "People" in missing.err


def test_a_broken_json_line_comes_out_as_an_error_between_its_neighbours(comity: Any, tmp_path: Path) -> None:
    content = f'{{"name": "Marta Oliveira"}}\n{{"name": \n{{"name": "{NAME}"}}\n'
    path = written(tmp_path, content, "input.jsonl")
    told = comity("screen", path, "--out", "result.jsonl")
    answers = [json.loads(line) for line in Path("result.jsonl").read_text().splitlines()]
    assert [(one["row"], one["outcome"] == "error") for one in answers] == [(1, False), (2, True), (3, False)]
    assert "line 2" in answers[1]["issues"][0]["where"]
    assert told.code == 3
    _, rows = screened(comity, path)
    assert len(rows) == 3
    assert '{"name": ' in rows[1]


def test_cells_that_could_run_as_formulas_are_defused(comity: Any, tmp_path: Path) -> None:
    content = 'name,note\n"=HYPERLINK(""http://x"",""Anselm"")",-2+3\n@SUM(A1),+cmd\n'
    _, rows = screened(comity, written(tmp_path, content))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert rows[0][0] == '\'=HYPERLINK("http://x","Anselm")'


def test_bytes_that_are_no_table_are_refused(comity: Any, tmp_path: Path) -> None:
    for name in ("picture.xlsx", "data.parquet", "rows.csv.gz"):
        told = comity("screen", written(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), name))
        assert told.code in {1, 2}
        assert name in told.err
        assert "Traceback" not in told.err


def test_an_input_that_ends_early_keeps_the_rows_read_so_far(comity: Any, tmp_path: Path) -> None:
    import gzip

    whole = gzip.compress(("name\n" + "".join(f"Person Number {number}\n" for number in range(12_000))).encode())
    path = written(tmp_path, whole[: len(whole) // 2], "cut.csv.gz")
    told = comity("screen", path, "--out", "result.csv")
    assert told.code == 1
    assert "cut.csv.gz" in told.err
    kept = Path("result.csv.partial").read_text().splitlines()
    assert len(kept) > 10
    assert kept[1].startswith("Person Number 0,clear")
    assert not Path("result.csv").exists()


def test_issues_are_shown_to_ten_and_kept_in_a_file(comity: Any, tmp_path: Path) -> None:
    path = written(tmp_path, "name,dob\n" + "Marta Oliveira,1990-02-30\n" * 13)
    told = comity("screen", path)
    assert told.out.count("\nwarning: input.csv, row ") == 10
    assert "and 3 more issues; see them all with --issues FILE" in told.out
    told = comity("screen", path, "--issues", "issues.jsonl")
    assert "all 13 issues are in issues.jsonl" in told.out
    lines = [json.loads(line) for line in Path("issues.jsonl").read_text().splitlines()]
    assert len(lines) == 13
    assert lines[12]["where"] == "input.csv, row 13, line 14, column dob"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_names_in_an_encoding_that_was_not_found_out_are_errors_unless_they_hit(comity: Any, tmp_path: Path, encoding: str) -> None:
    content = "name,passport\nИванова Мария,\nИванова Мария,P1234567\nMarta Oliveira,\n".encode(encoding)
    told, rows = screened(comity, written(tmp_path, content))
    assert [row[2] for row in rows] == ["error", "strong", "clear"]
    assert "error: input.csv, row 1, line 2, column name: the name is in another encoding" in issues()
    assert "say --encoding" in issues()
    assert "warning: input.csv, line 2: 2 lines (2, 3) not in UTF-8" in issues()
    told, _ = screened(comity, written(tmp_path, "name\nИванова Мария\n".encode(encoding)))
    assert told.code == 1


def test_a_name_encoded_twice_is_an_error(comity: Any, tmp_path: Path) -> None:
    told, rows = screened(comity, written(tmp_path, "name\nИванова Мария\n".encode().decode("latin-1")))
    assert (told.code, rows[0][1]) == (1, "error")
    assert "was encoded twice" in issues()


def test_names_in_json_lists_and_objects_are_compared_and_never_as_json(comity: Any, tmp_path: Path) -> None:
    first, *_, last = NAME.split()
    lines = [{"name": ["Marta Oliveira", NAME]}, {"name": {"first_name": first, "family_name": last}}, {"name": {"value": NAME}}]
    _, rows = screened(comity, written(tmp_path, "\n".join(map(json.dumps, lines)), "input.jsonl"))
    assert [row[1] for row in rows][::2] == ["strong", "error"]
    assert rows[1][1] in {"review", "strong"}
    assert "the name is an object, not a text" in rows[2][-1]


def test_a_date_of_birth_in_the_future_is_not_compared(comity: Any, tmp_path: Path) -> None:
    _, rows = screened(comity, written(tmp_path, f"name,dob\n{NAME},2150-01-01\n{NAME},1900-01-01\n"))
    assert [row[2] for row in rows] == ["strong", "strong"]
    assert "column dob: the date of birth 2150-01-01 is in the future" in issues()
    assert "column dob: the date of birth 1900-01-01 is what programs write for no date" in issues()


def test_numbers_as_exports_write_them_are_found(comity: Any, tmp_path: Path) -> None:
    ways = ["P1234567 (expired)", "No. P1234567", "MA P1234567", "Р1234567", "P١٢٣٤٥٦٧", '"P1234567, X7654321"', "passport: P1234567"]
    _, rows = screened(comity, written(tmp_path, "ref,passport\n" + "".join(f"{at},{way}\n" for at, way in enumerate(ways))))
    assert [row[2] for row in rows] == ["strong"] * len(ways)


def test_each_of_several_names_in_a_cell_is_screened(comity: Any, tmp_path: Path) -> None:
    content = f'name\n"Marta Oliveira; {NAME}"\n"Marta Oliveira\n{NAME}"\nMarta Oliveira / {NAME}\nMarta Oliveira c/o {NAME}\n'
    _, rows = screened(comity, written(tmp_path, content))
    assert [row[1] for row in rows] == ["strong"] * 4


def test_a_workbook_without_a_name_column_names_its_sheets(comity: Any, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as book:
        book.add_worksheet("Cover").write_row(0, 0, ["Report of 2026"])
        book.add_worksheet("Data").write_row(0, 0, ["name"])
    told = comity("screen", tmp_path / "book.xlsx")
    assert told.code == 2
    assert "book.xlsx, sheet 'Cover': no column holds a name" in told.err
    assert "the first row must hold the column names" in told.err
    assert "other sheets (--sheet NAME): Data" in told.err


def test_column_names_in_a_wrong_encoding_hint_at_it(comity: Any, tmp_path: Path) -> None:
    for encoding in ("utf-32-le", "utf-16-be", "gb18030"):
        told = comity("screen", written(tmp_path, "名字全称,国家\nAnn,DE\n".encode(encoding)), "--encoding", "utf-16-le")
        assert (told.code, "say --encoding" in told.err) == (2, True)


def test_standard_input_that_begins_with_an_object_is_json_lines(comity: Any) -> None:
    for begin in (b"", b"\xef\xbb\xbf", b"\n "):
        told = comity("screen", "-", stdin=begin + json.dumps({"name": NAME}).encode() + b"\n")
        assert (told.code, f"row 1: {NAME}" in told.out) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("input.csv", "--sheet", "A"), "input.csv has no use for a sheet"),
        (("input.jsonl", "--delimiter", ";"), "input.jsonl has no use for a delimiter"),
        (("--name", NAME, "--map", "name=1"), "belong to a FILE"),
        (("--name", NAME, "--encoding", "utf-8"), "belong to a FILE"),
        (("--name", NAME, "--sheet", "A"), "belong to a FILE"),
        (("--name", NAME, "--delimiter", ";"), "belong to a FILE"),
    ],
)
def test_options_that_say_nothing_of_the_input_are_refused(comity: Any, tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    written(tmp_path, "name\nAnn\n")
    written(tmp_path, json.dumps({"name": "Ann"}), "input.jsonl")
    told = comity("screen", *arguments)
    assert (told.code, says in told.err) == (2, True)
