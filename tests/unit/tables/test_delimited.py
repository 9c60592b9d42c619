"""CSV and its kin: every row comes out once and in order, and what is wrong with one is said with file, row and column."""

from __future__ import annotations

import gzip
import io
import lzma
import random
from pathlib import Path

import pytest

from comity.model import FormatError, LimitExceeded, UsageError
from comity.tables import Row, Table, TableOptions, open_table, open_table_stream


def opened(data: bytes, name: str = "people.csv", **options: object) -> tuple[Table, list[Row]]:
    table = open_table_stream(io.BytesIO(data), name, options=TableOptions(**options))  # type: ignore[arg-type]
    return table, list(table.rows())


def cells(data: bytes, name: str = "people.csv", **options: object) -> list[tuple[str, ...]]:
    return [row.cells for row in opened(data, name, **options)[1]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_and_the_line_end_are_found_out(delimiter: str, end: str) -> None:
    text = end.join([f"name{delimiter}dob", f"Ann{delimiter}1970", f'"Bo{delimiter}b"{delimiter}1971']) + end
    table, rows = opened(text.encode())
    assert table.columns == ("name", "dob")
    assert (table.dialect.delimiter, table.dialect.line_end) == (delimiter, end)
    assert [row.cells for row in rows] == [("Ann", "1970"), (f"Bo{delimiter}b", "1971")]


def test_commas_inside_names_do_not_hide_the_semicolon() -> None:
    assert cells(b"name;country\nSmith, John;GB\nDoe, Jane, Dr;FR\n") == [("Smith, John", "GB"), ("Doe, Jane, Dr", "FR")]


def test_one_bare_column_keeps_its_commas() -> None:
    table, rows = opened(b"name\nSmith, John\nDoe; Jane\n")
    assert table.columns == ("name",)
    assert [row.cells for row in rows] == [("Smith, John",), ("Doe; Jane",)]


def test_excel_names_the_delimiter_in_a_first_line() -> None:
    table, rows = opened(b"sep=|\nname|dob\nAnn|1970\n")
    assert table.columns == ("name", "dob")
    assert (rows[0].cells, rows[0].line) == (("Ann", "1970"), 3)


def test_rows_and_lines_are_counted_and_blank_lines_are_not_rows() -> None:
    _, rows = opened(b'name,note\n\nAnn,"two\nlines"\n\nBob,x\n')
    assert [(row.number, row.line, row.cells) for row in rows] == [(1, 3, ("Ann", "two\nlines")), (2, 6, ("Bob", "x"))]


def test_too_few_and_too_many_cells_are_said_and_kept() -> None:
    _, rows = opened(b"name,dob,country\nAnn\nBob,1970,GB,more,still\nCid,1971,FR\n")
    assert rows[0].cells == ("Ann", "", "")
    assert "people.csv, row 1, line 2: the row has 1 of 3 cells" in str(rows[0].issues[0])
    assert (rows[1].cells, rows[1].extra) == (("Bob", "1970", "GB"), ("more", "still"))
    assert "row 2" in str(rows[1].issues[0])
    assert rows[2].issues == ()


def test_an_unclosed_quote_costs_only_its_own_row() -> None:
    _, rows = opened(b'name,dob\nAnn,1970\n"Bob,1971\n"Cid, C",1972\nDan,1973\n')
    assert [row.cells for row in rows] == [("Ann", "1970"), ('"Bob', "1971"), ("Cid, C", "1972"), ("Dan", "1973")]
    assert "row 2, line 3, column name: a quote opens the cell and is never closed" in str(rows[1].issues[0])


def test_an_unclosed_quote_without_another_quote_costs_only_its_own_row() -> None:
    lines = b"".join(b"Person %d,1970\n" % number for number in range(2_000))
    _, rows = opened(b'name,dob\n"Bob,1971\n' + lines)
    assert len(rows) == 2_001
    assert rows[-1].cells == ("Person 1999", "1970")


def test_many_unclosed_quotes_stay_quick_and_lose_nothing() -> None:
    _, rows = opened(b"name,dob\n" + b'"Bob,1971\n' * 5_000)
    assert len(rows) == 5_000


def test_header_only_is_no_row_and_empty_is_an_error_with_a_hint() -> None:
    assert cells(b"name,dob\n") == []
    for empty in (b"", b"\n\n", b"\xef\xbb\xbf"):
        with pytest.raises(FormatError, match=r"people\.csv is empty") as caught:
            opened(empty)
        assert caught.value.hint
    with pytest.raises(FormatError, match="no column names"):
        opened(b",,\nAnn,1970,GB\n")


def test_blank_and_repeated_column_names_become_distinct() -> None:
    table, _ = opened(b"name,name,,dob\n1,2,3,4\n")
    assert table.columns == ("name", "name (2)", "column_3", "dob")
    assert len(table.issues) == 2


def test_long_cells_pass_through_with_an_issue() -> None:
    _, rows = opened(b"name,dob\n" + b"x" * 100_000 + b",1970\n")
    assert len(rows[0].cells[0]) == 100_000
    assert "row 1, line 2, column name: the cell has 100,000 characters" in str(rows[0].issues[0])


def test_limits_on_columns_and_line_length() -> None:
    with pytest.raises(LimitExceeded, match="columns"):
        opened(b",".join(b"c%d" % number for number in range(1_001)) + b"\n")
    with pytest.raises(LimitExceeded, match="line 2"):
        opened(b"name,dob\n" + b"x" * 16_100_000)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_with_and_without_a_mark(encoding: str) -> None:
    rows = ["name,country", "Żółć Gęślą,PL", *(f"Person Number {number},DE" for number in range(20)), "Жуков,RU"]
    text = "\n".join(rows) + "\n"
    table, found = opened(text.encode(encoding))
    assert table.columns == ("name", "country")
    assert found[0].cells == ("Żółć Gęślą", "PL")
    assert found[-1].cells == ("Жуков", "RU")
    assert table.issues == []


def test_mixed_encodings_are_read_line_by_line_and_said_once() -> None:
    table, rows = opened("name,n\nJosé,1\n".encode("cp1252") + "Жук,2\n".encode() + "Müller,3\n".encode("cp1252") + b"\x81x,4\n")
    assert [row.cells[0] for row in rows] == ["José", "Жук", "Müller", "\x81x"]
    assert len(table.issues) == 1
    assert "people.csv, line 2: 3 lines (2, 4, 5) not in UTF-8, read as Windows-1252" in str(table.issues[0])


def test_a_stated_encoding_is_kept_and_its_failures_are_said() -> None:
    assert cells("name,n\nЖук,1\n".encode("cp1251"), encoding="cp1251") == [("Жук", "1")]
    table, rows = opened(b"name,n\nA\xff,1\n", encoding="utf-8")
    assert rows[0].cells == ("A\ufffd", "1")
    assert "replacement character" in str(table.issues[0])
    with pytest.raises(UsageError, match="no encoding called 'klingon'"):
        opened(b"name\nA\n", encoding="klingon")


def test_nul_characters_are_said() -> None:
    _, rows = opened(b"name,dob\nAn\0n,1970\n")
    assert rows[0].cells[0] == "An\0n"
    assert "NUL" in str(rows[0].issues[0])


@pytest.mark.parametrize(("pack", "suffix"), [(gzip.compress, ".gz"), (lzma.compress, ".xz"), (bytes, ".gz")])
def test_packed_tables_and_tables_already_unpacked(pack: object, suffix: str) -> None:
    assert cells(pack(b"name,dob\nAnn,1970\n"), f"people.csv{suffix}") == [("Ann", "1970")]  # type: ignore[operator]


@pytest.mark.parametrize(("pack", "suffix"), [(gzip.compress, ".gz"), (lzma.compress, ".xz")])
def test_packed_data_that_end_early_are_an_error_not_a_shorter_table(pack: object, suffix: str) -> None:
    text = "name,dob\n" + "".join(f"Person {number * 7919},{number}\n" for number in range(50_000))
    packed = pack(text.encode())[:-2_000]  # type: ignore[operator]
    with pytest.raises(FormatError, match="ends early"):
        opened(packed, f"people.csv{suffix}")


def test_a_preamble_is_set_aside_only_when_asked_for() -> None:
    table, rows = opened(b"Report Date: 1-Jan-2026,,\nname,dob,c\nAnn,1970,x\n", preamble="Report Date")
    assert table.preamble == ("Report Date: 1-Jan-2026,,",)
    assert (rows[0].number, rows[0].line) == (1, 3)


def test_files_that_are_not_there_or_of_unknown_suffix(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.csv cannot be opened"):
        open_table(tmp_path / "none.csv")
    (tmp_path / "a.docx").write_bytes(b"x")
    with pytest.raises(UsageError, match=r"\.docx"):
        open_table(tmp_path / "a.docx")


def test_a_table_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nAnn\n")
    with open_table(tmp_path / "a.csv") as table:
        assert len(list(table.rows())) == 1
        with pytest.raises(RuntimeError):
            table.rows()


def test_a_stated_delimiter_overrules() -> None:
    assert cells(b"name:dob\nAnn:1970\n", delimiter=":") == [("Ann", "1970")]
    assert cells(b"name,a\tdob\nAnn\t1970\n", delimiter="tab") == [("Ann", "1970")]
    with pytest.raises(UsageError, match="one character"):
        opened(b"name\n", delimiter="::")


@pytest.mark.parametrize("data", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.7", gzip.compress(b"name\nAnn\n", mtime=0)])
def test_what_is_not_text_is_named(data: bytes) -> None:
    with pytest.raises(FormatError, match=r"people\.csv is not text: it looks like"):
        opened(data)


@pytest.mark.parametrize(
    "encoding",
    ["idna", "punycode", "undefined", "rot13", "base64", "uu", "hex", "zip", "quopri", "unicode_escape", "raw_unicode_escape", "utf-7"],
)
def test_codecs_that_are_no_encoding_of_text_files_are_refused(encoding: str) -> None:
    with pytest.raises(UsageError, match="is not an encoding of text files") as caught:
        opened(b"name,n\nAnn,1\n", encoding=encoding)
    assert "cp1252" in caught.value.hint


@pytest.mark.parametrize("encoding", ["", "a\0b", "é", "utf-9"])
def test_names_of_no_codec_are_refused(encoding: str) -> None:
    with pytest.raises(UsageError) if encoding else pytest.raises(FormatError):
        opened(b"name,n\nAnn,1\n" if encoding else b"", encoding=encoding)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-16", "utf-32-be", "cp1251", "koi8-r", "shift_jis", "gb18030", "iso2022_jp", "latin-1", "cp037"]
)
def test_encodings_of_text_files_are_taken(encoding: str) -> None:
    assert cells("name,n\nAnn,1\nBob,2\n".encode(encoding), encoding=encoding) == [("Ann", "1"), ("Bob", "2")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_lone_carriage_return_does_not_merge_two_rows(end: str) -> None:
    _, rows = opened(end.join(["name,dob", "Ann,1970\rBob,1971", '"Cid, C",1972\r"Dan, D",1973', "Eve,1974", ""]).encode())
    assert [(row.number, row.line, row.cells) for row in rows] == [
        (1, 2, ("Ann", "1970")),
        (2, 2, ("Bob", "1971")),
        (3, 3, ("Cid, C", "1972")),
        (4, 3, ("Dan, D", "1973")),
        (5, 4, ("Eve", "1974")),
    ]
    assert [bool(row.issues) for row in rows] == [False, True, False, True, False]
    assert "people.csv, row 2, line 2: only an odd line end" in str(rows[1].issues[0])


def test_a_lone_carriage_return_in_one_bare_column_ends_the_row() -> None:
    assert cells(b"name\nAnn Ox\rBob Ray\nCid\n") == [("Ann Ox",), ("Bob Ray",), ("Cid",)]


def test_a_row_behind_a_lone_carriage_return_stands_alone_even_when_neither_fits() -> None:
    _, rows = opened(b"name,dob,n\nAnn,1970\rBob,1971,GB\nCid,1972,1\n")
    assert [row.cells for row in rows] == [("Ann", "1970", ""), ("Bob", "1971", "GB"), ("Cid", "1972", "1")]


def test_a_carriage_return_in_a_cell_stays_and_is_said_unless_it_is_quoted() -> None:
    _, rows = opened(b'name,note,n\nAnn,one\rtwo,1\nBob,"one\rtwo",2\n')
    assert [row.cells for row in rows] == [("Ann", "one\rtwo", "1"), ("Bob", "one\rtwo", "2")]
    assert "row 1, line 2: an odd line end (a lone carriage return) stands in a cell" in str(rows[0].issues[0])
    assert rows[1].issues == ()


def test_a_header_ended_by_a_lone_carriage_return_loses_no_row() -> None:
    table, rows = opened(b"name,dob\rAnn,1970\nBob,1971\n")
    assert table.columns == ("name", "dob")
    assert [row.cells for row in rows] == [("Ann", "1970"), ("Bob", "1971")]
    table, _ = opened(b"name,dob\rAnn,1970,x\nBob,1971\n")
    assert any("the column names hold an odd line end" in str(issue) for issue in table.issues)


def test_the_line_end_of_most_lines_counts_and_line_feeds_in_quotes_do_not() -> None:
    table, rows = opened(b'name,note\rAnn,"one\ntwo"\rBob,x\rCid,y\nDan,z\r')
    assert table.dialect.line_end == "\r"
    assert [row.cells for row in rows] == [("Ann", "one\ntwo"), ("Bob", "x"), ("Cid", "y"), ("Dan", "z")]
    _, rows = opened(b'name,note\nAnn,"a\rb\rc\rd"\nBob,"a\rb\rc\rd"\n')
    assert [row.line for row in rows] == [2, 3]


def test_a_carriage_return_behind_an_unclosed_quote_does_not_hide_a_row() -> None:
    _, rows = opened(b'name,dob\n"Ann,1970\rBob,1971\nCid,1972\n')
    assert [row.cells for row in rows] == [('"Ann', "1970"), ("Bob", "1971"), ("Cid", "1972")]


def test_line_ends_of_all_kinds_together_lose_and_merge_nothing() -> None:
    draw = random.Random(5)
    for _ in range(300):
        width, count = draw.randint(1, 3), draw.randint(1, 12)
        wanted = [tuple(f"v{row}_{column}" for column in range(width)) for row in range(count)]
        header = ",".join(f"c{column}" for column in range(width)) + "\n"
        lines = (
            ",".join(draw.choice((cell, f'"{cell}"')) for cell in row) + draw.choice(("\n", "\r\n", "\r", "\r\n\r\n")) for row in wanted
        )
        assert cells((header + "".join(lines)).encode()) == wanted
