"""Who may do what, as two tables that can be read aloud: what each role may do, and what each scope of a key may do.

Duties are separate. Administrators run the node and decide nothing about people: they neither see personal data nor decide cases. Auditors
see everything and change nothing. What decides about a person is for persons: no key may do it. A right comes from these tables or not at
all; where two roles disagree, the refusal wins. ``docs/reference/permissions.md`` is made from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from comity.model import Actor, Role, UnknownName


class Permission(StrEnum):
    """One thing that can be done here, as noun and verb: also the ``action`` under which the ledger knows it."""

    SUBJECT_VIEW = "subject.view"
    SUBJECT_IMPORT = "subject.import"
    SUBJECT_EXPORT = "subject.export"
    SUBJECT_ERASE = "subject.erase"
    SCREENING_RUN = "screening.run"
    CASE_VIEW = "case.view"
    CASE_CLAIM = "case.claim"
    CASE_ASSIGN = "case.assign"
    CASE_DECIDE = "case.decide"
    CASE_APPROVE = "case.approve"
    CASE_CLOSE_MANY = "case.close_many"
    EXEMPTION_GRANT = "exemption.grant"
    EXEMPTION_WITHDRAW = "exemption.withdraw"
    REQUEST_VIEW = "request.view"
    REQUEST_HANDLE = "request.handle"
    LIST_VIEW = "list.view"
    LIST_UPDATE = "list.update"
    REGISTRY_VIEW = "registry.view"
    JOB_VIEW = "job.view"
    JOB_RUN = "job.run"
    LEDGER_VIEW = "ledger.view"
    LEDGER_VERIFY = "ledger.verify"
    LEDGER_EXPORT = "ledger.export"
    USER_VIEW = "user.view"
    USER_MANAGE = "user.manage"
    KEY_VIEW = "key.view"
    KEY_ISSUE = "key.issue"
    KEY_REVOKE = "key.revoke"
    WEBHOOK_VIEW = "webhook.view"
    WEBHOOK_MANAGE = "webhook.manage"
    BACKUP_MAKE = "backup.make"
    BACKUP_RESTORE = "backup.restore"
    SETTINGS_VIEW = "settings.view"
    SETTINGS_CHANGE = "settings.change"
    METRICS_VIEW = "metrics.view"


class Scope(StrEnum):
    """What a key may be issued for. A scope allows what ``OF_SCOPE`` says and nothing that is near it."""

    SCREEN = "screen"
    SUBJECTS_READ = "subjects:read"
    SUBJECTS_WRITE = "subjects:write"
    CASES_READ = "cases:read"
    LISTS_READ = "lists:read"
    LISTS_UPDATE = "lists:update"
    REGISTRY_READ = "registry:read"
    JOBS_READ = "jobs:read"
    JOBS_RUN = "jobs:run"
    LEDGER_READ = "ledger:read"
    METRICS_READ = "metrics:read"


P = Permission
E = TypeVar("E", bound=StrEnum)

PERSONAL = frozenset(
    {
        *(P.SUBJECT_VIEW, P.SUBJECT_IMPORT, P.SUBJECT_EXPORT, P.SUBJECT_ERASE, P.SCREENING_RUN, P.CASE_VIEW, P.CASE_CLAIM, P.CASE_ASSIGN),
        *(P.CASE_DECIDE, P.CASE_APPROVE, P.CASE_CLOSE_MANY, P.EXEMPTION_GRANT, P.EXEMPTION_WITHDRAW, P.REQUEST_VIEW, P.REQUEST_HANDLE),
    }
)
"""What shows or touches personal data of the people screened: it needs a purpose, and administrators never may."""

READING = frozenset(
    {
        *(P.SUBJECT_VIEW, P.CASE_VIEW, P.REQUEST_VIEW, P.LIST_VIEW, P.JOB_VIEW, P.LEDGER_VIEW, P.LEDGER_VERIFY, P.LEDGER_EXPORT),
        *(P.USER_VIEW, P.KEY_VIEW, P.WEBHOOK_VIEW, P.SETTINGS_VIEW, P.METRICS_VIEW, P.REGISTRY_VIEW),
    }
)
"""What changes nothing: all that auditors may do, and they may do all of it."""

FOR_PERSONS = frozenset(
    {
        *(P.CASE_CLAIM, P.CASE_ASSIGN, P.CASE_DECIDE, P.CASE_APPROVE, P.CASE_CLOSE_MANY, P.EXEMPTION_GRANT, P.EXEMPTION_WITHDRAW),
        *(P.SUBJECT_ERASE, P.REQUEST_HANDLE, P.USER_MANAGE, P.KEY_ISSUE, P.WEBHOOK_MANAGE, P.BACKUP_RESTORE),
        *(P.SETTINGS_CHANGE,),
    }
)
"""What a person decides (red line 1), or what would let a key make itself stronger or send data elsewhere: never for a key."""

_ANALYST = frozenset(
    {
        *(P.SUBJECT_VIEW, P.SUBJECT_IMPORT, P.SCREENING_RUN, P.CASE_VIEW, P.CASE_CLAIM, P.CASE_DECIDE, P.EXEMPTION_GRANT),
        *(P.LIST_VIEW, P.JOB_VIEW, P.REGISTRY_VIEW),
    }
)
_APPROVER = _ANALYST | {P.CASE_APPROVE}
_SUPERVISOR = _APPROVER | {
    *(P.CASE_ASSIGN, P.CASE_CLOSE_MANY, P.EXEMPTION_WITHDRAW, P.SUBJECT_EXPORT, P.SUBJECT_ERASE, P.REQUEST_VIEW, P.REQUEST_HANDLE),
    *(P.JOB_RUN, P.LIST_UPDATE, P.LEDGER_VIEW, P.LEDGER_VERIFY, P.USER_VIEW, P.KEY_VIEW, P.KEY_ISSUE, P.KEY_REVOKE),
    *(P.WEBHOOK_VIEW, P.SETTINGS_VIEW, P.METRICS_VIEW),
}
_ADMINISTRATOR = frozenset(
    {
        *(P.LIST_VIEW, P.LIST_UPDATE, P.JOB_VIEW, P.JOB_RUN, P.LEDGER_VERIFY, P.USER_VIEW, P.USER_MANAGE, P.KEY_VIEW, P.KEY_ISSUE),
        *(P.KEY_REVOKE, P.WEBHOOK_VIEW, P.WEBHOOK_MANAGE, P.BACKUP_MAKE, P.BACKUP_RESTORE, P.SETTINGS_VIEW, P.SETTINGS_CHANGE),
        *(P.METRICS_VIEW, P.REGISTRY_VIEW),
    }
)

OF_ROLE: dict[Role, frozenset[Permission]] = {
    Role.ANALYST: _ANALYST,
    Role.APPROVER: _APPROVER,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.AUDITOR: READING,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
}
"""What each role may do."""

NEVER: dict[Role, frozenset[Permission]] = {Role.ADMINISTRATOR: PERSONAL, Role.AUDITOR: frozenset(Permission) - READING}
"""What a role must not do, whatever other role the same person holds."""

OF_SCOPE: dict[Scope, frozenset[Permission]] = {
    Scope.SCREEN: frozenset({P.SCREENING_RUN}),
    Scope.SUBJECTS_READ: frozenset({P.SUBJECT_VIEW}),
    Scope.SUBJECTS_WRITE: frozenset({P.SUBJECT_IMPORT}),
    Scope.CASES_READ: frozenset({P.CASE_VIEW}),
    Scope.LISTS_READ: frozenset({P.LIST_VIEW}),
    Scope.LISTS_UPDATE: frozenset({P.LIST_VIEW, P.LIST_UPDATE}),
    Scope.REGISTRY_READ: frozenset({P.REGISTRY_VIEW}),
    Scope.JOBS_READ: frozenset({P.JOB_VIEW}),
    Scope.JOBS_RUN: frozenset({P.JOB_VIEW, P.JOB_RUN}),
    Scope.LEDGER_READ: frozenset({P.LEDGER_VIEW, P.LEDGER_VERIFY}),
    Scope.METRICS_READ: frozenset({P.METRICS_VIEW}),
}
"""What each scope allows."""


@dataclass(frozen=True, slots=True)
class KeyActor(Actor):
    """A key that acts: by its scopes, beside the roles it may hold."""

    scopes: frozenset[Scope] = frozenset()


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may be done."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not be done, and ``reason`` says why in a sentence that holds no personal data."""

    reason: str


