"""Of two who use the same code, recovery code or link at once, one is let in; on both databases, with real threads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import TypeVar

import pyotp
import pytest
from tests.contract.rows import NOON

from comity.identity import Attempt, Cost, Passwords, User, new_user, open_sitting, with_password
from comity.identity.totp import offered, proved, with_recovery_codes
from comity.model import Actor, ComityError, Conflict, NotSignedIn, Purpose, Role
from comity.node.links import Chosen, first_start, use_link
from comity.node.people import add_user, change_roles, disable_user, invite_again, reset_user
from comity.node.signing_in import Entered, Judged, SigningIn
from comity.storage.database import Database

T = TypeVar("T")
CHEAP = Passwords(Cost(64, 1, 1))
PASSWORD = "nine green lamps at dusk"
TIMES = 6
ADA, EVE = Actor("user:ada", frozenset({Role.ADMINISTRATOR})), Actor("user:eve", frozenset({Role.ADMINISTRATOR}))


def at_once(*work: Callable[[], T]) -> list[T | ComityError]:
    """What each gives or raises, all begun at the same moment."""
    start = Barrier(len(work))

    def one(does: Callable[[], T]) -> T | ComityError:
        start.wait(10)
        try:
            return does()
        except ComityError as problem:
            return problem

    with ThreadPoolExecutor(len(work)) as threads:
        return list(threads.map(one, work))


def keep(database: Database, user: User) -> User:
    with database.writing() as writing:
        writing.users.add(user)
    return user


def with_codes(name: str) -> tuple[User, pyotp.TOTP, tuple[str, ...]]:
    user = offered(with_password(new_user(name, name, [Role.ANALYST], NOON), PASSWORD, CHEAP))
    codes = pyotp.TOTP(user.totp)
    made = with_recovery_codes(proved(user, codes.at(NOON), NOON) or user)
    return made.user, codes, made.codes


def entering(door: SigningIn, name: str, attempt: Attempt) -> Judged:
    return door.enter(name, attempt, "").result(30)


def let_in(answers: list[object]) -> int:
    assert all(isinstance(one, Entered | NotSignedIn) for one in answers), answers
    return sum(isinstance(one, Entered) for one in answers)


@pytest.mark.parametrize("kind_of_code", ["one-time", "recovery"])
def test_of_two_who_send_a_code_at_once_one_is_let_in(kind_of_code: str, database: Database) -> None:
    later = NOON + timedelta(minutes=5)
    doors = [SigningIn(database, lambda: later, CHEAP) for _ in range(2)]  # two processes of one node
    try:
        for at in range(TIMES):
            user, codes, recovery = with_codes(f"lena{at}")
            keep(database, user)
            attempt = Attempt(PASSWORD, codes.at(later) if kind_of_code == "one-time" else recovery[at])
            answers = at_once(*(partial(entering, door, user.name, attempt) for door in doors))
            assert let_in(list(answers)) == 1
            with database.reading() as reading:
                assert len(reading.sittings.of(user.name)) == 1
    finally:
        for door in doors:
            door.close()


def test_of_two_who_follow_a_link_at_once_one_is_let_in(database: Database) -> None:
    for at in range(TIMES):
        invited = add_user(database, new_user(f"odo{at}", "Odo", [Role.ANALYST], NOON), ADA, NOON)
        chosen = [Chosen("nine green lamps at dusk"), Chosen("seven brown kettles whistle")]
        answers = at_once(*(partial(use_link, database, invited.token, one, CHEAP, NOON) for one in chosen))
        won = [one for one, answer in zip(chosen, answers, strict=True) if isinstance(answer, User)]
        assert len(won) == 1, answers
        with database.reading() as reading:
            kept = reading.users.get(f"odo{at}")
        assert kept
        assert CHEAP.check(kept.password, won[0].password).right


def test_the_first_link_makes_one_administrator(database: Database) -> None:
    invited = first_start(database, NOON)
    assert invited
    both = [Chosen(PASSWORD, "ada", "Ada"), Chosen(PASSWORD, "eve", "Eve")]
    answers = at_once(*(partial(use_link, database, invited.token, one, CHEAP, NOON) for one in both))
    assert sum(isinstance(one, User) for one in answers) == 1, answers
    with database.reading() as reading:
        assert len(reading.users.all()) == 1


def test_whoever_leaves_everywhere_leaves_no_sitting_that_goes_on_at_that_moment(database: Database) -> None:
    keep(database, new_user("lena", "Lena", [Role.ANALYST], NOON))
    door = SigningIn(database, lambda: NOON, CHEAP)
    for _ in range(4 * TIMES):
        opened = [open_sitting("lena", NOON).sitting for _ in range(3)]
        with database.writing() as writing:
            for one in opened:
                writing.sittings.add(one)
        going_on = [partial(door.choose_purpose, one, Purpose.AID_DELIVERY) for one in opened]
        answers = at_once(partial(door.leave_everywhere, "lena"), *going_on)
        assert answers[0] == 3, answers
        with database.reading() as reading:
            assert reading.sittings.of("lena") == ()
    door.close()


def test_two_administrators_cannot_end_each_other_at_once(database: Database) -> None:
    both = [keep(database, with_password(new_user(name, name, [Role.ADMINISTRATOR], NOON), PASSWORD, CHEAP)) for name in ("ada", "eve")]
    for _ in range(4 * TIMES):
        answers = at_once(
            lambda: disable_user(database, "eve", ADA, NOON),
            lambda: change_roles(database, "ada", [Role.ANALYST], EVE, NOON),
        )
        assert sum(isinstance(one, Conflict) for one in answers) == 1, answers
        with database.writing() as writing:
            left = [user for user in writing.users.all() if Role.ADMINISTRATOR in user.roles and not user.disabled_at]
            for user in both:
                writing.users.save(user)
        assert len(left) == 1


def test_failures_at_once_are_all_counted(database: Database) -> None:
    user = keep(database, with_password(new_user("lena", "Lena", [Role.ANALYST], NOON), PASSWORD, CHEAP))
    doors = [SigningIn(database, lambda: NOON, CHEAP) for _ in range(3)]
    answers = at_once(*(partial(entering, door, "lena", Attempt("wrong")) for door in doors))
    for door in doors:
        door.close()
    assert let_in(list(answers)) == 0
    with database.reading() as reading:
        kept = reading.users.get(user.name)
    assert kept
    assert kept.failures == 3


def test_an_act_that_is_refused_leaves_no_entry_and_no_change(database: Database) -> None:
    keep(database, with_password(new_user("ada", "Ada", [Role.ADMINISTRATOR], NOON), PASSWORD, CHEAP))
    with database.reading() as reading:
        before, size = reading.users.all(), reading.ledger.size()
    for refused in (
        lambda: disable_user(database, "ada", EVE, NOON),
        lambda: change_roles(database, "ada", [Role.AUDITOR], EVE, NOON),
        lambda: change_roles(database, "nobody", [Role.AUDITOR], EVE, NOON),
        lambda: invite_again(database, "ada", EVE, NOON),
        lambda: reset_user(database, "nobody", "keep", EVE, NOON),
        lambda: add_user(database, new_user("ada", "Ada", [Role.AUDITOR], NOON), EVE, NOON),
    ):
        with pytest.raises(ComityError):
            refused()
    with database.reading() as reading:
        assert (reading.users.all(), reading.ledger.size()) == (before, size)
