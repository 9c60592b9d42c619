"""Every path against every role and scope: who is let in is what the tables of permissions and purposes say, for paths yet to come too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx2
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from comity.identity import Allowed, KeyActor, Permission, Rate, Scope, may
from comity.identity.keys import ApiKey, secret_hash
from comity.model import Actor, Purpose, Role
from comity.node import doorkeeper
from comity.node.keys import keep_key
from comity.node.service import Service
from comity.safeguards import Fits, fits
from comity.web.access import Access, proved, signed_in
from comity.web.console.route import ConsoleRoute
from comity.web.console.visitor import PROOF, PURPOSE, SIGN_IN, anybody, anybody_posting

from .conftest import Browser

OPEN = {
    ("GET", "/assets/{digest}/{name}"),
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("POST", "/sign-in/elsewhere"),
    ("GET", "/welcome"),
    ("POST", "/welcome"),
    ("POST", "/language"),
    ("GET", "/health"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/catalog"),
    ("GET", "/algorithms"),
    ("POST", "/api/v1/sign-in"),
    ("GET", "/api/v1/invitation"),
    ("POST", "/api/v1/invitation"),
    ("GET", "/api/v1/oidc/start"),
    ("GET", "/api/v1/oidc/finish"),
}
"""Paths that ask nobody who they are. Whoever adds one here says why in its docstring."""

RIGHTS = {
    ("GET", "/api/v1/users"): Permission.USER_VIEW,
    ("POST", "/api/v1/users"): Permission.USER_MANAGE,
    ("POST", "/api/v1/users/{name}/invitation"): Permission.USER_MANAGE,
    ("PUT", "/api/v1/users/{name}/roles"): Permission.USER_MANAGE,
    ("POST", "/api/v1/users/{name}/disable"): Permission.USER_MANAGE,
    ("POST", "/api/v1/users/{name}/reset"): Permission.USER_MANAGE,
    ("GET", "/api/v1/keys"): Permission.KEY_VIEW,
    ("POST", "/api/v1/keys"): Permission.KEY_ISSUE,
    ("POST", "/api/v1/keys/{key_id}/revoke"): Permission.KEY_REVOKE,
    ("POST", "/api/v1/screen"): Permission.SCREENING_RUN,
    ("POST", "/api/v1/screen/stream"): Permission.SCREENING_RUN,
    ("GET", "/metrics"): Permission.METRICS_VIEW,
    ("GET", "/users"): Permission.USER_VIEW,
    **{
        ("POST", f"/users{path}"): Permission.USER_MANAGE
        for path in ("", *(f"/{{name}}/{act}" for act in ("invitation", "reset", "roles", "disable")))
    },
    ("GET", "/keys"): Permission.KEY_VIEW,
    ("POST", "/keys"): Permission.KEY_ISSUE,
    ("POST", "/keys/{key_id}/revoke"): Permission.KEY_REVOKE,
    ("GET", "/webhooks"): Permission.WEBHOOK_VIEW,
    **{("POST", f"/webhooks/{{webhook_id}}/{act}"): Permission.WEBHOOK_MANAGE for act in ("secret", "events", "test", "disable")},
    ("POST", "/webhooks"): Permission.WEBHOOK_MANAGE,
    ("POST", "/webhooks/deliveries/{delivery_id}/again"): Permission.WEBHOOK_MANAGE,
    ("GET", "/jobs"): Permission.JOB_VIEW,
    ("POST", "/jobs"): Permission.JOB_RUN,
    ("POST", "/jobs/{job_id}/cancel"): Permission.JOB_RUN,
    ("GET", "/settings"): Permission.SETTINGS_VIEW,
    ("GET", "/subjects/{subject_id}"): Permission.SUBJECT_VIEW,
    ("POST", "/subjects/{subject_id}/erase"): Permission.SUBJECT_ERASE,
    ("POST", "/subjects"): Permission.SUBJECT_VIEW,
    ("POST", "/review"): Permission.CASE_VIEW,
    ("POST", "/evidence"): Permission.CASE_VIEW,
    ("POST", "/monitoring/import"): Permission.SUBJECT_IMPORT,
    ("POST", "/monitoring/files/{token}"): Permission.SUBJECT_IMPORT,
    ("POST", "/lists/import"): Permission.LIST_UPDATE,
    ("POST", "/lists/{name}/remove"): Permission.LIST_UPDATE,
    **{("POST", f"/screen{path}"): Permission.SCREENING_RUN for path in ("", "/evidence", "/file")},
    **{
        ("GET", f"/screen/file/{{file_id}}{path}"): Permission.SCREENING_RUN for path in ("", "/columns", "/rows", "/annotated", "/answers")
    },
    **{("POST", f"/screen/file/{{file_id}}/{act}"): Permission.SCREENING_RUN for act in ("read", "run", "cancel", "erase")},
    ("GET", "/ledger"): Permission.LEDGER_VERIFY,
    ("GET", "/ledger/{number}"): Permission.LEDGER_VIEW,
    ("GET", "/ledger/{number}/certificate"): Permission.LEDGER_VIEW,
    ("GET", "/ledger/proof"): Permission.LEDGER_VERIFY,
    ("POST", "/ledger/proof/audit"): Permission.LEDGER_VERIFY,
    ("POST", "/ledger/proof/head"): Permission.LEDGER_VERIFY,
    ("POST", "/ledger/export"): Permission.LEDGER_EXPORT,
    ("GET", "/requests"): Permission.REQUEST_VIEW,
    ("GET", "/requests/{request_id}"): Permission.REQUEST_VIEW,
    ("POST", "/requests/{request_id}/find"): Permission.REQUEST_HANDLE,
    ("POST", "/requests/{request_id}/file"): Permission.REQUEST_HANDLE,
    ("POST", "/requests/{request_id}/erase"): Permission.SUBJECT_ERASE,
    ("POST", "/requests/{request_id}/correct/{subject_id}"): Permission.REQUEST_HANDLE,
    ("POST", "/requests/holds"): Permission.REQUEST_HANDLE,
    ("POST", "/requests/holds/{hold_id}/release"): Permission.REQUEST_HANDLE,
}
"""What paths ask, written down a second time: a path that asks for too little would agree with itself."""

PURPOSES = (Purpose.CUSTOMER_SCREENING, Purpose.OVERSIGHT, Purpose.SUBJECT_REQUEST, Purpose.OPERATION)


@dataclass(frozen=True, slots=True)
class Way:
    """One path with one method, and what it asks of whoever comes. ``is_page``: it is a page of the console, where no key comes in."""

    method: str
    path: str
    right: Permission | None
    is_own: bool
    is_page: bool


def _filled(path: str) -> str:
    return "/".join("nothing" if part.startswith("{") else part for part in path.split("/"))


def calls(dependant: Dependant) -> Iterator[object]:
    for part in dependant.dependencies:
        yield part.call
        yield from calls(part)


def routes(among: Iterable[object]) -> Iterator[APIRoute]:
    for one in among:
        if isinstance(one, APIRoute):
            yield one
        elif router := getattr(one, "original_router", None):
            yield from routes(router.routes)


def ways(client: TestClient) -> list[Way]:
    found = []
    client.get("/sign-in")  # the pages are there from the first page that anybody asks for
    for route in routes(client.app.routes):  # type: ignore[attr-defined]
        asked = list(calls(route.dependant))
        rights = [call.permission for call in asked if isinstance(call, Access)]
        assert len(rights) <= 1, route.path
        own = not {signed_in, proved, anybody, anybody_posting}.isdisjoint(asked)
        found += [
            Way(method, route.path, rights[0] if rights else None, own, isinstance(route, ConsoleRoute))
            for method in sorted(route.methods or ())
        ]
    return found


@pytest.fixture(autouse=True)
def _many_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is told to wait: these tests are refused more often than anybody else."""
    monkeypatch.setattr(doorkeeper, "REFUSALS", Rate(1_000_000, 1_000_000))
    monkeypatch.setattr(doorkeeper, "OF_A_PERSON", Rate(1_000_000, 1_000_000))


