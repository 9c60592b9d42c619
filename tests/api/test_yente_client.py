"""The unmodified client of yente, from PyPI, against this node over HTTP: who moves here changes an address.

The list is the extract that comes with the product; the persons asked about are on it, or invented.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
import uvicorn
import yente_client as yente  # type: ignore[import-untyped]
from fastapi import FastAPI, Request

from comity.batch import Freshness, freshness
from comity.model import Listing, NotSignedIn, Query, ScreeningRule
from comity.screening import Index
from comity.storage import EditionStore
from comity.web.compat import Screened, compat_router
from comity.web.problems import answer_with_problems

NOW = datetime(2026, 3, 10, tzinfo=UTC)
KEY = "comity_invented"


class Node:
    """A node of the editions in ``store``."""

    def __init__(self, store: EditionStore, index: Index) -> None:
        self.store, self.index = store, index

    def lists(self) -> Sequence[Freshness]:
        return list(freshness(self.index.editions, NOW).values())

    async def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> Screened:
        return Screened(self.index.screen_many(queries, rule), self.lists())

    async def find(self, list_name: str, listing_id: str) -> tuple[Freshness, Listing] | None:
        found = self.store.find(listing_id, [list_name])
        return next(((freshness([edition], NOW)[edition.id], listing) for edition, listing in found if listing.id == listing_id), None)


def application(node: Node) -> FastAPI:
    """The API under a prefix, for whoever sends the key as yente's client does."""

    def screening(request: Request) -> Node:
        if request.headers.get("Authorization") != f"ApiKey {KEY}":
            raise NotSignedIn("the request carries no key of this node", "send one")
        return node

    app = FastAPI()
    app.include_router(compat_router(screening, node.lists), prefix="/yente")
    answer_with_problems(app)
    return app


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("node")
    store = EditionStore(home / "home")
    editions = [edition for name in store.names() if (edition := store.current(name))]
    index = Index.build([(edition, store.listings(edition)) for edition in editions], home / "index")
    # The server's own socket is handed over, so that no other process can take the port in between.
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application(Node(store, index)), ws="none", lifespan="off", log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until = time.monotonic() + 30
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/yente"
        server.should_exit = True
        thread.join()


@pytest.fixture
def client(address: str) -> Iterator[yente.Client]:
    with yente.Client(base_url=address, api_key=KEY, app_name="Test") as made:
        yield made


def asked() -> yente.Person:
    return yente.Person(firstName="Abdulrahman", lastName="Yaseen", birthDate="1960", nationality="us")


def test_match(client: yente.Client) -> None:
    answer = client.match(asked(), threshold=0.7, cutoff=0.5, algorithm=yente.BEST_ALGORITHM, limit=3)
    top = answer.top
    assert top is not None
    assert (top.id, top.caption, top.schema_, top.match) == ("un-sc:QDi.037", "ABDUL RAHMAN YASIN", "Person", True)
    assert answer.matches == [top]
    assert (answer.limit, answer.total.value, answer.total.relation) == (3, 1, "eq")
    assert (top.datasets, top.referents, top.target) == (["un-sc"], [], True)
    assert (top.first_seen, top.last_change) == (None, None)
    assert top.last_seen is not None
    assert top.properties["birthDate"] == ["1960-04-10"]
    assert top.properties["topics"] == ["sanction"]
    contributing = top.contributing_explanations
    assert set(contributing) == {"name", "birth_date", "country"}
    assert sum(one.score for one in contributing.values()) == pytest.approx(top.score, abs=1e-4)
    assert (contributing["birth_date"].query, contributing["birth_date"].candidate) == ("1960", "1960-04-10")
    assert answer.query["properties"]["lastName"] == ["Yaseen"]


def test_match_nobody(client: yente.Client) -> None:
    answer = client.match(yente.Person(name="Ottilie Quarnby Brandner"))
    assert (answer.top, answer.matches, answer.total.value) == (None, [], 0)


def test_match_with_every_filter_that_works(client: yente.Client) -> None:
    def found(**filters: object) -> list[str]:
        return [result.id for result in client.match(asked(), **filters).matches]

    assert found(datasets=["un-sc"]) == found(datasets=["un_sc_sanctions"]) == found(topics=["sanction"]) == ["un-sc:QDi.037"]
    assert found(datasets=["default", "un-sc"]) == ["un-sc:QDi.037"]
    assert found(exclude_entities=["un-sc:QDi.037"]) == []
    assert found(exclude_schemata=["Person"]) == []
    assert found(filters=yente.MatchFilters(topics=["sanction"])) == ["un-sc:QDi.037"]


def test_match_other_kinds(client: yente.Client) -> None:
    company = client.match(yente.Organization(name="Al Qaida"))
    assert company.top is not None
    assert company.top.schema_ == "Organization"
    number = client.match(yente.Person(passportNumber="MO887925"))
    assert number.top is not None
    assert (number.top.id, number.top.match) == ("un-sc:QDi.037", True)


