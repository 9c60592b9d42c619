"""Keys for programs: their form, what is kept, every way they fail, and that issuing one never adds a right."""

from __future__ import annotations

import hmac
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest

from comity.identity import (
    Allowed,
    ApiKey,
    Issued,
    KeyFault,
    KeyOrder,
    Permission,
    Presented,
    Refused,
    Scope,
    issue,
    keys,
    may,
    parse,
    revoked,
    verify,
)
from comity.model import Actor, NotAllowed, Purpose, Role, UsageError

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
YEAR = timedelta(days=366)
SUPERVISOR = Actor("user:sol", frozenset({Role.SUPERVISOR}))
ADMINISTRATOR = Actor("user:root", frozenset({Role.ADMINISTRATOR}))
ORDER = KeyOrder("payment hub", AT + YEAR, frozenset({Purpose.PAYMENT_SCREENING}), frozenset({Scope.SCREEN}))


@pytest.fixture
def issued() -> Issued:
    return issue(ORDER, SUPERVISOR, AT)


def presented(issued: Issued) -> Presented:
    parsed = parse(issued.token)
    assert isinstance(parsed, Presented)
    return parsed


def test_a_key_verifies_until_its_last_moment(issued: Issued) -> None:
    assert issued.token.startswith(f"comity_{issued.key.id}_")
    assert verify(issued.key, presented(issued), AT) == issued.key
    assert verify(issued.key, presented(issued), AT + YEAR - timedelta(microseconds=1)) == issued.key
    assert verify(issued.key, presented(issued), AT + YEAR) is KeyFault.EXPIRED


def test_only_a_hash_of_the_secret_is_kept_and_nothing_prints_it(issued: Issued) -> None:
    secret = presented(issued).secret
    assert secret not in str(asdict(issued.key))
    assert secret not in repr(issued) + repr(presented(issued))
    assert len(bytes.fromhex(issued.key.secret_hash)) == 32
    assert issued.key.secret_hash not in repr(issued.key)


def test_no_two_keys_are_alike(issued: Issued) -> None:
    made = [issue(ORDER, SUPERVISOR, AT) for _ in range(200)]
    assert len({key.key.id for key in made}) == len({key.key.secret_hash for key in made}) == 200


@pytest.mark.parametrize(
    "token",
    [
        "",
        "comity",
        "comity___",
        "comity_" * 20,
        "comity_a_b_c",
        "x" * 71,
        "\ud800" * 71,
        "_" * 71,
        "comity_" + "é" * 12 + "_" + "a" * 43 + "_" + "a" * 6,
        "Comity_" + "a" * 12 + "_" + "a" * 43 + "_" + "a" * 6,
        "a" * 10_000_000,
    ],
)
def test_noise_is_malformed(token: str) -> None:
    assert parse(token) is KeyFault.MALFORMED


def test_an_invented_key_fails_its_checksum_before_anything_is_looked_up() -> None:
    assert parse("comity_" + "a" * 12 + "_" + "a" * 43 + "_" + "a" * 6) is KeyFault.CHECKSUM


def test_each_single_changed_character_is_noticed(issued: Issued) -> None:
    for place, character in enumerate(issued.token):
        changed = issued.token[:place] + ("0" if character != "0" else "1") + issued.token[place + 1 :]
        assert parse(changed) in {KeyFault.CHECKSUM, KeyFault.MALFORMED}, place


def test_another_secret_and_another_keys_secret_are_refused(issued: Issued) -> None:
    other = issue(ORDER, SUPERVISOR, AT)
    assert verify(issued.key, Presented(issued.key.id, presented(other).secret), AT) is KeyFault.SECRET
    assert verify(other.key, presented(issued), AT) is KeyFault.UNKNOWN
    assert verify(issued.key, Presented(issued.key.id, issued.key.secret_hash), AT) is KeyFault.SECRET
    assert verify(None, presented(issued), AT) is KeyFault.UNKNOWN


