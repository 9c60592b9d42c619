"""Where this node keeps its things. Read once, from values that are passed in."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.model import StoreError

_HINT = "set COMITY_HOME to a folder that you may write to"


@dataclass(frozen=True, slots=True)
class Settings:
    """``home`` is the folder that holds everything this node keeps: editions, indexes, work in progress."""

    home: Path

    @staticmethod
    def read(environment: Mapping[str, str], platform: str, user_home: Path) -> Settings:
        """The settings for that environment; ``platform`` is ``sys.platform``.

        ``COMITY_HOME`` wins; else the platform's data folder: ``$XDG_DATA_HOME/comity`` or ``~/.local/share/comity`` (XDG Base Directory
        Specification 0.8), ``~/Library/Application Support/Comity`` on macOS, ``%LOCALAPPDATA%/Comity`` on Windows.
        """
        if chosen := environment.get("COMITY_HOME", "").strip():
            return Settings(Path(chosen).expanduser().absolute())
        if platform == "darwin":
            return Settings(user_home / "Library" / "Application Support" / "Comity")
        if platform.startswith("win"):
            return Settings(Path(environment.get("LOCALAPPDATA") or user_home / "AppData" / "Local") / "Comity")
        data = environment.get("XDG_DATA_HOME", "")  # the specification: relative paths are invalid and ignored
        return Settings((Path(data) if data.startswith("/") else user_home / ".local" / "share") / "comity")

    def prepare(self) -> None:
        """Make the home, for its owner's eyes only, and prove that it can be written. Raises ``StoreError``."""
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.home):
                pass
        except OSError as error:
            raise StoreError(f"the folder {self.home} cannot be written: {error.strerror}", _HINT) from error

    def folder(self, name: str) -> Path:
        """The folder of that name in the home, made if need be. Raises ``StoreError``."""
        self.prepare()
        path = self.home / name
        try:
            path.mkdir(exist_ok=True)
        except OSError as error:
            raise StoreError(f"the folder {path} cannot be made: {error.strerror}", _HINT) from error
        return path
