"""What tests of the registry's pages do to a page."""

from __future__ import annotations

import csv
import io

from fastapi.testclient import TestClient

from comity.model import Actor

from ..persons import ANA, acting


def get(client: TestClient, path: str, by: Actor = ANA, status: int = 200) -> str:
    """The text of the page at ``path``, which answers with ``status``."""
    with acting(client, by):
        answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def rows(client: TestClient, path: str) -> list[dict[str, str]]:
    """The rows of the file at ``path``, by their headings."""
    return list(csv.DictReader(io.StringIO(get(client, path).removeprefix("\ufeff"), newline="")))
