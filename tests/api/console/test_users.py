"""The pages of users: who sees them, what they say about rights, and links that are shown once."""

from __future__ import annotations

import csv
import re
import zlib
from hashlib import sha256
from io import StringIO

import pytest
from fastapi.testclient import TestClient

from comity.identity import Permission, new_user
from comity.identity.permissions import OF_ROLE
from comity.model import Entry, Role
from comity.node.service import Service
from comity.web.console.rights import ACTS, OF_ROLES

from ..persons import ADA, ANA, LENA
from .filling import TOM, form_id, look, send

MIRA = {"name": "mira", "display": "Mira Oblak", "roles": ["analyst", "approver"]}
HTMX = {"HX-Request": "true", "HX-Target": "area"}


def add(client: TestClient, **other: object) -> str:
    """Adds Mira, and gives the token of her link."""
    answer = send(client, "/users", TOM, MIRA | form_id(client, "/users", TOM) | other)
    assert answer.status_code == 200, answer.text
    return link_in(answer.text)


def link_in(page: str) -> str:
    found = re.search(r"data-once[^>]*>http://localhost[^#<]*#([\w-]{20,})<", page)
    assert found, page
    return found[1]


def entries(service: Service, action: str) -> list[Entry]:
    with service.database.reading() as reading:
        return [entry for _, entry, _ in reading.ledger.rows(0, 1000) if entry.action == action]


def test_people_are_listed_with_how_they_stand_and_when_they_signed_in(client: TestClient, service: Service) -> None:
    add(client)
    at = service.now()
    with service.database.writing() as writing:
        writing.record(Entry(at, "user:mira", "sitting.open", "user:mira", facts={"by": "password"}))
        writing.record(Entry(at, "user:tom", "user.reset", "user:mira"))
    page = look(client, "/users", TOM).text
    for said in ("Mira Oblak", "analyst, approver", "invited, has no password yet", f"{at:%Y-%m-%d %H:%M} UTC"):
        assert said in page
    rows = list(csv.reader(StringIO(look(client, "/users?as=csv", TOM).text.lstrip("\ufeff"))))
    assert [row[0] for row in rows] == ["Login name", "mira", "tom"]
    assert rows[1][4] == f"{at:%Y-%m-%dT%H:%M:%SZ}"


def test_long_lists_go_on_behind_the_last_name(client: TestClient, service: Service) -> None:
    with service.database.writing() as writing:
        for number in range(60):
            writing.users.add(new_user(f"user{number:02}", "Somebody", [Role.ANALYST], service.now()))
    first = look(client, "/users", TOM).text
    assert first.count('<a href="/users/') == 50
    behind = re.search(r'class="more" href="(/users\?after=[^"]+)"', first)
    assert behind
    rest = look(client, behind[1], TOM).text
    assert set(re.findall(r'href="/users/(\w+)"', first)) | set(re.findall(r'href="/users/(\w+)"', rest)) == {
        "tom",
        *(f"user{number:02}" for number in range(60)),
    }


def test_a_link_is_shown_once_and_kept_nowhere(client: TestClient, service: Service) -> None:
    hidden = form_id(client, "/users", TOM)
    answer = send(client, "/users", TOM, MIRA | hidden)
    token = link_in(answer.text)
    assert answer.headers["cache-control"] == "no-store"
    again = send(client, "/users", TOM, MIRA | hidden)
    assert again.status_code == 409
    assert token not in again.text + look(client, "/users", TOM).text + look(client, "/users/mira", TOM).text
    with service.database.reading() as reading:
        kept = reading.idempotency.get("user:tom", f"form:{hidden['id_of_form']}:{sha256(b'/users').hexdigest()[:16]}")
    assert kept is not None
    assert zlib.decompress(kept.body) == b""
    assert token not in repr(entries(service, "user.invite"))


@pytest.mark.parametrize("path", ["/users/mira/invitation", "/users/mira/reset"])
def test_a_form_sent_again_makes_no_second_link(client: TestClient, service: Service, path: str) -> None:
    add(client)
    fields = form_id(client, "/users/mira", TOM) | ({"second_factor": "keep"} if path.endswith("reset") else {})
    first = send(client, path, TOM, fields)
    assert first.status_code == 200
    token, made = link_in(first.text), len(entries(service, "user.invite"))
    again = send(client, path, TOM, fields)
    assert again.status_code == 409
    assert "sent before" in again.text
    assert len(entries(service, "user.invite")) == made, "the link that was shown is still the one that opens"
    assert token not in again.text
    assert send(client, path, TOM, {**fields, **form_id(client, "/users/mira", TOM)}).status_code == 200


def test_a_form_that_failed_may_be_sent_again(client: TestClient) -> None:
    hidden = form_id(client, "/users", TOM)
    assert send(client, "/users", TOM, {**MIRA, "name": "oidc-mira"} | hidden).status_code == 400
    assert send(client, "/users", TOM, MIRA | hidden).status_code == 200


