"""Excel: sheets, formulas, merged cells, dates and limits, on workbooks written by a real writer."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from comity.model import ForbiddenContent, FormatError, LimitExceeded, UsageError
from comity.tables import TableOptions, open_table, open_table_stream


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "people.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    notes = workbook.add_worksheet("Notes")
    notes.hide()
    sheet = workbook.add_worksheet("People")
    sheet.activate()
    sheet.set_first_sheet()
    workbook.add_worksheet("Other")
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(1, 1, ["name", "dob", "n", "ok", "formula"])
    sheet.write(2, 1, "Ann")
    sheet.write_datetime(2, 2, datetime(1970, 1, 2), day)  # noqa: DTZ001  # Excel has no time zones
    sheet.write_number(2, 3, 12)
    sheet.write_boolean(2, 4, True)
    sheet.write_formula(2, 5, '="A"&"B"', None, "AB")
    sheet.write(4, 1, "Bob")
    sheet.write_number(4, 3, 1.5)
    sheet.write_formula(4, 5, "=1/0", None, "#DIV/0!")
    sheet.merge_range(5, 1, 6, 1, "Cid")
    sheet.write(6, 3, 7)
    workbook.close()
    return path


def test_values_are_texts_and_rows_keep_their_sheet_row(book: Path) -> None:
    with open_table(book) as table:
        rows = list(table.rows())
    assert table.columns == ("name", "dob", "n", "ok", "formula")
    assert rows[0].cells == ("Ann", "1970-01-02", "12", "true", "AB")
    assert [(row.number, row.line, row.cells[0]) for row in rows] == [(1, 3, "Ann"), (2, 5, "Bob"), (3, 6, "Cid"), (4, 7, "")]
    assert rows[1].cells[2] == "1.5"


def test_sheets_merged_cells_and_errors_are_said(book: Path) -> None:
    with open_table(book) as table:
        said = "\n".join(map(str, table.issues))
    assert table.sheet == "People"
    assert "not read: 'Notes', 'Other'" in said
    assert "--sheet" in said
    assert "B6:B7" in said
    assert "1 cells with an error such as #REF! (F5)" in said


def test_a_sheet_may_be_chosen(book: Path) -> None:
    with pytest.raises(UsageError, match="no sheet 'Nobody'") as caught:
        open_table(book, options=TableOptions(sheet="Nobody"))
    assert "People" in caught.value.hint
    with pytest.raises(FormatError, match="sheet 'Other' is empty"):
        open_table(book, options=TableOptions(sheet="Other"))


def test_a_formula_without_a_stored_result_is_said(book: Path, tmp_path: Path) -> None:
    target = tmp_path / "uncalculated.xlsx"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w") as out:
        for member in source.infolist():
            content = source.read(member)
            out.writestr(member, re.sub(rb"(<f>[^<]*</f>)<v>AB</v>", rb"\1", content))
    with open_table(target) as table:
        assert any("1 formulas without a stored result (F3)" in str(issue) for issue in table.issues)


def test_bombs_and_large_workbooks_are_refused_before_unpacking(tmp_path: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(ForbiddenContent, match="zip bomb"):
        open_table_stream(io.BytesIO(bomb.getvalue()), "bomb.xlsx")
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w") as archive:
        archive.writestr("a", b"0" * 2_000)
    with pytest.raises(LimitExceeded):
        open_table_stream(io.BytesIO(small.getvalue()), "big.xlsx", options=TableOptions(max_bytes=1_000))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 cut short", b"name,dob\nAnn,1970\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600]
)
def test_what_is_not_a_workbook_is_said(content: bytes) -> None:
    with pytest.raises(FormatError, match=r"people\.xlsx"):
        open_table_stream(io.BytesIO(content), "people.xlsx")


def test_a_row_of_nothing_but_an_error_comes_out_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    workbook = xlsxwriter.Workbook(str(path))
    sheet = workbook.add_worksheet()
    sheet.write(0, 0, "name")
    sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
    sheet.write(2, 0, "Ann")
    workbook.close()
    with open_table(path) as table:
        assert [(row.number, row.line, row.cells) for row in table.rows()] == [(1, 2, ("",)), (2, 3, ("Ann",))]
