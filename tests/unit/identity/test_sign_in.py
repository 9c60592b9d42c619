"""Signing in: the order of judgement, what failing costs, and that nothing is given away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pyotp
import pytest

from comity.identity import Attempt, CodeWanted, Cost, Denial, Denied, Passwords, SignedIn, User, new_user, sign_in, throttle, totp
from comity.model import Role

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
CHEAP = Passwords(Cost(memory=64, passes=1, lanes=1))
RIGHT, WRONG = "lantern gravel nineteen", "another set of words"
ADA = replace(new_user("ada", "Ada", [Role.ANALYST], AT), password=CHEAP.hash(RIGHT))


def with_factor(user: User) -> User:
    offered = totp.offered(user)
    proved = totp.proved(offered, pyotp.TOTP(offered.totp).at(AT - timedelta(hours=1)), AT - timedelta(hours=1))
    assert proved is not None
    return proved


def test_the_right_password_signs_in_and_clears_failures() -> None:
    slipped = replace(ADA, failures=2)
    assert sign_in(slipped, Attempt(RIGHT), AT, CHEAP) == SignedIn(ADA)


def test_a_wrong_password_counts_and_an_unknown_name_has_nothing_to_count() -> None:
    answer = sign_in(ADA, Attempt(WRONG), AT, CHEAP)
    assert isinstance(answer, Denied)
    assert answer.reason is Denial.PASSWORD
    assert answer.user is not None
    assert answer.user.failures == 1
    assert sign_in(None, Attempt(RIGHT), AT, CHEAP) == Denied(Denial.UNKNOWN, None)


def test_somebody_without_a_password_cannot_sign_in() -> None:
    invited = replace(ADA, password="")
    for password in ("", "nobody", RIGHT):
        assert isinstance(sign_in(invited, Attempt(password), AT, CHEAP), Denied)


def test_a_disabled_user_is_refused_with_the_right_password_and_does_not_count() -> None:
    gone = replace(ADA, disabled_at=AT)
    assert sign_in(gone, Attempt(RIGHT), AT, CHEAP) == Denied(Denial.DISABLED, gone)


def test_a_resting_name_is_refused_even_with_the_right_password_and_rests_no_longer_for_it() -> None:
    resting = replace(ADA, failures=6, locked_until=AT + timedelta(seconds=8))
    assert sign_in(resting, Attempt(RIGHT), AT, CHEAP) == Denied(Denial.RESTING, resting, timedelta(seconds=8))
    assert sign_in(resting, Attempt(WRONG), AT, CHEAP) == Denied(Denial.RESTING, resting, timedelta(seconds=8))
    assert isinstance(sign_in(resting, Attempt(RIGHT), AT + timedelta(seconds=8), CHEAP), SignedIn)


@pytest.mark.parametrize(
    "user", [None, ADA, replace(ADA, disabled_at=AT), replace(ADA, locked_until=throttle.UNTIL_HELPED), replace(ADA, password="")]
)
def test_a_hash_is_computed_whoever_asks(user: User | None) -> None:
    with patch("argon2.PasswordHasher.verify", side_effect=CHEAP_VERIFY, autospec=True) as verify:
        sign_in(user, Attempt(WRONG), AT, CHEAP)
    assert verify.call_count == 1


def CHEAP_VERIFY(_hasher: object, _kept: str, _password: str) -> bool:  # noqa: N802
    return True


def test_the_second_factor_is_asked_only_after_the_password() -> None:
    ada = with_factor(ADA)
    now = pyotp.TOTP(ada.totp).at(AT)
    assert sign_in(ada, Attempt(RIGHT), AT, CHEAP) == CodeWanted()
    assert sign_in(ada, Attempt(RIGHT, "  "), AT, CHEAP) == CodeWanted()
    denied = sign_in(ada, Attempt(WRONG, now), AT, CHEAP)
    assert isinstance(denied, Denied)
    assert denied.reason is Denial.PASSWORD
    signed = sign_in(ada, Attempt(RIGHT, now), AT, CHEAP)
    assert isinstance(signed, SignedIn)
    assert signed.user.totp_counter == int(AT.timestamp()) // 30


def test_a_replayed_code_is_a_failure() -> None:
    ada = with_factor(ADA)
    now = pyotp.TOTP(ada.totp).at(AT)
    signed = sign_in(ada, Attempt(RIGHT, now), AT, CHEAP)
    assert isinstance(signed, SignedIn)
    again = sign_in(signed.user, Attempt(RIGHT, now), AT, CHEAP)
    assert isinstance(again, Denied)
    assert again.reason is Denial.CODE
    assert again.user is not None
    assert again.user.failures == 1


def test_a_recovery_code_signs_in_once_and_says_so() -> None:
    made = totp.with_recovery_codes(with_factor(ADA))
    signed = sign_in(made.user, Attempt(RIGHT, made.codes[3]), AT, CHEAP)
    assert isinstance(signed, SignedIn)
    assert signed.by_recovery
    assert isinstance(sign_in(signed.user, Attempt(RIGHT, made.codes[3]), AT, CHEAP), Denied)


def test_guessing_codes_behind_a_stolen_password_stops_at_the_limit() -> None:
    """The attacker waits as told each time and always knows the password."""
    user, at, heard = with_factor(ADA), AT, 0
    for guess in range(500):
        answer = sign_in(user, Attempt(RIGHT, f"{guess:06d}x"), at, CHEAP)
        assert isinstance(answer, Denied)
        assert answer.user is not None
        heard += answer.reason is Denial.CODE
        user = answer.user
        if answer.again_after is None:
            break
        at += answer.again_after
    assert heard == throttle.MOST
    assert at - AT > timedelta(hours=20)
    locked = sign_in(user, Attempt(RIGHT, pyotp.TOTP(user.totp).at(at)), at + timedelta(days=400), CHEAP)
    assert locked == Denied(Denial.RESTING, user, None)
    assert throttle.resting(throttle.cleared(user), at) == timedelta()


def test_an_old_hash_is_renewed_at_sign_in() -> None:
    stronger = Passwords(Cost(memory=128, passes=1, lanes=1))
    answer = sign_in(ADA, Attempt(RIGHT), AT, stronger)
    assert isinstance(answer, SignedIn)
    assert "m=128" in answer.user.password


def test_what_was_typed_does_not_show_when_printed() -> None:
    assert RIGHT not in repr(Attempt(RIGHT, "123456"))
    assert "123456" not in repr(Attempt(RIGHT, "123456"))
