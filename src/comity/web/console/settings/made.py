"""The settings as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.node.node_file import Origin
from comity.node.settings import Settings
from comity.node.settings_in_force import IN_ENVIRONMENT_ONLY, InForce, settings_in_force
from comity.web.console.settings.explained import EXPLAINED, Explained
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


_ORIGINS = {
    Origin.DEFAULT: _("default"),
    Origin.FILE: _("from node.toml"),
    Origin.ENVIRONMENT: _("from the environment"),
}
_UNKNOWN = Explained(_("No explanation is written yet."), "")


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting in the visitor's language. ``is_made``: somebody made it."""

    name: str
    variable: str
    value: str
    origin: str
    does: str
    changes: str
    how: str
    is_made: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that belong together, under a heading."""

    title: str
    settings: Sequence[Shown]


def groups(words: Words, settings: Settings) -> tuple[Group, ...]:
    """Every setting, in groups as ``docs/reference/settings.md`` has them."""
    found = settings_in_force(settings)
    titles = {
        "": words.say("Where things are, and what runs"),
        "front": words.say("How the node is reached: [front]"),
        "oidc": words.say("A provider to sign in with: [oidc]"),
    }
    return tuple(Group(title, [_shown(words, one, settings) for one in found if one.table == table]) for table, title in titles.items())


def _shown(words: Words, one: InForce, settings: Settings) -> Shown:
    told = EXPLAINED.get(one.variable, _UNKNOWN)
    return Shown(
        name=one.key or one.variable,
        variable=one.variable,
        value=_value(words, one, told, settings),
        origin=words.say(_ORIGINS[one.origin]),
        does=words.say(told.does),
        changes=words.say(told.changes),
        how=_how(words, one),
        is_made=one.is_made,
    )


def _value(words: Words, one: InForce, told: Explained, settings: Settings) -> str:
    if one.is_secret:
        return words.say("set, not shown") if one.is_made else words.say("not set")
    if one.table == "oidc" and settings.oidc is None:
        return words.say("without effect: no issuer is set") if one.is_made else words.say(told.unset)
    return one.value or words.say(told.unset)


def _how(words: Words, one: InForce) -> str:
    if not one.key or one.key in IN_ENVIRONMENT_ONLY:
        return words.say("%(variable)s in the environment, then a restart.", variable=one.variable)
    place = {"key": one.key, "table": one.table, "variable": one.variable}
    return words.say("%(key)s in [%(table)s] of node.toml, or %(variable)s in the environment, which wins; then a restart.", **place)


def settings_table(words: Words, shown: Sequence[Group]) -> Table:
    """The settings as a file."""
    columns = (
        Column("variable", words.say("Setting")),
        Column("value", words.say("In force")),
        Column("origin", words.say("Where it was made")),
        Column("does", words.say("What it does")),
        Column("changes", words.say("When it is changed")),
        Column("how", words.say("How to change it")),
    )
    rows = [{column.key: Cell(getattr(one, column.key)) for column in columns} for group in shown for one in group.settings]
    return Table("settings", words.say("Settings"), columns, rows)
