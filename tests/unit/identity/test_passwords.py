"""Passwords: what is refused and why, and that checking neither truncates nor tells who exists."""

from __future__ import annotations

import time

import pytest

from comity.identity import Cost, Passwords, check_password
from comity.model import UsageError

CHEAP = Passwords(Cost(memory=64, passes=1, lanes=1))


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short words", "at least 12"),
        ("x" * 257, "at most 256"),
        ("aaaaaaaaaaaaaaaa", "different characters"),
        ("abababababababab", "different characters"),
        ("granite7granite7", "repeats"),
        ("granite7-granite7-gran", "repeats"),
        ("qwertyuiopasdf", "keyboard"),
        ("1234567890123456", "keyboard"),
        ("98765432109876", "keyboard"),
        ("abcdefghijklmn", "keyboard"),
        ("1qaz2wsx3edc4rfv", "keyboard"),
        ("Password1234!", "commonest"),
        ("P@ssw0rd!!!!", "commonest"),
        ("correct horse battery staple", "commonest"),
        ("Correct-Horse-Battery-Staple", "commonest"),
        ("Summer2026!!!", "commonest"),
        ("iloveyouforever", "commonest"),
        ("Comity2026!!!", "commonest"),
        ("marta.novak1", "login name"),
        ("MARTA.NOVAK2026!", "login name"),
        ("kavon.atram", "at least 12"),
        ("marta.novakcomity", "login name"),
    ],
)
def test_guessable_passwords_are_refused_with_the_reason(password: str, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refused:
        check_password(password, "marta.novak")
    assert password not in refused.value.message + refused.value.hint


@pytest.mark.parametrize(
    "password",
    [
        "lantern gravel nineteen",
        "onlysmallletterswithoutanyrule",
        "8391 2746 5510 77",
        "пароль из четырёх слов",
        "my summer password for the island",
        "🜁🜂🜃🜄 winter kiln otter",
        "a password that merely contains qwerty somewhere",
    ],
)
def test_no_rule_of_composition_refuses_a_long_password(password: str) -> None:
    check_password(password, "marta.novak")


def test_a_hash_is_of_argon2id_with_the_recommended_cost_and_its_own_salt() -> None:
    passwords = Passwords()
    first, second = passwords.hash("lantern gravel nineteen"), passwords.hash("lantern gravel nineteen")
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert first != second
    assert passwords.check(first, "lantern gravel nineteen").right
    assert passwords.check(first, "lantern gravel nineteen").rehash == ""


@pytest.mark.parametrize("other", ["Lantern gravel nineteen", "lantern gravel nineteen ", "lantern gravel nineteen\x00", "", "\ud800"])
def test_another_password_is_wrong(other: str) -> None:
    assert not CHEAP.check(CHEAP.hash("lantern gravel nineteen"), other).right


def test_the_whole_password_counts_and_overlong_ones_are_refused_not_cut() -> None:
    longest = "ab" * 128
    kept = CHEAP.hash(longest)
    assert CHEAP.check(kept, longest).right
    assert not CHEAP.check(kept, longest[:-1] + "x").right
    assert not CHEAP.check(kept, longest + "b").right
    assert not CHEAP.check(CHEAP.hash("x" * 257), "x" * 257).right
    assert not CHEAP.check(kept, "z" * 5_000_000).right


def test_two_ways_to_type_the_same_letters_are_one_password() -> None:
    assert CHEAP.check(CHEAP.hash("stra\u00dfe na\u00efve kiln"), "stra\u00dfe nai\u0308ve kiln").right


@pytest.mark.parametrize("kept", ["", "nobody", "$argon2id$broken", "\x00"])
def test_nothing_is_right_without_a_hash(kept: str) -> None:
    assert not CHEAP.check(kept, "nobody").right
    assert not CHEAP.check(kept, "").right


def test_a_hash_of_another_cost_is_renewed_at_the_next_good_check() -> None:
    old = CHEAP.hash("lantern gravel nineteen")
    stronger = Passwords(Cost(memory=128, passes=2, lanes=1))
    answer = stronger.check(old, "lantern gravel nineteen")
    assert answer.right
    assert "m=128,t=2,p=1" in answer.rehash
    assert stronger.check(answer.rehash, "lantern gravel nineteen").rehash == ""
    assert stronger.check(old, "wrong words here").rehash == ""


def test_an_unknown_user_costs_the_same_work() -> None:
    passwords = Passwords(Cost(memory=8192, passes=2, lanes=1))
    kept = passwords.hash("lantern gravel nineteen")
    passwords.check("", "warm")

    def seconds(hash_: str) -> float:
        start = time.perf_counter()
        passwords.check(hash_, "wrong words here")
        return time.perf_counter() - start

    known, unknown = min(seconds(kept) for _ in range(15)), min(seconds("") for _ in range(15))
    assert 0.3 < known / unknown < 3.0
