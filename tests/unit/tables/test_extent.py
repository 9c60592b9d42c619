"""Sheets that reach too far, and zips that lie, are refused before anything is loaded; sheets of honest size are not."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from comity.model import DataError, ForbiddenContent, FormatError, LimitExceeded
from comity.tables import Row, open_table_stream
from comity.tables.extent import MAX_CELLS

ONE = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>Ann</t></is></c></row>'


def book(rows: str, dimension: str = "A1", part: str = "xl/worksheets/sheet1.xml", sheet: str = "") -> bytes:
    """A workbook of one sheet called People whose XML holds ``rows``."""
    made, out = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        workbook.add_worksheet("People")
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = source.read(member).decode()
            if member.filename.endswith("sheet1.xml"):
                content = re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{dimension}"', content)
                content = sheet or content.replace("<sheetData/>", f"<sheetData>{rows}</sheetData>")
                target.writestr(part, content)
            else:
                target.writestr(member.filename, content.replace("worksheets/sheet1.xml", part.removeprefix("xl/")))
    return out.getvalue()


def rows(content: bytes, name: str = "people.xlsx") -> list[Row]:
    return list(open_table_stream(io.BytesIO(content), name).rows())


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="xfd1048576"><f>1</f></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
        '<row r="1048575"/><row><c r="XFD1"/><c r="XFC1048576" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="3"><c r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_a_cell_too_far_away_is_refused_with_file_sheet_cell_and_remedy(far: str) -> None:
    with pytest.raises(
        LimitExceeded, match=r"people\.xlsx, sheet 'People': with cell [A-Z]+\d+ its used range spans 1,048,576 rows"
    ) as caught:
        rows(book(ONE + far))
    assert "save it as CSV" in caught.value.hint


@pytest.mark.parametrize("reference", ["ZZZZZZ99999999", "XFE1", "A1048577", "A0", "1A", "", "A1:B2", "Å1"])
def test_a_reference_that_is_no_cell_is_refused(reference: str) -> None:
    with pytest.raises(LimitExceeded, match=r"people\.xlsx, sheet 'People': .* is not a cell between A1 and XFD1048576"):
        rows(book(ONE + f'<row r="3"><c r="{reference}"><v>1</v></c></row>'))


@pytest.mark.parametrize("row", ["0", "1048577", "99999999999999999999", "-1", "x"])
def test_a_row_that_is_none_is_refused(row: str) -> None:
    with pytest.raises(LimitExceeded, match="there is no row"):
        rows(book(ONE + f'<row r="{row}"><c><v>1</v></c></row>'))


def test_the_declared_dimension_does_no_harm_and_empty_far_cells_do_not_count() -> None:
    for dimension in ("A1:XFD1048576", "A1:ZZZZZZ99999999"):
        assert [row.cells for row in rows(book(ONE, dimension))] == [("Ann",)]
    styled = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert [row.cells for row in rows(book(ONE + styled))] == [("Ann",)]


def test_a_long_sheet_within_the_limit_is_read() -> None:
    found = rows(book(ONE + '<row r="1000000"><c r="A1000000" t="inlineStr"><is><t>Zoe</t></is></c></row>'))
    assert [(row.line, row.cells) for row in found] == [(2, ("Ann",)), (1_000_000, ("Zoe",))]
    page = Path(__file__).parents[3] / "docs" / "reference" / "sizes.md"
    assert f"{MAX_CELLS:,} cells" in page.read_text(encoding="utf-8")


def test_a_sheet_is_known_by_what_it_holds_not_by_its_name() -> None:
    with pytest.raises(LimitExceeded):
        rows(book('<row r="1"><c r="XFD1048576"><v>1</v></c></row>', part="xl/media/image1.png"))
    assert [row.cells for row in rows(book(ONE, part="xl/media/image1.png"))] == [("Ann",)]


def test_prefixed_elements_count_too() -> None:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cell = '<x:row r="1"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    with pytest.raises(LimitExceeded):
        rows(book("", sheet=f'<x:worksheet xmlns:x="{space}"><x:sheetData>{cell}</x:sheetData></x:worksheet>'))


def test_document_types_and_broken_xml_are_refused() -> None:
    entity = '<!DOCTYPE w [<!ENTITY e "XFD1048576">]><worksheet><sheetData><row r="1"><c r="&e;"><v>1</v></c></row></sheetData></worksheet>'
    with pytest.raises(DataError):
        rows(book("", sheet=entity))
    with pytest.raises(ForbiddenContent, match="document type"):
        rows(book("", sheet="<!DOCTYPE worksheet><worksheet><sheetData/></worksheet>"))
    with pytest.raises(FormatError, match="not well formed"):
        rows(book("", sheet="<worksheet><sheetData><row></sheetData></worksheet>"))


def test_something_in_front_of_the_zip_does_not_hide_it() -> None:
    with pytest.raises(LimitExceeded):
        rows(b"junk" + book('<row r="1"><c r="XFD1048576"><v>1</v></c></row>'))


def test_a_directory_that_lies_about_a_size_is_refused() -> None:
    content = bytearray(book(ONE + "<row><c><v>1</v></c></row>" * 200_000))
    at = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    real = struct.unpack_from("<I", content, at + 24)[0]
    for lie in (100, real - 1, real + 1):
        struct.pack_into("<I", content, at + 24, lie)
        with pytest.raises(FormatError, match=r"people\.xlsx is damaged: its part .*sheet1\.xml' does not unpack to what"):
            rows(bytes(content))


def document(content: str) -> bytes:
    """An OpenDocument spreadsheet of one table whose XML holds ``content``."""
    urn = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = "".join(f' xmlns:{name}="{urn}{name}:1.0"' for name in ("office", "table", "text"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{urn}manifest:1.0"/>')
        body = f'<office:body><office:spreadsheet><table:table table:name="S">{content}</table:table></office:spreadsheet></office:body>'
        archive.writestr("content.xml", f"<office:document-content{spaces}>{body}</office:document-content>")
    return out.getvalue()


def cell(text: str, repeats: int = 1) -> str:
    value = f"<text:p>{text}</text:p>" if text else ""
    kind = ' office:value-type="string"' if text else ""
    return f'<table:table-cell table:number-columns-repeated="{repeats}"{kind}>{value}</table:table-cell>'


def row(cells: str, repeats: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeats}">{cells}</table:table-row>'


def test_repeated_cells_of_open_document_are_bounded_and_blank_ones_do_not_count() -> None:
    blank = row(cell("", 16_384), 1_048_574)
    good = document(row(cell("name") + cell("", 16_383)) + row(cell("Ann")) + blank)
    assert [found.cells for found in rows(good, "people.ods")] == [("Ann",)]
    with pytest.raises(LimitExceeded, match="the limit is"):
        rows(document(row(cell("name", 16_384), 5_000)), "people.ods")
    with pytest.raises(FormatError, match="number of repeats"):
        rows(document(row(cell("name")).replace('"1"', '"-1"')), "people.ods")
