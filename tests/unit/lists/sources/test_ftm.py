"""FollowTheMoney files in their four shapes. Every entity here is invented."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from comity.lists.read import read
from comity.lists.source import Reading
from comity.model import (
    Address,
    Detail,
    FormatError,
    Gender,
    Identifier,
    IdentifierType,
    LimitExceeded,
    Listing,
    NameKind,
    PartialDate,
    Schema,
)

PERSON: dict[str, Any] = {
    "id": "x-ann",
    "caption": "Ann Example",
    "schema": "Person",
    "datasets": ["invented"],
    "properties": {
        "name": ["Ann Example", "Анна Экзампл"],
        "firstName": ["Ann"],
        "lastName": ["Example"],
        "alias": ["A. Example"],
        "weakAlias": ["Annie"],
        "previousName": ["Ann Sample"],
        "birthDate": ["1968-03"],
        "birthPlace": ["Lyon"],
        "birthCountry": ["fr"],
        "nationality": ["fr"],
        "citizenship": ["gb-sct"],
        "country": ["suhh"],
        "gender": ["female"],
        "passportNumber": ["X1"],
        "innCode": ["7712"],
        "address": ["1 Example Street"],
        "addressEntity": ["x-addr"],
        "topics": ["sanction"],
        "programId": ["XX-TEST"],
        "religion": ["none of our business"],
        "sourceUrl": ["https://example.org"],
        "hobby": ["chess"],
    },
}
ADDRESS = {
    "id": "x-addr",
    "schema": "Address",
    "properties": {"street": ["2 Example Road"], "city": ["Paris"], "country": ["fr"], "postalCode": ["75001"]},
}
SANCTION = {
    "id": "x-sanc",
    "schema": "Sanction",
    "properties": {"entity": ["x-ann"], "program": ["Example programme"], "listingDate": ["2020-02-03"], "authority": ["Example Office"]},
}
DOCUMENT = {
    "id": "x-doc",
    "schema": "Identification",
    "properties": {"holder": ["x-ann"], "number": ["N-9"], "type": ["National ID card"], "country": ["fr"]},
}


def jsonl(*objects: Any) -> bytes:
    return "".join((item if isinstance(item, str) else json.dumps(item, ensure_ascii=False)) + "\n" for item in objects).encode()


def listings(data: bytes, file: str = "entities.ftm.json") -> tuple[list[Listing], Reading]:
    reading = Reading("ftm:test", file)
    return list(read(io.BytesIO(data), source="ftm:test", reading=reading)), reading


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0)])
def test_entities_are_joined_whatever_their_order(order: tuple[int, ...]) -> None:
    objects = (PERSON, ADDRESS, SANCTION, DOCUMENT)
    found, reading = listings(jsonl(*(objects[position] for position in order)))
    assert len(found) == 1
    listing, subject = found[0], found[0].subject
    assert (listing.id, listing.source, subject.schema, subject.gender) == ("x-ann", "ftm:test", Schema.PERSON, Gender.FEMALE)
    assert {(name.full, name.kind) for name in subject.names} == {
        ("Ann Example", NameKind.PRIMARY),
        ("Анна Экзампл", NameKind.PRIMARY),
        ("A. Example", NameKind.STRONG),
        ("Annie", NameKind.WEAK),
        ("Ann Sample", NameKind.FORMER),
    }
    assert [part.text for part in subject.names[0].parts] == ["Ann", "Example"]
    assert subject.birth_dates == (PartialDate(1968, 3),)
    assert subject.nationalities == ("FR", "GB")
    assert set(subject.identifiers) == {
        Identifier(IdentifierType.PASSPORT, "X1"),
        Identifier(IdentifierType.TAX, "7712"),
        Identifier(IdentifierType.NATIONAL_ID, "N-9", "FR"),
    }
    assert Address("2 Example Road, Paris, 75001, fr", "Paris", "", "75001", "FR") in subject.addresses
    assert Address(country="SU") in subject.addresses
    assert (listing.programmes, listing.listed_on) == (("XX-TEST", "Example programme"), date(2020, 2, 3))
    assert Detail("sanction: authority", "Example Office") in listing.details
    assert Detail("hobby", "chess") in listing.details
    assert any("property hobby is not known" in str(issue) for issue in reading.issues)
    assert "none of our business" not in repr(listing)
    assert any(key.startswith("religion: a protected attribute") for key in reading.ignored)


def test_nested_targets() -> None:
    nested = json.loads(json.dumps(PERSON))
    nested["properties"] |= {
        "addressEntity": [ADDRESS],
        "sanctions": [SANCTION],
        "identification": [DOCUMENT],
        "ownershipOwner": [
            {"id": "o", "schema": "Ownership", "properties": {"asset": [{"id": "c", "schema": "Company", "properties": {}}]}}
        ],
    }
    found, reading = listings(jsonl(nested))
    flat, _ = listings(jsonl(PERSON, ADDRESS, SANCTION, DOCUMENT))
    assert found[0].subject.identifiers == flat[0].subject.identifiers
    assert set(found[0].subject.addresses) == set(flat[0].subject.addresses)
    assert found[0].listed_on == flat[0].listed_on
    assert reading.ignored["Ownership in ownershipOwner: a relation to another entity is not compared"] == 1


def test_organisations_ships_and_aircraft() -> None:
    objects = [
        {"id": "a", "schema": "PublicBody", "properties": {"name": ["Example Ministry"], "jurisdiction": ["de"], "leiCode": ["L1"]}},
        {
            "id": "b",
            "schema": "Vessel",
            "properties": {"name": ["Sea Example"], "imoNumber": ["IMO9074729"], "flag": ["pa"], "buildDate": ["2004"]},
        },
        {"id": "c", "schema": "Airplane", "properties": {"name": ["EX-ABC"], "registrationNumber": ["EX-ABC"], "serialNumber": ["42"]}},
        {"id": "d", "schema": "Company", "properties": {"swiftBic": ["EXAMPLEX"], "registrationNumber": ["77"]}, "caption": "Example Bank"},
        {"id": "e", "schema": "Person", "target": False, "properties": {"name": ["A relative"]}},
        {"id": "f", "schema": "Family", "properties": {"person": ["e"]}},
    ]
    found, reading = listings(jsonl(*objects))
    assert [listing.subject.schema for listing in found] == [Schema.ORGANIZATION, Schema.VESSEL, Schema.AIRPLANE, Schema.COMPANY]
    assert found[1].subject.founded == (PartialDate(2004),)
    assert [identifier.type for identifier in found[2].subject.identifiers] == [
        IdentifierType.AIRCRAFT_TAIL,
        IdentifierType.AIRCRAFT_SERIAL,
    ]
    assert found[3].subject.caption == "Example Bank"
    assert reading.ignored == {
        "Person with target false: the file says that it is not listed itself": 1,
        "Family: neither a subject nor a fact about one": 1,
    }


def test_wallets_go_to_their_holder_or_stand_alone() -> None:
    def wallet(number: str, *holder: str) -> dict[str, Any]:
        return {"id": f"w{number}", "schema": "CryptoWallet", "properties": {"publicKey": [f"0x{number}"], "holder": list(holder)}}

    found, _ = listings(jsonl(wallet("1", "x-ann"), wallet("2", "x-gone"), wallet("3"), PERSON))
    assert [listing.id for listing in found] == ["x-ann", "w2", "w3"]
    assert Identifier(IdentifierType.WALLET, "0x1") in found[0].subject.identifiers
    assert (found[1].subject.schema, found[1].subject.caption) == (Schema.THING, "0x2")
    assert found[1].subject.identifiers == (Identifier(IdentifierType.WALLET, "0x2"),)


def statements() -> list[dict[str, str]]:
    rows = [
        ("x-ann", "Person", "name", "Ann Example", "eng"),
        ("x-ann", "Person", "name", "Анна Экзампл", "rus"),
        ("x-ann", "LegalEntity", "country", "fr", ""),
        ("x-ann", "Person", "id", "0123abcd", ""),
        ("x-bob", "Person", "Person:name", "Bob Example", ""),
        ("x-sanc", "Sanction", "entity", "x-ann", ""),
        ("x-sanc", "Sanction", "program", "Example programme", ""),
    ]
    keys = ("canonical_id", "schema", "prop", "value", "lang")
    return [dict(zip(keys, row, strict=True)) | {"entity_id": row[0], "dataset": "invented"} for row in rows]


def as_csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.mark.parametrize("form", ["jsonl", "csv", "csv.gz", "shuffled"])
def test_statements_are_put_together(form: str) -> None:
    rows = statements()
    if form == "shuffled":
        rows = rows[::2] + rows[1::2]
    data = jsonl(*rows) if form == "jsonl" else as_csv(rows)
    found, reading = listings(gzip.compress(data) if form == "csv.gz" else data, f"statements.{form}")
    by_id = {listing.id: listing for listing in found}
    assert set(by_id) == {"x-ann", "x-bob"}
    assert {(name.full, name.language, name.script) for name in by_id["x-ann"].subject.names} == {
        ("Ann Example", "en", "Latn"),
        ("Анна Экзампл", "ru", "Cyrl"),
    }
    assert (by_id["x-ann"].subject.schema, by_id["x-ann"].programmes) == (Schema.PERSON, ("Example programme",))
    assert by_id["x-bob"].subject.caption == "Bob Example"
    assert reading.issues == []


def test_many_statements_must_be_sorted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("comity.lists.sources.ftm.entities"), "MAX_STATEMENTS", 3)
    assert len(listings(as_csv(statements()))[0]) == 2
    with pytest.raises(LimitExceeded, match="not sorted") as caught:
        listings(as_csv([*statements(), statements()[0]]))
    assert "sort" in caught.value.hint


def test_too_many_facts_to_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("comity.lists.sources.ftm"), "MAX_LINKED", 1)
    with pytest.raises(LimitExceeded, match="documents to join"):
        listings(jsonl(PERSON, ADDRESS, SANCTION))


def test_broken_lines_are_issues_and_the_rest_goes_on() -> None:
    found, reading = listings(
        jsonl(PERSON, '{"id": "x', "[1]", {"id": "y", "schema": "Person"}, {"id": "z", "schema": "Person", "properties": {}})
    )
    assert [listing.id for listing in found] == ["x-ann"]
    said = [str(issue) for issue in reading.issues]
    assert any("line 2: not JSON" in text for text in said)
    assert any("line 3" in text and "array" in text for text in said)
    assert any("line 4: the object is not an entity" in text for text in said)
    assert any("line 5, entry z: the entry has no name" in text for text in said)


def test_what_is_not_followthemoney_is_refused() -> None:
    for data in (b"", b'{"a": 1}\n', b"name,dob\nAnn,1970\n", b"{broken\n"):
        with pytest.raises(FormatError):
            listings(data)
