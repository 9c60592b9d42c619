"""A policy as plain values, as it is kept and shown, and back: strictly, since a misspelt rule would be a rule that is not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from comity.model import Outcome, Reason, UsageError, Verdict
from comity.review.policy import Policy, Ruling

Record = dict[str, Any]


def policy_to_record(policy: Policy) -> Record:
    """The policy as lists, numbers and texts, the same for equal policies; see ``policy_from_record``."""
    return {
        "four_eyes": _rulings_out(policy.four_eyes),
        "exemption_days": policy.exemption_days,
        "exemption_days_by_list": dict(sorted(policy.exemption_days_by_list.items())),
        "due_days": {outcome.value: policy.due_days[outcome] for outcome in (Outcome.REVIEW, Outcome.STRONG)},
        "look_again_days": policy.look_again_days,
        "undo_minutes": policy.undo_minutes,
        "bulk": _rulings_out(policy.bulk),
        "bulk_limit": policy.bulk_limit,
        "reasons": {verdict.value: [reason.value for reason in Reason if reason in policy.reasons[verdict]] for verdict in Verdict},
        "blind": policy.blind,
    }


def policy_from_record(record: Mapping[str, object]) -> Policy:
    """The policy that ``record`` describes; what it leaves out keeps its default.

    Raises ``UsageError`` that names the field for an unknown field, a value of another kind, a number out of its range, or a rule that the
    red lines forbid.
    """
    unknown = sorted(record.keys() - _FIELDS.keys())
    if unknown:
        raise UsageError(f"a policy has no field {unknown[0]!r}", f"its fields are: {', '.join(_FIELDS)}")
    read = {name: _read(name, value) for name, value in record.items()}
    try:
        return Policy(**read)
    except ValueError as error:
        raise UsageError(f"this policy cannot be: {error}", "see docs/explanation/decisions.md for what each field means") from error


def _read(name: str, value: object) -> Any:  # noqa: ANN401 - each field has its own type, given to Policy by name
    try:
        return _FIELDS[name](value)
    except (TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"the field {name} of a policy cannot be read: {error}", "compare it with the policy in use") from error


def _rulings_out(rulings: Iterable[Ruling]) -> list[list[str]]:
    return sorted([outcome.value, verdict.value] for outcome, verdict in rulings)


def _rulings(value: object) -> frozenset[Ruling]:
    return frozenset(_ruling(item) for item in _list(value))


def _ruling(value: object) -> Ruling:
    pair = _list(value)
    if len(pair) != 2:
        raise ValueError("a ruling is an outcome and a verdict")
    return Outcome(pair[0]), Verdict(pair[1])


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    return value


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict) or not all(isinstance(key, str) and key for key in value):
        raise TypeError("an object with names was expected")
    return value


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a whole number was expected")
    return value


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("true or false was expected")
    return value


def _days_by_list(value: object) -> dict[str, int]:
    return {name: _number(days) for name, days in _mapping(value).items()}


def _due_days(value: object) -> dict[Outcome, int]:
    return {Outcome(name): _number(days) for name, days in _mapping(value).items()}


def _reasons(value: object) -> dict[Verdict, frozenset[Reason]]:
    return {Verdict(name): frozenset(Reason(item) for item in _list(items)) for name, items in _mapping(value).items()}


_FIELDS: Mapping[str, Callable[[object], object]] = {
    "four_eyes": _rulings,
    "exemption_days": _number,
    "exemption_days_by_list": _days_by_list,
    "due_days": _due_days,
    "look_again_days": _number,
    "undo_minutes": _number,
    "bulk": _rulings,
    "bulk_limit": _number,
    "reasons": _reasons,
    "blind": _yes_or_no,
}
