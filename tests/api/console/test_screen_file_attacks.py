"""Files that were made to do harm, or that are none: each is refused with its reason, nothing of it stays, and nothing in it is markup."""

from __future__ import annotations

import io
import zipfile

import pytest
from fastapi.testclient import TestClient

from comity.node.service import Service

from .files import PEOPLE, Desk, book


@pytest.fixture
def desk(client: TestClient, service: Service) -> Desk:
    return Desk(client, service)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "the file is empty"),
        ("header.csv", b"name,born\n", "no rows"),
        ("junk.xlsx", b"\x00\x01junk", "not a workbook"),
        ("cut.xlsx", book([["name"], ["A"]])[:400], "not a workbook"),
        ("people.exe", PEOPLE.encode(), "of no form that is read here"),
        ("people", PEOPLE.encode(), "of no form that is read here"),
        ("people.csv.gz", PEOPLE.encode(), "packed as .gz"),
        ("people.parquet", PEOPLE.encode(), "not a Parquet file"),
        ("people.jsonl", PEOPLE.encode(), "JSON"),
        ("wide.csv", (",".join(f"c{n}" for n in range(1200)) + "\n1\n").encode(), "1,200 columns"),
    ],
    ids=["empty", "header", "binary", "cut", "suffix", "none", "packed", "parquet", "csv-as-json", "wide"],
)
def test_what_is_no_table_is_refused_and_nothing_of_it_stays(desk: Desk, name: str, content: bytes, said: str) -> None:
    answer = desk.upload(name, content)
    assert answer.status_code in (400, 413, 422), answer.headers
    assert said in answer.text
    assert desk.kept() == []


def test_bytes_that_are_no_text_are_shown_as_they_are_read_and_cannot_be_screened(desk: Desk) -> None:
    place = desk.uploaded("junk.csv", bytes(range(256)) * 40)
    assert "No column could be recognised" in desk.get(f"{place}/columns").text
    refused = desk.run(place)
    assert (refused.status_code, "No column holds a name" in refused.text) == (400, True)


def test_a_zip_bomb_is_refused(desk: Desk) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    answer = desk.upload("bomb.xlsx", made.getvalue())
    assert (answer.status_code, "zip bomb" in answer.text) == (422, True)
    assert desk.kept() == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\ana\\secret.csv", "secret.csv"),
        ("<img src=x onerror=alert(1)>.csv", "&lt;img src=x onerror=alert(1)&gt;.csv"),
        ("....csv", "table.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
    ids=["dots", "backslashes", "markup", "only-dots", "long"],
)
def test_the_name_of_a_file_is_never_a_path_nor_markup(desk: Desk, name: str, shown: str) -> None:
    place = desk.uploaded(name)
    assert shown in desk.get("/screen/file").text
    assert "<img" not in desk.get(f"{place}/columns").text
    assert {path.name for path in desk.kept() if path.is_file()} <= {"table.csv", "record.json", "preview.json", ".lock"}


def test_markup_in_cells_is_text(desk: Desk) -> None:
    evil = "<script>alert(1)</script>"
    place = desk.screened(content=f"name,{evil}\n{evil},{evil}\n".encode())
    for path in ("", "/columns", "/rows", "/rows/1"):
        assert "<script>alert" not in desk.get(place + path).text
