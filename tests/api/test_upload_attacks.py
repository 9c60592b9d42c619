"""Files that were made to do harm, sent as a customer base: each is refused or read for what it is, nothing is left, the node answers on.

The same files through the command line are in ``tests/unit/attacks``.
"""

from __future__ import annotations

import gzip
import io
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from comity.node.service import Service

Key = Callable[..., dict[str, str]]
NAME = "Xyvara Quellendorf"
HEAD = b"id,name\n"
BLOWN = 600_000_000
"""Bytes that a bomb unpacks to. It is made in pieces, so that making it does not need the memory that reading it must not need."""

BLANK = b" " * 1_000_000
MOST_GROWN = 250_000_000
"""Bytes that the process may grow by while a bomb is read."""

SHEET = "xl/worksheets/sheet1.xml"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="people" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def sheet(rows: str, before: str = "") -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?>{before}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def head() -> str:
    return f'<row r="1">{cell("A1", "id")}{cell("B1", "name")}</row>'


def workbook(content: str, blown: str = "") -> bytes:
    """A workbook whose only sheet is ``content``; the member ``blown`` unpacks to ``BLOWN`` bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr("[Content_Types].xml", CONTENT_TYPES)
        book.writestr("_rels/.rels", ROOT_RELATIONS)
        book.writestr("xl/workbook.xml", WORKBOOK)
        book.writestr("xl/_rels/workbook.xml.rels", BOOK_RELATIONS)
        start, end = content.split("</sheetData>")
        with book.open(SHEET, "w", force_zip64=True) as member:
            member.write(start.encode())
            for _ in range(BLOWN // len(BLANK) if blown == SHEET else 0):
                member.write(BLANK)
            member.write(f"</sheetData>{end}".encode())
        if blown and blown != SHEET:
            with book.open(blown, "w", force_zip64=True) as member:
                for _ in range(BLOWN // len(BLANK)):
                    member.write(BLANK)
    return made.getvalue()


def long_line() -> bytes:
    """A table whose second line unpacks to ``BLOWN`` bytes."""
    made = io.BytesIO()
    with gzip.open(made, "wb", 1) as file:
        file.write(HEAD + b"1,")
        for _ in range(BLOWN // len(BLANK)):
            file.write(b"a" * len(BLANK))
    return made.getvalue()


def good_rows() -> str:
    return head() + f'<row r="2">{cell("A2", "1")}{cell("B2", NAME)}</row>'


def laughing() -> bytes:
    """A billion laughs: entities of entities."""
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{depth} "{f"&a{depth - 1};" * 10}">' for depth in range(1, 10))]
    return workbook(sheet(f'<row r="1">{cell("A1", "id")}{cell("B1", "&a9;")}</row>', f"<!DOCTYPE worksheet [{''.join(lines)}]>"))


def looking_elsewhere() -> bytes:
    """An external entity that names a file of the machine."""
    entity = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return workbook(sheet(head() + f'<row r="2">{cell("A2", "1")}{cell("B2", "&x;")}</row>', entity))


def far_away() -> bytes:
    return workbook(sheet(head() + f'<row r="1048576">{cell("XFD1048576", NAME)}</row>'))


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "zip bomb": ("people.xlsx", lambda: workbook(sheet(head()), SHEET)),
    "zip bomb beside the sheet": ("people.xlsx", lambda: workbook(sheet(good_rows()), "xl/media/image1.png")),
    "cell far away": ("people.xlsx", far_away),
    "not a workbook": ("people.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(5000)),
    "workbook cut short": ("people.xlsx", lambda: workbook(sheet(good_rows()))[:-60]),
    "gzip bomb of one line": ("people.csv.gz", long_line),
    "gzip cut short": ("people.csv.gz", lambda: gzip.compress(HEAD + b"1,Ilva\n" * 1000)[:-30]),
    "no key": ("people.csv", lambda: b"name\nIlva\n"),
    "nothing at all": ("people.csv", lambda: b""),
    "a program": ("people.csv", lambda: b"\x7fELF" + bytes(range(256)) * 40),
    "not Parquet": ("people.parquet", lambda: b"PAR1" + bytes(500) + b"PAR1"),
    "unknown form": ("people.exe", lambda: b"MZ"),
    "no form": ("people", lambda: HEAD),
}


def folder(service: Service) -> list[Path]:
    """What lies in the node's home that an upload could have left."""
    return [path for path in service.settings.home.rglob("*") if path.is_file() and "uploads" in path.parts]


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_made_to_do_harm_is_refused(client: TestClient, service: Service, key: Key, what: str) -> None:
    name, make = REFUSED[what]
    content, headers = make(), key("subjects:write", "subjects:read")
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    answer = client.post(f"/api/v1/bases/customers/import?file={name}", content=content, headers=headers)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert answer.status_code in {400, 413, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert time.monotonic() - began < 30
    assert grown < MOST_GROWN
    assert folder(service) == []
    with service.database.reading() as reading:
        assert reading.subjects.count() == 0
    assert client.get("/api/v1/bases", headers=headers).status_code == 200


@pytest.mark.parametrize("make", [laughing, looking_elsewhere])
def test_entities_of_a_workbook_are_not_followed(client: TestClient, service: Service, key: Key, make: Callable[[], bytes]) -> None:
    headers = key("subjects:write", "subjects:read")
    answer = client.post("/api/v1/bases/customers/import?file=people.xlsx", content=make(), headers=headers)
    assert answer.status_code in {200, 400, 413, 422}
    shown = answer.text + client.get("/api/v1/bases/customers/subjects", headers=headers).text
    assert "root:" not in shown
    assert "hahaha" not in shown
    assert folder(service) == []


def test_the_same_workbook_without_harm_is_taken(client: TestClient, key: Key) -> None:
    answer = client.post(
        "/api/v1/bases/customers/import?file=people.xlsx", content=workbook(sheet(good_rows())), headers=key("subjects:write")
    )
    assert (answer.status_code, answer.json()["new"]) == (200, 1)


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/cron.d/people.csv",
        "..%2F..%2Fpeople.csv",
        "/etc/people.csv",
        "C:%5CWindows%5Cpeople.csv",
        "%5C%5Chost%5Cshare%5Cpeople.csv",
        "people%00.csv",
        "people.exe%00.csv",
        "%E2%80%AEvsc.people.csv",
        "$(touch%20people).csv",
        "-o%20people.csv",
        "~/people.csv",
        "a" * 190 + ".csv",
    ],
)
def test_the_name_of_a_file_is_never_a_path(client: TestClient, service: Service, key: Key, name: str, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if path.suffix == ".csv" or "people" in path.name}
    answer = client.post(f"/api/v1/bases/customers/import?file={name}", content=HEAD + b"1,Ilva Marenko\n", headers=key("subjects:write"))
    assert answer.status_code in {200, 400}, answer.text
    assert {path for path in tmp_path.rglob("*") if path.suffix == ".csv" or "people" in path.name} == before
    assert not Path("/etc/people.csv").exists()
    assert not Path("/etc/cron.d/people.csv").exists()
    assert folder(service) == []


