"""Users: what a person may change on their own record, and what nobody may."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from comity.identity import Cost, Passwords, check_administered, check_name, disabled, new_user, with_password, with_profile, with_roles
from comity.model import Actor, Conflict, NotAllowed, Purpose, Role, UsageError

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ADA = new_user("ada.k", "Ada K", [Role.ANALYST], AT)
OTHER = Actor("user:root", frozenset({Role.ADMINISTRATOR}))


@pytest.mark.parametrize("name", ["", "a", "Ada", "ada k", "ada\n", "аda", "ada@x", "7ada", "a" * 65, ".ada", "ada\u200b"])
def test_names_that_could_be_taken_for_another_are_refused(name: str) -> None:
    with pytest.raises(UsageError):
        check_name(name)


def test_an_actor_has_the_users_roles_until_it_is_disabled() -> None:
    assert ADA.actor(Purpose.OVERSIGHT) == Actor("user:ada.k", frozenset({Role.ANALYST}), Purpose.OVERSIGHT)
    assert disabled(ADA, OTHER, AT).actor().roles == frozenset()


@pytest.mark.parametrize("field", ["roles", "password", "totp", "disabled_at", "name", "locked_until", "Display"])
def test_a_form_with_another_field_changes_nothing(field: str) -> None:
    with pytest.raises(UsageError):
        with_profile(ADA, {"display": "Ada", field: "administrator"})


def test_a_profile_changes_the_shown_name_only() -> None:
    assert with_profile(ADA, {"display": " Ada \x1b[31m\n Kern "}) == replace(ADA, display="Ada [31m Kern")
    assert with_profile(ADA, {}) == ADA
    with pytest.raises(UsageError):
        with_profile(ADA, {"display": "\x00 \n"})


def test_a_password_is_set_only_by_the_rules() -> None:
    passwords = Passwords(Cost(memory=64, passes=1, lanes=1))
    changed = with_password(ADA, "lantern gravel nineteen", passwords)
    assert passwords.check(changed.password, "lantern gravel nineteen").right
    for bad in ("short", "ada.k2026!!!!", "password12345"):
        with pytest.raises(UsageError):
            with_password(ADA, bad, passwords)


def test_nobody_changes_their_own_roles_or_ends_their_own_access() -> None:
    with pytest.raises(NotAllowed):
        with_roles(ADA, [Role.SUPERVISOR], ADA.actor())
    with pytest.raises(NotAllowed):
        disabled(ADA, ADA.actor(), AT)
    assert with_roles(ADA, [Role.SUPERVISOR], OTHER).roles == {Role.SUPERVISOR}


@pytest.mark.parametrize("other", [Role.ANALYST, Role.APPROVER, Role.SUPERVISOR, Role.AUDITOR])
def test_an_administrator_holds_no_other_role(other: Role) -> None:
    with pytest.raises(Conflict):
        new_user("ben", "Ben", [Role.ADMINISTRATOR, other], AT)


def test_a_user_without_roles_is_refused() -> None:
    with pytest.raises(UsageError):
        new_user("ben", "Ben", [], AT)


def test_the_last_administrator_cannot_go() -> None:
    root = replace(new_user("root", "Root", [Role.ADMINISTRATOR], AT), password="hash")
    check_administered([ADA, root])
    for users in ([ADA], [], [disabled(root, ADA.actor(), AT)], [replace(root, password="")]):
        with pytest.raises(Conflict):
            check_administered(users)


def test_disabling_twice_keeps_the_first_time() -> None:
    once = disabled(ADA, OTHER, AT)
    assert disabled(once, OTHER, AT.replace(hour=10)) == once


def test_secrets_do_not_show_when_a_user_is_printed() -> None:
    shown = repr(replace(ADA, password="PHC", totp="BASE32SECRET", recovery=frozenset({"c0ffee"})))
    assert "PHC" not in shown
    assert "BASE32SECRET" not in shown
    assert "c0ffee" not in shown