def test_what_is_sent_by_scripts_is_answered_with_the_part(client: TestClient) -> None:
    answer = send(client, "/users", TOM, MIRA | form_id(client, "/users", TOM), **HTMX)
    assert answer.text.lstrip().startswith('<div id="area">')
    assert link_in(answer.text)
    failed = send(client, "/users", TOM, MIRA | form_id(client, "/users", TOM), **HTMX)
    assert (failed.status_code, failed.headers["HX-Retarget"]) == (409, "#notice")


def test_the_page_of_a_person_says_of_every_right_why(client: TestClient) -> None:
    add(client)
    rows = list(csv.reader(StringIO(look(client, "/users/mira?as=csv", ADA).text.lstrip("\ufeff"))))[1:]
    by_right = {row[4]: row for row in rows}
    assert set(by_right) == {right.value for right in Permission}
    allowed = {right for right, row in by_right.items() if row[1] == "yes"}
    assert allowed == {right.value for right in OF_ROLE[Role.ANALYST] | OF_ROLE[Role.APPROVER]}
    assert by_right["case.approve"][2:4] == ["Given by: approver", "a fitting purpose"]
    assert by_right["user.manage"][2] == "Not among their roles; it is for: administrator"
    tom = {row[4]: row for row in csv.reader(StringIO(look(client, "/users/tom?as=csv", TOM).text))}
    assert tom["case.view"][1:3] == ["no", "Never for: administrator"]
    assert tom["user.manage"][3] == "a recent proof of identity"
    assert look(client, "/users/nobody", TOM).status_code == 404


def test_every_right_and_role_is_in_words() -> None:
    assert set(ACTS) == set(Permission)
    assert set(OF_ROLES) == set(Role)


def test_roles_are_explained_and_changed(client: TestClient, service: Service) -> None:
    add(client)
    page = look(client, "/users/mira", TOM).text
    assert "Never, whatever other role they hold:" in page
    answer = send(client, "/users/mira/roles", TOM, {"roles": ["supervisor"]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/users/mira?done=roles")
    assert entries(service, "user.roles")[-1].facts == {"roles": "supervisor", "before": "analyst approver"}
    assert send(client, "/users/mira/roles", TOM, {"roles": ["auditor", "analyst"]}).status_code == 409
    assert send(client, "/users/mira/roles", TOM, {"roles": ["owner"]}).status_code == 400
    assert send(client, "/users/mira/roles", TOM, {}).status_code == 400
    assert send(client, "/users/tom/roles", TOM, {"roles": ["analyst"]}).status_code == 403


def test_access_is_ended_for_good(client: TestClient, service: Service) -> None:
    add(client)
    for _ in range(2):
        assert send(client, "/users/mira/disable", TOM, {}).headers["location"] == "/users/mira?done=disabled"
    assert len(entries(service, "user.disable")) == 1
    page = look(client, "/users/mira?done=disabled", TOM).text
    assert "Their access has ended." in page
    assert 'action="/users/mira' not in page


def test_who_only_sees_gets_no_forms_and_is_refused(client: TestClient) -> None:
    add(client)
    for actor in (LENA, ADA):
        assert "<form" not in look(client, "/users", actor).text.partition("<main")[2].partition("</main>")[0]
        assert 'action="/users/mira' not in look(client, "/users/mira", actor).text
        assert send(client, "/users/mira/disable", actor, {}).status_code == 403
    assert look(client, "/users", ANA).status_code == 403


@pytest.mark.parametrize("path", ["/users", "/users/mira/roles", "/users/mira/reset", "/users/mira/disable", "/users/mira/invitation"])
def test_unknown_fields_and_forged_forms_are_refused(client: TestClient, path: str) -> None:
    add(client)
    fields = {**MIRA, "name": "odo", "second_factor": "keep"} | form_id(client, "/users/mira", TOM)
    assert send(client, path, TOM, {**fields, "password": "x"}).status_code == 400
    assert send(client, path, TOM, {**fields, "csrf": "made up"}).status_code == 403


@pytest.mark.parametrize("hidden", [{}, {"id_of_form": ""}, {"id_of_form": "short"}])
def test_a_form_without_its_text_is_refused(client: TestClient, hidden: dict[str, str]) -> None:
    assert send(client, "/users", TOM, MIRA | hidden).status_code == 400


def test_markup_in_a_name_is_text(client: TestClient) -> None:
    add(client, display="<script>alert(1)</script>")
    for path in ("/users", "/users/mira"):
        page = look(client, path, TOM).text
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_proof_that_is_old_is_asked_anew_and_nothing_is_done(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = form_id(client, "/users", TOM)
    monkeypatch.setattr(type(service.doorkeeper), "proved_lately", lambda *_: False)
    answer = send(client, "/users", TOM, MIRA | hidden)
    assert 'action="/proof"' in answer.text
    assert "mira" in answer.text, "what was filled in comes along"
    assert entries(service, "user.add") == []
