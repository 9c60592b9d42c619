"""One-time links: they let in once, soon, and only whom they are for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from comity.identity import Invitation, InvitationFault, InvitationKind, invitations
from comity.identity.invitations import Order, invite, used
from comity.identity.sittings import token_hash
from comity.model import UsageError

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ORDER = Order(InvitationKind.FIRST_START, "root", timedelta(hours=1))


def test_a_link_lets_in_once() -> None:
    made = invite(ORDER, "system:start", AT)
    once = used(made.invitation, made.token, AT + timedelta(minutes=5))
    assert isinstance(once, Invitation)
    assert (once.user, once.kind, once.used_at) == ("root", InvitationKind.FIRST_START, AT + timedelta(minutes=5))
    assert used(once, made.token, AT + timedelta(minutes=6)) is InvitationFault.USED


def test_a_link_ends() -> None:
    made = invite(ORDER, "system:start", AT)
    assert used(made.invitation, made.token, AT + timedelta(hours=1)) is InvitationFault.EXPIRED
    assert used(made.invitation, made.token, AT - timedelta(seconds=1)) is InvitationFault.EXPIRED


@pytest.mark.parametrize("token", ["", "\ud800", "x" * 43, "x" * 1_000_000])
def test_a_guessed_link_lets_nobody_in(token: str) -> None:
    made = invite(ORDER, "system:start", AT)
    assert used(made.invitation, token, AT) is InvitationFault.UNKNOWN
    assert used(None, token, AT) is InvitationFault.UNKNOWN
    assert used(made.invitation, invite(ORDER, "system:start", AT).token, AT) is InvitationFault.UNKNOWN


def test_whether_it_was_used_or_ended_only_its_holder_learns() -> None:
    made = invite(ORDER, "system:start", AT)
    once = used(made.invitation, made.token, AT)
    assert isinstance(once, Invitation)
    assert used(once, "x" * 43, AT + timedelta(days=9)) is InvitationFault.UNKNOWN


@pytest.mark.parametrize("span", [timedelta(), timedelta(seconds=-1), invitations.LONGEST + timedelta(seconds=1)])
def test_links_that_are_good_for_nothing_or_for_ever_are_not_made(span: timedelta) -> None:
    with pytest.raises(UsageError):
        invite(Order(InvitationKind.NEW_USER, "ada", span), "user:root", AT)


def test_the_token_is_not_kept() -> None:
    made = invite(ORDER, "system:start", AT)
    assert made.token not in repr(made)
    assert made.invitation.token_hash == token_hash(made.token)
