"""Loose comparison of what a page shows with what a command printed: ages, paces and days of fetching may differ, scores a little."""

from __future__ import annotations

import math
import re

TOLERANCE = 0.06
"""How far a score on a page may be from the real one: the tables of names grow, and scores move with them."""

_MASKS = (
    (re.compile(r"\b[\d,]+ days?\b|\btoday\b"), "AGE"),
    (re.compile(r"in [\d.]+ s, [\d,]+ rows/s"), "PACE"),
    (re.compile(r"\b((?:own|ftm):\w+)-\d{4}-\d\d-\d\d-"), r"\1-DAY-"),
    (re.compile(r"fetched \d{4}-\d\d-\d\d"), "fetched DAY"),
)
_NUMBER = re.compile(r"([+-]?\d+\.\d+)")
_PARTS = re.compile(rf"(\.\.\.)|{_NUMBER.pattern}")


def missing_lines(shown: str, printed: str) -> list[str]:
    """The lines of ``shown`` that resemble no line of ``printed``. ``...`` on a page stands for anything."""
    real = [_plain(line) for line in printed.splitlines()]
    wanted = [line for line in shown.splitlines() if line.strip(" .")]
    return [line for line in wanted if not any(_alike(_plain(line), other) for other in real)]


def _plain(line: str) -> str:
    for pattern, instead in _MASKS:
        line = pattern.sub(instead, line)
    return " ".join(line.split())


def _alike(shown: str, real: str) -> bool:
    found = re.fullmatch(_pattern(shown), real)
    numbers = [part[1] for part in _PARTS.findall(shown) if part[1]]
    return found is not None and all(
        math.isclose(float(a), float(b), abs_tol=TOLERANCE) for a, b in zip(numbers, found.groups(), strict=True)
    )


def _pattern(shown: str) -> str:
    """``shown`` as a regular expression: numbers are captured, ``...`` with the spaces around it is anything."""
    made, at = "", 0
    for part in _PARTS.finditer(shown):
        before = shown[at : part.start()]
        made += re.escape(before.rstrip() if part[1] else before)
        made += ".*?" if part[1] else _NUMBER.pattern
        at = part.end() + (1 if part[1] and shown[part.end() :].startswith(" ") else 0)
    return made + re.escape(shown[at:])
