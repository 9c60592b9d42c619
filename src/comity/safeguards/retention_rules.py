"""The rules of retention as data: those that come with the product, and an operator's own, which replace them kind by kind.

The packaged rules (``data/retention.json``) are a start for the operator's counsel, not advice. Each names the text it rests on and when
that was looked up; where a text gives no period, the rule says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from importlib.resources import files

from comity.model import FormatError, UsageError
from comity.safeguards.retention import Confidence, Duty, Event, RetentionRule

MOST_BYTES = 1_000_000
"""Bytes of a file of rules at most."""

LONGEST_YEARS = 100
LONGEST_DAYS = 36_525
_NUMBERS = {"years", "days"}
_TEXTS = {"kind", "regime", "basis", "provision", "as_of", "confidence", "after", "duty", "source", "note"}
_NEEDED = (_TEXTS | {"days"}) - {"source", "note"}


def packaged_rules() -> tuple[RetentionRule, ...]:
    """The rules that come with the product."""
    return read_rules((files("comity.safeguards") / "data" / "retention.json").read_bytes())


def rules_for(regimes: Iterable[str], own: Iterable[RetentionRule] = ()) -> tuple[RetentionRule, ...]:
    """The packaged rules of ``regimes``, where the rules of ``own`` replace all packaged rules of their kinds.

    Raises ``UsageError`` on a regime that no packaged rule names.
    """
    wanted, packaged, replacing = frozenset(regimes), packaged_rules(), tuple(own)
    if unknown := wanted - {rule.regime for rule in packaged}:
        known = ", ".join(sorted({rule.regime for rule in packaged}))
        raise UsageError(f"no retention rules are packaged for {len(unknown)} of the regimes asked for", f"regimes: {known}")
    replaced = {rule.kind for rule in replacing}
    return (*(rule for rule in packaged if rule.regime in wanted and rule.kind not in replaced), *replacing)


def read_rules(data: bytes) -> tuple[RetentionRule, ...]:
    """The rules of a JSON file: a list of objects with the fields of ``RetentionRule``; ``days`` null is an unknown period.

    Raises ``FormatError``, naming the rule by its number, on anything that is not exactly that.
    """
    if len(data) > MOST_BYTES:
        raise FormatError(f"a file of retention rules has at most {MOST_BYTES:,} bytes")
    try:
        rows = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FormatError("the retention rules are not JSON") from error
    if not isinstance(rows, list):
        raise FormatError("the retention rules are not a list")
    return tuple(_rule(number, row) for number, row in enumerate(rows, 1))


def _rule(number: int, row: object) -> RetentionRule:
    """One rule. Raises ``FormatError``."""
    if not isinstance(row, dict) or set(row) - _TEXTS - _NUMBERS or _NEEDED - set(row):
        raise FormatError(
            f"retention rule {number} has not exactly the fields of a rule", "fields: " + ", ".join(sorted(_TEXTS | _NUMBERS))
        )
    texts = {key: value for key, value in row.items() if key in _TEXTS}
    if not all(isinstance(value, str) for value in texts.values()):
        raise FormatError(f"retention rule {number} has a field that is not text", "only 'years' and 'days' are numbers")
    days = None if row["days"] is None else _number(number, row["days"], LONGEST_DAYS)
    try:
        return RetentionRule(
            kind=texts["kind"],
            regime=texts["regime"],
            basis=texts["basis"],
            provision=texts["provision"],
            as_of=date.fromisoformat(texts["as_of"]),
            confidence=Confidence(texts["confidence"]),
            after=Event(texts["after"]),
            days=days,
            duty=Duty(texts["duty"]),
            years=_number(number, row.get("years", 0), LONGEST_YEARS),
            source=texts.get("source", ""),
            note=texts.get("note", ""),
        )
    except ValueError as error:
        raise FormatError(f"retention rule {number} has a date or a word that is not known") from error


def _number(number: int, value: object, most: int) -> int:
    """A whole number from 0 to ``most``. Raises ``FormatError``."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise FormatError(f"retention rule {number}: 'years' and 'days' are whole numbers up to {LONGEST_YEARS} and {LONGEST_DAYS}")
    return value
