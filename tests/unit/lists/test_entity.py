"""An entity that is asked about means what it would mean on a list, and says what is not compared. Every entity is invented."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from comity import lists
from comity.lists.sources.ftm.asked import MAX_TEXT, MAX_VALUES
from comity.lists.sources.ftm.parts import MAX_JOINED
from comity.model import Address, Gender, Identifier, IdentifierType, Name, PartialDate, Schema, Subject, UsageError

FULL: dict[str, Any] = {
    "schema": "Person",
    "properties": {
        "name": ["Ilva Marenko", "Илва Маренко"],
        "alias": ["I. Marenko"],
        "weakAlias": ["Ilvushka"],
        "previousName": ["Ilva Sorrel"],
        "firstName": ["Ilva"],
        "lastName": ["Marenko"],
        "birthDate": ["1968-03"],
        "birthPlace": ["Koper"],
        "birthCountry": ["si"],
        "nationality": ["si", "suhh"],
        "country": ["it"],
        "gender": ["female"],
        "passportNumber": ["PX 44"],
        "idNumber": ["778-1"],
        "taxNumber": ["90125"],
        "address": ["1 Example Road"],
    },
}


def ask(schema: str, **properties: Any) -> Subject:
    return lists.subject_of({"schema": schema, "properties": properties})[0]


def names(subject: Subject) -> list[str]:
    return [name.full for name in subject.names]


def said(schema: str, **properties: Any) -> list[str]:
    return [issue.what for issue in lists.subject_of({"schema": schema, "properties": properties})[1]]


@pytest.mark.parametrize(
    "entity",
    [
        FULL,
        {
            "schema": "Company",
            "properties": {"name": ["Kettle & Fig"], "jurisdiction": ["gb"], "incorporationDate": ["2001"], "leiCode": ["L1"]},
        },
        {"schema": "Vessel", "properties": {"name": ["SEA EXAMPLE"], "flag": ["pa"], "imoNumber": ["IMO9074729"], "buildDate": ["2004"]}},
        {"schema": "Airplane", "properties": {"name": ["EX-ABC"], "registrationNumber": ["EX-ABC"], "serialNumber": ["42"]}},
        {"schema": "PublicBody", "properties": {"name": ["Example Ministry"], "swiftBic": ["EXAMPLEX"]}},
    ],
    ids=lambda entity: str(entity["schema"]),
)
def test_the_facts_are_those_of_the_same_entity_on_a_list(entity: dict[str, Any]) -> None:
    line = json.dumps({"id": "x", "caption": "", **entity}).encode()
    (listed,) = lists.read(io.BytesIO(line), source="ftm:invented")
    assert lists.subject_of(entity)[0] == listed.subject


def test_everything_is_taken() -> None:
    subject, issues = lists.subject_of(FULL)
    assert subject.birth_dates == (PartialDate(1968, 3),)
    assert subject.nationalities == ("SI", "SU")
    assert subject.gender is Gender.FEMALE
    assert set(subject.addresses) == {Address("1 Example Road"), Address(country="IT")}
    assert Identifier(IdentifierType.TAX, "90125") in subject.identifiers
    assert issues == ()


@pytest.mark.parametrize(
    ("parts", "joined"),
    [
        ({"firstName": ["Ilva"], "lastName": ["Marenko"]}, ["Ilva Marenko"]),
        ({"lastName": ["Marenko"]}, ["Marenko"]),
        (
            {"firstName": ["Ilva"], "fatherName": ["Petrovna"], "lastName": ["Marenko", "Маренко"]},
            ["Ilva Petrovna Marenko"],
        ),
        ({"firstName": ["Ilva"], "lastName": ["Маренко"]}, ["Ilva Маренко"]),
        ({"firstName": ["Ilva", "Ivana"], "lastName": ["Marenko"]}, ["Ilva Marenko", "Ivana Marenko"]),
        ({"title": ["Dr"], "firstName": ["Ilva"], "secondName": ["Mia"], "lastName": ["Marenko"]}, ["Ilva Mia Marenko"]),
        ({"name": ["Ilva Mia Marenko"], "firstName": ["Ilva"], "lastName": ["Marenko"]}, ["Ilva Mia Marenko"]),
        ({"name": ["The Weaver"], "firstName": ["Ilva"], "lastName": ["Marenko"]}, ["The Weaver", "Ilva Marenko"]),
        ({"name": ["The Weaver"], "firstName": ["Ilva", "Ivana"], "lastName": ["Marenko"]}, ["The Weaver"]),
        ({"title": ["Dr"]}, []),
    ],
)
def test_parts_of_names_are_joined(parts: dict[str, list[str]], joined: list[str]) -> None:
    assert names(ask("Person", **parts)) == joined


def test_parts_that_are_not_joined_are_told() -> None:
    assert said("Person", name=["The Weaver"], firstName=["Ilva", "Ivana"]) == ["parts of names are not joined where whole names are given"]


def test_too_many_ways_to_join_are_refused() -> None:
    many = [f"A{n}" for n in range(MAX_JOINED // 8 + 1)]
    with pytest.raises(UsageError, match="72 ways"):
        ask("Person", firstName=many, lastName=many[:8])


def test_one_text_or_number_does_for_a_list() -> None:
    subject = ask("Person", name="Ilva Marenko", birthDate=1968, idNumber=None, passportNumber="")
    assert (names(subject), subject.birth_dates, subject.identifiers) == (["Ilva Marenko"], (PartialDate(1968),), ())


def test_countries_go_by_code_or_name() -> None:
    assert ask("Person", nationality=["Russia"]).nationalities == ("RU",)
    assert said("Person", name="X Y", nationality=["Atlantis"]) == ["nationality: 'Atlantis' is not one country; it was kept as text"]


def test_wallets_and_vehicles() -> None:
    assert ask("CryptoWallet", publicKey="0xAB1").identifiers == (Identifier(IdentifierType.WALLET, "0xAB1"),)
    assert ask("CryptoWallet", cryptoAddress="0xAB1").identifiers == (Identifier(IdentifierType.WALLET, "0xAB1"),)
    holder = ask("Person", name="Ilva Marenko", cryptoWallets=[{"schema": "CryptoWallet", "properties": {"publicKey": ["0xAB1"]}}])
    assert holder.identifiers == (Identifier(IdentifierType.WALLET, "0xAB1"),)
    assert ask("Vehicle", name="EX-ABC").schema is Schema.THING


def test_what_is_not_compared_is_told() -> None:
    told = said("Person", name="Ilva Marenko", email=["a@example.org"], position=["Mayor", "Clerk"], religion=["x"], ownershipOwner=[])
    assert told == ["email is not compared", "position is not compared", "religion: a protected attribute is never kept"]


def test_a_number_alone_is_a_subject() -> None:
    subject = ask("Company", registrationNumber=["HRB 1"])
    assert subject == Subject(Schema.COMPANY, identifiers=(Identifier(IdentifierType.REGISTRATION, "HRB 1"),))


@pytest.mark.parametrize(
    ("entity", "why"),
    [
        ({"schema": "Address", "properties": {"full": ["x"]}}, "not screened"),
        ({"schema": "Persn", "properties": {"name": ["x"]}}, "not screened"),
        ({"schema": None, "properties": {}}, "not screened"),
        ({"schema": "Person", "properties": ["name"]}, "no properties"),
        ({"schema": "Person", "properties": {"nmae": ["x"]}}, "'nmae'"),
        ({"schema": "Person", "properties": {"name": [1.5]}}, "not a text"),
        ({"schema": "Person", "properties": {"name": [True]}}, "not a text"),
        ({"schema": "Person", "properties": {"name": [["x"]]}}, "not a text"),
        ({"schema": "Person", "properties": {"name": ["\ud800"]}}, "not a text"),
        ({"schema": "Person", "properties": {"name": ["x" * (MAX_TEXT + 1)]}}, "characters"),
        ({"schema": "Person", "properties": {"name": [str(n) for n in range(MAX_VALUES + 1)]}}, "values"),
    ],
)
def test_what_cannot_be_taken_whole_is_refused(entity: dict[str, Any], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        lists.subject_of(entity)


def test_texts_for_people_may_be_long() -> None:
    assert names(ask("Person", name="Ilva Marenko", notes="x" * (MAX_TEXT + 1))) == ["Ilva Marenko"]


def test_a_name_has_its_script() -> None:
    assert ask("Person", name="Илва Маренко").names == (Name("Илва Маренко", script="Cyrl"),)
