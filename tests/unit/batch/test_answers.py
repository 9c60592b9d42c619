from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from comity.batch import ANNOTATIONS, ScreenedRow, annotation, answer_line, answer_record, freshness, searched_in_words
from comity.model import (
    Address,
    Edition,
    Gender,
    Identifier,
    IdentifierType,
    Issue,
    Locator,
    Name,
    PartialDate,
    Query,
    Schema,
    ScreeningRule,
    Severity,
    Subject,
)
from comity.tables import Row

RULE = ScreeningRule()


def screened(lookup: Any, *names: str, passport: str = "") -> ScreenedRow:
    numbers = (Identifier(IdentifierType.PASSPORT, passport),) if passport else ()
    subject = Subject(Schema.PERSON, tuple(Name(name) for name in names), identifiers=numbers)
    return ScreenedRow(Row(7, 8, names), subject, tuple(lookup.screen_many([Query("7", subject)], RULE)[0]))


SEARCHED = "searched: un-sc-2026-02-27-0a1b2c3d (3 days old)"


def test_a_clear_row_has_an_outcome_and_what_it_rests_on(lookup: Any) -> None:
    assert annotation(screened(lookup, "Nobody"), SEARCHED) == ("clear", None, "", "", "", SEARCHED)
    assert len(ANNOTATIONS) == 6


def test_a_hit_is_told_with_its_best_listing_and_the_others_by_id(lookup: Any) -> None:
    cells = annotation(screened(lookup, "anselm quill", passport="P1234567"), SEARCHED)
    assert cells[:5] == ("strong", 1.0, "un-sc", "XXi.001", "Anselm Quill")
    reasons = "identifier +1.00: the same passport number; name +0.80: the same name; and 1 more: un-sc XXi.002 0.80"
    assert cells[5] == f"{reasons}; {SEARCHED}"


def test_of_many_hits_the_first_few_are_named_and_the_rest_counted(lookup: Any) -> None:
    answer = screened(lookup, "Berta Vance")
    many = replace(answer, hits=answer.hits * 9)
    others = "and 8 more: " + ", ".join(["un-sc XXi.003 0.80"] * 5) + ", and 3 not named here"
    assert str(annotation(many, SEARCHED)[5]).endswith(f"{others}; {SEARCHED}")


def test_a_row_that_was_not_screened_says_why() -> None:
    assert annotation(ScreenedRow(Row(1, 2, ()), Subject(), error="not JSON"), SEARCHED) == ("error", None, "", "", "", "not JSON")


def test_the_editions_searched_are_named_with_their_age_and_a_stale_one_as_stale(edition: Edition, now: datetime) -> None:
    ages = [*freshness([edition], now).values(), *freshness([edition], now + timedelta(days=2000)).values()]
    assert searched_in_words(ages) == f"searched: {edition.id} (3 days old), {edition.id} (2,003 days old, STALE)"


def test_the_answer_has_the_promised_shape(lookup: Any, edition: Edition, now: datetime) -> None:
    record = answer_record(screened(lookup, "Berta Vance"), RULE, freshness([edition], now))
    assert record == {
        "row": 7,
        "query": {"schema": "Person", "names": ["Berta Vance"]},
        "outcome": "review",
        "hits": [
            {
                "list": "un-sc",
                "edition": {"id": edition.id, "published": "2026-02-27T00:00:00+00:00", "age_days": 3},
                "listing_id": "XXi.003",
                "name": "Berta Vance",
                "score": 0.8,
                "outcome": "review",
                "evidence": [{"kind": "name", "query": "Berta Vance", "listing": "Berta Vance", "effect": 0.8, "why": "the same name"}],
            }
        ],
        "rule": {"name": "default", "review": 0.7, "strong": 0.88},
        "against": [{"edition": edition.id, "age_days": 3}],
    }


def test_scores_have_four_decimals(lookup: Any, edition: Edition, now: datetime) -> None:
    answer = screened(lookup, "Berta Vance")
    odd = replace(answer, hits=(replace(answer.hits[0], score=0.123456789),))
    assert answer_record(odd, RULE, freshness([edition], now))["hits"][0]["score"] == 0.1235


def test_a_stale_or_partial_edition_is_said_on_every_hit_and_on_clear_rows(lookup: Any, edition: Edition, now: datetime) -> None:
    partial = replace(edition, partial="facts only")
    ages = freshness([partial], now + timedelta(days=4000))
    answer = screened(lookup, "Berta Vance")
    hit = answer_record(replace(answer, hits=(replace(answer.hits[0], edition=partial),)), RULE, ages)["hits"][0]
    assert hit["edition"]["stale"] is True
    assert hit["edition"]["partial"] == "facts only"
    assert answer_record(screened(lookup, "Nobody"), RULE, ages)["against"][0]["stale"] is True


def test_the_query_is_told_as_people_write_it(edition: Edition, now: datetime) -> None:
    subject = Subject(
        schema=Schema.PERSON,
        names=(Name("Berta Vance"),),
        birth_dates=(PartialDate(1968, 3),),
        nationalities=("MA",),
        gender=Gender.FEMALE,
        identifiers=(Identifier(IdentifierType.PASSPORT, "X1", "MA"), Identifier(IdentifierType.OTHER, "9")),
        addresses=(Address(country="FR"),),
    )
    record = answer_record(ScreenedRow(Row(1, 2, ()), subject), RULE, freshness([edition], now))
    assert record["query"] == {
        "schema": "Person",
        "names": ["Berta Vance"],
        "birth_dates": ["1968-03"],
        "nationalities": ["MA"],
        "gender": "female",
        "identifiers": [{"type": "passport", "value": "X1", "issuer": "MA"}, {"type": "other", "value": "9"}],
        "addresses": [{"country": "FR"}],
    }


def test_a_bad_row_carries_its_error_and_issues(edition: Edition, now: datetime) -> None:
    issue = Issue(Locator("a.jsonl", 3, 3), "not JSON", "mend the line", Severity.ERROR)
    record = answer_record(ScreenedRow(Row(3, 3, ()), Subject(), error="not JSON", issues=(issue,)), RULE, freshness([edition], now))
    assert (record["outcome"], record["error"], record["hits"]) == ("error", "not JSON", [])
    assert record["issues"] == [{"where": "a.jsonl, row 3, line 3", "what": "not JSON", "hint": "mend the line", "severity": "error"}]


def test_a_line_is_one_line_of_utf8_whatever_the_name_holds(lookup: Any, edition: Edition, now: datetime) -> None:
    ages = freshness([edition], now)
    for name in ("انسلم كويل", "a\nb\r\n\x85\u2028\u2029c", "lone \ud800 surrogate", "\x00\x1b[2J"):
        line = answer_line(screened(lookup, name), RULE, ages)
        assert line.endswith("\n")
        assert len(line.splitlines()) == 1
        assert json.loads(line.encode().decode())["query"]["names"] == [name]


def test_the_same_row_gives_the_same_bytes(lookup: Any, edition: Edition, now: datetime) -> None:
    first, second = (answer_line(screened(lookup, "Anselm Quill"), RULE, freshness([edition], now)) for _ in range(2))
    assert first == second
