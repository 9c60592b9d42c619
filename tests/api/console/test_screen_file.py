"""A file through the console: limits, upload, columns, job, rows, downloads, erasure."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from comity.cli.main import run
from comity.model import Actor, Purpose, Role
from comity.node.file_screening import KEPT
from comity.node.file_screening.running import screen_file
from comity.node.jobs import Interrupted, JobContext
from comity.node.person_erasure import exports
from comity.node.service import Service
from comity.node.sweeping import sweep
from comity.storage.database.ids import new_id
from comity.storage.database.jobs import Job, JobState

from ..persons import ADA, ANA, BO, LENA, acting
from .files import PEOPLE, Desk, book

TOM = Actor("user:tom", frozenset({Role.ADMINISTRATOR}), Purpose.OPERATION)


@pytest.fixture
def desk(client: TestClient, service: Service) -> Desk:
    return Desk(client, service)


def test_the_limits_are_said_before_anything_is_sent(desk: Desk) -> None:
    text = desk.get("/screen/file").text
    for limit in ("500,000,000", "1,000,000", "1,000", "10,000"):
        assert limit in text
    assert ".xlsx" in text
    assert "erased after 7 days" in text
    assert "No file is kept" in text


def test_the_columns_are_recognised_on_a_preview_and_can_be_changed(desk: Desk) -> None:
    place = desk.uploaded()
    text = desk.get(f"{place}/columns").text
    head = text.partition("</thead>")[0]
    assert re.findall(r'<option value="(\w+)" selected>', head) == ["id", "name", "birth_date", "ignore"]
    assert "Katharina" in text
    assert desk.run(place, role=["ignore"] * 4).status_code == 400
    text = desk.run(place, role=["ignore"] * 4).text
    assert "No column holds a name or an identifier" in text
    assert re.findall(r'<option value="(\w+)" selected>', text.partition("</thead>")[0]) == ["ignore"] * 4
    assert desk.run(place, role=["key", "alias", "ignore", "ignore"]).status_code == 303


def test_a_wide_file_is_chosen_in_its_first_columns_and_the_page_stays_light(desk: Desk) -> None:
    names = [f"a column with quite a long name {number}" for number in range(998)]
    head, row = [*names[:50], "Full name", *names[50:], "passport"], ["some text " * 12] * 50 + ["Ayman Al Zawahiri"] + ["x"] * 949
    place = desk.uploaded("wide.csv", "\n".join(",".join(line) for line in (head, *[row] * 12)).encode())
    page = desk.get(f"{place}/columns")
    assert len(page.content) < 150_000
    assert "The file has 1,000 columns" in page.text
    assert "Full name" in page.text
    assert desk.run(place).headers["Location"] == place
    desk.work()
    assert len(desk.get(place).content) < 150_000
    assert desk.get(f"{place}/rows?outcome=strong").text.count("QDi.006") == 12


def test_a_file_goes_through_and_comes_back_as_the_command_line_writes_it(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = desk.screened()
    text = desk.get(place).text
    assert re.findall(r"<b>([\d,]+)</b> (strong|review|clear|not screened|with something wrong)", text) == [
        ("1", "strong"),
        ("0", "review"),
        ("3", "clear"),
        ("1", "not screened"),
        ("2", "with something wrong"),
    ]
    monkeypatch.setenv("COMITY_HOME", str(desk.service.settings.home))
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    for what, out in (("annotated", tmp_path / "out.csv"), ("answers", tmp_path / "out.jsonl")):
        assert run(["screen", str(tmp_path / "people.csv"), "--out", str(out)]) == 3
        fetched = desk.get(f"{place}/{what}")
        assert fetched.headers["Content-Disposition"].startswith("attachment;")
        assert fetched.text.replace("table.csv", "people.csv") == out.read_text(encoding="utf-8")


def test_rows_are_listed_by_how_they_came_out_and_each_is_explained(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.file_screening.desk.AT_ONCE", 2)  # a file is read in several pages
    place = desk.screened()
    strong = desk.get(f"{place}/rows?outcome=strong").text
    assert "QDi.006" in strong
    assert "Katharina" not in strong
    issues = desk.get(f"{place}/rows?outcome=issues").text
    assert "nothing to screen: no name and no identifier" in issues
    assert f'<a href="{place}/rows/5">5</a>' in issues
    row = desk.get(f"{place}/rows/1").text
    assert "Speaks for a match" in row
    assert "No listing came near enough" in desk.get(f"{place}/rows/2").text
    assert desk.get(f"{place}/rows/6").status_code == 404
    table = desk.get(f"{place}/rows?as=csv").text
    assert [row[0] for row in list(csv.reader(io.StringIO(table)))[1:]] == [*"12345"]
    with desk.service.database.reading() as reading:
        *_, (_, look, _) = reading.ledger.rows(0, reading.ledger.size())
    assert (look.action, look.facts["rows"]) == ("file.view", "5"), "one look, with all that it showed"
    told = desk.get(f"{place}/rows?outcome=issues&as=csv").text
    assert {row[0] for row in list(csv.reader(io.StringIO(told)))[1:]} == set(re.findall(r"/rows/(\d+)", issues))
    assert desk.get(f"{place}/rows?outcome=everything").status_code == 400


def test_no_cell_of_a_download_is_a_formula(desk: Desk) -> None:
    place = desk.screened(content=b"name\n=cmd|' /C calc'!A0\n@SUM(1)\n+A1\n-A1\n")
    fetched = desk.get(f"{place}/annotated").text
    rows = list(csv.reader(io.StringIO(fetched)))[1:]
    assert [row[0][:2] for row in rows] == ["'=", "'@", "'+", "'-"]
    assert "\n=" not in desk.get(f"{place}/rows?as=csv").text


def test_a_workbook_comes_back_as_a_workbook(desk: Desk) -> None:
    rows = [line.split(",") for line in PEOPLE.splitlines()]
    place = desk.screened("Kunden.xlsx", book(rows))
    fetched = desk.get(f"{place}/annotated")
    assert 'filename="Kunden-screened.xlsx"' in fetched.headers["Content-Disposition"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(fetched.content)).get_sheet_by_name("people").to_python()
    assert sheet[0][4] == "comity_outcome"
    assert sheet[1][4] == "strong"


@pytest.mark.parametrize(
    ("name", "out"), [("p.jsonl", ".ndjson"), ("p.tsv", ".tsv"), ("p.parquet", ".parquet")], ids=["json", "tsv", "parquet"]
)
def test_other_forms_come_back_as_they_came(desk: Desk, name: str, out: str, tmp_path: Path) -> None:
    if name.endswith("parquet"):
        arrow = pytest.importorskip("pyarrow")
        parquet = pytest.importorskip("pyarrow.parquet")
        parquet.write_table(arrow.table({"name": ["Ayman Al Zawahiri"]}), tmp_path / name)
    else:
        text = {".jsonl": '{"name": "Ayman Al Zawahiri"}\n', ".tsv": "name\tborn\nAyman Al Zawahiri\t1951\n"}[Path(name).suffix]
        (tmp_path / name).write_text(text, encoding="utf-8")
    place = desk.screened(name, (tmp_path / name).read_bytes())
    fetched = desk.get(f"{place}/annotated")
    assert f'p-screened{out}"' in fetched.headers["Content-Disposition"]
    assert b"QDi.006" in fetched.content


def test_another_sheet_can_be_read_and_a_sheet_that_is_not_there_is_said(desk: Desk) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        workbook.add_worksheet("notes").write_row(0, 0, ["remarks"])
        workbook.get_worksheet_by_name("notes").write_row(1, 0, ["none"])
        workbook.add_worksheet("people").write_row(0, 0, ["name"])
        workbook.get_worksheet_by_name("people").write_row(1, 0, ["Ayman Al Zawahiri"])
    place = desk.uploaded("two.xlsx", made.getvalue())
    assert "No column could be recognised" in desk.get(f"{place}/columns").text
    assert desk.post(f"{place}/read", {"sheet": "people"}).status_code == 303
    assert "Ayman" in desk.get(f"{place}/columns").text
    refused = desk.post(f"{place}/read", {"sheet": "elsewhere"})
    assert (refused.status_code, "no sheet" in refused.text) == (400, True)
    assert desk.run(place).headers["Location"] == place
    desk.work()
    assert "QDi.006" in desk.get(f"{place}/rows?outcome=strong").text


def test_only_who_uploaded_it_and_supervisors_see_a_file(desk: Desk) -> None:
    place = desk.screened()
    paths = ("", "/columns", "/rows", "/rows/1", "/annotated", "/answers")
    assert {desk.get(place + path, LENA).status_code for path in paths} == {200}
    assert {desk.get(place + path, BO).status_code for path in paths} == {404}
    assert {desk.get(place + path, ADA).status_code for path in paths} == {403}
    assert {desk.post(place + path, {}, BO).status_code for path in ("/cancel", "/erase")} == {404}
    assert "people.csv" not in desk.get("/screen/file", BO).text
    assert "people.csv" in desk.get("/screen/file", LENA).text
    assert desk.get(f"{place}/annotated").status_code == 200


def test_files_that_are_kept_are_paged_newest_first_to_each_their_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.web.console.screen.file_upload.ROWS", 2)
    monkeypatch.setattr("comity.web.console.screen.file_upload.AT_ONCE", 2)
    now = desk.service.now()
    for age, by in enumerate((ANA, BO, ANA, ANA, BO)):
        sent = desk.upload(f"file-{age}.csv", PEOPLE.encode(), by, new_id(now - timedelta(hours=age)))
        assert sent.status_code == 303, sent.text
    seen: dict[str, list[list[str]]] = {}
    for by in (ANA, LENA):
        path, pages = "/screen/file", []
        while path:
            page = desk.get(path, by).text
            pages.append(re.findall(r"file-\d", page))
            assert ("From the first" in page) == ("after" in path)
            path = next(iter(re.findall(r'class="more" href="([^"]+)"', page)), "")
        seen[by.id] = pages
    assert seen[ANA.id] == [["file-0", "file-2"], ["file-3"]]
    assert seen[LENA.id] == [["file-0", "file-1"], ["file-2", "file-3"], ["file-4"]]
    assert re.findall(r"file-\d", desk.get("/screen/file?as=csv", LENA).text) == [f"file-{age}" for age in range(5)]
    assert len(desk.get("/screen/file?as=csv&table=limits", LENA).text.splitlines()) == 7


@pytest.mark.parametrize("actor", [ADA, TOM], ids=["auditor", "administrator"])
def test_who_may_not_screen_is_refused_before_the_file_is_read(desk: Desk, actor: Actor) -> None:
    with acting(desk.client, actor):
        answer = desk.client.post("/screen/file", content=b"no form at all", headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 403
    assert [entry.facts["why"] for entry in desk.entries("access.refuse")] == ["role"]


def test_the_ledger_has_upload_screening_looks_downloads_and_erasure_and_no_name(desk: Desk) -> None:
    place = desk.screened("Ayman Al Zawahiri.csv")
    desk.get(f"{place}/rows?outcome=strong")
    desk.get(f"{place}/annotated")
    desk.get(f"{place}/answers")
    desk.post(f"{place}/erase")
    told = [entry for entry in desk.entries() if entry.object.startswith(("file:", "screening:"))]
    assert [entry.action for entry in told] == [
        "file.upload",
        "file.view",
        "file.screen",
        "screening.run",
        "file.view",
        "file.fetch",
        "file.fetch",
        "file.erase",
    ]
    assert {(entry.actor, entry.purpose) for entry in told} == {("user:ana", "customer_screening")}
    assert told[3].facts["subjects"] == "5"
    assert "Zawahiri" not in json.dumps([[entry.object, dict(entry.facts)] for entry in desk.entries()])
    with desk.service.database.reading() as reading:
        assert "Zawahiri" not in str(reading.jobs.list(None, "", 100).items)


def test_files_lie_for_the_nodes_eyes_only_and_a_persons_erasure_reaches_them(desk: Desk) -> None:
    desk.screened()
    folder = desk.service.settings.home / "exports" / "screenings"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, next(folder.iterdir()))] == [0o700] * 3
    assert {"table.csv", "annotated.csv", "answers.jsonl"} <= {path.name for path in exports(desk.service.settings)}


def test_a_file_is_erased_by_a_button_and_by_time(desk: Desk) -> None:
    place = desk.screened()
    assert desk.post(f"{place}/erase").headers["Location"] == "/screen/file"
    assert (desk.get(place).status_code, desk.kept()) == (404, [])
    old = desk.screened()
    assert swept(desk.service, KEPT - timedelta(hours=1)) == 0
    assert swept(desk.service, KEPT + timedelta(hours=1)) == 1
    assert (desk.get(old).status_code, desk.kept()) == (404, [])
    assert [entry.facts["why"] for entry in desk.entries("file.erase")] == ["asked", "time"]


def swept(service: Service, later: timedelta) -> int:
    """The files that the hourly sweep erases when so much time has passed."""
    means, at = service.means, service.now() + later
    context = JobContext(means.settings, means.store, means.database, lambda: at, means.kinds)
    job = Job("x", "node.sweep", JobState.RUNNING, {}, at, "", at)
    return int(sweep(job, context)["files"])


def test_what_is_sent_twice_is_one_file_and_two_files_are_two(desk: Desk) -> None:
    file_id = new_id(desk.service.now())
    places = [desk.upload("people.csv", PEOPLE.encode(), file_id=file_id).headers["Location"] for _ in range(2)]
    other = desk.upload("other.csv", b"name\nZoltan Unrelated\n", file_id=file_id).headers["Location"]
    assert places[0] == places[1] != other
    place = places[0].removesuffix("/columns")
    assert {desk.run(place).status_code for _ in range(2)} == {303}
    with desk.service.database.reading() as reading:
        assert len(reading.jobs.list(None, "", 100, "screen.file").items) == 1


def test_while_it_runs_the_page_asks_again_and_can_cancel(desk: Desk) -> None:
    place = desk.uploaded()
    desk.run(place)
    text = desk.get(place).text
    assert 'hx-trigger="every 1s"' in text
    assert "Look again" in text
    assert desk.get(f"{place}/columns").headers["Location"] == place
    assert desk.get(f"{place}/annotated").status_code == 409
    assert desk.post(f"{place}/cancel").headers["Location"] == place
    assert "The screening was cancelled" in desk.get(place).text
    assert desk.run(place).headers["Location"] == place
    desk.work()
    assert 'hx-trigger="every 1s"' not in desk.get(place).text


class Ending(JobContext):
    """What a job is given, which ends it when it first says how far it is."""

    __slots__ = ()

    def progress(self, done: int, of: int = 0) -> None:
        raise Interrupted


def test_how_far_it_is_and_what_is_wrong_is_seen_while_it_runs(desk: Desk) -> None:
    place = desk.uploaded(content=PEOPLE.encode() + b"9,Zoltan Unrelated,1970,x\n" * 600)
    desk.run(place)
    means = desk.service.means
    with means.database.writing() as writing:
        job = writing.jobs.lease("test", means.now(), timedelta(minutes=5))
    assert job is not None
    with pytest.raises(Interrupted):
        screen_file(job, Ending(means.settings, means.store, means.database, means.now, means.kinds))
    part = desk.looked_again(place).text
    assert "512 of 605 rows are screened" in part
    assert 'value="512"' in part
    assert "nothing to screen: no name and no identifier" in part
    assert "1 day" in part or "days old" in part
    assert "QDi.006" in desk.get(f"{place}/rows?outcome=strong").text
    assert "more rows may come" in desk.get(f"{place}/rows").text
    with means.database.writing() as writing:
        writing.jobs.release(job, means.now())
    desk.work()
    assert desk.looked_again(place).headers["HX-Refresh"] == "true"
    assert len(desk.get(f"{place}/annotated").text.splitlines()) == 606


def test_a_row_that_is_broken_costs_only_itself(desk: Desk) -> None:
    place = desk.screened("p.jsonl", b'{"name": "Zoltan Unrelated"}\nnot json\n{"name": "Ayman Al Zawahiri"}\n')
    assert [one.stem for one in desk.kept() if one.name.startswith("annotated")] == ["annotated"]
    rows = desk.get(f"{place}/rows?as=csv").text
    assert [line.split(",")[2] for line in rows.splitlines()[1:]] == ["clear", "error", "strong"]


def test_fields_that_nobody_knows_and_ids_that_are_none_are_refused(desk: Desk) -> None:
    place = desk.uploaded()
    assert desk.run(place, colour="blue").status_code == 400
    assert desk.run(place, role=["king", "name", "ignore", "ignore"]).status_code == 400
    assert desk.run(place, dates="someday").status_code == 400
    assert desk.run(place, review="7").status_code == 400
    assert desk.post("/screen/file", {"id": "x"}).status_code == 400
    for odd in ("../../node.db", "%2e%2e", "A" * 26, "nothing"):
        assert desk.get(f"/screen/file/{odd}").status_code == 404


def test_one_person_keeps_so_many_files_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.file_screening.desk.MOST_FILES", 1)
    desk.uploaded()
    refused = desk.upload("two.csv", b"name\nB\n")
    assert (refused.status_code, "erase some" in refused.text) == (409, True)
    desk.uploaded(by=BO)


def test_a_file_over_the_limit_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.node.file_screening.shelf.LARGEST", 100)
    answer = desk.upload("people.csv", PEOPLE.encode())
    assert (answer.status_code, "larger than 100 bytes" in answer.text) == (413, True)
    assert desk.kept() == []
