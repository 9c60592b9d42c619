"""What a score promises to those who are judged by it: the same for the same facts, no more than its evidence, never higher for a
contradiction."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

NAME = "Anselm Korvath Quillmann"
PASSPORT = {"passport": "P1234567"}
AGAINST = {"dob": "1931-01-01", "country": "JP", "gender": "f", "type": "company"}
FOR = {"dob": "1968-03-07", "country": "MA", "gender": "m", "type": "person"}


def screened(desk: Any, rows: list[dict[str, str]], *options: object) -> list[Any]:
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    told = desk.call("screen", "rows.jsonl", "--json", *options)
    assert told.is_civil(), told.err
    return [json.loads(line) for line in told.out.splitlines()]


def score(answer: Any) -> float:
    return max((float(hit["score"]) for hit in answer["hits"]), default=0.0)


def variety() -> list[dict[str, str]]:
    """Rows of every kind of evidence, for and against, alone and together."""
    names = [NAME, "Anselm Quillmann", "Zubayda Hartunian", "زبيدة هارتونيان", "Drossfeld Trading", "Gorvald Estriman", "Marta Oliveira"]
    rows: list[dict[str, str]] = []
    for name in names:
        for facts in (FOR, AGAINST):
            for count in range(3):
                rows += [{"name": name, **dict(chosen)} for chosen in combinations(facts.items(), count)]
    return rows + [{"name": name, **PASSPORT} for name in names]


def test_the_evidence_adds_up_to_the_score(desk: Any) -> None:
    for answer in screened(desk, variety(), "--min-score", "0.3"):
        for hit in answer["hits"]:
            numbers = [one["effect"] for one in hit["evidence"] if one["kind"] == "identifier"]
            others = sum(one["effect"] for one in hit["evidence"]) - sum(numbers)
            assert hit["score"] == pytest.approx(min(1.0, max(0.0, min(0.99, others)) + sum(numbers)), abs=5e-4)


def test_only_an_identifier_makes_a_score_of_one(desk: Any) -> None:
    for answer in screened(desk, variety(), "--min-score", "0.3"):
        for hit in answer["hits"]:
            identified = any(one["kind"] == "identifier" for one in hit["evidence"])
            assert identified or hit["score"] < 1.0
    (answer,) = screened(desk, [{"name": NAME, **PASSPORT}])
    assert answer["hits"][0]["score"] == 1.0


def test_a_contradiction_never_raises_a_score(desk: Any) -> None:
    bases = [
        {"name": name, **more} for name in (NAME, "Anselm Quillmann", "Zubayda Hartunian") for more in ({}, PASSPORT, {"type": "person"})
    ]
    for base in bases:
        against = [{**base, key: value} for key, value in AGAINST.items() if key not in base]
        first, *others = screened(desk, [base, *against], "--min-score", "0.3")
        assert all(score(answer) <= score(first) for answer in others), base


def test_a_contradicted_name_is_neither_hidden_nor_strong(desk: Any) -> None:
    for key, value in (("dob", "1931-01-01"), ("gender", "f")):
        (answer,) = screened(desk, [{"name": NAME, "type": "person", key: value}])
        assert answer["outcome"] == "review", key


def test_case_order_and_place_of_columns_do_not_matter(desk: Any) -> None:
    row = {"name": NAME, **FOR, **PASSPORT}
    rows = [row, {key: value.swapcase() for key, value in row.items()}, dict(reversed(row.items())), {"noise": "x", **row}]
    answers = screened(desk, rows)
    assert len({json.dumps(answer["hits"][0]["score"]) for answer in answers}) == 1
    shuffled = [json.dumps([hit["score"] for hit in screened(desk, [one])[0]["hits"]]) for one in rows]
    assert len(set(shuffled)) == 1


def test_neighbours_do_not_matter(desk: Any) -> None:
    rows = variety()
    together = screened(desk, rows)
    backwards = screened(desk, rows[::-1])[::-1]
    assert [answer["hits"] for answer in together] == [answer["hits"] for answer in backwards]
    for number in range(0, len(rows), 9):
        assert screened(desk, [rows[number]])[0]["hits"] == together[number]["hits"]


def test_another_process_and_another_hash_seed_give_the_same_bytes(desk: Any) -> None:
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in variety()), encoding="utf-8")
    other = replace(desk, variables={"PYTHONHASHSEED": "1"}).process("screen", "rows.jsonl", "--json").out
    assert other == desk.call("screen", "rows.jsonl", "--json").out


def test_one_name_on_the_command_line_is_answered_as_in_a_file(desk: Any) -> None:
    facts = {"name": NAME, "nationality": "MA", **PASSPORT, **{key: FOR[key] for key in ("dob", "gender", "type")}}
    (row,) = screened(desk, [facts])
    options = ("--dob", FOR["dob"], "--country", "MA", "--gender", "m", "--type", "person", "--id", "passport:P1234567")
    one = json.loads(desk.call("screen", "--name", NAME, *options, "--json").out)
    assert one["outcome"] == row["outcome"]
    assert one["hits"] == row["hits"]


def test_every_form_of_the_same_rows_gives_the_same_answers(desk: Any) -> None:
    rows = variety()
    columns = sorted({key for row in rows for key in row})
    with Path("rows.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    for name in ("rows.xlsx", "rows.tsv", "rows.parquet"):
        assert desk.call("screen", "rows.csv", "--out", name).code == 3
    answers = []
    for name in ("rows.csv", "rows.xlsx", "rows.tsv", "rows.parquet"):
        told = desk.call("screen", name, "--json")
        answers.append([(line["outcome"], line["hits"]) for line in map(json.loads, told.out.splitlines())])
    assert len(answers[0]) == len(rows)
    assert all(other == answers[0] for other in answers[1:])