def test_every_path_asks_who_comes_or_is_known_to_be_open(client: TestClient) -> None:
    found = ways(client)
    assert len(found) > 25
    assert {(way.method, way.path) for way in found if way.right is None and not way.is_own} == OPEN


def test_paths_ask_what_was_decided(client: TestClient) -> None:
    asked = {(way.method, way.path): way.right for way in ways(client)}
    assert {way: asked.get(way) for way in RIGHTS} == RIGHTS


def is_let_in(answer: httpx2.Response) -> bool:
    """Whether the caller got past the door; what became of the nonsense they sent is another matter."""
    assert answer.status_code != 500, answer.text
    assert answer.status_code not in (401, 429), answer.text
    if answer.status_code == 303 and answer.headers["Location"].partition("?")[0] in (SIGN_IN, PURPOSE, PROOF):
        return False
    asks_first = any(f'<form method="post" action="{path}"' in answer.text for path in (PURPOSE, PROOF))  # with what was filled in kept
    return answer.status_code != 403 and not (asks_first and answer.request.method == "POST")


def _sent(client: TestClient, way: Way, headers: dict[str, str]) -> httpx2.Response:
    return client.request(way.method, _filled(way.path), json={}, headers=headers, follow_redirects=False)


def expected(actor: Actor, way: Way) -> bool:
    if way.is_page and isinstance(actor, KeyActor):
        return False
    if way.right is None:
        return way.is_own and not isinstance(actor, KeyActor)
    return may(actor, way.right) == Allowed() and fits(actor.purpose, way.right.value) == Fits()


