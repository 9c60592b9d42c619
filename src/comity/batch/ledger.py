"""Reading answers back from their JSON lines, as a ledger: what each piece of evidence did to the score.

Answers are files that may have passed through other hands. Lines are bounded, shapes are checked, and a broken
line within the bound costs only itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from comity.model import FormatError, LimitExceeded, UnknownName

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes in one line; a file with a longer one is refused."""

MOST_BROKEN = 1000
"""Lines that are no answer, before any that is; after them the file is taken for another kind of file."""


LIMIT = "limit"
"""The kind of a step that is no evidence but the end of the scale."""

IDENTIFIER = "identifier"

MADE_WITH = "give a file that was made with: comity screen FILE --out NAME.jsonl"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the sum: a pair of values (or a limit), what it added or took away, why, and the running total after it."""

    kind: str
    query: str
    listing: str
    effect: float
    why: str
    total: float


@dataclass(frozen=True, slots=True)
class Account:
    """One hit's arithmetic: steps whose last total is the score.

    Names and facts come first, then the limit on what they can come to together, where it was reached, then identifiers.
    """

    list: str
    listing_id: str
    name: str
    outcome: str
    score: float
    steps: tuple[Step, ...]
    edition: str
    published: str
    age_days: int
    stale: bool


@dataclass(frozen=True, slots=True)
class Searched:
    """One edition that an answer rests on, its age in days when the row was screened, and whether that was too old."""

    edition: str
    age_days: int
    stale: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One row's answer as it was written. Thresholds are 0.0 when the line does not state them, ``searched`` is empty then."""

    row: int
    query: dict[str, Any]
    outcome: str
    error: str
    rule: str
    review: float
    strong: float
    accounts: tuple[Account, ...]
    searched: tuple[Searched, ...]


@dataclass(slots=True)
class Search:
    """What a search through a file met: rows seen (first, last, count) and lines that could not be read."""

    first: int = 0
    last: int = 0
    rows: int = 0
    broken: int = 0
    first_broken: int = 0

    def saw(self, row: int) -> None:
        """Count a row."""
        self.first = row if not self.rows else min(self.first, row)
        self.last = max(self.last, row)
        self.rows += 1

    def broke(self, line: int) -> None:
        """Count a line that could not be read."""
        self.broken += 1
        self.first_broken = self.first_broken or line

    @property
    def warning(self) -> str:
        """A sentence on the broken lines, or empty."""
        if not self.broken:
            return ""
        return f"{self.broken} line{'s' if self.broken > 1 else ''} could not be read as an answer; the first is line {self.first_broken}"


def find_answer(stream: BinaryIO, row: int, file: str) -> tuple[Answer, Search]:
    """The answer of data row ``row`` in a file of answers, read as a stream up to it; the first, should there be several.

    Raises ``UnknownName`` with the rows there are, ``FormatError`` when the row's own line is not an answer or the file holds none, and
    ``LimitExceeded`` at a line longer than ``LONGEST_LINE``. So a stream without an end or without line ends is not read for ever.
    """
    search = Search()
    for number, raw in _lines(stream, file):
        record = _record(raw)
        if record is None:
            search.broke(number)
            if search.broken >= MOST_BROKEN and not search.rows:
                break
            continue
        search.saw(record["row"])
        if record["row"] == row:
            return read_answer(record, f"{file}, line {number}"), search
    if not search.rows:
        none = f"none of the first {MOST_BROKEN:,} lines" if search.broken >= MOST_BROKEN else "no line of it"
        raise FormatError(f"{file}: {none} is an answer", MADE_WITH)
    hint = f"it holds {search.rows} rows, from {search.first} to {search.last}"
    raise UnknownName(f"{file}: row {row} is not in it", f"{hint}; {search.warning}" if search.warning else hint)


def _lines(stream: BinaryIO, file: str) -> Iterator[tuple[int, bytes]]:
    """Lines with content, numbered from 1. Raises ``LimitExceeded`` at an overlong one, of which no more than the limit is read."""
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            raise LimitExceeded(f"{file}, line {number}: the line is longer than {LONGEST_LINE:,} bytes, so it is not an answer", MADE_WITH)
        if raw.strip():
            yield number, raw


def _record(raw: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    number = record.get("row") if isinstance(record, dict) else None
    return record if isinstance(number, int) and not isinstance(number, bool) else None


def read_answer(record: dict[str, Any], where: str) -> Answer:
    """The answer in one ``record``. Raises ``FormatError``, naming ``where``, when it has another shape."""
    try:
        rule = record.get("rule", {})
        return Answer(
            row=record["row"],
            query=dict(record["query"]),
            outcome=str(record["outcome"]),
            error=str(record.get("error", "")),
            rule=str(rule.get("name", "")),
            review=float(rule.get("review", 0.0)),
            strong=float(rule.get("strong", 0.0)),
            accounts=tuple(_account(hit) for hit in record["hits"]),
            searched=tuple(_searched(one) for one in record.get("against", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as problem:
        raise FormatError(f"{where}: the line is not an answer as comity screen writes it", "screen the file again") from problem


def _searched(one: dict[str, Any]) -> Searched:
    return Searched(str(one["edition"]), int(one["age_days"]), bool(one.get("stale", False)))


def _account(hit: dict[str, Any]) -> Account:
    score = float(hit["score"])
    edition = hit["edition"]
    return Account(
        list=str(hit["list"]),
        listing_id=str(hit["listing_id"]),
        name=str(hit["name"]),
        outcome=str(hit.get("outcome", "")),
        score=score,
        steps=_steps(hit["evidence"], score),
        edition=str(edition["id"]),
        published=str(edition["published"] or ""),
        age_days=int(edition["age_days"]),
        stale=bool(edition.get("stale", False)),
    )


def _steps(evidence: list[dict[str, Any]], score: float) -> tuple[Step, ...]:
    """The evidence as a sum that ends with ``score``; what is lacking or over is the limit."""
    facts = [one for one in evidence if one["kind"] != IDENTIFIER]
    numbers = [one for one in evidence if one["kind"] == IDENTIFIER]
    beyond = score - sum(float(one["effect"]) for one in evidence)
    rounding = 0.0001 * (len(evidence) + 1)
    limit = [{"kind": LIMIT, "query": "", "listing": "", "effect": beyond, "why": _limit(beyond)}] if abs(beyond) > rounding else []
    steps: list[Step] = []
    for one in (*facts, *limit, *numbers):
        effect = float(one["effect"])
        total = effect + (steps[-1].total if steps else 0.0)
        steps.append(Step(str(one["kind"]), str(one["query"]), str(one["listing"]), effect, str(one["why"]), total))
    return tuple(steps)


def _limit(beyond: float) -> str:
    return "facts cannot take a score below this" if beyond > 0 else "names and facts alone cannot take a score above this"
