"""The exercise with something of every kind in it, so that no page of it is empty."""

from __future__ import annotations

import io
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

from tests.api.console.working import work

from comity.exchange import Downloader
from comity.identity import KeyOrder, parse_scopes
from comity.model import Actor, Outcome, Purpose, ScreeningRule
from comity.model.date_text import DateOrder
from comity.node.base_imports import BaseImport, order_import
from comity.node.file_screening import Arrived, FileDesk, Order
from comity.node.holds import HoldOrder, place_hold
from comity.node.jobs import order_by_hand
from comity.node.keys import issue_key
from comity.node.lists import FileToImport, ListDesk
from comity.node.person_requests import Handling, PersonRequests, Seen
from comity.node.service import Service
from comity.node.waiting_files import WaitingFiles
from comity.node.webhooks import WebhookOrder, register, test
from comity.safeguards import PersonRequest, RequestKind
from comity.storage.database.exemptions import ExemptionView
from comity.storage.database.queue import QueueView

from .conftest import ANA, LENA, TOM
from .every_page import HANDLER
from .prepared import MATCH, NOT_A_MATCH, decided

CUSTOMERS = b"Kundennummer,Vorname,Nachname,geb\n1,Ayman,Al Zawahiri,1951-06-19\n2,Katharina,Blumenfeld-Ostrowski,1990\n3,,,\n"
PEOPLE = b"id,Full name,DOB\n1,Ayman Al Zawahiri,1951-06-19\n2,Katharina Blumenfeld-Ostrowski,1990\n3,,\n4,<b>Ludmila</b>,31/02/1980\n"
DONE = {"screen.file", "subjects.import", "ledger.verify"}


def furnish(service: Service, folder: Path) -> dict[str, str]:
    """Do some work at a node that holds the exercise; the ids of what came of it. ``folder`` is for files."""
    made = {**_cases(service), **_files(service), **_programs(service), "job": order_by_hand(service.means, "node.sweep", {}, TOM).id}
    _guests(service, folder)
    order_by_hand(service.means, "ledger.verify", {}, LENA)
    work(service, DONE)
    service.signer.sign(service.now())
    return made | _requests(service, made["subject"])


def _cases(service: Service) -> dict[str, str]:
    """One case that waits, one that is proposed, one decided; and the exemption that came of it."""
    with service.database.reading() as reading:
        waiting, proposed, namesake = (one.case for one in reading.cases.queue(QueueView(outcome=Outcome.REVIEW), "", 3).items)
    decided(service, proposed.id, MATCH, ANA)
    decided(service, namesake.id, NOT_A_MATCH, ANA)
    with service.database.reading() as reading:
        (kept,) = reading.exemptions.page(ExemptionView(), "", 2).items
    ids = {"case": waiting.id, "proposed": proposed.id, "decided": namesake.id}
    return ids | {"subject": waiting.pair.subject, "exemption": kept.exemption.id}


def _files(service: Service) -> dict[str, str]:
    """A file that is screened, one whose columns wait to be named, and one that is imported."""
    desk, waiting = FileDesk(service.means), WaitingFiles(service.settings)
    file = desk.receive(Arrived(service.new_id(), "people.csv", io.BytesIO(PEOPLE)), ANA)
    desk.begin(file.id, Order(file.roles, DateOrder.DAY_FIRST, ScreeningRule()), ANA)
    sent, imported = (waiting.keep(io.BytesIO(CUSTOMERS), name, LENA.id) for name in ("kunden.csv", "more.csv"))
    columns = list(zip(("key", "first", "last", "birth_date"), imported.columns, strict=True))
    job = order_import(service.means, imported, BaseImport("kunden", columns), LENA)
    return {"file": file.id, "sent": sent.token, "import": job.id}


def _guests(service: Service, folder: Path) -> None:
    """An own list in two editions."""
    desk = ListDesk(service.settings, service.store, Downloader())
    for year in (1971, 1972):
        path = folder / "guests.csv"
        path.write_text(f"id,name,dob\nX1,Ilva Marenko,{year}\n", encoding="utf-8")
        desk.import_file(FileToImport(path, "own:guests"), service.now())


def _programs(service: Service) -> dict[str, str]:
    """A key, and a webhook with a delivery that was given up."""
    now = service.now()
    order = KeyOrder("payments", now + timedelta(days=30), frozenset({Purpose.CUSTOMER_SCREENING}), parse_scopes(["screen"]))
    issued = issue_key(service.database, order, LENA, now)
    webhook = register(service.means, WebhookOrder("https://bank.example/hooks", frozenset({"hit.new"})), TOM)
    delivery = test(service.database, webhook.id, TOM, now)
    with service.database.writing() as writing:
        writing.deliveries.failed(delivery, 503, "the receiver said <b>no</b>", None)
    return {"key": issued.key.id, "webhook": webhook.id, "delivery": delivery}


def _requests(service: Service, subject: str) -> dict[str, str]:
    """A request that came, and one of each kind that is to be carried out; and a legal hold."""
    came = Handling(HANDLER, service.now() - timedelta(days=3))
    place_hold(service.database, HoldOrder("screening", "", "order 12/26 of the court"), HANDLER, came.at)
    received = PersonRequests(service.database, service.settings).receive(RequestKind.ACCESS, came.at, came)
    kinds = (RequestKind.ACCESS, RequestKind.ERASURE, RequestKind.CORRECTION)
    return {"received": received.id} | {kind.value: _planned(service, kind, [subject]).id for kind in kinds}


def _planned(service: Service, kind: RequestKind, about: Collection[str], by: Actor = HANDLER) -> PersonRequest:
    desk, handling = PersonRequests(service.database, service.settings), Handling(by, service.now())
    request = desk.receive(kind, handling.at - timedelta(days=3), handling)
    request = desk.identify(Seen(request.id, request.version), about, handling)
    return desk.plan(Seen(request.id, request.version), handling)[0]
