"""An organisation's own watch list, from any table."""

from __future__ import annotations

import io
import lzma
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from comity.lists.read import read
from comity.lists.source import Reading
from comity.model import Detail, Identifier, IdentifierType, Listing, MissingColumn, NameKind, PartialDate, Schema, Severity, UsageError
from comity.tables import open_table


def listings(data: bytes, file: str = "staff.csv", **mapping: str) -> tuple[list[Listing], Reading]:
    reading = Reading("own:staff", file, mapping)
    return list(read(io.BytesIO(data), source="own:staff", reading=reading)), reading


CSV = """listing id,name,alias,dob,nationality,passport,type,programme,listed on,remarks,branch
W-1,Ann Example,Annie; Иванова Анна,1970-05-04,France,X12,person,barred|fraud,2024-02-01,see file 7,North
W-2,Example Trading Ltd,,,,,company,,,,
"""


def test_a_row_is_a_listing_with_all_its_facts() -> None:
    found, reading = listings(CSV.encode())
    first = found[0]
    assert (first.id, first.source, first.subject.schema) == ("W-1", "own:staff", Schema.PERSON)
    assert [(name.full, name.kind, name.script) for name in first.subject.names] == [
        ("Ann Example", NameKind.PRIMARY, "Latn"),
        ("Annie", NameKind.STRONG, "Latn"),
        ("Иванова Анна", NameKind.STRONG, "Cyrl"),
    ]
    assert first.subject.birth_dates == (PartialDate(1970, 5, 4),)
    assert first.subject.nationalities == ("FR",)
    assert first.subject.identifiers == (Identifier(IdentifierType.PASSPORT, "X12"),)
    assert (first.programmes, first.listed_on) == (("barred", "fraud"), date(2024, 2, 1))
    assert first.details == (Detail("remarks", "see file 7"),)
    assert str(first.locator) == "staff.csv, row 1, line 2"
    assert found[1].subject.schema is Schema.COMPANY
    assert reading.ignored == {"column branch: it has no role; give it one with --map": 2}
    assert (reading.entries, reading.names, reading.issues) == (2, 4, [])


def test_without_an_id_the_facts_give_one_that_stays() -> None:
    one, _ = listings(b"name,dob,note\nAnn,1970,a\nBob,1971,b\n")
    two, _ = listings(b"name,dob,note\nNew,1980,x\nAnn,1970,changed\n")
    assert one[0].id == two[1].id
    assert one[0].id.startswith("own-")
    assert len({listing.id for listing in one + two}) == 3


def test_bad_rows_are_issues_and_good_ones_stay() -> None:
    found, reading = listings(b"id,name,dob\n1,Ann,1970\n2,,1971\n3,Cid,31/02/1980\n1,Dan,1972,extra\n")
    assert [listing.id for listing in found] == ["1", "3", "1#2"]
    said = [str(issue) for issue in reading.issues]
    assert any("row 2" in text and "nothing to screen" in text for text in said)
    assert any("row 3" in text and "column dob" in text for text in said)
    assert any("row 4" in text and "4 cells for 3 columns" in text for text in said)


def test_a_row_with_a_number_but_no_name_is_left_out_and_said() -> None:
    found, reading = listings(b"name,passport\n,X1\nAnn,\n")
    assert len(found) == 1
    assert [issue.severity for issue in reading.issues] == [Severity.ERROR]


def test_columns_may_be_chosen() -> None:
    found, _ = listings(b"A;B;C\nAnn;1970;FR\n", name="A", dob="2", country="C")
    assert found[0].subject.birth_dates == (PartialDate(1970),)
    with pytest.raises(MissingColumn, match="no column 'Z'"):
        listings(b"A;B\nAnn;1970\n", name="Z")


def test_broken_json_lines_and_packed_files() -> None:
    found, reading = listings(lzma.compress(b'{"id": "7", "name": "Ann"}\n{"id":\n'), "staff.jsonl.xz")
    assert [listing.id for listing in found] == ["7"]
    assert "row 2, line 2: not JSON" in str(reading.issues[0])


def test_excel_and_parquet(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "staff.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["ref", "name"])
    sheet.write_row(1, 0, [7, "Ann"])
    book.close()
    found, _ = listings((tmp_path / "staff.xlsx").read_bytes(), "staff.xlsx")
    assert [(listing.id, listing.subject.caption) for listing in found] == [("7", "Ann")]
    from comity.tables import open_writer

    with open_table(tmp_path / "staff.xlsx") as table, open_writer(tmp_path / "staff.parquet", table, []) as writer:
        for row in table.rows():
            writer.write(row, [])
    again, _ = listings((tmp_path / "staff.parquet").read_bytes(), "staff.parquet")
    assert [listing.id for listing in again] == ["7"]


def test_an_unknown_suffix() -> None:
    with pytest.raises(UsageError, match=r"\.docx"):
        listings(b"x", "staff.docx")
