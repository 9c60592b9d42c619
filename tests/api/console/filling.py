"""Pages looked at and forms sent as the browser of a person would."""

from __future__ import annotations

import re
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from comity.model import Actor, Purpose, Role

from ..persons import acting

TOM = Actor("user:tom", frozenset({Role.ADMINISTRATOR}), Purpose.OPERATION)
_FORM = re.compile(r'name="id_of_form" value="([^"]+)"')


def look(client: TestClient, path: str, by: Actor, **headers: str) -> Response:
    """The page at ``path``."""
    with acting(client, by):
        answer: Response = client.get(path, headers=headers, follow_redirects=False)
    return answer


def send(client: TestClient, path: str, by: Actor, fields: dict[str, Any], **headers: str) -> Response:
    """The answer to a form that ``by`` sent, with its token in its field."""
    with acting(client, by):
        token = client.headers.pop("Comity-CSRF")
        try:
            answer: Response = client.post(path, data={"csrf": token, **fields}, headers=headers, follow_redirects=False)
        finally:
            client.headers["Comity-CSRF"] = token
    return answer


def form_id(client: TestClient, path: str, by: Actor) -> dict[str, str]:
    """The hidden field of a form that acts once, as the page at ``path`` has it."""
    found = _FORM.search(look(client, path, by).text)
    assert found, f"{path} has no such form"
    return {"id_of_form": found[1]}
