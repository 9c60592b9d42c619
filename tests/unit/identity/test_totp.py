"""One-time codes: the vectors of the standard, the window, replay, and recovery codes."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from comity.identity import User, new_user, totp
from comity.model import Conflict, Role, UsageError

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
STEP = timedelta(seconds=30)
PLAIN = new_user("ada", "Ada", [Role.ANALYST], AT)


def code(user: User, at: datetime) -> str:
    return pyotp.TOTP(user.totp).at(at)


@pytest.fixture
def ada() -> User:
    """A user who proved her secret an hour before ``AT``."""
    offered = totp.offered(PLAIN)
    proved = totp.proved(offered, code(offered, AT - timedelta(hours=1)), AT - timedelta(hours=1))
    assert proved is not None
    return proved


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238_appendix_b(seconds: int, expected: str) -> None:
    user = replace(PLAIN, totp=base64.b32encode(b"12345678901234567890").decode(), totp_counter=0)
    assert totp.used_code(user, expected, datetime.fromtimestamp(seconds, UTC)) is not None


def test_a_secret_does_not_count_before_it_is_proved() -> None:
    offered = totp.offered(PLAIN)
    assert len(base64.b32decode(offered.totp)) == 20
    assert not offered.has_second_factor
    assert totp.used_code(offered, code(offered, AT), AT) is None
    assert totp.proved(offered, "000000" if code(offered, AT) != "000000" else "111111", AT) is None


def test_the_code_that_proves_the_secret_cannot_be_used_again() -> None:
    offered = totp.offered(PLAIN)
    proved = totp.proved(offered, code(offered, AT), AT)
    assert proved is not None
    assert totp.used_code(proved, code(proved, AT), AT) is None


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_may_be_one_step_early_or_late(ada: User, steps: int, right: bool) -> None:
    assert (totp.used_code(ada, code(ada, AT + steps * STEP), AT) is not None) is right


def test_no_code_is_accepted_twice_nor_one_older_than_one_used(ada: User) -> None:
    used = totp.used_code(ada, code(ada, AT), AT)
    assert used is not None
    assert totp.used_code(used, code(ada, AT), AT) is None
    assert totp.used_code(used, code(ada, AT), AT + STEP) is None
    assert totp.used_code(used, code(ada, AT - STEP), AT) is None
    assert totp.used_code(used, code(ada, AT + STEP), AT + STEP) is not None


def test_setting_the_clock_back_replays_nothing(ada: User) -> None:
    used = totp.used_code(ada, code(ada, AT), AT)
    assert used is not None
    assert totp.used_code(used, code(ada, AT - 10 * STEP), AT - 10 * STEP) is None


@pytest.mark.parametrize("bad", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "1e5000", "123456\n7", "\ud800" * 6, "1" * 100_000])
def test_what_is_no_code_is_no_code(ada: User, bad: str) -> None:
    assert totp.used_code(ada, bad, AT) is None


def test_a_code_typed_with_a_space_is_that_code(ada: User) -> None:
    text = code(ada, AT)
    assert totp.used_code(ada, f" {text[:3]} {text[3:]} ", AT) is not None


def test_the_address_for_the_phone_names_issuer_and_user() -> None:
    offered = totp.offered(PLAIN)
    address = urlsplit(totp.provisioning_uri(offered, "Comity: Node"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path.endswith("ada")
    assert parse_qs(address.query)["secret"] == [offered.totp]


def test_a_secret_in_use_is_neither_shown_nor_replaced(ada: User) -> None:
    with pytest.raises(UsageError):
        totp.provisioning_uri(ada, "Comity")
    with pytest.raises(Conflict):
        totp.offered(ada)
    with pytest.raises(UsageError):
        totp.proved(ada, code(ada, AT), AT)


def test_recovery_codes_work_once_in_any_spelling(ada: User) -> None:
    made = totp.with_recovery_codes(ada)
    assert len(set(made.codes)) == totp.RECOVERY_CODES == len(made.user.recovery)
    assert not any(shown.replace("-", "") in repr(made) + repr(made.user) for shown in made.codes)
    first = totp.used_recovery_code(made.user, f"  {made.codes[0].upper().replace('-', ' ')} ")
    assert first is not None
    assert len(first.recovery) == totp.RECOVERY_CODES - 1
    assert totp.used_recovery_code(first, made.codes[0]) is None
    assert totp.used_recovery_code(first, made.codes[1]) is not None


def test_new_recovery_codes_end_the_old_and_removing_the_factor_ends_all(ada: User) -> None:
    made = totp.with_recovery_codes(ada)
    again = totp.with_recovery_codes(made.user)
    assert totp.used_recovery_code(again.user, made.codes[0]) is None
    assert totp.used_recovery_code(totp.removed(again.user), again.codes[0]) is None
    assert not totp.removed(again.user).has_second_factor


@pytest.mark.parametrize("bad", ["", "-", " ", "a" * 24, "\ud800", "x" * 1_000_000])
def test_what_is_no_recovery_code_is_none(ada: User, bad: str) -> None:
    assert totp.used_recovery_code(totp.with_recovery_codes(ada).user, bad) is None
