"""Tables out again: same rows, same order, same dialect, added columns, and no cell that can run."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from comity.model import UsageError
from comity.tables import Table, open_table, open_writer
from comity.tables.sinks import defused


def annotate(source: Path, target: Path) -> Path:
    with open_table(source) as table, open_writer(target, table, ["comity_outcome", "comity_score"], numeric={"comity_score"}) as writer:
        for row in table.rows():
            writer.write(row, ["clear", None] if row.number % 2 else ["review", 0.75])
    return target


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"name;n\r\nAnn;1\r\nBob;2\r\n", b"name;n;comity_outcome;comity_score\r\nAnn;1;clear;\r\nBob;2;review;0.75\r\n"),
        (b'"name","n"\n"A, B","1"\n', b'"name","n","comity_outcome","comity_score"\n"A, B","1","clear",""\n'),
        (b"\xef\xbb\xbfname,n\nAnn,1\n", b"\xef\xbb\xbfname,n,comity_outcome,comity_score\nAnn,1,clear,\n"),
        (b"name\nSmith, John\n", b'name,comity_outcome,comity_score\n"Smith, John",clear,\n'),
        ("name,n\nJosé,1\n".encode("cp1252"), "\ufeffname,n,comity_outcome,comity_score\nJosé,1,clear,\n".encode()),
    ],
)
def test_delimited_output_keeps_the_dialect(tmp_path: Path, content: bytes, expected: bytes) -> None:
    assert annotate(write(tmp_path / "in.csv", content), tmp_path / "out.csv").read_bytes() == expected


def test_utf_16_comes_back_as_utf_16(tmp_path: Path) -> None:
    out = annotate(write(tmp_path / "in.csv", "name,n\nЖук,1\n".encode("utf-16")), tmp_path / "out.csv").read_bytes()
    assert out.startswith(b"\xff\xfe")
    assert out.decode("utf-16") == "name,n,comity_outcome,comity_score\nЖук,1,clear,\n"


def test_suffixes_choose_the_form(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "name,n\nAnn,1\n")
    assert annotate(source, tmp_path / "out.tsv").read_text() == "name\tn\tcomity_outcome\tcomity_score\nAnn\t1\tclear\t\n"
    assert json.loads(annotate(source, tmp_path / "out.jsonl").read_text()) == {
        "name": "Ann",
        "n": "1",
        "comity_outcome": "clear",
        "comity_score": None,
    }
    packed = gzip.decompress(annotate(source, tmp_path / "out.csv.gz").read_bytes())
    assert packed == b"name,n,comity_outcome,comity_score\nAnn,1,clear,\n"
    for name in ("out.docx", "out.xls", "out.xlsx.gz"):
        with pytest.raises(UsageError, match="cannot be written"):
            annotate(source, tmp_path / name)


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-1+1|x", "@SUM(1)", "\t=1", "\r=1", "=HYPERLINK(1)", "＝1", "+1a", "-"])
def test_cells_that_could_run_are_defused(cell: str) -> None:
    assert defused(cell) == "'" + cell


@pytest.mark.parametrize(
    "cell", ["-12.5", "+1,000.50", "-1e5", "+33 1 23 45 67 89", "+1 (202) 555-0100", "-5%", "a=b", "", "Ann - Lee", "'=1"]
)
def test_numbers_telephones_and_plain_texts_are_left(cell: str) -> None:
    assert defused(cell) == cell


def test_defusing_in_the_file_and_in_its_header(tmp_path: Path) -> None:
    out = annotate(write(tmp_path / "in.csv", "name,=evil()\n=1+1,-7\n"), tmp_path / "out.csv").read_text()
    assert out.splitlines() == ["name,'=evil(),comity_outcome,comity_score", "'=1+1,-7,clear,"]


def test_json_lines_keep_each_object_to_the_character(tmp_path: Path) -> None:
    lines = ['{"name":"Ann",  "n":1.50}', '{"name": "Bob",', "{}", '{"name": "C", "comity_outcome": "old", "z": [1]}']
    out = annotate(write(tmp_path / "in.jsonl", "\n".join(lines) + "\n"), tmp_path / "out.jsonl").read_text().splitlines()
    assert out[0] == '{"name":"Ann",  "n":1.50, "comity_outcome": "clear", "comity_score": null}'
    assert json.loads(out[1]) == {"comity_lost_line": lines[1], "comity_outcome": "review", "comity_score": 0.75}
    assert json.loads(out[2]) == {"comity_outcome": "clear", "comity_score": None}
    assert json.loads(out[3]) == {"name": "C", "z": [1], "comity_outcome": "review", "comity_score": 0.75}


def test_lost_lines_and_cells_beyond_are_not_lost_in_csv(tmp_path: Path) -> None:
    out = annotate(write(tmp_path / "in.jsonl", '{"name": "Ann"}\n{"name": "Bob",\n'), tmp_path / "out.csv").read_text()
    assert out.splitlines()[2] == ',review,0.75,"{""name"": ""Bob"","'
    out = annotate(write(tmp_path / "in.csv", "name,n\nAnn,1,more\n"), tmp_path / "out2.csv").read_text()
    assert out.splitlines()[1] == "Ann,1,clear,,more"


def test_an_earlier_result_gives_way(tmp_path: Path) -> None:
    once = annotate(write(tmp_path / "in.csv", "name,n\nAnn,1\n"), tmp_path / "once.csv")
    assert annotate(once, tmp_path / "twice.csv").read_bytes() == once.read_bytes()


def test_excel_cells_are_strings(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "name,n\n=1+1,007\nhttp://x.example,2\n" + "y" * 40_000 + ",3\n")
    target = tmp_path / "out.xlsx"
    with open_table(source) as table, open_writer(target, table, ["comity_outcome", "comity_score"]) as writer:
        for row in table.rows():
            writer.write(row, ["clear", 0.5])
    assert "32,767" in str(writer.issues[0])
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    assert rows[:3] == [
        ["name", "n", "comity_outcome", "comity_score"],
        ["=1+1", "007", "clear", 0.5],
        ["http://x.example", "2", "clear", 0.5],
    ]
    assert len(str(rows[3][0])) == 32_767


def test_excel_in_excel_out(tmp_path: Path) -> None:
    first = annotate(write(tmp_path / "in.csv", "name,n\nAnn,1\nBob,2\n"), tmp_path / "a.xlsx")
    second = annotate(first, tmp_path / "b.xlsx")
    with open_table(second) as table:
        assert [row.cells for row in table.rows()] == [("Ann", "1", "clear", ""), ("Bob", "2", "review", "0.75")]


def test_a_full_excel_sheet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.tables.sinks.XLSX_ROWS", 3)
    source = write(tmp_path / "in.csv", "name\n" + "Ann\n" * 3)
    with pytest.raises(UsageError, match="Excel sheet holds 2 rows") as caught:
        annotate(source, tmp_path / "out.xlsx")
    assert ".csv" in caught.value.hint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv"]


def _half(table: Table, target: Path) -> None:
    with open_writer(target, table, ["x"]) as writer:
        for row in table.rows():
            writer.write(row, ["y"])
            raise ValueError("stop")


@pytest.mark.parametrize("name", ["out.csv", "out.jsonl", "out.xlsx", "out.parquet", "out.csv.xz"])
def test_after_an_error_nothing_is_left_and_the_old_file_stays(tmp_path: Path, name: str) -> None:
    source, target = write(tmp_path / "in.csv", "name\nAnn\n"), write(tmp_path / name, "old")
    with open_table(source) as table, pytest.raises(ValueError, match="stop"):
        _half(table, target)
    assert target.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "name\nAnn\n")
    with pytest.raises(UsageError, match="cannot be written"):
        annotate(source, tmp_path / "no" / "out.csv")


def test_characters_that_xml_cannot_hold_do_not_break_the_workbook(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", 'name,n\n"A\x01\x0b\ufffe\uffffB\x00",\u202e1\n')
    with open_table(annotate(source, tmp_path / "out.xlsx")) as table:
        rows = list(table.rows())
    assert rows[0].cells[0].startswith("A")
    assert "B" in rows[0].cells[0]
    assert rows[0].cells[2] == "clear"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ('{"name": "A", "comity_outcome": "old", "n": 1e999}', '{"name": "A", "n": 1e999, '),
        ('{"comity\\u005foutcome": [1, {"a": "}"}], "n":1.50 , "name": "A"}', '{"n":1.50, "name": "A", '),
        ('{"name": "A", "comity_outcome": "old", "n": NaN, "z": [-Infinity]}', '{"name": "A", "n": "NaN", "z": ["-Infinity"], '),
        ('{"name": "A", "n": NaN, "x": 1e999}', '{"name": "A", "n": "NaN", "x": "1e999", '),
        ('{"name": "comity_outcome", "n": 1e999}', '{"name": "comity_outcome", "n": 1e999, '),
    ],
)
def test_json_rows_with_strange_numbers_and_earlier_results_are_written(tmp_path: Path, line: str, kept: str) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    source = write(tmp_path / "in.ndjson", line + "\n" + '{"name": "B"}\n')
    out = annotate(source, tmp_path / "out.ndjson").read_text().splitlines()
    assert out[0] == kept + '"comity_outcome": "review", "comity_score": 0.75}'.replace("review", "clear").replace("0.75", "null")
    assert len(out) == 2
    assert json.loads(out[0], parse_constant=refuse)["comity_outcome"] == "clear"


def test_excel_rows_wait_beside_the_output_and_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = tmp_path / "system"
    system.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(system))
    source, out = write(tmp_path / "in.csv", "name\nAnn\n"), tmp_path / "out"
    out.mkdir()
    with open_table(source) as table, open_writer(out / "a.xlsx", table, ["x"]) as writer:
        for row in table.rows():
            writer.write(row, ["y"])
        assert list(system.iterdir()) == []
        assert any(path.is_dir() for path in out.iterdir())
    assert [path.name for path in out.iterdir()] == ["a.xlsx"]
    with open_table(source) as table, pytest.raises(KeyboardInterrupt), open_writer(out / "b.xlsx", table, ["x"]):
        raise KeyboardInterrupt
    with open_table(source) as table, pytest.raises(UsageError, match="an Excel sheet holds 16,384 columns"):
        open_writer(out / "c.xlsx", table, [f"x{number}" for number in range(16_384)])
    assert [path.name for path in out.iterdir()] == ["a.xlsx"]
    assert list(system.iterdir()) == []


def test_excel_rows_do_not_stay_when_the_program_ends_without_closing(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", "name\nAnn\n")
    code = (
        "import sys; from pathlib import Path; from comity.tables import open_table, open_writer\n"
        "table = open_table(Path(sys.argv[1])); writer = open_writer(Path(sys.argv[2]), table, ['x'])\n"
        "[writer.write(row, ['y']) for row in table.rows()]; sys.exit(3)"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", code, source, tmp_path / "out.xlsx"], check=False, env=environment, capture_output=True)
    assert run.returncode == 3
    assert [path.name for path in tmp_path.iterdir() if path.is_dir() or path.name.startswith("tmp")] == []
