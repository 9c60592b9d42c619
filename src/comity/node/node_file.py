"""``node.toml`` and the environment as one answer: each setting has a table and a key, and the environment wins.

The setting ``key`` of ``[table]`` is ``COMITY_TABLE_KEY`` in the environment. What is not known is refused: a misspelt setting that
protects somebody would protect nobody. Secrets are never in the file; it names files that hold them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from comity.model import UsageError

NODE_FILE = "node.toml"
"""The file's name, in the home."""

LARGEST = 256 * 1024


class Origin(StrEnum):
    """Where the value of a setting comes from."""

    DEFAULT = "default"
    FILE = NODE_FILE
    ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class Told:
    """What was set of one ``table``: ``keys`` are those it knows; ``given`` is the table of the file."""

    table: str
    keys: frozenset[str]
    environment: Mapping[str, str]
    given: Mapping[str, Any]

    def __post_init__(self) -> None:
        known = {self.variable(key) for key in self.keys}
        if misspelt := sorted(name for name in self.environment if name.startswith(self.variable("")) and name not in known):
            raise UsageError(f"the environment has a setting that is not known: {misspelt[0][:60]}", "it knows " + ", ".join(sorted(known)))
        if unknown := sorted(set(self.given) - self.keys):
            raise UsageError(
                f"{NODE_FILE} has {len(unknown)} settings in [{self.table}] that are not known: {unknown[0][:40]!r}",
                "it knows " + ", ".join(sorted(self.keys)),
            )

    def text(self, key: str, default: str = "") -> str:
        """The setting as text. Raises ``UsageError`` when the file has something else."""
        value = self._value(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.wrong(key, "write it as text in quotation marks")
        return value.strip()

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The setting as several texts: an array in the file, separated by commas in the environment."""
        value = self._value(key)
        if value is None:
            return default
        several = value.split(",") if isinstance(value, str) else value
        if not isinstance(several, list) or not all(isinstance(one, str) for one in several):
            raise self.wrong(key, 'write it as ["one", "two"]')
        return tuple(one.strip() for one in several if one.strip())

    def pairs(self, key: str) -> dict[str, str]:
        """The setting as texts by name: a table in the file, ``name=text,name=text`` in the environment."""
        value = self._value(key)
        if isinstance(value, str):
            parts = [one.rpartition("=") for one in value.split(",") if one.strip()]
            value = {name.strip(): text.strip() for name, equals, text in parts if equals}
            if len(value) != len(parts):
                raise self.wrong(key, "write it as name=text,name=text, each name once")
        if value is None:
            return {}
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            raise self.wrong(key, f"write it as a table [{self.table}.{key}]")
        return dict(value)

    def number(self, key: str, default: int) -> int:
        """The setting as a whole number of 0 or more."""
        value = self._value(key)
        if value is None:
            return default
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(key, "write it as a whole number")
        return value

    def variable(self, key: str) -> str:
        """The name of the setting in the environment."""
        return f"COMITY_{self.table}_{key}".upper()

    def origin(self, key: str) -> Origin:
        """Where the setting was made."""
        assert key in self.keys
        if self.environment.get(self.variable(key), "").strip():
            return Origin.ENVIRONMENT
        return Origin.FILE if key in self.given else Origin.DEFAULT

    def wrong(self, key: str, hint: str) -> UsageError:
        """The error about a setting that cannot be read. Its value is not repeated."""
        return UsageError(f"the setting {key} of [{self.table}], or {self.variable(key)}, cannot be read", hint)

    def _value(self, key: str) -> Any:  # noqa: ANN401 - whatever TOML can hold
        assert key in self.keys
        said = self.environment.get(self.variable(key), "").strip()
        return said or self.given.get(key)


def tables(home: Path, known: frozenset[str]) -> Mapping[str, Mapping[str, Any]]:
    """The tables of ``node.toml`` in ``home``, none when there is no file. Raises ``UsageError`` when it cannot be read or has others than
    the ``known`` tables.
    """
    path = home / NODE_FILE
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):  # a home that is a file is told where it is used
        return {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "check its permissions") from error
    if len(raw) > LARGEST:
        raise UsageError(f"{path} is larger than {LARGEST:,} bytes", "it holds settings and nothing else")
    try:
        found = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML", "see docs/reference/settings.md") from error
    unknown = sorted(name for name, value in found.items() if name not in known or not isinstance(value, dict))
    if unknown:
        what = f"{path} has a setting outside its tables, or a table that is not known: {unknown[0][:40]!r}"
        raise UsageError(what, "its tables: " + ", ".join(sorted(known)))
    return found
