"""List names as folder names."""

from __future__ import annotations

import pytest

from comity.model import UsageError
from comity.storage.folder_names import folder_name


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("un-sc", "un-sc"),
        ("own:Kunden", "own%3A%4Bunden"),
        ("own:kunden", "own%3Akunden"),
        ("own:größe", "own%3Agr%C3%B6%C3%9Fe"),
        ("own:a b", "own%3Aa%20b"),
        ("own:%4b", "own%3A%254b"),
    ],
)
def test_names_map_one_to_one(name: str, folder: str) -> None:
    assert folder_name(name) == folder


def test_two_ways_to_write_one_letter_are_one_name() -> None:
    assert folder_name("own:gro\u0308sse") == folder_name("own:grösse")


@pytest.mark.parametrize("name", ["", "own:", "own: x", "own:../x", "..", "own:a/b", "c:\\x", "own:\n", "own:a\u200bb", "own:" + "ж" * 40])
def test_ways_out_are_refused(name: str) -> None:
    with pytest.raises(UsageError):
        folder_name(name)