def test_only_the_holder_learns_that_a_key_was_revoked_or_expired(issued: Issued) -> None:
    ended = revoked(issued.key, ADMINISTRATOR, AT)
    assert verify(ended, presented(issued), AT) is KeyFault.REVOKED
    assert verify(ended, Presented(ended.id, "x" * 43), AT) is KeyFault.SECRET
    assert verify(issued.key, Presented(issued.key.id, "x" * 43), AT + 2 * YEAR) is KeyFault.SECRET
    assert revoked(ended, SUPERVISOR, AT + YEAR) == ended
    assert ended.revoked_by == "user:root"


@pytest.mark.parametrize("known", [True, False])
def test_the_secret_is_compared_in_constant_time_whether_or_not_the_id_is_known(issued: Issued, known: bool) -> None:
    with patch.object(hmac, "compare_digest", wraps=hmac.compare_digest) as compare:
        verify(issued.key if known else None, presented(issued), AT)
    assert compare.call_count == 1


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, expires_at=AT),
        replace(ORDER, expires_at=AT - timedelta(days=1)),
        replace(ORDER, expires_at=AT + YEAR + timedelta(seconds=1)),
        replace(ORDER, scopes=frozenset()),
        replace(ORDER, purposes=frozenset()),
        replace(ORDER, name="  "),
        replace(ORDER, name="x" * 121),
        replace(ORDER, per_day=0),
    ],
)
def test_a_key_without_end_right_purpose_name_or_limit_is_not_issued(order: KeyOrder) -> None:
    with pytest.raises(UsageError):
        issue(order, SUPERVISOR, AT)


def test_an_administrator_cannot_come_by_personal_data_through_a_key_of_their_own() -> None:
    for scope in (Scope.SCREEN, Scope.SUBJECTS_READ, Scope.SUBJECTS_WRITE, Scope.CASES_READ, Scope.LEDGER_READ):
        with pytest.raises(NotAllowed):
            issue(replace(ORDER, scopes=frozenset({scope})), ADMINISTRATOR, AT)
    with pytest.raises(NotAllowed):
        issue(replace(ORDER, scopes=frozenset(), roles=frozenset({Role.ANALYST})), ADMINISTRATOR, AT)
    assert issue(replace(ORDER, scopes=frozenset({Scope.METRICS_READ, Scope.LISTS_UPDATE})), ADMINISTRATOR, AT)


def key_with(**changes: object) -> ApiKey:
    return replace(issue(ORDER, SUPERVISOR, AT).key, **changes)  # type: ignore[arg-type]


def test_a_key_acts_in_its_scopes_and_no_further() -> None:
    actor = keys.actor(key_with())
    assert actor.id.startswith("key:")
    assert actor.purpose is Purpose.PAYMENT_SCREENING
    assert may(actor, Permission.SCREENING_RUN) == Allowed()
    for other in set(Permission) - {Permission.SCREENING_RUN}:
        assert isinstance(may(actor, other), Refused)


def test_a_key_decides_nothing_about_people_whatever_role_it_has() -> None:
    actor = keys.actor(key_with(roles=frozenset({Role.SUPERVISOR})))
    for right in (
        Permission.CASE_DECIDE,
        Permission.CASE_APPROVE,
        Permission.CASE_CLOSE_MANY,
        Permission.SUBJECT_ERASE,
        Permission.KEY_ISSUE,
    ):
        assert isinstance(may(actor, right), Refused)
    assert may(actor, Permission.CASE_VIEW) == Allowed()


def test_a_key_names_only_the_purposes_it_was_issued_for() -> None:
    key = key_with(purposes=frozenset({Purpose.PAYMENT_SCREENING, Purpose.CUSTOMER_SCREENING}))
    assert keys.actor(key).purpose is None
    assert keys.actor(key, Purpose.CUSTOMER_SCREENING).purpose is Purpose.CUSTOMER_SCREENING
    with pytest.raises(NotAllowed):
        keys.actor(key, Purpose.OVERSIGHT)
