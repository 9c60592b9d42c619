"""Laws of identity: rates, back-off, keys, permissions, sittings, codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
from hypothesis import given
from hypothesis import strategies as st

from comity.identity import (
    Allowed,
    Attempt,
    Bucket,
    Cost,
    Issued,
    KeyActor,
    KeyFault,
    KeyOrder,
    Passwords,
    Permission,
    Presented,
    Rate,
    Scope,
    SignedIn,
    Taken,
    Wait,
    csrf_holds,
    csrf_token,
    grantable,
    issue,
    may,
    new_user,
    parse,
    sign_in,
    take,
    throttle,
    totp,
    verify,
)
from comity.model import Actor, Purpose, Role

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
CHEAP = Passwords(Cost(memory=8, passes=1, lanes=1))
ROLES = st.frozensets(st.sampled_from(Role))
SCOPES = st.frozensets(st.sampled_from(Scope))


def issued() -> Issued:
    order = KeyOrder("hub", AT + timedelta(days=30), frozenset({Purpose.AID_DELIVERY}), frozenset({Scope.SCREEN}))
    return issue(order, Actor("user:sol", frozenset({Role.SUPERVISOR})), AT)


ISSUED = issued()


@given(
    st.builds(Rate, st.integers(1, 10_000), st.integers(1, 10_000)),
    st.lists(st.tuples(st.integers(0, 200), st.integers(-5_000_000, 90_000_000)), max_size=60),
)
def test_no_stretch_of_time_gives_more_than_the_burst_and_what_flowed_in(rate: Rate, calls: list[tuple[int, int]]) -> None:
    bucket: Bucket | None = None
    at = AT
    granted: list[tuple[datetime, int]] = []
    for cost, step in calls:
        at += timedelta(microseconds=step)
        answer = take(bucket, rate, cost, at)
        if isinstance(answer, Taken):
            bucket = answer.bucket
            granted.append((bucket.at, cost))  # the latest time at which something was granted: a refused call leaves no trace
    for first, (since, _) in enumerate(granted):
        spent = 0
        for until, cost in granted[first:]:
            spent += cost
            flowed = (until - since) // timedelta(microseconds=1) * rate.per_minute
            assert spent * 60_000_000 <= rate.burst * 60_000_000 + flowed


@given(st.builds(Rate, st.integers(1, 10_000), st.integers(1, 10_000)), st.integers(0, 20_000), st.integers(0, 20_000))
def test_whoever_waits_as_told_is_served_and_not_before(rate: Rate, first: int, cost: int) -> None:
    taken = take(None, rate, min(first, rate.burst), AT)
    assert isinstance(taken, Taken)
    answer = take(taken.bucket, rate, cost, AT)
    if isinstance(answer, Wait) and answer.span is not None:
        assert isinstance(take(taken.bucket, rate, cost, AT + answer.span), Taken)
        assert isinstance(take(taken.bucket, rate, cost, AT + answer.span - timedelta(microseconds=1)), Wait)
    elif isinstance(answer, Wait):
        assert cost > rate.burst


@given(st.integers(0, 10_000))
def test_more_failures_never_shorten_the_wait(failures: int) -> None:
    now, then = throttle.wait_after(failures), throttle.wait_after(failures + 1)
    assert then is None or (now is not None and now <= then <= throttle.LONGEST_WAIT)
    assert (now is None) is (failures >= throttle.MOST)


@given(st.text(max_size=100) | st.builds(lambda cut, end: ISSUED.token[:cut] + end, st.integers(0, 71), st.text(max_size=71)))
def test_any_text_is_a_key_or_a_fault_and_only_the_token_verifies(text: str) -> None:
    parsed = parse(text)
    assert isinstance(parsed, KeyFault | Presented)
    if isinstance(parsed, Presented):
        assert (verify(ISSUED.key, parsed, AT) == ISSUED.key) is (text == ISSUED.token)


@given(st.integers(0, 70), st.characters(codec="utf-8"))
def test_no_single_mistake_makes_another_key(place: int, character: str) -> None:
    changed = ISSUED.token[:place] + character + ISSUED.token[place + 1 :]
    assert changed == ISSUED.token or isinstance(parse(changed), KeyFault)


@given(ROLES, SCOPES, ROLES)
def test_a_key_that_may_be_granted_adds_no_right(roles: frozenset[Role], scopes: frozenset[Scope], held: frozenset[Role]) -> None:
    issuer = Actor("user:x", held)
    if grantable(issuer, roles, scopes) == Allowed():
        key = KeyActor("key:x", roles, None, scopes)
        assert all(may(issuer, right) == Allowed() for right in Permission if may(key, right) == Allowed())


@given(ROLES, SCOPES, st.sampled_from(Permission))
def test_a_right_comes_from_the_tables_or_not_at_all(roles: frozenset[Role], scopes: frozenset[Scope], right: Permission) -> None:
    if may(KeyActor("key:x", roles, None, scopes), right) == Allowed():
        alone = [may(KeyActor("key:x", frozenset({role})), right) for role in roles]
        by_scope = [may(KeyActor("key:x", scopes=frozenset({scope})), right) for scope in scopes]
        assert Allowed() in [*alone, *by_scope]


@given(st.text(), st.text(), st.text())
def test_a_form_holds_only_in_its_sitting(token: str, other: str, presented: str) -> None:
    assert csrf_holds(token, csrf_token(token))
    assert csrf_holds(other, csrf_token(token)) is (other == token)
    assert not csrf_holds(token, presented)


@given(st.lists(st.integers(-3, 3), max_size=12))
def test_each_time_step_signs_in_at_most_once_and_never_backwards(offsets: list[int]) -> None:
    user = replace(
        new_user("ada", "Ada", [Role.ANALYST], AT), password=CHEAP.hash("x"), totp="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", totp_counter=0
    )
    accepted: list[int] = []
    for offset in offsets:
        step = int(AT.timestamp()) // 30 + offset
        answer = sign_in(user, Attempt("x", pyotp.TOTP(user.totp).generate_otp(step)), AT, CHEAP)
        if isinstance(answer, SignedIn):
            user = answer.user
            accepted.append(step)
    assert accepted == sorted(set(accepted))
    assert all(abs(step - int(AT.timestamp()) // 30) <= totp.WINDOW for step in accepted)