def told(answers: dict[Way, bool], actor: Actor) -> list[str]:
    return [f"{way.method} {way.path} {'let in' if got else 'refused'}" for way, got in answers.items() if got != expected(actor, way)]


# What would end the sitting or change the person is asked by the tests that are about it.
ENDING = {"/api/v1/sign-out", "/api/v1/sign-out/everywhere", "/api/v1/me/purpose", "/sign-out", "/sign-out/everywhere", "/purpose"}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.slow
def test_people_are_let_in_as_the_tables_say(role: Role, person: Callable[..., Browser], client: TestClient) -> None:
    closed = [way for way in ways(client) if (way.right or way.is_own) and way.path not in ENDING]
    for at, purpose in enumerate((None, *PURPOSES)):
        own = person(f"lena{at}", role, purpose=purpose)
        answers = {way: is_let_in(own.send(way.method, _filled(way.path), {})) for way in closed}
        actor = Actor(f"user:lena{at}", frozenset({role}), purpose)
        assert told(answers, actor) == [], purpose


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.slow
def test_keys_are_let_in_as_the_tables_say(scope: Scope, key: Callable[..., dict[str, str]], client: TestClient) -> None:
    closed = [way for way in ways(client) if way.right or way.is_own]
    for purpose in PURPOSES:
        headers = key(scope.value, purpose=purpose)
        answers = {way: is_let_in(_sent(client, way, headers)) for way in closed}
        assert told(answers, KeyActor("key:x", frozenset(), purpose, frozenset({scope}))) == [], purpose


@pytest.mark.slow
def test_a_key_of_every_role_and_scope_does_not_what_is_for_persons(client: TestClient, service: Service) -> None:
    now = service.now()
    # No such key can be issued: what if one stood in the database all the same?
    for at, role in enumerate(Role):
        name, secret = f"{at}" * 12, "B" * 43
        made = ApiKey(name, "x", secret_hash(secret), frozenset({role}), frozenset(Scope), frozenset(Purpose), "x", now, now + timedelta(1))
        keep_key(service.database, made, Actor("system:test"), now)
        headers = {"Authorization": f"Bearer {token(name, secret)}", "Comity-Purpose": "subject_request"}
        for way in ways(client):
            if way.right or way.is_own:
                answer = _sent(client, way, headers)
                actor = KeyActor("key:x", frozenset({role}), Purpose.SUBJECT_REQUEST, frozenset(Scope))
                assert is_let_in(answer) == expected(actor, way), (role, way)


def token(name: str, secret: str) -> str:
    from comity.identity.keys import _checksum

    body = f"comity_{name}_{secret}"
    return f"{body}_{_checksum(body)}"


def test_nobody_is_let_in_anywhere(client: TestClient) -> None:
    for way in ways(client):
        if way.right or way.is_own:
            answer = client.request(way.method, _filled(way.path), json={}, follow_redirects=False)
            is_sent_away = way.is_page and answer.status_code == 303 and answer.headers["Location"].startswith(f"{SIGN_IN}?")
            assert is_sent_away or answer.status_code == 401, way


def test_the_tables_let_somebody_in_and_keep_somebody_out(client: TestClient) -> None:
    closed = [way for way in ways(client) if way.right]
    by_role = {role: sum(expected(Actor("user:x", frozenset({role}), Purpose.CUSTOMER_SCREENING), way) for way in closed) for role in Role}
    assert all(0 < count < len(closed) for count in by_role.values()), by_role
