"""Who may do what: separation of duties over every combination of roles, reasons, and names that are nearly right."""

from __future__ import annotations

from itertools import chain, combinations

import pytest

from comity.identity import Allowed, KeyActor, Permission, Refused, Scope, clashes, grantable, may, parse_roles, parse_scopes
from comity.identity.permissions import FOR_PERSONS, NEVER, OF_ROLE, OF_SCOPE, PERSONAL, READING
from comity.model import Actor, Role, UnknownName

SETS = [frozenset(chosen) for chosen in chain.from_iterable(combinations(Role, size) for size in range(len(Role) + 1))]


def rights(actor: Actor) -> set[Permission]:
    return {right for right in Permission if may(actor, right) == Allowed()}


@pytest.mark.parametrize("roles", [roles for roles in SETS if Role.ADMINISTRATOR in roles], ids=",".join)
def test_no_combination_with_administrator_sees_personal_data_or_decides(roles: frozenset[Role]) -> None:
    assert rights(Actor("user:x", roles)) & PERSONAL == set()


@pytest.mark.parametrize("roles", [roles for roles in SETS if Role.AUDITOR in roles], ids=",".join)
def test_no_combination_with_auditor_changes_anything(roles: frozenset[Role]) -> None:
    assert rights(Actor("user:x", roles)) <= READING


def test_an_auditor_sees_everything_that_can_be_seen() -> None:
    seen = rights(Actor("user:x", frozenset({Role.AUDITOR})))
    assert seen == READING
    assert {right for right in Permission if right.value.endswith(".view")} <= seen


def test_nobody_may_do_anything_without_a_role() -> None:
    assert rights(Actor("user:x")) == rights(KeyActor("key:x")) == rights(Actor("system:sweeper")) == set()


def test_every_permission_is_somebodys_and_every_table_is_whole() -> None:
    assert frozenset().union(*OF_ROLE.values()) == frozenset(Permission)
    assert OF_ROLE.keys() == set(Role)
    assert OF_SCOPE.keys() == set(Scope)
    for role, never in NEVER.items():
        assert OF_ROLE[role] & never == frozenset()


def test_approving_and_closing_many_are_above_deciding() -> None:
    assert Permission.CASE_APPROVE not in OF_ROLE[Role.ANALYST]
    assert Permission.CASE_CLOSE_MANY not in OF_ROLE[Role.APPROVER]
    assert OF_ROLE[Role.ANALYST] < OF_ROLE[Role.APPROVER] < OF_ROLE[Role.SUPERVISOR]


def test_no_scope_gives_what_is_for_persons_nor_does_any_role_of_a_key() -> None:
    everything = KeyActor("key:x", frozenset({Role.SUPERVISOR}), scopes=frozenset(Scope))
    assert rights(everything) & FOR_PERSONS == set()
    assert rights(Actor("key:x", frozenset({Role.SUPERVISOR}))) & FOR_PERSONS == set()
    assert rights(Actor("system:job", frozenset({Role.SUPERVISOR}))) & FOR_PERSONS == set()


def test_a_refusal_names_the_roles_that_may() -> None:
    answer = may(Actor("user:x", frozenset({Role.ANALYST})), Permission.CASE_APPROVE)
    assert answer == Refused("case.approve is not among what analyst may do; it is for approver, supervisor")
    answer = may(Actor("user:x", frozenset({Role.ADMINISTRATOR})), Permission.SUBJECT_VIEW)
    assert isinstance(answer, Refused)
    assert answer.reason == "subject.view is never for the role administrator; it is for analyst, approver, supervisor, auditor"
    answer = may(Actor("user:x"), Permission.USER_MANAGE)
    assert answer == Refused("user.manage is not among what nothing may do; it is for administrator")


@pytest.mark.parametrize(
    "name", ["*", "all", "admin", "Screen", "screen ", "screen\n", "administrator", "subjects:*", "subjects", "", "ѕcreen", "SCREEN"]
)
def test_a_name_that_is_nearly_a_scope_gives_no_right(name: str) -> None:
    with pytest.raises(UnknownName) as refused:
        parse_scopes(["screen", name])
    assert "screen" in refused.value.hint
    assert parse_scopes(["screen"]) == {Scope.SCREEN}


@pytest.mark.parametrize("name", ["Administrator", "administrator ", "root", "screen", "", "AUDITOR", "analyst,administrator"])
def test_a_name_that_is_nearly_a_role_gives_no_right(name: str) -> None:
    with pytest.raises(UnknownName):
        parse_roles([name])
    assert parse_roles(["analyst"]) == {Role.ANALYST}


@pytest.mark.parametrize("roles", SETS, ids=lambda roles: ",".join(roles) or "none")
def test_only_administrators_and_auditors_stand_alone(roles: frozenset[Role]) -> None:
    assert bool(clashes(roles)) is (bool(roles & {Role.ADMINISTRATOR, Role.AUDITOR}) and len(roles) > 1)


@pytest.mark.parametrize("roles", SETS, ids=lambda roles: ",".join(roles) or "none")
def test_nobody_grants_what_they_may_not_do(roles: frozenset[Role]) -> None:
    by = Actor("user:x", roles)
    for scope in Scope:
        allowed = grantable(by, (), [scope]) == Allowed()
        assert allowed is (OF_SCOPE[scope] <= rights(by))
