"""The way through the console: in the order of the work, only what the person may see, with the place they are at marked."""

from __future__ import annotations

from dataclasses import dataclass

from comity.identity import Permission
from comity.web.console.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: where it leads, what it is called, and the permission of the page there. ``key`` follows ``g``."""

    path: str
    title: str
    permission: Permission
    key: str = ""


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


P = Permission
PLACES: tuple[tuple[Place, ...], ...] = (
    (Place("/", _("Overview"), P.LIST_VIEW, "o"),),
    (
        Place("/screen", _("Screen"), P.SCREENING_RUN, "s"),
        Place("/review", _("Review"), P.CASE_VIEW, "r"),
        Place("/approval", _("Approval"), P.CASE_APPROVE, "a"),
    ),
    (
        Place("/subjects", _("Subjects"), P.SUBJECT_VIEW, "u"),
        Place("/monitoring", _("Monitoring"), P.SUBJECT_VIEW, "m"),
        Place("/lists", _("Lists"), P.LIST_VIEW, "l"),
        Place("/exemptions", _("Exemptions"), P.CASE_VIEW, "e"),
        Place("/registry", _("Registry"), P.REGISTRY_VIEW, "y"),
    ),
    (
        Place("/evidence", _("Evidence"), P.CASE_VIEW, "v"),
        Place("/replay", _("Replay"), P.CASE_VIEW, "p"),
        Place("/ledger", _("Ledger"), P.LEDGER_VERIFY, "d"),
        Place("/requests", _("Requests of persons"), P.REQUEST_VIEW, "q"),
    ),
    (
        Place("/jobs", _("Jobs"), P.JOB_VIEW, "j"),
        Place("/users", _("Users"), P.USER_VIEW),
        Place("/keys", _("Keys"), P.KEY_VIEW),
        Place("/webhooks", _("Webhooks"), P.WEBHOOK_VIEW),
        Place("/settings", _("Settings"), P.SETTINGS_VIEW),
    ),
)
"""Every place, in groups: overview; the way of a hit; what is known; what proves and repairs; the node itself."""


def menu(visitor: Visitor) -> tuple[tuple[Place, ...], ...]:
    """The groups of places that ``visitor`` may see; empty groups are left out."""
    groups = (tuple(place for place in group if visitor.may(place.permission)) for group in PLACES)
    return tuple(group for group in groups if group)
