"""Counts of requests and their lines in the log, by method, path as the API describes it, and status: never the path as it was asked,
which may hold an id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram

from comity.node.logs import tell

REGISTRY = CollectorRegistry()
"""The metrics of this process."""

_LABELS = ("method", "path", "status")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0)
_REQUESTS = Counter("comity_requests_total", "Requests answered", _LABELS, registry=REGISTRY)
_DURATIONS = Histogram("comity_request_seconds", "How long requests took", ("method", "path"), buckets=_SECONDS, registry=REGISTRY)
SCREENED = Counter("comity_subjects_screened_total", "Subjects screened by the API", registry=REGISTRY)
HITS = Counter("comity_hits_total", "Hits found by the API", registry=REGISTRY)


def observe(scope: Mapping[str, Any], status: int, seconds: float) -> None:
    """Count one request that took that long, and write its line into the log."""
    route = scope.get("route")
    path = getattr(route, "path", "unknown")
    method = scope["method"] if scope["method"] in _METHODS else "other"
    _REQUESTS.labels(method, path, str(status)).inc()
    _DURATIONS.labels(method, path).observe(seconds)
    state = scope.get("state", {})
    ids = {"request": state.get("request_id"), "actor": state.get("actor")}
    tell("request.done", method=method, route=path, status=status, seconds=round(seconds, 6), **ids)
