"""comity screen --name: one subject."""

from __future__ import annotations

import json
from typing import Any

import pytest


def test_a_resemblance_is_told_with_its_arithmetic(comity: Any) -> None:
    told = comity("screen", "--name", "Zubayda Hartunian", "--dob", "1975", "--country", "Armenia", "--type", "person")
    assert told.code == 3
    assert "Hit 1 of 1: own:watch W-2  Zubayda Hartunian / زبيدة هارتونيان" in told.out
    assert "yours:  1975" in told.out
    assert "score" in told.out
    assert "0 days old" in told.out
    assert "a person decides" in told.out


def test_a_clear_name_gives_exit_code_0_and_still_names_the_edition(comity: Any) -> None:
    told = comity("screen", "--name", "Marta Oliveira")
    assert told.code == 0
    assert "Outcome: clear" in told.out
    assert "edition own:watch-" in told.out


def test_several_names_are_of_one_subject(comity: Any) -> None:
    told = comity("screen", "--name", "Marta Oliveira", "--name", "Borodan Istvanffy", "--json")
    answer = json.loads(told.out)
    assert answer["query"]["names"] == ["Marta Oliveira", "Borodan Istvanffy"]
    assert answer["hits"][0]["listing_id"] == "W-5"


def test_a_number_alone_is_enough(comity: Any) -> None:
    told = comity("screen", "--id", "passport:p-1234567")
    assert told.code == 3
    assert "W-1" in told.out


def test_the_answer_is_the_one_a_file_gives(comity: Any) -> None:
    alone = json.loads(comity("screen", "--name", "Anselm Quillmann", "--dob", "1968", "--country", "MA", "--type", "person", "--json").out)
    row = b"name,dob,nationality,type\nAnselm Quillmann,1968,MA,person\n"
    assert json.loads(comity("screen", "-", "--json", stdin=row).out) == alone


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--name", " "), "nothing to screen"),
        (("--dob", "1968"), "nothing to screen"),
        (("--name", "X Y", "--dob", "1990-02-30"), "--dob"),
        (("--name", "X Y", "--country", "Atlantis"), "--country"),
        (("--name", "X Y", "--type", "spaceship"), "--type"),
        (("--name", "X Y", "--gender", "blue"), "--gender"),
        (("--name", "X Y", "--id", "X1234567"), "TYPE:VALUE"),
        (("--name", "X Y", "--id", "passport:--"), "no value"),
        (("--name", "X" * 20_000), "characters"),
        (("--name", "???"), "cannot be compared"),
        (("--name", "\u200b"), "cannot be compared"),
        (("--name", "n/a"), "cannot be compared"),
        (("--name", "\U0001f600"), "cannot be compared"),
        (("--name", "\U00010900\U00010900"), "cannot be compared"),
        (("--name", "Marta Oliveira", "--name", "???"), "cannot be compared"),
        (("--name", "\udcff\udcfe"), "encoding"),
        (("--name", "Jos\udce9 Garc\udceda"), "encoding"),
        (("--name", "Marta Oliveira", "--id", "passport:P123\udcff4567"), "encoding"),
        (("--id", "passport:12"), "fewer than 5 letters and digits"),
        (("--id", "passport:ABCDEFG"), "no digit"),
        (("--id", "passport:12", "--id", "tax:7"), "tax number is not compared"),
        (("--id", "imo:9.074729E+06"), "written with an exponent"),
        (("--name", "X Y", "--dob", "2150-01-01"), "--dob: the date of birth 2150-01-01 is in the future"),
        (("--name", "X Y", "--dob", "1850"), "--dob: the date of birth 1850 would make"),
        (("--name", "X Y", "--dob", "1900-01-01"), "--dob: the date of birth 1900-01-01 is what programs write"),
        (("--name", "Ab " * 500), "--name: only the first 1,000 of 1,499 characters"),
        (("--name", "JosÃ© Marenko"), "--name: the name was encoded twice"),
    ],
)
def test_what_cannot_be_read_is_refused_and_not_passed_over(comity: Any, arguments: tuple[str, ...], says: str) -> None:
    told = comity("screen", *arguments)
    assert told.code == 2
    assert says in told.err


@pytest.mark.parametrize("given", [("--name", "Marta Oliveira"), ("--id", "national-id:99887766")])
def test_a_number_that_is_not_compared_beside_what_is_comes_with_a_warning(comity: Any, given: tuple[str, ...]) -> None:
    told = comity("screen", *given, "--id", "passport:12", "--json")
    assert told.code == 0
    (issue,) = json.loads(told.out)["issues"]
    assert (issue["severity"], issue["where"]) == ("warning", "--id")
    assert "passport number is not compared: it has fewer than 5" in issue["what"]
    assert "warning: --id: the passport number is not compared" in told.err
    assert "warning: --id: the passport number is not compared" in comity("screen", *given, "--id", "passport:12").err


def test_an_internal_fault_is_told_without_a_traceback(comity: Any, watched_home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comity.cli.screen_one.read_answer", None)
    told = comity("screen", "--name", "Borodan Istvanffy")
    assert told.code == 1
    assert "Traceback" not in told.err
    assert "--verbose" in told.err
