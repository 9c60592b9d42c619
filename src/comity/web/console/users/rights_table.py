"""What a person may do, right by right, with the reason why: which role gives it, which role forbids it, what else it wants."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from comity.identity import Permission
from comity.identity.permissions import NEVER, OF_ROLE, PERSONAL
from comity.model import Role
from comity.node.doorkeeper import WEIGHTY
from comity.web.console.labels import label
from comity.web.console.rights import ACTS
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words


def rights_table(words: Words, name: str, roles: Collection[Role]) -> Table:
    """Every right there is, for somebody who holds ``roles``; those that they have come first."""
    columns = (
        Column("act", words.say("Act")),
        Column("may", words.say("Allowed")),
        Column("why", words.say("Why")),
        Column("wants", words.say("What else it wants")),
        Column("right", words.say("Right")),
    )
    rows = [_row(words, right, roles) for right in Permission]
    rows.sort(key=lambda row: row["may"].value != words.say("yes"))
    return Table(f"permissions-{name}", words.say("What this person may do"), columns, rows, csv=f"/users/{name}?as=csv")


def _row(words: Words, right: Permission, roles: Collection[Role]) -> dict[str, Cell]:
    giving = [role for role in sorted(roles) if right in OF_ROLE[role]]
    forbidding = [role for role in sorted(roles) if right in NEVER.get(role, ())]
    is_given = bool(giving) and not forbidding
    return {
        "act": Cell(words.say(ACTS[right])),
        "may": Cell(words.say("yes") if is_given else words.say("no")),
        "why": Cell(_why(words, right, giving, forbidding)),
        "wants": Cell(_wants(words, right) if is_given else None),
        "right": Cell(right.value, kind="code"),
    }


def _why(words: Words, right: Permission, giving: list[Role], forbidding: list[Role]) -> str:
    if forbidding:
        return words.say("Never for: %(roles)s", roles=_told(words, forbidding))
    if giving:
        return words.say("Given by: %(roles)s", roles=_told(words, giving))
    able = [role for role in Role if right in OF_ROLE[role]]
    return words.say("Not among their roles; it is for: %(roles)s", roles=_told(words, able))


def _wants(words: Words, right: Permission) -> str | None:
    wanted = []
    if right in PERSONAL:
        wanted.append(words.say("a fitting purpose"))
    if right in WEIGHTY:
        wanted.append(words.say("a recent proof of identity"))
    return "; ".join(wanted) or None


def _told(words: Words, roles: Iterable[Role]) -> str:
    return ", ".join(label(words, role) for role in roles)
