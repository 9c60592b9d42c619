"""Screening rules by name or from a TOML file.

A rule file holds any of these keys, at its top level::

    name = "payments"
    review = 0.72        # 0 < review <= strong <= 1
    strong = 0.90
    max_hits = 10
    lists = ["un-sc", "eu-fsf"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from comity.model import FormatError, LimitExceeded, ScreeningRule, UnknownName, UsageError

LARGEST = 64 * 1024
"""Bytes in a rule file."""

BUILT_IN = {"default": ScreeningRule()}


def find_rule(text: str) -> ScreeningRule:
    """The rule called ``text``, or the one in the TOML file at that path.

    Raises ``UnknownName`` when there is neither, ``FormatError`` for a file that is not TOML, ``LimitExceeded`` for an overlong one,
    ``UsageError`` for
    a key or value that cannot be.
    """
    if text in BUILT_IN:
        return BUILT_IN[text]
    path = Path(text)
    if path.suffix != ".toml":
        raise UnknownName(f"there is no rule called {text!r}", f"built in: {', '.join(BUILT_IN)}; or give a file NAME.toml")
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as problem:
        raise UsageError(f"the rule file {text} cannot be read: {problem.strerror}", "check the path") from problem
    if len(content) > LARGEST:
        raise LimitExceeded(f"the rule file {text} is larger than {LARGEST:,} bytes", "a rule has five keys; is this the right file?")
    return _rule(content, path)


def _rule(content: bytes, path: Path) -> ScreeningRule:
    try:
        values = tomllib.loads(content.decode())
    except ValueError as problem:
        raise FormatError(f"the rule file {path.name} is not TOML: {problem}", "for example: review = 0.72") from problem
    unknown = sorted(values.keys() - _READERS.keys())
    if unknown:
        raise UsageError(f"the rule file {path.name} has an unknown key {unknown[0]!r}", f"known: {', '.join(_READERS)}")
    try:
        fields = {key: _READERS[key](value) for key, value in values.items()}
        return replace(ScreeningRule(), **{"name": path.stem, **fields})
    except (TypeError, ValueError) as problem:
        raise UsageError(
            f"the rule file {path.name}: {problem}", f"a rule file holds {', '.join(_READERS)}; for example: review = 0.72"
        ) from problem


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("name must be a text")
    return value


def _score(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("review and strong must be numbers")
    return float(value)


def _hits(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("max_hits must be a whole number")
    return value


def _names(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name for name in value):
        raise ValueError("lists must be a list of list names")
    return frozenset(value)


_READERS: dict[str, Callable[[object], Any]] = {"name": _text, "review": _score, "strong": _score, "max_hits": _hits, "lists": _names}


def adjusted(rule: ScreeningRule, min_score: float | None, lists: frozenset[str]) -> ScreeningRule:
    """``rule`` with another review threshold and other lists, where they are given; ``strong`` rises with ``review`` when it must.

    Raises ``UsageError`` for a score that is not above 0 and at most 1.
    """
    if min_score is not None:
        if not 0.0 < min_score <= 1.0:
            raise UsageError(f"--min-score {min_score:g} is not a score", "give a number above 0 and at most 1, for example 0.75")
        rule = replace(rule, review=min_score, strong=max(min_score, rule.strong))
    return replace(rule, lists=lists) if lists else rule