def may(actor: Actor, permission: Permission) -> Allowed | Refused:
    """Whether ``actor`` may do ``permission``; when not, with the roles that may. Purpose is another question: ``safeguards.fits``."""
    for role in sorted(actor.roles & NEVER.keys()):
        if permission in NEVER[role]:
            return Refused(f"{permission} is never for the role {role}{_who_may(permission)}")
    is_key = isinstance(actor, KeyActor) or not actor.id.startswith("user:")
    if is_key and permission in FOR_PERSONS:
        return Refused(f"{permission} is for persons, never for a key or a program{_who_may(permission)}")
    scopes = actor.scopes if isinstance(actor, KeyActor) else frozenset()
    if any(permission in OF_ROLE[role] for role in actor.roles) or any(permission in OF_SCOPE[scope] for scope in scopes):
        return Allowed()
    held = ", ".join(sorted(actor.roles)) or ", ".join(sorted(scopes)) or "nothing"
    return Refused(f"{permission} is not among what {held} may do{_who_may(permission)}")


def grantable(by: Actor, roles: Iterable[Role], scopes: Iterable[Scope]) -> Allowed | Refused:
    """Whether ``by`` may issue a key for ``roles`` and ``scopes``: nobody gives a key what they may not do themselves.

    So an administrator cannot come by personal data through a key of their own making.
    """
    given = KeyActor("key:new", frozenset(roles), scopes=frozenset(scopes))
    beyond = [right for right in Permission if may(given, right) == Allowed() and may(by, right) != Allowed()]
    if beyond:
        return Refused(f"the key could do {beyond[0]}, which whoever issues it may not{_who_may(beyond[0])}")
    return Allowed()


