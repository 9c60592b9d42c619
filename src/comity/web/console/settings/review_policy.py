"""The owner's rules of review as a table: each rule, what is in force, what the default is, and what it means."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.model import Outcome, Reason, StoreError, Verdict
from comity.node.review_desk import policy_in
from comity.node.review_desk.policy import FILE
from comity.review import Policy, policy_to_record
from comity.web.console.labels import label
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


MEANINGS: Mapping[str, str] = {
    "four_eyes": _("Which verdict on which hit wants a second person. Nobody approves their own proposal."),
    "exemption_days": _("How many days a pair found not to match is spared, while neither side changes; 0 for not at all."),
    "exemption_days_by_list": _("Lists for which it is another time."),
    "due_days": _("Calendar days from the opening of a case until a decision is due; holds for cases that open after a change."),
    "look_again_days": _("After how many days a case decided as “cannot tell” comes back."),
    "blind": _("Who approves sees the proposal and its reasons, and not who proposed it, until it is decided."),
    "undo_minutes": _("For how many minutes a person may take back what they decided, while nobody has answered it; 0 for never."),
    "bulk": _("Which verdict on which hit one act may give to many cases. A match, and a strong hit, are never decided in bulk."),
    "bulk_limit": _("How many cases one act may close."),
    "reasons": _("The reasons that may be given for each verdict."),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """The policy in force. ``is_own``: the owner wrote a file; ``fault`` says why it cannot be used, and then nothing is decided."""

    table: Table | None
    record: str
    file: str
    is_own: bool
    fault: StoreError | None = None


def review_rules(words: Words, home: Path) -> Rules:
    """The rules of review of the node with this home."""
    path = home / FILE
    try:
        policy = policy_in(home)
    except StoreError as fault:
        return Rules(None, "", str(path), is_own=True, fault=fault)
    record, usual = policy_to_record(policy), policy_to_record(Policy())
    columns = (
        Column("rule", words.say("Rule")),
        Column("value", words.say("In force")),
        Column("default", words.say("Default")),
        Column("means", words.say("What it means")),
        Column("field", words.say("Field")),
    )
    rows = [_row(words, name, record[name], usual[name]) for name in record]
    table = Table("review-policy", words.say("Rules of review"), columns, rows, csv="/settings?as=csv&table=policy")
    return Rules(table, json.dumps(record, ensure_ascii=False, indent=2), str(path), is_own=path.exists())


_TITLES: Mapping[str, str] = {
    "four_eyes": _("Four eyes"),
    "exemption_days": _("Length of an exemption"),
    "exemption_days_by_list": _("Length by list"),
    "due_days": _("Time to decide"),
    "look_again_days": _("Time to look again"),
    "blind": _("Blind approval"),
    "undo_minutes": _("Time to take back"),
    "bulk": _("Closing many at once"),
    "bulk_limit": _("Most at once"),
    "reasons": _("Reasons"),
}


def _row(words: Words, name: str, value: Any, usual: Any) -> Mapping[str, Cell]:  # noqa: ANN401 - each field has its own kind of value
    said = _SAID.get(name, _plain)
    return {
        "rule": Cell(words.say(_TITLES.get(name, name))),
        "value": Cell(said(words, value)),
        "default": Cell(words.say("the same") if value == usual else said(words, usual)),
        "means": Cell(words.say(MEANINGS.get(name, ""))),
        "field": Cell(name, kind="code"),
    }


def _plain(words: Words, value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value) or words.say("none")


def _rulings(words: Words, value: list[list[str]]) -> str:
    told = [f"{label(words, Outcome(outcome))} → {label(words, Verdict(verdict))}" for outcome, verdict in value]
    return "; ".join(told) or words.say("none")


def _days(words: Words, value: int) -> str:
    return words.count("%(num)s day", "%(num)s days", value)


def _minutes(words: Words, value: int) -> str:
    return words.count("%(num)s minute", "%(num)s minutes", value)


def _switch(words: Words, value: object) -> str:
    return words.say("on") if value else words.say("off")


def _by_list(words: Words, value: Mapping[str, int]) -> str:
    return "; ".join(f"{name}: {_days(words, days)}" for name, days in value.items()) or words.say("none")


def _due(words: Words, value: Mapping[str, int]) -> str:
    return "; ".join(f"{label(words, Outcome(outcome))}: {_days(words, days)}" for outcome, days in value.items())


def _reasons(words: Words, value: Mapping[str, list[str]]) -> str:
    told = [
        f"{label(words, Verdict(verdict))}: {', '.join(label(words, Reason(reason)) for reason in reasons)}"
        for verdict, reasons in value.items()
    ]
    return "; ".join(told)


_SAID: Mapping[str, Callable[[Words, Any], str]] = {
    "four_eyes": _rulings,
    "bulk": _rulings,
    "exemption_days": _days,
    "look_again_days": _days,
    "undo_minutes": _minutes,
    "blind": _switch,
    "exemption_days_by_list": _by_list,
    "due_days": _due,
    "reasons": _reasons,
}
