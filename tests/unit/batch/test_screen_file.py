from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from comity.batch import CHUNK, ScreenedRow, screen_table
from comity.model import FormatError, Issue, Locator, Query, ScreeningRule, Severity, StoreError
from comity.tables import Format, Row, SubjectBuilder, Table, recognise

COLUMNS = ("name", "dob", "passport")
RULE = ScreeningRule()


def table(rows: Iterator[Row]) -> Table:
    return Table("customers.csv", Format.DELIMITED, COLUMNS, rows)


def named(*names: str) -> Iterator[Row]:
    return (Row(number, number + 1, (name, "", "")) for number, name in enumerate(names, start=1))


def screened(rows: Iterator[Row], screener: Any, after: int = 0) -> list[ScreenedRow]:
    opened = table(rows)
    return list(screen_table(opened, SubjectBuilder(recognise(COLUMNS), file=opened.file), screener, RULE, after))


def test_each_row_comes_out_once_in_order_with_its_hits(lookup: Any) -> None:
    answers = screened(named("Nobody Here", "ANSELM QUILL", "Berta Vance"), lookup)
    assert [(one.row.number, one.outcome, [hit.listing.id for hit in one.hits]) for one in answers] == [
        (1, "clear", []),
        (2, "review", ["XXi.001", "XXi.002"]),
        (3, "review", ["XXi.003"]),
    ]


def test_rows_are_screened_in_chunks_as_they_are_read(lookup: Any) -> None:
    taken: list[int] = []

    def rows() -> Iterator[Row]:
        for row in named(*["Nobody"] * (2 * CHUNK + 5)):
            taken.append(row.number)
            yield row

    answers = screen_table(table(rows()), SubjectBuilder(recognise(COLUMNS)), lookup, RULE)
    assert next(answers).row.number == 1
    assert len(taken) == CHUNK
    assert sum(1 for _ in answers) == 2 * CHUNK + 4
    assert lookup.calls == [CHUNK, CHUNK, 5]


def test_a_row_lost_in_reading_comes_out_with_its_reason(lookup: Any) -> None:
    lost = Row(1, 2, ("", "", ""), (Issue(Locator("customers.csv", 1, 2), "not JSON", severity=Severity.ERROR),), lost=True, raw="{")
    first, second = screened(iter([lost, Row(2, 3, ("Berta Vance", "", ""))]), lookup)
    assert (first.outcome, first.error, first.hits) == ("error", "not JSON", ())
    assert second.outcome == "review"


def test_a_row_with_nothing_to_screen_is_an_error_said_once(lookup: Any) -> None:
    (answer,) = screened(named("  "), lookup)
    assert answer.outcome == "error"
    assert answer.error.startswith("nothing to screen")
    assert len([issue for issue in answer.issues if issue.severity is Severity.ERROR]) == 1
    assert lookup.calls == []


UNREADABLE = "\U00010900\U00010900"
"""Phoenician alef twice: letters that stand for no sound, so no word comes of them."""


def numbered(name: str, passport: str) -> Iterator[Row]:
    return iter([Row(1, 2, (name, "", passport))])


@pytest.mark.parametrize("passport", ["", "12", "ABCDEFG"])
def test_a_row_of_which_nothing_can_be_compared_is_an_error_and_never_clear(lookup: Any, passport: str) -> None:
    (answer,) = screened(numbered(UNREADABLE, passport), lookup)
    assert answer.outcome == "error"
    assert answer.error.startswith("nothing to screen")
    assert lookup.calls == []


@pytest.mark.parametrize(("passport", "why"), [("12", "fewer than 5 letters and digits"), ("ABCDEFG", "no digit")])
def test_a_number_alone_that_is_not_compared_is_an_error_with_the_reason(lookup: Any, passport: str, why: str) -> None:
    (answer,) = screened(numbered("", passport), lookup)
    assert answer.outcome == "error"
    assert answer.error.startswith("nothing to screen: no name, and the passport number is not compared")
    assert why in answer.error


