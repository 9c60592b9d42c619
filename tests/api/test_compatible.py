"""The compatible API on a node: counted against each caller's rate, and true to the edition that it shows."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

from comity.exchange import Downloader
from comity.model import LedgerBroken
from comity.node.lists import Allowance, FileToImport, ListDesk
from comity.node.service import Service
from comity.web.api.metrics import metrics
from comity.web.compat.entity_ids import entity_id

Key = Callable[..., dict[str, str]]
UN = b"""<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="2026-03-01T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL>
<DATAID>1</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>ILVANA</FIRST_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE>
<REFERENCE_NUMBER>QDi.001</REFERENCE_NUMBER><LISTED_ON>2011-10-06</LISTED_ON></INDIVIDUAL></INDIVIDUALS><ENTITIES></ENTITIES>
</CONSOLIDATED_LIST>"""


def listed(service: Service) -> str:
    """The id of the first entity on the list that ships with the product."""
    edition = service.store.current("un-sc")
    assert edition is not None
    return entity_id("un-sc", next(service.store.listings(edition)).id)


@pytest.mark.parametrize("path", ["/entities/{}", "/entities/{}/adjacent", "/entities/{}/adjacent/sanctions"])
def test_looking_an_entity_up_counts(client: TestClient, service: Service, key: Key, path: str) -> None:
    headers = key("screen", per_minute=2)
    asked = path.format(listed(service))
    assert [client.get(asked, headers=headers).status_code for _ in range(3)] == [200, 200, 429]


def test_an_entity_has_the_edition_that_it_stands_in(client: TestClient, service: Service, key: Key) -> None:
    path = service.settings.home / "un.xml"
    path.write_bytes(UN)
    desk = ListDesk(service.settings, service.store, Downloader())
    newer = desk.import_file(FileToImport(path, "un-sc"), service.now(), Allowance(accept_shrink=True)).edition
    assert newer.id not in {edition.id for edition in service.screener.editions}  # its index is not built yet
    found = client.get("/entities/un-sc:QDi.001", headers=key("screen")).json()
    assert (found["caption"], found["comity"]["edition"]) == ("ILVANA", newer.id)


def test_the_metrics_say_that_the_ledger_cannot_be_signed_and_no_name_of_a_list_breaks_them(
    client: TestClient, service: Service, key: Key
) -> None:
    assert "comity_ledger_not_signed 0\n" in client.get("/metrics", headers=key("metrics:read")).text
    (edition,) = service.screener.editions
    named = SimpleNamespace(source='own:say "x"\\', id=edition.id, age_days=lambda _: 3)
    signing = SimpleNamespace(problem=LedgerBroken("the first 12 entries are not those that were signed"))
    node = SimpleNamespace(screener=SimpleNamespace(editions=[named]), now=service.now, signing=signing)
    text = bytes(metrics(cast("Any", None), cast("Any", node)).body).decode()
    assert 'comity_edition_age_days{list="own:say \\"x\\"\\\\"} 3\n' in text
    assert "comity_ledger_not_signed 1\n" in text
