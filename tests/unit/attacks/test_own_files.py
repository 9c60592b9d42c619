"""The user's files: what goes in is never harmed, what comes out is whole, and no file of any form shows a traceback."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

LISTED = "Anselm Korvath Quillmann"
ROWS = f"name,dob\n{LISTED},1968\nMarta Oliveira,1980-01-02\n"


def workbook(path: Path, cells: dict[tuple[int, int], str]) -> bytes:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("People")
        for (row, column), text in cells.items():
            sheet.write_string(row, column, text)
    return path.read_bytes()


def test_issues_never_go_over_the_input(desk: Any) -> None:
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    told = desk.call("screen", "rows.csv", "--issues", "rows.csv")
    assert Path("rows.csv").read_text(encoding="utf-8") == ROWS
    assert told.code == 2


def test_issues_and_answers_need_two_files(desk: Any) -> None:
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    assert desk.call("screen", "rows.csv", "--issues", "out.csv", "--out", "out.csv").code == 2


@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
def test_answers_never_go_over_the_input_under_another_name(desk: Any, link: str) -> None:
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    getattr(Path("other.csv"), link)("rows.csv")
    assert desk.call("screen", "rows.csv", "--out", "other.csv").code == 2
    assert desk.call("screen", "other.csv", "--out", "rows.csv").code == 2
    assert Path("rows.csv").read_text(encoding="utf-8") == ROWS


def test_a_cell_far_out_does_not_kill_the_process(desk: Any) -> None:
    workbook(Path("far.xlsx"), {(0, 0): "name", (1, 0): LISTED, (1_048_575, 16_383): "far"})
    told = desk.process("screen", "far.xlsx")
    assert told.is_civil()
    assert "far.xlsx" in told.all


def test_a_cell_reference_that_cannot_be_does_not_kill_the_process(desk: Any) -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook(Path("good.xlsx"), {(0, 0): "name", (1, 0): LISTED})))
    with zipfile.ZipFile("bad.xlsx", "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'r="A1"', b'r="ZZZZZZ99999999"'))
    assert desk.process("screen", "bad.xlsx").is_civil()


def test_a_workbook_with_entities_is_refused(desk: Any) -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook(Path("good.xlsx"), {(0, 0): "name", (1, 0): LISTED})))
    with zipfile.ZipFile("bad.xlsx", "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if "sharedStrings" in name:
                doctype = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
                text = text.replace(b"<sst", doctype + b"<sst", 1).replace(b">name<", b">name&e;<")
            target.writestr(name, text)
    told = desk.process("screen", "bad.xlsx")
    assert told.code == 1
    assert told.is_civil()


@pytest.mark.parametrize("name", ["rows.xlsx", "rows.parquet", "rows.csv.gz", "rows.csv.xz"])
def test_a_form_cut_anywhere_gives_a_sentence(desk: Any, name: str) -> None:
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    assert desk.call("screen", "rows.csv", "--out", name).code == 3
    whole, chance = Path(name).read_bytes(), random.Random(4)
    for cut in (0, 1, 4, 7, *(chance.randrange(len(whole)) for _ in range(20)), len(whole) - 1):
        Path(name).write_bytes(whole[:cut])
        told = desk.call("screen", name)
        assert told.code in {1, 2}, cut
        assert told.is_civil(), (cut, told.err)
        assert name in told.err


def test_parquet_times_in_nanoseconds_are_read(desk: Any) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.table({"name": [LISTED], "at": arrow.array([1], arrow.timestamp("ns"))}), "rows.parquet")
    assert desk.call("screen", "rows.parquet").code == 3


@pytest.mark.parametrize("number", ["NaN", "1e999"])
def test_numbers_that_json_lacks_cost_no_row(desk: Any, number: str) -> None:
    Path("rows.jsonl").write_text(f'{{"name": "{LISTED}", "x": {number}, "comity_outcome": "old"}}\n', encoding="utf-8")
    assert desk.call("screen", "rows.jsonl", "--out", "out.ndjson").code == 3


@pytest.mark.parametrize("encoding", ["idna", "punycode", "undefined", "rot13", "base64", "unicode_escape", "utf-7"])
def test_only_encodings_of_text_are_accepted(desk: Any, encoding: str) -> None:
    Path("rows.csv").write_bytes(f"name,city\nJosé Núñez,Málaga\n{LISTED},Köln\n".encode())
    told = desk.call("screen", "rows.csv", "--encoding", encoding)
    assert told.code == 2
    assert told.is_civil()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1251", "shift_jis", "gb18030"])
def test_an_encoding_that_is_stated_or_marked_is_read(desk: Any, encoding: str) -> None:
    names = {"cp1251": "Пётр Волков", "shift_jis": "表ソ田 太郎", "gb18030": "陈光明"}
    name = names.get(encoding, "José Núñez")
    Path("rows.csv").write_bytes(f"name,n\n{name},1\n{LISTED},2\n".encode(encoding))
    told = desk.call("screen", "rows.csv", "--out", "out.jsonl", *(["--encoding", encoding] if encoding in names else []))
    answers = [json.loads(line) for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert told.code == 3
    assert [answer["query"]["names"] for answer in answers] == [[name], [LISTED]]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_issues_on_a_full_disk_give_a_sentence(desk: Any) -> None:
    Path("rows.csv").write_text("name,dob\n" + "Marta Oliveira,1990-02-30\n" * 2000, encoding="utf-8")
    told = desk.call("screen", "rows.csv", "--issues", "/dev/full")
    assert told.code in {1, 2}
    assert told.is_civil()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_standard_output_on_a_full_disk_gives_a_sentence(desk: Any) -> None:
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "comity.cli", "screen", "rows.csv", "--lists", "own:watch", "--json"]
        told = subprocess.run(command, env=desk.environment, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert told.returncode == 1
    assert "Internal error" not in told.stderr


@pytest.mark.skipif(os.name == "nt", reason="no FIFO and no device files")
def test_devices_folders_and_absent_files_give_a_sentence(desk: Any) -> None:
    Path("zero.csv").symlink_to("/dev/zero")
    Path("folder.csv").mkdir()
    for name in ("zero.csv", "folder.csv", "absent.csv", "/dev/null"):
        told = desk.call("screen", name)
        assert told.code in {1, 2}, name
        assert told.is_civil(), name


def test_every_row_of_twenty_thousand_comes_out_once_and_in_order(desk: Any) -> None:
    chance = random.Random(11)
    pieces = ["Ma", "ro", "ten", "'s", '"', ",", "\n", "é", "ل", " ", "=1", "+", "@x", "-5", "\t", "\u202e", "名", ";", "|", "\u2028"]
    rows = [[str(number), "".join(chance.choices(pieces, k=chance.randrange(1, 7)))] for number in range(20_000)]
    with Path("rows.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["key", "name"], *rows])
    told = desk.call("screen", "rows.csv", "--out", "out.csv")
    with Path("out.csv").open(encoding="utf-8", newline="") as stream:
        back = list(csv.reader(stream))[1:]
    assert told.is_civil()
    assert [row[0] for row in back] == [row[0] for row in rows]
    assert [row[1].removeprefix("'") for row in back] == [row[1].removeprefix("'") for row in rows]
    assert {len(row) for row in back} == {8}


def test_the_same_file_gives_the_same_bytes(desk: Any) -> None:
    Path("rows.csv").write_text(ROWS * 3, encoding="utf-8")
    for name in ("out.csv", "out.jsonl", "out.csv.gz", "out.csv.xz"):
        desk.call("screen", "rows.csv", "--out", name)
        first = Path(name).read_bytes()
        desk.call("screen", "rows.csv", "--out", name)
        assert Path(name).read_bytes() == first, name
    assert gzip.decompress(Path("out.csv.gz").read_bytes()) == Path("out.csv").read_bytes()


def test_doubled_quotes_do_not_cost_time_by_the_square(desk: Any) -> None:
    block = '"a,1\n' + ("y" + '""' * 990 + "\n") * 499
    Path("rows.csv").write_text("name,x\n" + block * 2, encoding="utf-8")
    started = time.perf_counter()
    desk.call("screen", "rows.csv")
    assert time.perf_counter() - started < 10


def test_quotes_that_close_and_open_on_every_line_do_not_cost_time_by_the_square(desk: Any) -> None:
    Path("rows.csv").write_text("name,x\n" + ("Marta" + '","Oliveira' * 150 + "\n") * 2_000, encoding="utf-8")
    started = time.perf_counter()
    told = desk.call("screen", "rows.csv")
    assert time.perf_counter() - started < 30
    assert "2,000 rows" in told.all


def test_a_file_in_another_alphabet_without_an_encoding_is_not_cleared_in_silence(desk: Any) -> None:
    Path("rows.csv").write_bytes("name,dob\nИванов Пётр,1960\nMarta Oliveira,1970\n".encode("cp1251"))
    told = desk.call("screen", "rows.csv", "--issues", "issues.txt")
    assert "look like another encoding" in told.all
    assert Path("issues.txt").read_text(encoding="utf-8").startswith("error")
    Path("heads.csv").write_bytes("Фамилия,Рождён\nИванов Пётр,1960\n".encode("cp1251"))
    assert "--encoding" in desk.call("screen", "heads.csv").err
    assert desk.call("screen", "heads.csv", "--encoding", "cp1251").code in {0, 3}


def test_western_letters_without_utf_8_are_not_called_garbled(desk: Any) -> None:
    Path("rows.csv").write_bytes("name\nJosé Núñez Müller\nÅsa Çelik-Ñandú\n".encode("cp1252"))
    told = desk.call("screen", "rows.csv")
    assert "read as Windows-1252" in told.all
    assert "look like another encoding" not in told.all
