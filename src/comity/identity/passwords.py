"""Passwords: what is refused when one is chosen, and how one is kept and checked.

The rules are those of NIST SP 800-63B: length counts, composition does not, nothing common, nothing of the login name, no change by the
calendar. Kept is an Argon2id hash (RFC 9106) with its own salt and parameters, so that stronger parameters reach each user at the next
sign-in. Checking costs the same whether or not the user exists.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from comity.model import UsageError

SHORTEST = 12
"""Characters that a password has at least. NIST SP 800-63B (revision 4, section 3.1.1.2) requires 8 beside a second factor and 15 where the
password is the only one: a node that must meet it makes the second factor a duty."""

LONGEST = 256
"""Characters that a password has at most: above the 64 that verifiers should permit (same section). Longer ones are refused, never cut."""

FEWEST = 5
"""Different characters that a password has at least."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one hash costs: ``memory`` in KiB, ``passes`` over it, on how many ``lanes``.

    The default is the second recommended option of RFC 9106 (section 4): 64 MiB, three passes, four lanes. The least that the OWASP
    Password Storage Cheat Sheet accepts is 19 MiB, two passes, one lane.
    """

    memory: int = 64 * 1024
    passes: int = 3
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a password was right, and ``rehash``: a hash to keep instead of the old one, empty when the old one is as it should be."""

    right: bool
    rehash: str = ""


@dataclass(frozen=True, slots=True)
class Passwords:
    """Makes and checks hashes of this ``cost``."""

    cost: Cost = field(default_factory=Cost)

    def hash(self, password: str) -> str:
        """A new hash of ``password`` in PHC form. The rules of ``check_password`` are the caller's to ask first."""
        return _hasher(self.cost).hash(_normal(password))

    def check(self, kept: str, password: str) -> Checked:
        """Whether ``password`` is the one that ``kept`` was made of.

        ``kept`` empty is a user who does not exist or has no password: the same work is done and the answer is no.
        """
        hasher = _hasher(self.cost)
        normal = _normal(password[: LONGEST + 1])
        try:
            hasher.verify(kept or _nobody(self.cost), normal)
        except (VerificationError, InvalidHashError):
            return Checked(right=False)
        if not kept or len(password) > LONGEST:
            return Checked(right=False)
        return Checked(right=True, rehash=hasher.hash(normal) if hasher.check_needs_rehash(kept) else "")


def check_password(password: str, name: str) -> None:
    """Raise ``UsageError``, with the reason and advice, unless ``password`` may be chosen by the user of login name ``name``.

    The whole password is compared with what is common, in small letters and without the digits and signs that people add at either end
    (SP 800-63B revision 4, section 3.1.1.2: the entire password is compared, not words in it; the reason for a refusal is given).
    """
    length = len(unicodedata.normalize("NFKC", password))
    if length < SHORTEST:
        raise UsageError(
            f"a password has at least {SHORTEST} characters", "a few words that do not belong together are long and easy to keep"
        )
    if max(length, len(password)) > LONGEST:
        raise UsageError(f"a password has at most {LONGEST} characters")
    if reason := _why_guessable(_normal(password).casefold(), name.casefold()):
        raise UsageError(f"this password {reason}", "take words that do not belong together, or let a password manager choose")


def _why_guessable(password: str, name: str) -> str:
    """Why ``password`` would be among the first guesses, as the end of a sentence; empty when it would not."""
    bare = password.strip(_ADDED)
    if len(set(password)) < FEWEST:
        return f"has fewer than {FEWEST} different characters"
    if _repeats(password):
        return "repeats one piece"
    if _runs(password):
        return "follows the keyboard, the alphabet or the digits"
    joined = {text.replace(" ", "").replace("-", "").replace("_", "") for text in (password, bare)}
    if (joined | {password, bare, _read_through(bare)}) & _common():
        return "is one of the commonest, or one with digits or signs added"
    stems = {name, name.strip(_ADDED)} - {""}
    derived = {part for stem in stems for part in _around(stem)}
    return "is made of the login name" if {password, bare} & derived else ""


_ADDED = "0123456789 .,;:!?@#$%^&*()_+-=/<>[]{}'\""
"""What people add at either end of a word."""

_AROUND = ("comity", "password", "admin", "login", "welcome")
"""Words of this program and its use that people put beside their name."""

_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "1qaz2wsx3edc4rfv5tgb",
)
"""Rows of keys, the alphabet and the digits: what a finger or a child follows."""


def _around(name: str) -> tuple[str, ...]:
    """What people make of a name: itself, backwards, twice, and beside the words of this program."""
    return (name, name[::-1], name + name, *(name + word for word in _AROUND), *(word + name for word in _AROUND))


def _repeats(password: str) -> bool:
    """Whether ``password`` is one piece of at most half its length again and again, the last time perhaps cut short."""
    size = len(password)
    return any(password == (password[:piece] * (size // piece + 1))[:size] for piece in range(1, size // 2 + 1))


def _runs(password: str) -> bool:
    """Whether three quarters of the steps from one character to the next follow a row, forwards or backwards."""
    steps = {pair for row in _ROWS for text in (row, row[::-1]) for pair in pairwise(text)}
    taken = sum(pair in steps for pair in pairwise(password))
    return 4 * taken >= 3 * (len(password) - 1)


def _read_through(password: str) -> str:
    """``password`` with the usual stand-ins read as letters: ``p@ssw0rd`` is ``password``."""
    return password.translate(str.maketrans("@4301!5$7", "aaeoiisst"))


def _normal(password: str) -> str:
    """The stable form that is hashed: NFKC (SP 800-63B revision 4, section 3.1.1.2), so that keyboards agree."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "replace").decode("utf-8")


@cache
def _common() -> frozenset[str]:
    """The packaged list of commonest passwords, in small letters."""
    text = (files("comity.identity") / "data" / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def _hasher(cost: Cost) -> PasswordHasher:
    """The hasher of this cost: Argon2id, a salt of 16 bytes, a hash of 32."""
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory, parallelism=cost.lanes, hash_len=32, salt_len=16, type=Type.ID)


@cache
def _nobody(cost: Cost) -> str:
    """A hash of this cost that belongs to nobody: checked when there is no user, so that the time does not tell."""
    return _hasher(cost).hash("nobody")
