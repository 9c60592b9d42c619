"""Searches of the console: a form that is sent, and the page that it leads to, in one sitting."""

from __future__ import annotations

from fastapi.testclient import TestClient
from httpx2 import Response

from comity.model import Actor

from ..persons import acting


def search(client: TestClient, by: Actor, path: str, **fields: str) -> tuple[str, Response]:
    """The address that ``by`` is led to by the search form of ``path``, and the page there."""
    with acting(client, by):
        return found(client, path, **fields)


def found(client: TestClient, path: str, **fields: str) -> tuple[str, Response]:
    """``search`` in the sitting that is going on."""
    sent = client.post(path, data=fields, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    to = sent.headers["location"]
    return to, client.get(to, follow_redirects=False)
