"""Rights and scopes in words, as pages about people and keys tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from comity.identity import Permission, Scope
from comity.model import Role
from comity.web.console import purposes
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


P = Permission
ACTS: Mapping[Permission, str] = {
    **purposes.ACTS,
    P.LIST_VIEW: _("see lists and their changes"),
    P.LIST_UPDATE: _("update lists"),
    P.REGISTRY_VIEW: _("ask the registry of cooperation"),
    P.JOB_VIEW: _("see jobs"),
    P.JOB_RUN: _("start and cancel jobs"),
    P.LEDGER_VIEW: _("see the ledger"),
    P.LEDGER_VERIFY: _("verify the ledger"),
    P.LEDGER_EXPORT: _("export the ledger"),
    P.USER_VIEW: _("see users"),
    P.USER_MANAGE: _("add, change, help and disable users"),
    P.KEY_VIEW: _("see keys"),
    P.KEY_ISSUE: _("issue keys"),
    P.KEY_REVOKE: _("revoke keys"),
    P.WEBHOOK_VIEW: _("see webhooks and their deliveries"),
    P.WEBHOOK_MANAGE: _("register, change and disable webhooks"),
    P.BACKUP_MAKE: _("make backups"),
    P.BACKUP_RESTORE: _("restore backups"),
    P.SETTINGS_VIEW: _("see settings"),
    P.SETTINGS_CHANGE: _("change settings"),
    P.METRICS_VIEW: _("see metrics"),
}
"""What can be done here, each as it follows "may"."""

OF_ROLES: Mapping[Role, str] = {
    Role.ANALYST: _("Screens, looks at hits and decides them; a second person agrees where the policy wants one."),
    Role.APPROVER: _("An analyst who also agrees to, or refuses, what others propose; never their own proposals."),
    Role.SUPERVISOR: _("Leads the work: assigns, closes many at once, handles requests of persons, sees the ledger, issues keys."),
    Role.AUDITOR: _("Sees everything and changes nothing. Holds no other role."),
    Role.ADMINISTRATOR: _("Runs the node: lists, users, keys, settings, backups. Sees no data about people, and holds no other role."),
}
"""What each role is, in a sentence."""

OF_SCOPES: Mapping[Scope, str] = {
    Scope.SCREEN: _("Ask whether subjects resemble somebody listed."),
    Scope.SUBJECTS_READ: _("Read the subjects under watch."),
    Scope.SUBJECTS_WRITE: _("Bring subjects under watch, change them and let them go."),
    Scope.CASES_READ: _("Read cases and how they were decided. Deciding is for persons."),
    Scope.LISTS_READ: _("Read which lists there are, their editions and their entries."),
    Scope.LISTS_UPDATE: _("Have lists fetched from their publishers."),
    Scope.REGISTRY_READ: _("Ask who is bound to whom, by what, on which date."),
    Scope.JOBS_READ: _("Read jobs and what came of them."),
    Scope.JOBS_RUN: _("Start and cancel jobs."),
    Scope.LEDGER_READ: _("Read and verify the ledger."),
    Scope.METRICS_READ: _("Read the metrics, for a monitoring system."),
}
"""What each scope of a key is for."""


def told(words: Words, rights: Iterable[Permission]) -> str:
    """``rights`` in one line, in the order of their enumeration; empty for none."""
    wanted = frozenset(rights)
    return ", ".join(words.say(ACTS[right]) for right in Permission if right in wanted)
