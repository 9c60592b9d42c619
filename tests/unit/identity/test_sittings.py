"""Sittings: tokens that cannot be planted, ends that cannot be moved, forms that cannot be forged."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest

from comity.identity import (
    Ends,
    Opened,
    Sitting,
    SittingEnd,
    csrf_holds,
    csrf_token,
    open_sitting,
    proved_again,
    proved_within,
    renewed,
    seen,
    token_hash,
    with_purpose,
)
from comity.model import Purpose

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def opened() -> Opened:
    return open_sitting("ada", AT)


def test_a_token_opens_its_sitting_and_only_a_hash_is_kept(opened: Opened) -> None:
    assert opened.token not in repr(opened)
    assert opened.sitting.token_hash == token_hash(opened.token)
    assert opened.sitting.purpose is None
    found = seen(opened.sitting, opened.token, AT + MINUTE)
    assert isinstance(found, Sitting)
    assert found.seen_at == AT + MINUTE
    assert seen(opened.sitting, opened.sitting.token_hash, AT) is SittingEnd.UNKNOWN


@pytest.mark.parametrize("token", ["", "0" * 64, "x" * 43, "\ud800", "x" * 1_000_000])
def test_a_guess_opens_nothing(opened: Opened, token: str) -> None:
    assert seen(opened.sitting, token, AT) is SittingEnd.UNKNOWN
    assert seen(None, token, AT) is SittingEnd.UNKNOWN


def test_it_ends_when_idle_and_after_its_whole_time(opened: Opened) -> None:
    ends = Ends()
    assert isinstance(seen(opened.sitting, opened.token, AT + ends.idle - MINUTE), Sitting)
    assert seen(opened.sitting, opened.token, AT + ends.idle) is SittingEnd.IDLE
    sitting, at = opened.sitting, AT
    while isinstance(found := seen(sitting, opened.token, at), Sitting):
        sitting, at = found, at + 20 * MINUTE
    assert found is SittingEnd.OVER
    assert at - AT == ends.whole


def test_setting_the_clock_back_lengthens_nothing(opened: Opened) -> None:
    later = seen(opened.sitting, opened.token, AT + 10 * MINUTE)
    assert isinstance(later, Sitting)
    back = seen(later, opened.token, AT - timedelta(days=1))
    assert isinstance(back, Sitting)
    assert back.seen_at == AT + 10 * MINUTE


@pytest.mark.parametrize(
    "change", [renewed, lambda sitting: with_purpose(sitting, Purpose.OVERSIGHT), lambda sitting: proved_again(sitting, AT + MINUTE)]
)
def test_each_change_of_rights_makes_the_old_token_worthless(opened: Opened, change: object) -> None:
    fresh = change(opened.sitting)  # type: ignore[operator]
    assert seen(fresh.sitting, opened.token, AT + MINUTE) is SittingEnd.UNKNOWN
    assert isinstance(seen(fresh.sitting, fresh.token, AT + MINUTE), Sitting)
    assert fresh.sitting.expires_at == opened.sitting.expires_at
    assert not csrf_holds(fresh.token, csrf_token(opened.token))


def test_a_token_planted_before_sign_in_is_worthless_after() -> None:
    planted = "planted-by-an-attacker"
    assert seen(open_sitting("ada", AT).sitting, planted, AT) is SittingEnd.UNKNOWN


def test_weighty_acts_want_a_recent_proof(opened: Opened) -> None:
    assert proved_within(opened.sitting, 5 * MINUTE, AT + 5 * MINUTE)
    assert not proved_within(opened.sitting, 5 * MINUTE, AT + 6 * MINUTE)
    again = proved_again(opened.sitting, AT + 6 * MINUTE)
    assert proved_within(again.sitting, 5 * MINUTE, AT + 6 * MINUTE)


def test_tokens_are_compared_in_constant_time_even_for_an_unknown_sitting(opened: Opened) -> None:
    for sitting in (opened.sitting, None):
        with patch.object(hmac, "compare_digest", wraps=hmac.compare_digest) as compare:
            seen(sitting, opened.token, AT)
        assert compare.call_count == 1


def test_a_form_of_this_sitting_is_accepted_and_each_is_another(opened: Opened) -> None:
    first, second = csrf_token(opened.token), csrf_token(opened.token)
    assert first != second
    assert csrf_holds(opened.token, first)
    assert csrf_holds(opened.token, second)


def test_forged_forms_are_refused(opened: Opened) -> None:
    mine = csrf_token(opened.token)
    nonce, seal = mine.split(".")
    other = csrf_token(open_sitting("ben", AT).token)
    for forged in (
        "",
        ".",
        nonce,
        seal,
        f"{nonce}.",
        f".{seal}",
        f"{nonce}x.{seal}",
        f"{nonce}.{seal}0",
        other,
        "\ud800.é",
        f"{mine}.{seal}",
    ):
        assert not csrf_holds(opened.token, forged)
