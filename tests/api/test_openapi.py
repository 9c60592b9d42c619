"""The OpenAPI document: valid, every path with a summary, and no request that it allows ends in a failure of the node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings

from comity.identity import Scope

Key = Callable[..., dict[str, str]]
EXAMPLES = 15
"""Requests tried on each operation."""


@pytest.mark.slow
def test_no_request_ends_in_a_failure_of_the_node(client: TestClient, key: Key) -> None:
    headers = key(*(scope.value for scope in Scope), per_minute=10_000_000)
    document = schemathesis.openapi.from_asgi("/api/v1/openapi.json", client.app)
    tried = []
    for operation in document.get_all_operations():
        one = operation.ok()  # type: ignore[union-attr]

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=one.as_strategy())
        def answer(case: Any) -> None:
            found = case.call(headers=headers)
            assert found.status_code < 500, f"{case.as_curl_command()}: {found.status_code} {found.text[:500]}"

        answer()
        tried.append(one.label)
    assert len(tried) > 10


def test_the_document_is_whole(client: TestClient) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation.get("summary"), f"{method} {path} has no summary"
