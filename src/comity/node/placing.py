"""Moving what was unpacked into its places in the home, so that an interruption can be undone by whoever comes next."""

from __future__ import annotations

import json
from pathlib import Path

from comity.model import StoreError
from comity.storage.atomic import discard, sync_folder, write_text

FOLDER = "restoring"
PLACED = frozenset({"lists", "editions", "registry", "keys", "node.toml", "policy.json", "retention.json", "tombstones.salt"})
"""What a restoration may place in the home, and so may take away again."""

_RECORD = "placed.json"


class Placing:
    """The folder ``<home>/restoring``, and what was moved out of it. The caller holds the home's lock."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._placed: list[str] = []
        self.folder = home / FOLDER

    def begin(self) -> None:
        """Take away what an interrupted restoration left, in its folder and in the places it had reached, and make the folder anew."""
        self._placed = self._recorded()
        self.undo()
        try:
            self.folder.mkdir(mode=0o700)
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be made: {error.strerror}", "check the permissions of the home") from error

    def move(self, name: str) -> None:
        """Move ``name`` from the folder to its place, unless something is there; written down first. Raises ``StoreError``."""
        source, target = self.folder / name, self._home / name
        try:
            if not source.exists() or (target.exists() and not _is_bare(target)):
                return
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._placed.append(name)
            write_text(self.folder / _RECORD, json.dumps(self._placed))
            source.replace(target)
            sync_folder(target.parent)
        except OSError as error:
            raise StoreError(f"{target} cannot be written: {error.strerror}", "check the permissions of the home") from error

    def undo(self) -> None:
        """Take away everything that was placed, and the folder."""
        for name in self._placed:
            discard(self._home / name)
        self._placed = []
        self.end()

    def end(self) -> None:
        """Take the folder away; what was placed stays."""
        discard(self.folder)

    def _recorded(self) -> list[str]:
        try:
            found = json.loads((self.folder / _RECORD).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        names = found if isinstance(found, list) else []
        return [name for name in names if isinstance(name, str) and name.split("/")[0] in PLACED and ".." not in name]


def _is_bare(path: Path) -> bool:
    """Whether ``path`` is a folder without anything in it."""
    return path.is_dir() and not any(path.iterdir())
