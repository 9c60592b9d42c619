"""The editions that are measured on: real ones, as their publishers issued them."""

from __future__ import annotations

from pathlib import Path

LISTS = {"un-sc": "un-sc-2026-02-27.xml.xz", "ofac-sdn": "ofac-sdn-2024-05-07.xml.xz", "eu-fsf": "eu-fsf-2024-05-13.xml.xz"}
"""Each list and its file; this order everywhere."""


def path_of(shared: Path, name: str) -> Path:
    """Where the file of list ``name`` is in the shared folder."""
    return shared / "lists" / LISTS[name]
