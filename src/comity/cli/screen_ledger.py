"""An answer as a ledger: every pair of values compared, what it added or took away, the running sum, the limits and the thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from comity.batch.ledger import LIMIT, Account, Answer, Step
from comity.cli.console import count
from comity.cli.render import LONGEST_REASON, line, shown

if TYPE_CHECKING:
    from rich.console import Console

FACTS = {
    "names": "",
    "schema": "a",
    "birth_dates": "born",
    "founded": "founded",
    "nationalities": "nationality",
    "jurisdictions": "jurisdiction",
    "gender": "gender",
    "identifiers": "number",
    "addresses": "address",
    "birth_places": "born in",
}
"""What a query can state, in the order it is told, and the word before it."""

KIND_NOT_STATED = "kind not stated"

UNDER_WORDS = " " * 21


def print_answer(console: Console, answer: Answer, title: str, originals: Sequence[str] = ()) -> None:
    """One row's answer. ``originals`` are the listed names in their own scripts, one for each hit, where they are known."""
    line(console, f"{title}: {shown('; '.join(_facts(answer)), LONGEST_REASON)}")
    line(console, f"Outcome: {shown(answer.outcome)}{_thresholds(answer)}")
    if answer.error:
        line(console, f"It was not screened, or not all of it: {shown(answer.error, LONGEST_REASON)}")
    elif not answer.accounts:
        line(console, "No listing came near enough to be a hit.")
    for place, (account, original) in enumerate(zip_longest(answer.accounts, originals, fillvalue="")):
        if isinstance(account, Account):
            line(console)
            _print_account(console, account, f"Hit {place + 1} of {len(answer.accounts)}", str(original))


def print_searched(console: Console, answer: Answer) -> None:
    """The editions that the answer rests on, with their ages when it was given."""
    for one in answer.searched:
        stale = ", STALE" if one.stale else ""
        line(console, f"Searched: edition {shown(one.edition)}, {count(one.age_days, 'day')} old when screened{stale}")


def _facts(answer: Answer) -> list[str]:
    """What was asked, in words, in a fixed order."""
    facts = []
    for key, word in FACTS.items():
        value = answer.query.get(key)
        values = value if isinstance(value, list) else [value] if value else []
        if values:
            facts.append(
                KIND_NOT_STATED if values == ["Thing"] else " ".join(part for part in (word, ", ".join(map(_fact, values))) if part)
            )
    return facts or ["nothing to compare"]


def _fact(value: object) -> str:
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return str(value)


def _thresholds(answer: Answer) -> str:
    if not answer.strong:
        return ""
    return f" (rule {shown(answer.rule)}: review from {answer.review:.2f}, strong from {answer.strong:.2f})"


def _print_account(console: Console, account: Account, title: str, original: str) -> None:
    name = " / ".join(shown(text) for text in (account.name, original) if text)
    line(console, f"{title}: {shown(account.list)} {shown(account.listing_id)}  {name}", "bold")
    published = f"published {shown(account.published[:10])}, " if account.published else ""
    stale = f", STALE: run comity lists update {shown(account.list)}" if account.stale else ""
    line(console, f"Edition {shown(account.edition)}, {published}{count(account.age_days, 'day')} old when screened{stale}")
    line(console, "   effect      sum")
    for step in account.steps:
        _print_step(console, step)
    line(console, f"    score  {account.score:7.4f}  {shown(account.outcome)}".rstrip(), "bold")


def _print_step(console: Console, step: Step) -> None:
    """For and against alike: the sign tells, not the size or the colour."""
    kind = shown(step.kind.replace("_", " "))
    line(console, f"  {step.effect:+7.4f}  {step.total:7.4f}  {kind}: {shown(step.why, LONGEST_REASON)}")
    if step.kind == LIMIT:
        return
    line(console, f"{UNDER_WORDS}yours:  {shown(step.query) or '(not stated)'}")
    line(console, f"{UNDER_WORDS}listed: {shown(step.listing) or '(not stated)'}")
