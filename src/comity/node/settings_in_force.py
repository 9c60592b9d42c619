"""Every setting of this node as it is in force: its value, and where it was made. Of a secret only whether there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comity.node.node_file import Origin
from comity.node.oidc_settings import OidcSettings
from comity.node.settings import FOLDERS, OWN, PROXIES, TABLES, Settings
from comity.storage.database import shown_address

SECRET = frozenset({"COMITY_OIDC_CLIENT_SECRET", "COMITY_OIDC_CLIENT_SECRET_FILE", *PROXIES})
"""Settings of which no value is shown: they hold a secret, may hold one, or lead to one."""

IN_ENVIRONMENT_ONLY = frozenset({"client_secret"})
"""Keys that are refused in ``node.toml``."""


@dataclass(frozen=True, slots=True)
class InForce:
    """One setting: its ``variable``, its place in ``node.toml`` (``table`` and ``key``, empty where it has none), the ``value`` as text,
    empty for none or one that is not shown, and where it was made.
    """

    variable: str
    value: str
    origin: Origin
    table: str = ""
    key: str = ""

    @property
    def is_secret(self) -> bool:
        """Whether only its presence is told."""
        return self.variable in SECRET

    @property
    def is_made(self) -> bool:
        """Whether somebody made it."""
        return self.origin is not Origin.DEFAULT


def settings_in_force(settings: Settings) -> tuple[InForce, ...]:
    """Every setting that there is, in the order of ``docs/reference/settings.md``."""
    return tuple(_all(settings))


def _all(settings: Settings) -> Iterator[InForce]:
    values = {**_own(settings), **settings.paths}
    for name in (*OWN, *FOLDERS, *PROXIES):
        yield InForce(name, values.get(name, ""), settings.origins.get(name, Origin.DEFAULT))
    for table, told in (("front", _front(settings)), ("oidc", _oidc(settings.oidc))):
        for key in (*told, *sorted(TABLES[table] - told.keys())):
            name = f"COMITY_{table}_{key}".upper()
            yield InForce(name, told.get(key, ""), settings.origins.get(name, Origin.DEFAULT), table, key)


def _own(settings: Settings) -> dict[str, str]:
    return {
        "COMITY_HOME": str(settings.home),
        "COMITY_DATABASE_URL": shown_address(settings.database) if settings.database_url else "",
        "COMITY_JOBS": _switch(settings.works),
        "COMITY_LIST_UPDATES": _switch(settings.fetches_lists),
        "COMITY_PRIVATE_WEBHOOKS": _switch(settings.private_webhooks),
        "COMITY_REGISTRY_STALE_DAYS": str(settings.registry_stale_days),
    }


def _front(settings: Settings) -> Mapping[str, str]:
    front = settings.front
    return {"origin": front.origin, "hosts": ", ".join(sorted(front.hosts)), "proxies": ", ".join(front.proxies)}


def _oidc(oidc: OidcSettings | None) -> Mapping[str, str]:
    if oidc is None:
        return {"issuer": ""}
    return {
        "issuer": oidc.issuer,
        "client_id": oidc.client_id,
        "roles": ", ".join(f"{value} = {role}" for value, role in sorted(oidc.roles.items())),
        "roles_claim": oidc.roles_claim,
        "name_claim": oidc.name_claim,
        "scopes": " ".join(oidc.scopes),
        "label": oidc.label,
        "skew_seconds": f"{oidc.skew.total_seconds():.0f}",
    }


def _switch(value: bool) -> str:  # noqa: FBT001 - the value of a switch
    return "on" if value else "off"
