"""The registry in the console: the bases between two, an instrument, a party, a body, the search, and who may see them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from comity.model import Actor, Confidence, EventKind, PartialDate, Participation
from comity.node.service import Service

from ..persons import ADA, ANA, LENA, acting
from .registry_pages import get, rows

DAY = "on=2026-02-01"
PAIR = f"/registry/pair?one=FR&other=DE&for=extradition&{DAY}"
SCRIPT = "<script>alert(1)</script>"


def written(page: str) -> str:
    """The words of a page, without its markup."""
    return re.sub(r" ([,.;:])", r"\1", " ".join(re.sub(r"<[^>]+>", " ", page).split()))


def test_two_members_of_the_union_surrender_by_warrant_and_the_older_treaty_makes_way(client: TestClient) -> None:
    page = written(get(client, PAIR))
    assert "France – Germany: extradition" in page
    assert page.index("First in rank: European arrest warrant") < page.index("Treaties and laws") < page.index("replaced between the two")
    assert "Replaced between the two by: Council Framework Decision 2002/584/JHA" in page
    in_short = rows(client, f"{PAIR}&as=csv&table=bases")
    assert (in_short[0]["Basis"], in_short[0]["Applies since"], in_short[0]["#"]) == ("European arrest warrant", "2004-01-01", "1")
    assert [int(row["#"]) for row in in_short] == list(range(1, len(in_short) + 1))


def test_before_the_warrant_applied_the_treaty_stands_by_itself(client: TestClient) -> None:
    page = written(get(client, "/registry/pair?one=FRA&other=Allemagne&for=extradition&on=2000-01-01"))
    assert "European arrest warrant" not in page.split("In force for one of the two only")[0]
    assert "First in rank: European Convention on Extradition" in page


def test_what_is_not_known_is_told_apart_and_is_not_a_no(client: TestClient) -> None:
    asked = f"/registry/pair?one=France&other=Kenya&for=extradition&{DAY}"
    page = written(get(client, asked))
    assert "Not known is not a no" in page.split("What is not known")[1]
    known, unknown = (rows(client, f"{asked}&as=csv&table={name}") for name in ("bases", "unknown"))
    assert "Convention for the Suppression of Unlawful Seizure of Aircraft" in {row["Basis"] for row in unknown}
    assert all("not known" in row["What is not known"] or "not a no" in row["What is not known"] for row in unknown)
    assert not {row["Basis"] for row in known} & {row["Basis"] for row in unknown}
    one_sided = rows(client, f"{asked}&as=csv&table=one-sided")
    assert {row["Basis"]: row["Why not"] for row in one_sided}["European Convention on Extradition"].startswith("Kenya: ")


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("one=FR&other=Atlantis", 404, "no state, territory or body is known as"),
        ("one=FR", 400, "one of the two parties is missing"),
        ("one=FR&other=France", 400, "France is both parties"),
    ],
    ids=["unknown", "missing", "same"],
)
def test_what_was_typed_stays_when_a_party_is_not_found(client: TestClient, asked: str, status: int, said: str) -> None:
    page = get(client, f"/registry/pair?{asked}&for=mla", status=status)
    assert said in page
    assert 'name="one" value="FR"' in page
    assert '<option value="mla" selected>' in page


def test_the_form_is_there_before_anything_is_asked(client: TestClient) -> None:
    page = get(client, "/registry/pair")
    assert 'name="one" value=""' in page
    assert "by ISO code or by name" in page


def test_reservations_stand_among_the_limits_with_their_day_and_source(client: TestClient, service: Service) -> None:
    add(service, kind=EventKind.RESERVATION, date=PartialDate(2001, 2, 3), articles=("9",), text=SCRIPT)
    add(service, kind=EventKind.OBJECTION, party="DEU", against="BEL", date=PartialDate(2002, 3, 4), text="It goes too far.")
    page = get(client, f"/registry/pair?one=BE&other=DE&for=extradition&{DAY}")
    card = written(page[page.index("Terrorist Bombings Convention") :])
    assert "2001-02-03, articles 9" in card
    assert "2002-03-04, to a reservation of Belgium. It goes too far." in card
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_instrument_shows_its_parties_on_the_day_and_all_of_them_as_a_file(client: TestClient) -> None:
    path = "/registry/instruments/FINANCING-1999"
    page = written(get(client, f"{path}?{DAY}"))
    assert "1 to 50 of" in page
    assert "Number at the end of each year" in get(client, path)
    listed = rows(client, f"{path}?{DAY}&as=csv&table=parties")
    kenya = next(row for row in listed if row["Party"] == "Kenya")
    assert (kenya["State of participation"], kenya["Since"], kenya["Certainty"]) == ("in force", "2003-07-27", "seed file")
    assert len(listed) > 180
    before = rows(client, f"{path}?on=2003-07-01&as=csv&table=parties")
    assert "Kenya" not in {row["Party"] for row in before if row["State of participation"] == "in force"}
    beyond = written(get(client, f"{path}?after=150"))
    assert "151 to" in beyond
    assert "Afghanistan" not in beyond.split("Everything that happened")[0].split("Who takes part")[1]


def test_what_binds_the_members_of_a_body_names_them_without_an_act_of_theirs(client: TestClient) -> None:
    listed = rows(client, f"/registry/instruments/EAW-2002?{DAY}&as=csv&table=parties")
    bound = {row["Party"] for row in listed if row["State of participation"] == "in force"}
    assert {"France", "Germany"} <= bound
    assert "United Kingdom of Great Britain and Northern Ireland" not in bound


def test_the_number_of_parties_over_time_is_said_in_a_table(client: TestClient) -> None:
    years = {row["Year"]: row for row in rows(client, "/registry/instruments/FINANCING-1999?as=csv&table=years")}
    assert int(years["2003"]["At its end"]) > int(years["2002"]["At its end"])


def test_a_party_has_what_binds_it_and_what_it_has_not_taken_on_apart(client: TestClient) -> None:
    page = written(get(client, f"/registry/parties/KEN?{DAY}"))
    assert "International Convention for the Suppression of the Financing of Terrorism" in page
    assert "The designation does not imply any position on legal status." in page
    bound, open_ = (rows(client, f"/registry/parties/KEN?{DAY}&as=csv&table={name}") for name in ("bound", "not-known"))
    assert not {row["Instrument"] for row in bound} & {row["Instrument"] for row in open_}
    duties = rows(client, f"/registry/parties/KEN?{DAY}&as=csv&table=obligations")
    assert {row["State of the duty"] for row in duties} == {"bound", "not known", "not taken on"}
    assert "African Union" in {row["Body"] for row in rows(client, f"/registry/parties/KEN?{DAY}&as=csv&table=bodies")}


def test_predecessors_lead_to_successors_and_a_party_may_be_asked_for_by_its_code(client: TestClient) -> None:
    assert "/registry/parties/CZE" in get(client, "/registry/parties/CSK")
    assert "/registry/parties/CSK" in get(client, "/registry/parties/CZ")


def test_a_body_has_its_members_and_says_who_is_suspended(client: TestClient) -> None:
    members = {row["Party"]: row for row in rows(client, f"/registry/bodies/AU?{DAY}&as=csv&table=members")}
    assert members["Kenya"]["Kind"] == "member"
    assert "suspended" in {row["Suspended"] for row in members.values()}
    page = get(client, "/registry/bodies/AU")
    assert "/registry/matrix?body=AU" in page


def test_a_body_asked_for_as_a_party_has_its_own_page(client: TestClient) -> None:
    with acting(client, ANA):
        answer = client.get(f"/registry/parties/NATO?{DAY}", follow_redirects=False)
    assert answer.headers["location"] == f"/registry/bodies/NATO?{DAY}"


def test_the_search_finds_by_words_and_parties_by_a_name_in_another_language(client: TestClient) -> None:
    assert "/registry/instruments/NUCLEAR-2005" in get(client, "/registry?q=nuclear terrorism")
    assert "/registry/parties/DEU" in get(client, "/registry?q=Allemagne")
    nothing = get(client, f"/registry?q={SCRIPT}")
    assert "Nothing holds all of these words" in nothing
    assert SCRIPT not in nothing


def test_instruments_are_chosen_by_area(client: TestClient) -> None:
    nuclear = {row["Instrument"] for row in rows(client, "/registry?area=nuclear&as=csv&table=instruments")}
    assert "Convention on the Physical Protection of Nuclear Material" in nuclear
    assert "European Convention on Extradition" not in nuclear
    get(client, "/registry?area=gardens", status=404)


@pytest.mark.parametrize(
    "path",
    [
        "/registry?misspelt=1",
        "/registry?on=yesterday",
        "/registry/pair?one=FR&other=DE&for=gardening",
        "/registry/instruments/FINANCING-1999?after=-1",
    ],
)
def test_what_a_page_does_not_take_is_refused(client: TestClient, path: str) -> None:
    get(client, path, status=400)


@pytest.mark.parametrize("path", ["instruments/NONE", "instruments/NATO", "bodies/NONE", "parties/NONE", "parties/KEN?show=gardens"])
def test_what_the_registry_does_not_hold_is_not_found(client: TestClient, path: str) -> None:
    get(client, f"/registry/{path}", status=404)


@pytest.mark.parametrize("actor", [ANA, LENA, ADA], ids=lambda actor: actor.id)
def test_whoever_may_view_the_registry_finds_it_in_the_navigation(client: TestClient, actor: Actor) -> None:
    page = get(client, "/registry", actor)
    assert '<a href="/registry" aria-current="page" data-go="y">' in page


def test_nobody_sees_it_without_signing_in(client: TestClient) -> None:
    answer = client.get("/registry/pair", headers={"Host": "localhost"}, follow_redirects=False)
    assert answer.headers["location"].startswith("/sign-in")


def test_pages_stay_small(client: TestClient) -> None:
    paths = ["/registry", PAIR, "/registry/instruments/FINANCING-1999", "/registry/parties/FRA?show=obligations", "/registry/bodies/UN"]
    assert {path: len(get(client, path)) for path in paths if len(get(client, path)) > 150_000} == {}


def add(service: Service, **said: object) -> Path:
    """An event of Belgium with the convention on bombings, taken in by the operator."""
    event = {"instrument": "BOMBINGS-1997", "party": "BEL", "source": "a note of the depositary", "as_of": PartialDate(2026, 1)}
    return service.registry.add([Participation(**{**event, "confidence": Confidence.DEPOSITARY, **said})], "test")  # type: ignore[arg-type]
