from __future__ import annotations

import io
import json
from datetime import datetime
from typing import Any

import pytest

from comity.batch import ScreenedRow, answer_line, freshness
from comity.batch import ledger as ledger_module
from comity.batch.ledger import find_answer
from comity.model import Edition, FormatError, Identifier, IdentifierType, LimitExceeded, Name, Query, ScreeningRule, Subject, UnknownName
from comity.tables import Row

RULE = ScreeningRule()


@pytest.fixture
def lines(lookup: Any, edition: Edition, now: datetime) -> list[str]:
    ages = freshness([edition], now)
    written = []
    for number, name in enumerate(("Nobody", "Anselm Quill"), start=1):
        subject = Subject(names=(Name(name),), identifiers=(Identifier(IdentifierType.PASSPORT, "P1234567"),) if number == 2 else ())
        hits = tuple(lookup.screen_many([Query("", subject)], RULE)[0])
        written.append(answer_line(ScreenedRow(Row(number, number + 1, ()), subject, hits), RULE, ages))
    return written


def stream(*lines: str) -> io.BytesIO:
    return io.BytesIO("".join(lines).encode())


def test_an_answer_is_read_back_with_its_running_sum(lines: list[str], edition: Edition) -> None:
    answer, search = find_answer(stream(*lines), 2, "r.jsonl")
    assert (answer.row, answer.outcome, answer.review, answer.strong) == (2, "strong", 0.7, 0.88)
    account = answer.accounts[0]
    assert [(step.kind, round(step.effect, 4), round(step.total, 4)) for step in account.steps] == [
        ("name", 0.8, 0.8),
        ("limit", -0.8, 0.0),
        ("identifier", 1.0, 1.0),
    ]
    assert account.score == 1.0
    assert (account.edition, account.age_days) == (edition.id, 3)
    assert search.warning == ""


def test_a_sum_that_stands_has_no_limit(lines: list[str]) -> None:
    answer, _ = find_answer(stream(*lines), 2, "r.jsonl")
    assert [step.kind for step in answer.accounts[1].steps] == ["name"]


def test_a_clear_row_has_no_accounts(lines: list[str]) -> None:
    answer, _ = find_answer(stream(*lines), 1, "r.jsonl")
    assert (answer.outcome, answer.accounts) == ("clear", ())


def test_a_row_that_is_not_there_is_told_with_those_that_are(lines: list[str]) -> None:
    with pytest.raises(UnknownName) as caught:
        find_answer(stream(*lines), 9, "r.jsonl")
    assert "row 9" in caught.value.message
    assert "2 rows, from 1 to 2" in caught.value.hint


def test_broken_lines_are_passed_over_and_told(lines: list[str]) -> None:
    answer, search = find_answer(stream('{"row": 1, \n', "[1]\n", '{"row": true}\n', "\n", lines[1]), 2, "r.jsonl")
    assert answer.row == 2
    assert search.warning == "3 lines could not be read as an answer; the first is line 1"


def test_bytes_that_are_not_text_and_endless_nesting_cost_only_their_line(lines: list[str]) -> None:
    content = b"\xff\xfe\n" + b"[" * 100_000 + b"\n" + lines[0].encode()
    answer, search = find_answer(io.BytesIO(content), 1, "r.jsonl")
    assert answer.row == 1
    assert search.broken == 2


def test_an_overlong_line_is_refused_with_its_place(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "LONGEST_LINE", 4096)
    long = json.dumps({**json.loads(lines[0]), "padding": "x" * 9000}) + "\n"
    with pytest.raises(LimitExceeded, match=r"r\.jsonl, line 2: .*4,096 bytes"):
        find_answer(stream(lines[0], long, lines[1]), 2, "r.jsonl")
    answer, _ = find_answer(stream(lines[0], long), 1, "r.jsonl")
    assert answer.row == 1


def test_a_stream_without_line_ends_is_read_no_further_than_one_line_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "LONGEST_LINE", 4096)
    endless = io.BufferedReader(Endless(b"\0"), buffer_size=1024)
    with pytest.raises(LimitExceeded, match="line 1"):
        find_answer(endless, 1, "zero")
    assert endless.tell() <= 8192


def test_a_stream_of_other_lines_is_not_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_module, "MOST_BROKEN", 20)
    with pytest.raises(FormatError, match="none of the first 20 lines is an answer"):
        find_answer(io.BufferedReader(Endless(b"name,dob\n")), 1, "r.csv")


class Endless(io.RawIOBase):
    """The same bytes again and again, without an end."""

    def __init__(self, piece: bytes) -> None:
        self._piece, self._place = piece, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = len(memoryview(buffer))
        start = self._place % len(self._piece)
        buffer[:] = (self._piece * (size // len(self._piece) + 2))[start : start + size]
        self._place += size
        return size

    def tell(self) -> int:
        return self._place

    def seekable(self) -> bool:
        return False


def test_a_last_line_without_its_end_is_read(lines: list[str]) -> None:
    answer, _ = find_answer(stream(lines[0], lines[1].rstrip("\n")), 2, "r.jsonl")
    assert answer.row == 2


def test_a_file_without_answers_is_refused() -> None:
    with pytest.raises(FormatError, match="no line of it is an answer"):
        find_answer(stream("name,dob\n"), 1, "r.csv")


@pytest.mark.parametrize("change", [{"hits": 3}, {"hits": [{}]}, {"query": "x"}, {"rule": []}])
def test_a_row_of_another_shape_is_refused(lines: list[str], change: dict[str, Any]) -> None:
    record = {**json.loads(lines[0]), **change}
    with pytest.raises(FormatError, match="line 1"):
        find_answer(stream(json.dumps(record)), 1, "r.jsonl")
