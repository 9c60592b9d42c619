"""Forms of the console out of a person's own sitting."""

from __future__ import annotations

from fastapi.testclient import TestClient
from httpx2 import Response

from comity.identity import csrf_token
from comity.model import Actor

from ..persons import acting


def see(client: TestClient, by: Actor, path: str, status: int = 200) -> str:
    """The page at ``path`` for ``by``."""
    with acting(client, by):
        answer = client.get(path, follow_redirects=False)
    assert answer.status_code == status, answer.text
    return answer.text


def send(client: TestClient, by: Actor, path: str, **fields: str | list[str]) -> Response:
    """The answer to the form with ``fields`` that ``by`` sends to ``path``; redirects are not followed."""
    with acting(client, by):
        token = str(client.headers["Cookie"]).removeprefix("comity=")
        return client.post(path, data={"csrf": csrf_token(token), **fields}, follow_redirects=False)
