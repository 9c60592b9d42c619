"""Files of the registry are read strictly: the first thing that is not as it must be is named with its place."""

from __future__ import annotations

import json

import pytest

from comity.model import EventKind, FormatError, Mode, Participation
from comity.registry import read_events, shipped, write_events
from comity.registry.json_files import read_body, read_instrument
from comity.registry.shipped import checked, read_parties

from .made import consent, event, registry, when

GOOD = {"id": "T-1990", "title": "Treaty", "kind": "convention"}


def written(**more: object) -> str:
    return json.dumps({**GOOD, **more})


def test_an_instrument_is_read_with_its_parts() -> None:
    held = read_instrument(
        written(
            adopted="1990-01-02",
            in_force="1992",
            areas=["extradition"],
            articles=[{"article": "9", "text": "Extradite or prosecute.", "confidence": "official"}],
            bases=[{"need": "extradition", "article": "9", "why": "It obliges.", "limits": ["its offences only"]}],
            coverage={"is_complete": True, "as_of": "2014-05", "expected": 12},
        ),
        "T-1990.json",
    )
    assert (str(held.adopted), str(held.in_force), held.coverage.expected) == ("1990-01-02", "1992", 12)
    assert held.bases[0].limits == ("its offences only",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        (json.dumps({"id": "T"}), "title is missing"),
        (written(colour="red"), "colour is not a key"),
        (written(kind="poem"), "poem is not known"),
        (written(adopted="1990-02-31"), "1990-02-31 is no date"),
        (written(adopted=1990), "not a text"),
        (written(areas="extradition"), "not an array"),
        (written(articles=[{"article": "9"}]), r"articles\[0\]: text is missing"),
        (written(articles=[9]), r"articles\[0\] is not an object"),
        (written(coverage={"is_complete": "yes"}), "neither true nor false"),
        (written(coverage={"expected": -1}), "not a whole number"),
        (written(titles=["Traité"]), "texts by language"),
        (" " * 300_000, "larger than"),
    ],
)
def test_an_instrument_that_is_not_as_it_must_be(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said) as problem:
        read_instrument(text, "T-1990.json")
    assert "T-1990.json" in problem.value.message


def test_a_body_is_read() -> None:
    held = read_body(json.dumps({"id": "CLUB", "name": "The Club", "kind": "forum", "founded": "1950-01-01"}), "CLUB.json")
    assert (held.id, held.kind, str(held.founded)) == ("CLUB", "forum", "1950-01-01")


HEAD = "instrument,party,kind,source,as_of,confidence,date\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "instrument is missing"),
        ("instrument,party\n", "kind is missing"),
        (HEAD.replace("date", "colour"), "'colour' is no column"),
        (HEAD.replace("date", "party"), "stands twice"),
        (HEAD + "T,FRA,consent,s,2014,seed\n", "line 2 has 6 cells"),
        (HEAD + "T,FRA,dance,s,2014,seed,\n", "line 2, kind: dance"),
        (HEAD + "T,FRA,consent,s,2014,sure,\n", "confidence: sure"),
        (HEAD + "T,FRA,consent,s,2014,seed,2014-13-01\n", "line 2, date: 2014-13-01 is no date"),
        (HEAD + "T,FRA,consent,,2014,seed,\n", "source is empty"),
        (HEAD + 'T,FRA,consent,"s,2014,seed,\n', "line"),
    ],
    ids=["empty", "missing", "unknown", "twice", "short", "kind", "confidence", "date", "no-source", "quote"],
)
def test_a_table_of_events_that_is_not_as_it_must_be(text: str, said: str) -> None:
    with pytest.raises(FormatError, match=said):
        list(read_events(text, "T.csv"))


def test_events_of_unknown_instruments_and_parties_are_refused() -> None:
    held = registry([])
    unknown = consent("FRA", "2000-01-01", instrument="NONE")
    for wrong in (unknown, consent("XYZ", "2000-01-01"), consent("FRA", "2000-01-01", against="XYZ")):
        with pytest.raises(FormatError, match="of the registry"):
            list(checked(held, [wrong]))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (event(EventKind.JOIN, "FRA", "2000-01-01", mode=Mode.MEMBER), "join of an instrument"),
        (consent("FRA", "2000-01-01", mode=Mode.MEMBER), "the mode member of a consent"),
        (event(EventKind.OPT_OUT, "FRA", "2000-01-01"), "opt_out of a convention"),
        (event(EventKind.OBJECTION, "FRA", "2000-01-01", against="FRA"), "against itself"),
        (consent("FRA", "2000-01-01", effective=when("1999-01-01")), "takes effect on"),
    ],
    ids=["join", "mode", "opt-out", "self", "effect"],
)
def test_events_that_cannot_be_are_refused(wrong: Participation, said: str) -> None:
    with pytest.raises(FormatError, match=said) as problem:
        list(checked(registry([]), [consent("FRA", "2000-01-01"), wrong], "f.csv"))
    assert "f.csv, event 2" in problem.value.message


@pytest.mark.parametrize("day", ["9999-12-31", "9999", "0001-01-01", "1799"])
def test_years_that_no_treaty_has_are_refused(day: str) -> None:
    with pytest.raises(FormatError, match="is no date"):
        list(read_events(HEAD + f"T,FRA,consent,s,2014,seed,{day}\n", "T.csv"))


def test_what_is_written_is_read_back() -> None:
    events = [
        consent("FRA", "2000-01-01", text='says "no", and\nmore'),
        event(EventKind.OBJECTION, "GBR", "", against="FRA", excludes_force=True, articles=("1", "2(3)")),
    ]
    assert list(read_events(write_events(events), "T.csv")) == events


@pytest.mark.parametrize(
    ("row", "said"),
    [("FRA,realm,France,FR,250,,,,,", "'realm' is no kind"), ("FRA,state,France,FR,250,,1945-99,,,", "line 2, begins")],
)
def test_a_table_of_parties_that_is_not_as_it_must_be(row: str, said: str) -> None:
    head = "id,kind,name,iso2,m49,part_of,begins,ends,successors,note\n"
    with pytest.raises(FormatError, match=said):
        read_parties(head + row + "\n", "parties.csv")
    with pytest.raises(FormatError, match="columns"):
        read_parties("id,name\n", "parties.csv")


def test_what_ships_is_read_whole() -> None:
    assert shipped() is shipped()