def test_a_formula_is_kept_as_the_text_it_is_and_no_cell_is_quoted(client: TestClient, service: Service, key: Key) -> None:
    formula = '=HYPERLINK("http://x.invalid","Velika Tarnaveanu")'
    rows = 'id,name,birth_date\n1,"' + formula.replace('"', '""') + '",1970\n2,@SUM(A1),1970\n3,,\n4,+Ilva,"=1+1"\n'
    headers = key("subjects:write", "subjects:read")
    answer = client.post("/api/v1/bases/customers/import?file=people.csv", content=rows.encode(), headers=headers)
    assert answer.status_code == 200
    for text in ("HYPERLINK", "SUM(", "=1+1", "Velika"):
        assert text not in answer.text
    kept = client.get("/api/v1/bases/customers/subjects/1", headers=headers).json()
    assert kept["subject"]["names"] == [formula]


@pytest.mark.parametrize(
    "content",
    [
        HEAD + b'1,"never closed\n' + b"2,Ilva\n" * 2000,
        HEAD + b"1,Il\x00va\n",
        HEAD + b"1,\xff\xfe\xfa\n",
        HEAD + b"\n" * 50_000 + b"1,Ilva\n",
        (HEAD + b"1,Ilva\n").decode().encode("utf-16"),
        b"id,name" + b",x" * 60_000 + b"\n1,Ilva\n",
        HEAD + b"1,Ilva" + b",y" * 60_000 + b"\n",
        b"id,id,name,name\n1,2,Ilva,Tomas\n",
    ],
)
def test_odd_files_end_in_an_answer(client: TestClient, service: Service, key: Key, content: bytes) -> None:
    began = time.monotonic()
    answer = client.post("/api/v1/bases/customers/import?file=people.csv", content=content, headers=key("subjects:write"))
    assert answer.status_code in {200, 400, 413, 422}, answer.text
    assert time.monotonic() - began < 20
    assert folder(service) == []


def test_json_lines_nested_without_end_are_bad_rows(client: TestClient, service: Service, key: Key) -> None:
    lines = b'{"id": "1", "name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n" + b'{"id": "2", "name": "Ilva Marenko"}\n'
    answer = client.post("/api/v1/bases/customers/import?file=people.jsonl", content=lines, headers=key("subjects:write"))
    assert answer.status_code in {200, 400, 413, 422}, answer.text
    assert folder(service) == []


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(client: TestClient, key: Key) -> None:
    headers = key("subjects:write") | {"Content-Length": str(1 << 40)}
    answer = client.post("/api/v1/bases/customers/import?file=people.csv", content=b"x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "limit_exceeded")


@pytest.mark.parametrize("base", ["..", ".", "a%2Fb", "%00", "a" * 65, "x y", "%E2%80%AE", "-"])
def test_the_name_of_a_base_is_never_a_path(client: TestClient, service: Service, key: Key, base: str) -> None:
    answer = client.post(f"/api/v1/bases/{base}/import?file=people.csv", content=HEAD + b"1,Ilva\n", headers=key("subjects:write"))
    assert answer.status_code in {200, 400, 404, 405}
    assert folder(service) == []
