"""Who may do what to a case: the checks that every act passes before it changes anything.

Rights are checked here as well as at the door of the node, since this is where a wrong step would become a decision. Only persons decide: a
key or a part of the system may not, whatever roles it was given (red line 1).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from comity.model import Actor, Because, Case, Conflict, NotAllowed, Reason, Role, UsageError, Verdict
from comity.review.policy import Policy

LONGEST_TEXT = 2000
"""Characters of the text of a decision."""

DECIDES = frozenset({Role.ANALYST, Role.APPROVER, Role.SUPERVISOR})
APPROVES = frozenset({Role.APPROVER, Role.SUPERVISOR})
ASSIGNS = frozenset({Role.SUPERVISOR})

_PERSON = "user:"
# Characters that turn the order of what follows, so that a text could be read as another than was written (UAX #9, 2.1 to 2.4).
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something to a case: ``by`` whom, ``at`` what time (aware), having ``seen`` which version of the case.

    ``owner`` is the person behind ``by`` as ``user:NAME``, where an API key or a second account of theirs acts; empty when ``by`` is the
    person's own account.
    """

    by: Actor
    at: datetime
    seen: int
    owner: str = ""

    @property
    def person(self) -> str:
        """Whose act it is, as far as is known: the owner, else the actor."""
        return self.owner or self.by.id


def same_person(one: str, other: str) -> bool:
    """Tell whether two ids mean one person; letter case does not make two of one."""
    return one.casefold() == other.casefold()


def require_unchanged(case: Case, act: Act) -> None:
    """Raise ``Conflict`` when the case has changed since the actor saw it, ``UsageError`` for a time without its zone."""
    if act.at.tzinfo is None:
        raise UsageError("the time of an act needs its offset from UTC")
    if act.seen != case.version:
        raise Conflict(f"case {case.id} has changed: it is at version {case.version}, you saw {act.seen}", "look at it again, then decide")


def require_person(act: Act, roles: frozenset[Role], what: str) -> str:
    """The purpose of the act. Raises ``NotAllowed`` unless a person with one of ``roles`` and a purpose acts.

    ``what`` completes the sentence "... may not ...": "decide a case".
    """
    if not act.by.id.startswith(_PERSON) or act.by.id == _PERSON:
        kind = act.by.id.partition(":")[0] or "nobody"
        raise NotAllowed(f"a {kind} may not {what}: a person decides", "sign in and do it yourself")
    if not act.by.roles & roles:
        names = " or ".join(sorted(roles))
        raise NotAllowed(f"only an actor who is {names} may {what}", "ask a colleague who is, or the administrator for the role")
    if act.by.purpose is None:
        raise NotAllowed(f"nobody may {what} without a purpose", "choose the purpose of this sitting first")
    return act.by.purpose.value


def require_free(case: Case, act: Act) -> None:
    """Raise ``Conflict`` when somebody else works on the case."""
    if case.claimed_by and not same_person(case.claimed_by, act.person):
        hint = "ask them, or have a supervisor assign it"
        raise Conflict(f"case {case.id} is claimed by somebody else", hint)


def require_another(first: str, act: Act) -> None:
    """Raise ``Conflict`` when the one who answers a proposal is the one who made it, by whatever account or key."""
    if not first or same_person(first, act.person) or same_person(first, act.by.id):
        raise Conflict("the same person cannot be both the first and the second pair of eyes", "a colleague must answer this proposal")


def require_reason(verdict: Verdict, because: Because, policy: Policy) -> None:
    """Raise ``UsageError`` when the reason does not go with the verdict, or the text is missing, too long or not plain text."""
    allowed = policy.reasons[verdict]
    if because.reason not in allowed:
        reasons = ", ".join(reason.value for reason in Reason if reason in allowed)
        raise UsageError(f"{because.reason} is no reason for {verdict}", f"choose one of: {reasons}")
    if because.reason is Reason.OTHER:
        require_text(because.text, "the reason `other`")
    require_plain(because.text)


def require_text(text: str, what: str) -> None:
    """Raise ``UsageError`` when ``text`` has no letter and no digit, and so says nothing; ``what`` is what wants a text."""
    if not any(map(str.isalnum, text)):
        raise UsageError(f"{what} needs a text", "say in a sentence what you found")


def require_plain(text: str) -> None:
    """Raise ``UsageError`` when ``text`` is too long or holds characters that cannot be shown as they were meant."""
    if len(text) > LONGEST_TEXT:
        raise UsageError(f"the text has {len(text):,} characters; the most is {LONGEST_TEXT:,}", "say it shorter, or refer to a document")
    for letter in text:
        if letter in _TURNING or (unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t"):
            raise UsageError(f"the text holds the control character U+{ord(letter):04X}", "write the text again without it")