def test_match_iter(client: yente.Client) -> None:
    rows = [("a", asked()), ("b", yente.Person(name="Ottilie Quarnby Brandner")), ("c", yente.Person(email="x@example.org"))]
    found = dict(client.match_iter(rows, workers=2, on_error="collect"))
    assert found["a"].top.id == "un-sc:QDi.037"
    assert found["b"].top is None
    assert isinstance(found["c"], yente.MatchError), "what cannot be screened is an error, not an empty answer"
    assert "nothing to screen" in str(found["c"].exception)


def test_search(client: yente.Client) -> None:
    answer = client.search("abdul rahman yasin", schema="Person", facets=["countries", "schema"], fuzzy=True, simple=True, limit=2)
    assert answer.results[0].id == "un-sc:QDi.037"
    assert len(answer.results) == 2
    assert (answer.limit, answer.offset) == (2, 0)
    assert answer.total.value > 2
    assert answer.facets["schema"].values[0].name == "Person"
    (narrowed,) = client.search("abdul rahman yasin", countries=["us"]).results
    assert narrowed.id == "un-sc:QDi.037"
    assert client.search("abdul rahman yasin", offset=1, limit=1).results == answer.results[1:]


def test_fetch_and_what_stands_beside(client: yente.Client) -> None:
    entity = client.fetch("un-sc:QDi.037")
    (sanction,) = entity.properties["sanctions"]
    assert sanction.properties["authority"] == ["United Nations Security Council"]
    assert sanction.properties["program"] == ["Al-Qaida"]
    assert "sanctions" not in client.fetch("un-sc:QDi.037", nested=False).properties
    beside = client.adjacent("un-sc:QDi.037")
    assert (beside.entity.id, list(beside.adjacent)) == ("un-sc:QDi.037", ["sanctions"])
    assert client.adjacent("un-sc:QDi.037", prop="sanctions", limit=5).total.value == 1


def test_every_id_that_is_given_can_be_fetched(client: yente.Client) -> None:
    ids = [result.id for result in client.search("mohammed", limit=25).results]
    assert ids
    assert [client.fetch(one).id for one in ids] == ids


def test_about_the_node(client: yente.Client) -> None:
    assert (client.healthz().status, client.readyz().status) == ("ok", "ok")
    datasets = client.datasets()
    loaded = {one.name: one for one in datasets.datasets if one.load}
    assert set(loaded) == {"un-sc"}
    assert loaded["un-sc"].entity_count == 1003
    assert (datasets.outdated, datasets.index_stale) == (["un-sc"], True), "eleven days old, and more than seven is too old"
    algorithms = client.algorithms()
    assert (algorithms.default, algorithms.best) == ("comity", "comity")


def test_errors_are_those_of_the_client(client: yente.Client, address: str) -> None:
    with pytest.raises(yente.BadRequestError, match=r"algorithm: .*'best' or 'comity'"):
        client.match(asked(), algorithm="logic-v2")
    with pytest.raises(yente.BadRequestError, match="weights: the scoring is the same"):
        client.match(asked(), weights={"name_literal": 0.5})
    with pytest.raises(yente.BadRequestError, match=r"changed_since: .*compare editions"):
        client.match(asked(), changed_since="2026-01-01")
    with pytest.raises(yente.BadRequestError, match="sort: "):
        client.search("abdul", sort=["first_seen:desc"])
    with pytest.raises(yente.BadRequestError, match="leave no list"):
        client.match(asked(), datasets=["un-sc"], exclude_datasets=["un-sc"])
    with pytest.raises(yente.NotFoundError, match="lists in use: default, un-sc"):
        client.match(asked(), datasets=["sanctions"])
    with pytest.raises(yente.NotFoundError, match="no entity of that id"):
        client.fetch("NK-aU5ybkbRFJucf8YMwsJvDw")
    with pytest.raises(yente.NotFoundError, match="not available on this server"):
        client.statements(entity_id="un-sc:QDi.037")
    with yente.Client(base_url=address) as nobody, pytest.raises(yente.AuthenticationError, match="no key"):
        nobody.match(asked())


def test_the_asynchronous_client(address: str) -> None:
    async def ask() -> None:
        async with yente.AsyncClient(base_url=address, api_key=KEY) as client:
            assert (await client.readyz()).status == "ok"
            answer = await client.match(asked(), datasets=["un-sc"])
            assert answer.top.id == "un-sc:QDi.037"
            rows = [(str(number), asked()) for number in range(8)]
            found = [(key, one.top.id) async for key, one in client.match_iter(rows, workers=4)]
            assert sorted(found) == [(key, "un-sc:QDi.037") for key, _ in rows]
            assert (await client.search("abdul rahman yasin")).results[0].id == "un-sc:QDi.037"
            assert (await client.fetch("un-sc:QDi.037")).caption == "ABDUL RAHMAN YASIN"
            assert [one.name for one in (await client.datasets()).datasets] == ["default", "un-sc"]

    asyncio.run(ask())
