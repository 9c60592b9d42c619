"""Where a node keeps its things."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from comity.model import StoreError
from comity.node import Settings

USER = Path("/home/ilva")


@pytest.mark.parametrize(
    ("environment", "platform", "home"),
    [
        ({}, "linux", "/home/ilva/.local/share/comity"),
        ({"XDG_DATA_HOME": "/data"}, "linux", "/data/comity"),
        ({"XDG_DATA_HOME": "relative"}, "linux", "/home/ilva/.local/share/comity"),
        ({}, "darwin", "/home/ilva/Library/Application Support/Comity"),
        ({"LOCALAPPDATA": "/c/Local"}, "win32", "/c/Local/Comity"),
        ({}, "win32", "/home/ilva/AppData/Local/Comity"),
        ({"COMITY_HOME": "/srv/comity", "XDG_DATA_HOME": "/data"}, "linux", "/srv/comity"),
        ({"COMITY_HOME": "  "}, "linux", "/home/ilva/.local/share/comity"),
    ],
)
def test_the_home_is_the_chosen_folder_or_the_platforms(environment: dict[str, str], platform: str, home: str) -> None:
    assert Settings.read(environment, platform, USER).home == Path(home)


def test_a_relative_home_is_fixed_at_once() -> None:
    assert Settings.read({"COMITY_HOME": "here"}, "linux", USER).home == Path.cwd() / "here"


def test_the_home_is_made_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "a" / "home")
    assert settings.folder("index").is_dir()
    if os.name == "posix":
        assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700


def test_a_home_that_cannot_be_used_is_told_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file", encoding="utf-8")
    for act in (Settings(tmp_path / "home").prepare, Settings(tmp_path / "home" / "deeper").prepare):
        with pytest.raises(StoreError) as caught:
            act()
        assert "COMITY_HOME" in caught.value.hint
