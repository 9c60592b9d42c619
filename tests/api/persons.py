"""People who act through the API: requests out of a sitting, in a role and for a purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient

from comity.identity import csrf_token, new_user, open_sitting, with_purpose
from comity.model import Actor, Purpose, Role
from comity.node.service import Service

ANA = Actor("user:ana", frozenset({Role.ANALYST}), Purpose.CUSTOMER_SCREENING)
BO = Actor("user:bo", frozenset({Role.APPROVER}), Purpose.CUSTOMER_SCREENING)
LENA = Actor("user:lena", frozenset({Role.SUPERVISOR}), Purpose.CUSTOMER_SCREENING)
ADA = Actor("user:ada", frozenset({Role.AUDITOR}), Purpose.OVERSIGHT)


@contextmanager
def acting(client: TestClient, actor: Actor) -> Iterator[TestClient]:
    """``client``, whose requests come out of a sitting of ``actor`` on this machine; they are a user from the first time on."""
    assert isinstance(client.app, FastAPI)
    service: Service = client.app.state.service
    carried = {"Host": "localhost", "Cookie": f"comity={(token := _sitting(service, actor))}", "Comity-CSRF": csrf_token(token)}
    client.headers.update(carried)
    try:
        yield client
    finally:
        for name in carried:
            del client.headers[name]


def _sitting(service: Service, actor: Actor) -> str:
    """The token of a new sitting."""
    assert actor.purpose is not None
    name, now = actor.id.removeprefix("user:"), service.now()
    opened = with_purpose(open_sitting(name, now).sitting, actor.purpose)
    with service.database.writing() as writing:
        if writing.users.get(name) is None:
            writing.users.add(new_user(name, name.title(), actor.roles, now))
        writing.sittings.add(opened.sitting)
    return opened.token
