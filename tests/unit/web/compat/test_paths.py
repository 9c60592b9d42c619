"""Names, listings by id, the catalogue, and the state of the node."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from comity.model import NotSignedIn
from comity.web.bounds import Bounds
from comity.web.compat import compat_router
from comity.web.problems import answer_with_problems

from .conftest import Desk


def found(client: TestClient, q: str = "Ilva Marenko", scope: str = "default", **parameters: Any) -> Any:
    answer = client.get(f"/search/{scope}", params={"q": q, **parameters})
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: Any) -> list[str]:
    return [result["id"] for result in answer["results"]]


def test_a_name_is_found_best_first(client: TestClient) -> None:
    assert ids(found(client, "ilvana marenka"))[0] == "un-sc:QDi.901"
    answer = found(client, "ILVA marenko")
    assert set(ids(answer)) == {"un-sc:QDi.901", "ofac-sdn:7~2F1"}
    assert answer["total"] == {"value": 2, "relation": "eq"}
    assert (answer["limit"], answer["offset"]) == (10, 0)
    assert {one["list"] for one in answer["comity"]["editions"]} == {"un-sc", "ofac-sdn", "ftm:peps", "own:guests"}


def test_pages(client: TestClient) -> None:
    whole = ids(found(client))
    assert ids(found(client, limit=1)) + ids(found(client, limit=1, offset=1)) == whole
    assert found(client, limit=0)["total"]["value"] == len(whole)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"schema": "Person"}, 2),
        ({"schema": "LegalEntity"}, 2),
        ({"schema": "Vessel"}, 0),
        ({"exclude_schema": "Person"}, 0),
        ({"countries": "SI"}, 1),
        ({"countries": ["si", "hr"], "filter_op": "AND"}, 1),
        ({"countries": ["si", "br"], "filter_op": "AND"}, 0),
        ({"countries": ["si", "br"]}, 1),
        ({"topics": "sanction"}, 2),
        ({"datasets": "un-sc"}, 1),
        ({"include_dataset": ["un-sc", "ofac-sdn"], "datasets": "us_ofac_sdn"}, 1),
        ({"exclude_dataset": "ofac-sdn"}, 1),
        ({"target": "true", "fuzzy": "true", "simple": "true"}, 2),
    ],
)
def test_what_narrows(client: TestClient, parameters: dict[str, Any], expected: int) -> None:
    assert found(client, **parameters)["total"]["value"] == expected


def test_facets_count_what_was_found(client: TestClient) -> None:
    facets = found(client)["facets"]
    assert set(facets) == {"countries", "topics", "datasets"}
    assert facets["datasets"]["values"] == [
        {"name": "ofac-sdn", "label": "Specially Designated Nationals and Blocked Persons List", "count": 1},
        {"name": "un-sc", "label": "United Nations Security Council Consolidated List", "count": 1},
    ]
    assert facets["countries"]["values"][0] == {"name": "hr", "label": "Croatia", "count": 1}
    more = found(client, facets=["schema", "genders", "identifiers"])["facets"]
    assert [more[name]["values"][0]["name"] for name in ("schema", "genders", "identifiers")] == ["Person", "female", "PX 4471209"]
    assert found(client, "Grey Heron Relief Society")["facets"]["countries"]["values"][0]["label"] == "Soviet Union"


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": ""},
        {"q": "☃"},
        {"q": "mare*"},
        {"q": "marenk?"},
        {"q": "marenko~2"},
        {"q": "name:Marenko"},
        {"q": "a && b"},
        {"q": "x" * 1001},
        {"schema": "Persn"},
        {"schema": "PublicBody"},
        {"filter": "properties.birthDate:1968"},
        {"sort": "first_seen:desc"},
        {"target": "false"},
        {"changed_since": "2026-01-01"},
        {"facets": "names"},
        {"filter_op": "XOR"},
        {"limit": 501},
        {"limit": 500, "offset": 1},
        {"offset": -1},
        {"include_dataset": "un-sc", "datasets": "ofac-sdn"},
        {"topics": "role.pep", "include_dataset": "un-sc"},
        {"prefix": "x"},
    ],
    ids=str,
)
def test_what_does_not_work_here_is_refused(client: TestClient, desk: Desk, parameters: dict[str, Any]) -> None:
    answer = client.get("/search/default", params={"q": "Ilva Marenko", **parameters})
    assert answer.status_code == 400
    assert len(answer.json()["detail"]) > 10
    assert desk.rules == []


def test_names_with_signs_are_no_query_language(client: TestClient) -> None:
    for name in ("Maersk A/S", 'Ilva "Weaver" Marenko', "Abu-Bakr (al-Zahir)", "O'Neill & Sons [Koper]"):
        found(client, name)


@pytest.mark.parametrize("entity_id", ["un-sc:QDi.901", "un-sc%3AQDi.901", "ofac-sdn:7~2F1", "own~3Aguests:G~201"])
def test_a_listing_by_its_id(client: TestClient, entity_id: str) -> None:
    answer = client.get(f"/entities/{entity_id}")
    assert answer.status_code == 200
    assert answer.json()["id"] == entity_id.replace("%3A", ":")
    assert answer.json()["comity"]["stale"] is not entity_id.startswith("own")


def test_nested_or_not(client: TestClient) -> None:
    assert client.get("/entities/un-sc:QDi.901").json()["properties"]["sanctions"][0]["schema"] == "Sanction"
    assert "sanctions" not in client.get("/entities/un-sc:QDi.901", params={"nested": "false"}).json()["properties"]


@pytest.mark.parametrize("entity_id", ["un-sc:QDi.999", "Q7747", "eu-fsf:1", "un-sc:qdi.901", "un-sc:QDi.901~sanction-1"])
def test_an_unknown_id_is_not_found(client: TestClient, entity_id: str) -> None:
    answer = client.get(f"/entities/{entity_id}")
    assert (answer.status_code, "no entity" in answer.json()["detail"]) == (404, True)


def test_what_stands_beside(client: TestClient) -> None:
    answer = client.get("/entities/un-sc:QDi.901/adjacent").json()
    assert (answer["entity"]["id"], list(answer["adjacent"])) == ("un-sc:QDi.901", ["sanctions"])
    one = client.get("/entities/un-sc:QDi.901/adjacent/sanctions").json()
    assert one == answer["adjacent"]["sanctions"]
    page = client.get("/entities/un-sc:QDi.901/adjacent/sanctions", params={"offset": 1}).json()
    assert (page["results"], page["total"]["value"]) == ([], 1)
    assert client.get("/entities/un-sc:QDi.901/adjacent/ownershipOwner").status_code == 404
    assert client.get("/entities/un-sc:QDi.999/adjacent").status_code == 404
    assert client.get("/entities/un-sc:QDi.901/adjacent", params={"sort": "id"}).status_code == 400


def test_the_catalogue(client: TestClient) -> None:
    answer = client.get("/catalog").json()
    by_name = {one["name"]: one for one in answer["datasets"]}
    assert by_name["default"]["children"] == ["un-sc", "ofac-sdn", "ftm:peps", "own:guests"]
    assert by_name["default"]["entity_count"] == 7
    assert (answer["current"], answer["outdated"], answer["index_stale"]) == (["ftm:peps", "own:guests"], ["un-sc", "ofac-sdn"], True)
    un = by_name["un-sc"]
    assert (un["load"], un["index_current"], un["version"]) == (True, False, "un-sc-2026-03-01-00000000")
    assert "is stale" in un["summary"]
    assert (un["publisher"]["official"], by_name["own:guests"]["publisher"]["official"]) == (True, False)
    assert by_name["ftm:peps"]["title"].endswith(": peps")


def test_the_one_way_of_scoring(client: TestClient) -> None:
    answer = client.get("/algorithms").json()
    assert [one["name"] for one in answer["algorithms"]] == [answer["default"]] == [answer["best"]] == ["comity"]


def test_health_and_readiness(client: TestClient, unready: TestClient) -> None:
    assert [client.get(path).json() for path in ("/healthz", "/readyz")] == [{"status": "ok"}] * 2
    assert unready.get("/healthz").status_code == 200
    assert unready.get("/readyz").status_code == 503
    assert unready.get("/search/default", params={"q": "x y"}).status_code == 503
    assert unready.get("/catalog").json()["current"] == []


def test_rights_are_checked_by_the_application(desk: Desk) -> None:
    def nobody() -> Desk:
        raise NotSignedIn("the request carries no key", "send one")

    app = FastAPI()
    app.include_router(compat_router(nobody, desk.lists), prefix="/yente")
    answer_with_problems(app)
    with TestClient(app) as client:
        for path in ("/search/default?q=x", "/entities/un-sc:QDi.901", "/entities/un-sc:QDi.901/adjacent"):
            assert client.get(f"/yente{path}").status_code == 401
        assert client.post("/yente/match/default", json={"queries": {"q": {"schema": "Person", "properties": {}}}}).status_code == 401
        assert client.get("/yente/readyz").status_code == 200


def test_the_nodes_own_bounds_know_the_parameters(desk: Desk) -> None:
    app = FastAPI()
    app.include_router(compat_router(lambda: desk, desk.lists))
    app.add_middleware(Bounds)
    with TestClient(app) as client:
        parameters: dict[str, str | float] = {
            "limit": 3,
            "threshold": 0.8,
            "topics": "sanction",
            "exclude_entity_ids": "x",
            "include_dataset": "un-sc",
        }
        body = {"queries": {"q": {"schema": "Person", "properties": {"name": "Ilva Marenko"}}}}
        assert client.post("/match/default", params=parameters, json=body).status_code == 200
        assert client.post("/match/default", params={"treshold": 0.8}, json=body).status_code == 400
        assert client.get("/search/default", params={"q": "Ilva Marenko", "facets": "schema"}).status_code == 200
        assert client.get("/entities/un-sc:QDi.901", params={"nested": "false"}).status_code == 200


def test_the_api_describes_its_errors(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/match/{scope}", "/search/{scope}", "/entities/{entity_id}", "/catalog", "/healthz", "/readyz"} <= set(paths)
    assert {"200", "400", "404", "413", "503"} <= set(paths["/match/{scope}"]["post"]["responses"])
    names = {parameter["name"] for parameter in paths["/match/{scope}"]["post"]["parameters"]}
    assert {"scope", "limit", "threshold", "cutoff", "algorithm", "topics", "exclude_entity_ids"} <= names
