"""Somebody who has files screened before the pages of a node, and the files."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import xlsxwriter
from fastapi.testclient import TestClient

from comity.identity import csrf_token
from comity.model import Actor, Entry
from comity.node.service import Service
from comity.node.workers import Worker
from comity.storage.database.ids import new_id

from ..persons import ANA, acting

PEOPLE = (
    "id,Full name,DOB,Branch\n"
    "1,Ayman Al Zawahiri,1951-06-19,North\n"
    "2,Katharina Blumenfeld-Ostrowski,1990-04-03,North\n"
    "3,=HYPERLINK(1),,South\n"
    "4,,,\n"
    "5,Ludmila Primerova,31/02/1980,South\n"
)


@dataclass
class Desk:
    """Somebody before the pages of a node."""

    client: TestClient
    service: Service

    def get(self, path: str, by: Actor = ANA) -> httpx2.Response:
        with acting(self.client, by):
            return self.client.get(path, follow_redirects=False)

    def looked_again(self, path: str) -> httpx2.Response:
        """What a page that asks again and again gets."""
        with acting(self.client, ANA):
            return self.client.get(path, headers={"HX-Request": "true"})

    def post(self, path: str, fields: dict[str, Any] | None = None, by: Actor = ANA, **more: Any) -> httpx2.Response:
        with acting(self.client, by):
            token = csrf_token(self.client.headers["Cookie"].partition("=")[2])
            return self.client.post(path, data={"csrf": token, **(fields or {})}, follow_redirects=False, **more)

    def upload(self, name: str, content: bytes, by: Actor = ANA, file_id: str = "") -> httpx2.Response:
        file_id = file_id or new_id(self.service.now())
        return self.post("/screen/file", {"id": file_id}, by, files={"file": (name, io.BytesIO(content))})

    def uploaded(self, name: str = "people.csv", content: bytes = PEOPLE.encode(), by: Actor = ANA) -> str:
        """The place of a file that was taken."""
        answer = self.upload(name, content, by)
        assert answer.status_code == 303, answer.text
        place, _, page = answer.headers["Location"].rpartition("/")
        assert page == "columns"
        return str(place)

    def run(self, place: str, by: Actor = ANA, **fields: Any) -> httpx2.Response:
        page = self.get(f"{place}/columns", by).text
        roles = re.findall(r'<option value="(\w+)" selected>', page.partition("</thead>")[0])
        return self.post(f"{place}/run", {"role": roles, "dates": "day_first", **fields}, by)

    def screened(self, name: str = "people.csv", content: bytes = PEOPLE.encode(), by: Actor = ANA) -> str:
        """The place of a file that was screened."""
        place = self.uploaded(name, content, by)
        assert self.run(place, by).headers["Location"] == place
        self.work()
        return place

    def work(self) -> None:
        worker = Worker(self.service.means, {"screen.file"})
        while worker.work_once():
            pass

    def entries(self, action: str = "") -> list[Entry]:
        with self.service.database.reading() as reading:
            return [entry for _, entry, _ in reading.ledger.rows(0, 10_000) if action in ("", entry.action)]

    def kept(self) -> list[Path]:
        """What lies on the shelf, files and folders that are being filled."""
        return [path for path in (self.service.settings.home / "exports").rglob("*") if path.name != "screenings"]


def book(rows: list[list[str]]) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet("people")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return made.getvalue()
