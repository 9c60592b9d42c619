"""Password hashes made before the transaction that needs them: hashing takes a tenth of a second, and nobody else can write meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.identity import Checked, Passwords


@dataclass(frozen=True, slots=True)
class Prepared(Passwords):
    """Passwords that know one answer already, and do the work for any other question.

    ``checked`` is what ``check`` said of ``kept`` and ``password``; ``hashed`` is a hash of ``password``, empty when none was made.
    """

    password: str = field(default="", repr=False)
    kept: str = field(default="", repr=False)
    checked: Checked | None = None
    hashed: str = field(default="", repr=False)

    def hash(self, password: str) -> str:
        """The prepared hash, or a new one."""
        return self.hashed if self.hashed and password == self.password else Passwords(self.cost).hash(password)

    def check(self, kept: str, password: str) -> Checked:
        """The prepared answer, or a new one: when the kept hash has changed since."""
        if self.checked is not None and (kept, password) == (self.kept, self.password):
            return self.checked
        return Passwords(self.cost).check(kept, password)


def for_check(passwords: Passwords, kept: str, password: str) -> Prepared:
    """Check ``password`` against ``kept`` now, and remember the answer."""
    return Prepared(passwords.cost, password, kept, passwords.check(kept, password))


def for_hash(passwords: Passwords, password: str) -> Prepared:
    """Hash ``password`` now, and remember it."""
    return Prepared(passwords.cost, password, hashed=passwords.hash(password))
