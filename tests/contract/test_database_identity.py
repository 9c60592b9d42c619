"""Users, sittings, links and keys: kept as ``identity`` describes them, changed by one at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contract.rows import DAY, NOON, SECOND

from comity.identity.invitations import InvitationKind, Order, invite
from comity.identity.keys import ApiKey, KeyOrder, issue
from comity.identity.permissions import Scope
from comity.identity.rates import Rate
from comity.identity.sittings import Sitting, open_sitting, with_purpose
from comity.identity.throttle import UNTIL_HELPED
from comity.identity.users import User, new_user
from comity.model import Actor, Conflict, Purpose, Role, UnknownName
from comity.storage.database import Database


def user(name: str = "tess") -> User:
    made = new_user(name, "Tess Óðinn", [Role.ANALYST, Role.APPROVER], NOON)
    secret = replace(made, password="$argon2id$v=19$x", totp="JBSWY3DP", totp_counter=57_000_000, recovery=frozenset({"aa", "bb"}))
    return replace(secret, failures=3, locked_until=UNTIL_HELPED)


def test_users_come_back_whole_and_names_are_given_once(database: Database) -> None:
    with database.writing() as writing:
        writing.users.add(user())
        writing.users.add(new_user("odo", "Odo", [Role.ADMINISTRATOR], NOON))
    with database.writing() as writing:
        assert writing.users.get("tess") == writing.users.hold("tess") == user()
        assert [one.name for one in writing.users.all()] == ["odo", "tess"]
        changed = replace(user(), disabled_at=NOON + DAY, failures=0, locked_until=None, totp_counter=None)
        writing.users.save(changed)
        assert writing.users.get("tess") == changed
        assert writing.users.get("nobody") is None
    with pytest.raises(Conflict), database.writing() as writing:
        writing.users.add(user())
    with pytest.raises(UnknownName), database.writing() as writing:
        writing.users.save(user("nobody"))


def sitting(database: Database) -> Sitting:
    opened = open_sitting("tess", NOON).sitting
    with database.writing() as writing:
        if writing.users.get("tess") is None:
            writing.users.add(user())
        writing.sittings.add(opened)
    return opened


def test_a_sitting_is_found_renewed_once_and_ended(database: Database) -> None:
    first = sitting(database)
    second = with_purpose(first, Purpose.AID_DELIVERY).sitting
    with database.writing() as writing:
        assert writing.sittings.get(first.token_hash) == first
        writing.sittings.seen(first.token_hash, NOON + SECOND)
        writing.sittings.renew(first.token_hash, second)
        assert writing.sittings.get(first.token_hash) is None
        assert writing.sittings.of("tess") == (second,)
    with pytest.raises(Conflict, match="ended"), database.writing() as writing:
        writing.sittings.renew(first.token_hash, with_purpose(first, Purpose.OVERSIGHT).sitting)
    with database.writing() as writing:
        assert writing.sittings.of("tess") == (second,)
        assert (writing.sittings.end(second.token_hash), writing.sittings.end(second.token_hash)) == (1, 0)


def test_sittings_of_nobody_are_refused_and_old_ones_swept(database: Database) -> None:
    first, second, third = sitting(database), sitting(database), sitting(database)
    with pytest.raises(Conflict), database.writing() as writing:
        writing.sittings.add(open_sitting("nobody", NOON).sitting)
    with database.writing() as writing:
        writing.sittings.seen(second.token_hash, NOON + DAY)
        writing.sittings.seen(third.token_hash, NOON + DAY)
        assert writing.sittings.sweep(NOON + SECOND, NOON + SECOND) == 1
        assert writing.sittings.get(first.token_hash) is None
        assert writing.sittings.sweep(second.expires_at - SECOND, NOON) == 0
        assert writing.sittings.sweep(second.expires_at, NOON) == 2
    sitting(database)
    sitting(database)
    with database.writing() as writing:
        assert writing.sittings.end_all("tess") == 2


def test_a_link_lets_in_once(database: Database) -> None:
    link = invite(Order(InvitationKind.NEW_USER, "tess", timedelta(days=1)), "user:odo", NOON).invitation
    with database.writing() as writing:
        writing.invitations.add(link)
        assert writing.invitations.get(link.token_hash) == link
        assert writing.invitations.get("none") is None
        writing.invitations.use(link.token_hash, NOON + SECOND)
        assert writing.invitations.get(link.token_hash) == replace(link, used_at=NOON + SECOND)
    with pytest.raises(Conflict, match="used before"), database.writing() as writing:
        writing.invitations.use(link.token_hash, NOON + SECOND)
    other = invite(Order(InvitationKind.RESET, "tess", timedelta(days=1)), "user:odo", NOON).invitation
    with database.writing() as writing:
        writing.invitations.add(other)
        assert writing.invitations.withdraw("tess") == 1
        assert writing.invitations.sweep(link.expires_at) == 0
        assert writing.invitations.sweep(link.expires_at + SECOND) == 1


def key(name: str = "till", at: timedelta = timedelta()) -> ApiKey:
    asked = KeyOrder(name, NOON + 30 * DAY, frozenset({Purpose.PAYMENT_SCREENING}), frozenset({Scope.SCREEN}), rate=Rate(30, 60))
    return issue(asked, Actor("user:odo", frozenset({Role.SUPERVISOR})), NOON + at).key


def test_keys_come_back_whole_and_are_revoked_once(database: Database) -> None:
    first, second = key(), key("kiosk", SECOND)
    with database.writing() as writing:
        writing.keys.add(second)
        writing.keys.add(first)
        assert writing.keys.get(first.id) == first
        assert writing.keys.all() == (first, second)
        writing.keys.used(first.id, NOON + DAY)
        writing.keys.revoke(first.id, "user:odo", NOON + 2 * DAY)
        assert writing.keys.get(first.id) == replace(first, last_used_at=NOON + DAY, revoked_at=NOON + 2 * DAY, revoked_by="user:odo")
    with pytest.raises(Conflict), database.writing() as writing:
        writing.keys.revoke(first.id, "user:odo", NOON)
    with pytest.raises(Conflict), database.writing() as writing:
        writing.keys.add(second)