def test_a_number_that_is_not_compared_beside_a_name_is_a_warning(lookup: Any) -> None:
    (answer,) = screened(numbered("Berta Vance", "12"), lookup)
    assert answer.outcome == "review"
    (issue,) = answer.issues
    assert issue.severity is Severity.WARNING
    assert "passport number is not compared: it has fewer than 5" in issue.what
    assert str(issue.where) == "customers.csv, row 1, line 2"


def test_a_name_that_is_not_compared_beside_a_number_is_a_warning(lookup: Any) -> None:
    (answer,) = screened(numbered(UNREADABLE, "P1234567"), lookup)
    assert answer.outcome == "strong"
    assert [issue.what for issue in answer.issues] == ["a name is not compared: no letter of it can be read"]


def test_the_callers_own_short_ids_are_no_issue(lookup: Any) -> None:
    columns = ("id", "name")
    opened = Table("customers.csv", Format.DELIMITED, columns, iter([Row(1, 2, ("7", "Berta Vance"))]))
    (answer,) = screen_table(opened, SubjectBuilder(recognise(columns)), lookup, RULE)
    assert answer.subject.identifiers
    assert answer.issues == ()


def test_a_number_without_a_name_is_screened(lookup: Any) -> None:
    (answer,) = screened(iter([Row(1, 2, ("", "", "P 1234567"))]), lookup)
    assert answer.outcome == "strong"
    assert answer.hits[0].listing.id == "XXi.001"


def test_one_failing_row_does_not_cost_the_others_and_its_text_is_not_told(lookup: Any) -> None:
    answers = screened(named("Berta Vance", "SPOILS THE CHUNK", "Anselm Quill"), lookup)
    assert [one.outcome for one in answers] == ["review", "error", "review"]
    assert "ArithmeticError" in answers[1].error
    assert "secret" not in answers[1].error
    assert str(answers[1].issues[-1].where) == "customers.csv, row 2, line 3"


def test_a_row_that_the_maker_cannot_read_does_not_cost_the_others(lookup: Any) -> None:
    class Fragile:
        def build(self, row: Row) -> Any:
            if row.number == 1:
                raise ValueError("secret")
            return SubjectBuilder(recognise(COLUMNS)).build(row)

    answers = list(screen_table(table(named("A", "Berta Vance")), Fragile(), lookup, RULE))
    assert [one.outcome for one in answers] == ["error", "review"]
    assert "secret" not in answers[0].error


def test_an_unusable_index_ends_the_run(lookup: Any) -> None:
    class Gone:
        editions = ()

        def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> Any:
            raise StoreError("the index is gone")

    with pytest.raises(StoreError):
        screened(named("A"), Gone())


def test_when_reading_fails_half_way_the_rows_read_so_far_come_out_first(lookup: Any) -> None:
    def rows() -> Iterator[Row]:
        yield from named("Berta Vance")
        raise FormatError("the file ends early")

    answers = screen_table(table(rows()), SubjectBuilder(recognise(COLUMNS)), lookup, RULE)
    assert next(answers).outcome == "review"
    with pytest.raises(FormatError):
        next(answers)


def test_a_run_goes_on_after_a_row(lookup: Any) -> None:
    answers = screened(named("Anselm Quill", "Berta Vance", "Nobody"), lookup, after=1)
    assert [one.row.number for one in answers] == [2, 3]
    assert lookup.calls == [2]


def test_a_row_of_which_not_all_was_compared_is_never_clear(lookup: Any) -> None:
    long = "Ann " * 500
    answers = screened(iter([Row(1, 2, (long, "", "")), Row(2, 3, (long, "", "P1234567")), Row(3, 4, ("Nobody Here", "", ""))]), lookup)
    assert [one.outcome for one in answers] == ["error", "strong", "clear"]
    assert answers[0].error == "only the first 1,000 of 1,999 characters were compared"
    assert (answers[1].error, len(answers[1].issues)) == ("", 1)
    assert lookup.calls == [3]
