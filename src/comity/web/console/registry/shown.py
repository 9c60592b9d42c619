"""A page of the registry, with what all its templates know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from comity.web.console.pages import page
from comity.web.console.registry.asked import Asked
from comity.web.console.registry.rows import LOOKS


def shown(asked: Asked, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    """``registry/TEMPLATE`` with ``values``; ``asked``, ``parties`` (by id) and the ``looks`` of certainties are known to all."""
    known = {"asked": asked, "parties": asked.registry.naming.parties, "looks": LOOKS}
    return page(asked.visitor, f"registry/{template}", {**known, **values}, status)
