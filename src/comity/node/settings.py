"""Where this node keeps its things. Read once, from values that are passed in."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from comity.model import StoreError, UsageError
from comity.node import front, oidc_settings
from comity.node.front import Front
from comity.node.node_file import Origin, Told, tables
from comity.node.oidc_settings import OidcSettings

DATABASE = "node.db"
"""The embedded database, in the home."""

TABLES = {"front": front.KEYS, "oidc": oidc_settings.KEYS}
"""The tables of ``node.toml`` and the settings that each knows."""

OWN = (
    "COMITY_HOME",
    "COMITY_DATABASE_URL",
    "COMITY_LOG",
    "COMITY_JOBS",
    "COMITY_LIST_UPDATES",
    "COMITY_PRIVATE_WEBHOOKS",
    "COMITY_REGISTRY_STALE_DAYS",
)
"""Variables that set something and have no place in ``node.toml``."""

FOLDERS = ("XDG_DATA_HOME", "LOCALAPPDATA", "NUMBA_CACHE_DIR", "XDG_CACHE_HOME")
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
"""Variables of others that count here. One of a proxy may hold a password."""

_HINT = "set COMITY_HOME to a folder that you may write to"


@dataclass(frozen=True, slots=True)
class Settings:
    """``home`` is the folder that holds everything this node keeps: editions, indexes, work in progress. ``database_url``: where its
    records are, empty for the embedded database in the home. ``front``: how it is reached. ``oidc``: who else may say who somebody is.

    ``works``: a serving process carries out jobs, too. ``fetches_lists``: lists are fetched from their publishers by themselves.
    ``private_webhooks``: events may be sent to addresses inside a private network, and unencrypted to this machine.
    ``registry_stale_days``: how old a source of the registry may be before its answers are called stale.

    ``origins`` says of every variable whose setting was made where that was; ``paths`` are the variables that name files and folders, as
    they stood when the settings were read. Both are for showing, see ``settings_in_force``.
    """

    home: Path
    database_url: str = field(default="", repr=False)  # it may hold a password
    front: Front = field(default_factory=Front)
    oidc: OidcSettings | None = None
    works: bool = field(default=False, kw_only=True)
    fetches_lists: bool = field(default=True, kw_only=True)
    private_webhooks: bool = field(default=False, kw_only=True)
    registry_stale_days: int = field(default=365, kw_only=True)
    origins: Mapping[str, Origin] = field(default_factory=dict, kw_only=True, compare=False, repr=False)
    paths: Mapping[str, str] = field(default_factory=dict, kw_only=True, compare=False, repr=False)

    @staticmethod
    def read(environment: Mapping[str, str], platform: str, user_home: Path) -> Settings:
        """The settings for that environment; ``platform`` is ``sys.platform``.

        ``COMITY_HOME`` wins; else the platform's data folder: ``$XDG_DATA_HOME/comity`` or ``~/.local/share/comity`` (XDG Base Directory
        Specification 0.8), ``~/Library/Application Support/Comity`` on macOS, ``%LOCALAPPDATA%/Comity`` on Windows. ``COMITY_DATABASE_URL``
        names a PostgreSQL database (``postgresql://user@host/name``). The tables of ``node.toml`` in the home, and their variables, are
        described in ``node_file``. ``COMITY_JOBS`` and ``COMITY_LIST_UPDATES`` are on unless they say ``off``; ``COMITY_PRIVATE_WEBHOOKS``
        is off unless it says ``on``; ``COMITY_REGISTRY_STALE_DAYS`` is 365 unless it says another number. Raises ``UsageError`` for a
        setting that cannot be.
        """
        home = _home(environment, platform, user_home)
        given = tables(home, frozenset(TABLES))
        told = {name: Told(name, keys, environment, given.get(name, {})) for name, keys in TABLES.items()}
        return Settings(
            home,
            environment.get("COMITY_DATABASE_URL", "").strip(),
            Front.read(told["front"]),
            OidcSettings.read(told["oidc"]),
            works=_switch(environment, "COMITY_JOBS", "on"),
            fetches_lists=_switch(environment, "COMITY_LIST_UPDATES", "on"),
            private_webhooks=_switch(environment, "COMITY_PRIVATE_WEBHOOKS", "off"),
            registry_stale_days=_days(environment, "COMITY_REGISTRY_STALE_DAYS", 365),
            origins=_origins(environment, told),
            paths={name: environment[name] for name in ("COMITY_LOG", *FOLDERS) if environment.get(name)},
        )

    @property
    def database(self) -> str:
        """The address of the database, as SQLAlchemy reads it. Raises ``UsageError`` for one that is neither PostgreSQL nor SQLite."""
        if not self.database_url:
            return f"sqlite:///{self.home / DATABASE}"
        scheme, _, rest = self.database_url.partition("://")
        if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
            return f"postgresql+psycopg://{rest}"
        if scheme == "sqlite":
            return self.database_url
        raise UsageError("COMITY_DATABASE_URL names no database that is known here", "postgresql://user:password@host:5432/name")

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


def _origins(environment: Mapping[str, str], told: Mapping[str, Told]) -> dict[str, Origin]:
    named = [name for name in (*OWN, *FOLDERS, *PROXIES) if environment.get(name, "").strip() or environment.get(name.lower(), "").strip()]
    made = {one.variable(key): one.origin(key) for one in told.values() for key in one.keys}
    return dict.fromkeys(named, Origin.ENVIRONMENT) | {name: origin for name, origin in made.items() if origin is not Origin.DEFAULT}


def _switch(environment: Mapping[str, str], name: str, default: str) -> bool:
    said = environment.get(name, "").strip().lower() or default
    if said not in ("on", "off"):
        raise UsageError(f"{name} is neither on nor off", f"leave it out for {default}")
    return said == "on"


def _days(environment: Mapping[str, str], name: str, default: int) -> int:
    said = environment.get(name, "").strip() or str(default)
    if not (said.isascii() and said.isdigit() and 1 <= len(said) <= 5 and int(said)):
        raise UsageError(f"{name} is no number of days", f"leave it out for {default}")
    return int(said)


def _home(environment: Mapping[str, str], platform: str, user_home: Path) -> Path:
    if chosen := environment.get("COMITY_HOME", "").strip():
        return Path(chosen).expanduser().absolute()
    if platform == "darwin":
        return user_home / "Library" / "Application Support" / "Comity"
    if platform.startswith("win"):
        return Path(environment.get("LOCALAPPDATA") or user_home / "AppData" / "Local") / "Comity"
    data = environment.get("XDG_DATA_HOME", "")  # the specification: relative paths are invalid and ignored
    return (Path(data) if data.startswith("/") else user_home / ".local" / "share") / "comity"