def clashes(roles: Iterable[Role]) -> str:
    """Why one person must not hold all of ``roles``, as a sentence; empty when they may.

    Administrators and auditors hold no other role: who runs the node does not decide, and who checks it does neither.
    """
    held = frozenset(roles)
    alone = sorted(held & NEVER.keys())
    return f"the role {alone[0]} cannot be held together with another role" if alone and len(held) > 1 else ""


def parse_roles(names: Iterable[str]) -> frozenset[Role]:
    """The roles of these names. Raises ``UnknownName`` on any other text: a name that is nearly a role gives no right."""
    return frozenset(_member(Role, name, "role") for name in names)


def parse_scopes(names: Iterable[str]) -> frozenset[Scope]:
    """The scopes of these names. Raises ``UnknownName`` on any other text: wildcards, other cases, and roles are not scopes."""
    return frozenset(_member(Scope, name, "scope") for name in names)


def _member(kind: type[E], name: str, called: str) -> E:
    """The member of ``kind`` whose value is exactly ``name``."""
    for member in kind:
        if member.value == name:
            return member
    raise UnknownName(f"there is no {called} of that name", f"{called}s: " + ", ".join(kind))


def _who_may(permission: Permission) -> str:
    """The roles that may, as the end of a sentence."""
    roles = [role for role in Role if permission in OF_ROLE[role]]
    return f"; it is for {', '.join(roles)}" if roles else "; no role may do it"
