"""What a pack holds, that the same facts give the same bytes, and which packs are refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.model import Detail, Edition, Name, Outcome, Subject, UsageError
from comity.review import (
    CaseFile,
    ClearScreening,
    Consulted,
    Pack,
    Policy,
    Surroundings,
    approve,
    case_evidence,
    clear_evidence,
    decide,
    follow,
)

from .conftest import ANA, BO, EDITION, LISTING, MADE, NOON, NOT_A_MATCH, RULE, SUBJECT, act, file_of, hit_of, stored, surroundings

REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "evidence.md"
CLEAR = ClearScreening("scr-9", NOON, SUBJECT, RULE)


def case_pack() -> Pack:
    file = file_of(Outcome.STRONG)
    first = decide(file, NOT_A_MATCH, act(ANA, file), Policy())
    file = CaseFile(first.case, file.basis, (first.decision,))
    final = approve(file, act(BO, file, 2), Policy(), "I saw the passport too.")
    file = CaseFile(final.case, file.basis, (*file.trail, final.decision))
    return case_evidence(file, replace(surroundings(), exemption=final.exemption), MADE)


def test_a_case_is_proved_whole() -> None:
    pack = case_pack()
    facts: dict[str, Any] = json.loads(pack.content)
    assert pack.sha256 == hashlib.sha256(pack.content).hexdigest()
    assert (facts["format"], facts["kind"]) == ("comity-evidence-1", "case")
    assert (facts["case"]["state"], facts["case"]["verdict"], facts["case"]["outcome"]) == ("decided", "not_a_match", "strong")
    assert [one["effect"] for one in facts["hit"]["evidence"]] == [0.9412, -0.15, -0.04]
    assert facts["hit"]["rule"]["strong"] == 0.88
    assert [(one["step"], one["by"], one["at"]) for one in facts["decisions"]] == [
        ("proposal", "user:ana", "2026-03-02T13:00:00Z"),
        ("approval", "user:bo", "2026-03-02T14:00:00Z"),
    ]
    assert facts["decisions"][1]["answers"] == facts["decisions"][0]["id"]
    assert facts["exemption"]["expires_at"] == "2027-03-02T14:00:00Z"
    assert [one["number"] for one in facts["ledger"]] == [1041, 1057]
    assert facts["listing"]["subject"]["names"][1]["latin"].isascii()
    assert "latin" not in facts["listing"]["subject"]["names"][0]


def test_every_edition_says_its_age_and_whether_it_was_stale() -> None:
    facts: dict[str, Any] = json.loads(case_pack().content)
    ages = [(one["list"], one["age_days"], one["age_days_when_made"], one["stale"]) for one in facts["editions"]]
    assert ages == [("un-sc", 1, 3, False), ("own:guests", 120, 122, True)]


def test_the_same_facts_give_the_same_bytes_and_another_fact_others() -> None:
    assert case_pack().content == case_pack().content
    other = clear_evidence(CLEAR, surroundings(), replace(MADE, by="user:bo"))
    assert other.sha256 != clear_evidence(CLEAR, surroundings(), MADE).sha256


def test_a_clear_screening_says_against_what_and_as_of_when() -> None:
    facts: dict[str, Any] = json.loads(clear_evidence(CLEAR, surroundings(), MADE).content)
    assert facts["screening"]["statement"] == "Screened against 2 lists as of 2026-03-02 12:00 UTC: clear."
    assert facts["kind"] == "clear"
    assert "decisions" not in facts


@pytest.mark.parametrize(
    ("screening", "around", "told"),
    [
        (replace(CLEAR, hits=(hit_of(),)), surroundings(), "not clear"),
        (CLEAR, Surroundings(()), "clears nobody"),
        (replace(CLEAR, subject=Subject()), surroundings(), "cannot be screened"),
    ],
)
def test_what_was_no_clear_screening_is_not_called_one(screening: ClearScreening, around: Surroundings, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        clear_evidence(screening, around, MADE)


def test_a_pack_without_what_it_rests_on_is_refused() -> None:
    other: Edition = replace(EDITION, id="another")
    with pytest.raises(UsageError, match="not among those consulted"):
        case_evidence(file_of(), Surroundings((Consulted(other),)), MADE)
    file = file_of()
    done = decide(file, NOT_A_MATCH, act(ANA, file), Policy())
    later = stored(hit_of(score=0.7599), 2, NOON + timedelta(days=1))
    moved = CaseFile(follow(done.case, stored(), later).case, replace(file.basis, hit=later), (done.decision,))
    with pytest.raises(UsageError, match="rests on hit h-1"):
        case_evidence(moved, surroundings(), MADE)
    whole = case_evidence(moved, replace(surroundings(), earlier=(stored(),)), MADE)
    assert [one["id"] for one in json.loads(whole.content)["earlier_hits"]] == ["h-1"]


def test_half_a_surrogate_pair_in_a_list_does_not_stop_the_evidence() -> None:
    broken = replace(LISTING, details=(Detail("Remark", "cut \ud83d"),))
    kept = stored(hit_of(listing=broken))
    file = CaseFile(file_of().case, replace(file_of().basis, hit=kept))
    facts: dict[str, Any] = json.loads(case_evidence(file, surroundings(), MADE).content)
    assert facts["listing"]["details"][0]["text"] == "cut \ufffd"


def fields(value: object) -> set[str]:
    if isinstance(value, dict):
        return {str(key) for key in value} | {name for inner in value.values() for name in fields(inner)}
    if isinstance(value, list):
        return {name for inner in value for name in fields(inner)}
    return set()


def test_every_field_is_described() -> None:
    said = REFERENCE.read_text(encoding="utf-8")
    facts = [case_pack().facts, clear_evidence(CLEAR, surroundings(), MADE).facts, json.loads(RULE)]
    met = {name for one in facts for name in fields(one)} | {
        "founded",
        "jurisdictions",
        "earlier_hits",
        "reverses",
        "partial",
        "postal_code",
    }
    assert {name for name in met if f"`{name}`" not in said} == set()
    assert Name("x").full == "x"
