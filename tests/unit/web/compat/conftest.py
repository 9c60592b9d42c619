"""A small node of invented listings behind the compatible API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from comity.batch import Freshness, freshness
from comity.model import (
    Address,
    Detail,
    Edition,
    Gender,
    Hit,
    Identifier,
    IdentifierType,
    Listing,
    Name,
    NameKind,
    NamePart,
    PartialDate,
    PartKind,
    Query,
    Schema,
    ScreeningRule,
    Subject,
)
from comity.screening import Index
from comity.web.compat import Screened, compat_router

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
FETCHED = datetime(2026, 3, 1, 6, tzinfo=UTC)


def edition(source: str, entries: int, day: int = 1) -> Edition:
    published = datetime(2026, 3, day, tzinfo=UTC)
    return Edition(f"{source}-2026-03-{day:02}-00000000", source, "Invented Office", published, FETCHED, "0" * 64, entries, entries)


UN = [
    Listing(
        "QDi.901",
        "un-sc",
        Subject(
            Schema.PERSON,
            (
                Name("Ilva Marenko", parts=(NamePart(PartKind.GIVEN, "Ilva"), NamePart(PartKind.FAMILY, "Marenko"))),
                Name("Илва Маренко"),
                Name("Ilvana Marenka", NameKind.STRONG),
                Name("The Weaver", NameKind.WEAK),
            ),
            birth_dates=(PartialDate(1968, 3, 7),),
            nationalities=("SI",),
            gender=Gender.FEMALE,
            identifiers=(Identifier(IdentifierType.PASSPORT, "PX 4471209", "SI", doubtful=True),),
            addresses=(Address("1 Example Road, Koper", "Koper", country="SI"),),
            birth_places=(Address("Split", country="HR"),),
        ),
        programmes=("Al-Qaida",),
        legal_basis=("UNSCR 1267 (1999)",),
        listed_on=date(2011, 10, 6),
        amended_on=(date(2019, 5, 1),),
        details=(Detail("comments", "An invented remark."),),
    ),
    Listing("QDe.902", "un-sc", Subject(Schema.ORGANIZATION, (Name("Grey Heron Relief Society"),), jurisdictions=("SU",))),
    Listing(
        "QDv.903",
        "un-sc",
        Subject(
            Schema.VESSEL,
            (Name("OCEAN MERIDIAN"),),
            founded=(PartialDate(2004),),
            jurisdictions=("PA",),
            identifiers=(Identifier(IdentifierType.IMO, "9074729"),),
        ),
    ),
]
SDN = [Listing("7/1", "ofac-sdn", Subject(Schema.PERSON, (Name("Ilva Marenko"),), birth_dates=(PartialDate(1990),)))]
FTM = [
    Listing(
        "NK-1",
        "ftm:peps",
        Subject(Schema.PERSON, (Name("Tobin Achterberg"),)),
        details=(Detail("topics", "role.pep"), Detail("position", "Mayor")),
    ),
    Listing("w-1", "ftm:peps", Subject(Schema.THING, (Name("0xabc123"),), identifiers=(Identifier(IdentifierType.WALLET, "0xABC123"),))),
]
OWN = [Listing("G 1", "own:guests", Subject(Schema.PERSON, (Name("Tobin Achterberg"),)))]
LISTS = [(edition("un-sc", 3), UN), (edition("ofac-sdn", 1), SDN), (edition("ftm:peps", 2, 10), FTM), (edition("own:guests", 1), OWN)]


class Desk:
    """A node of one index. ``rules`` are those under which it was asked."""

    def __init__(self, index: Index | None) -> None:
        self.index = index
        self.rules: list[ScreeningRule] = []

    def lists(self) -> Sequence[Freshness]:
        return list(freshness(self.index.editions, NOW).values()) if self.index else []

    async def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> Screened:
        assert self.index is not None
        self.rules.append(rule)
        hits: list[list[Hit]] = self.index.screen_many(queries, rule)
        return Screened(hits, self.lists())

    async def find(self, list_name: str, listing_id: str) -> tuple[Freshness, Listing] | None:
        ages = freshness([known for known, _ in LISTS], NOW)
        kept = [(ages[known.id], listing) for known, listings in LISTS for listing in listings if known.source == list_name]
        return next((found for found in kept if found[1].id == listing_id), None)


def client_of(desk: Desk) -> TestClient:
    app = FastAPI()
    app.include_router(compat_router(lambda: desk, desk.lists))
    return TestClient(app)


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("compat") / "index"
    return Index.build(LISTS, folder)


@pytest.fixture
def desk(small_index: Index) -> Desk:
    return Desk(small_index)


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with client_of(desk) as made:
        yield made


@pytest.fixture
def unready() -> Iterator[TestClient]:
    """A node whose index is not there yet."""
    with client_of(Desk(None)) as made:
        yield made


def person(name: str = "Ilva Marenko", **properties: Any) -> dict[str, Any]:
    """An entity that is asked about."""
    return {"schema": "Person", "properties": {"name": [name], **properties}}


@pytest.fixture
def ask(client: TestClient) -> Any:
    """A function that matches entities by their keys against a scope, and gives the answer's status and body."""

    def asked(queries: dict[str, Any], scope: str = "default", **parameters: Any) -> tuple[int, Any]:
        answer = client.post(f"/match/{scope}", params=parameters, json={"queries": queries, "weights": {}, "config": {}})
        return answer.status_code, answer.json()

    return asked
