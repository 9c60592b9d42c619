"""The packaged rules name their sources; an operator's file replaces them; anything else is refused."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from comity.model import FormatError, UsageError
from comity.safeguards import Confidence, Duty, Event, packaged_rules, read_rules, rules_for

ROW = {
    "kind": "subject",
    "regime": "own",
    "basis": "Policy 4",
    "provision": "",
    "as_of": "2026-01-01",
    "confidence": "operator",
    "after": "created",
    "days": 30,
    "duty": "at_most",
}


def test_every_packaged_statute_has_a_provision_a_source_and_a_day() -> None:
    for rule in packaged_rules():
        assert rule.as_of >= date(2026, 1, 1)
        if rule.confidence in {Confidence.READ, Confidence.REPORTED}:
            assert rule.provision
            assert re.match(r"https://", rule.source)
        else:
            assert rule.confidence in {Confidence.OPERATOR, Confidence.UNKNOWN}


def test_periods_are_those_of_their_texts() -> None:
    periods = {(rule.regime, rule.kind): (rule.years, rule.days, rule.after, rule.duty) for rule in packaged_rules()}
    assert periods["eu-aml", "subject"] == (5, 0, Event.RELATIONSHIP_ENDED, Duty.EXACTLY)
    assert periods["us-ofac", "screening"] == (10, 0, Event.TRANSACTION_DONE, Duty.AT_LEAST)
    assert periods["eu-pnr", "passenger_record"] == (5, 0, Event.TRANSMITTED, Duty.AT_MOST)
    assert periods["gdpr", "subject"] == (0, None, Event.PURPOSE_ENDED, Duty.AT_MOST)
    assert periods["humanitarian", "subject"][1] is None


def test_own_rules_replace_the_packaged_ones_of_their_kind_only() -> None:
    own = read_rules(json.dumps([ROW]).encode())
    rules = rules_for(["eu-aml", "gdpr"], own)
    assert [rule for rule in rules if rule.kind == "subject"] == list(own)
    assert {rule.regime for rule in rules if rule.kind == "screening"} == {"eu-aml", "gdpr"}


def test_a_regime_that_is_not_packaged_is_said() -> None:
    with pytest.raises(UsageError) as refused:
        rules_for(["eu-aml", "atlantis"])
    assert "eu-aml" in refused.value.hint


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"null",
        b"[1]",
        b"[[]]",
        b"\xff",
        b"[" * 100_000,
        b" " * 1_000_001,
        *(json.dumps([ROW | change]).encode() for change in (
            {"days": "30"}, {"days": -1}, {"days": True}, {"days": 1.5}, {"days": 10**9}, {"years": None}, {"years": 101}, {"more": ""},
            {"as_of": "soon"}, {"after": "whenever"}, {"duty": "maybe"}, {"confidence": "sure"}, {"basis": 3}, {"note": None},
        )),
        *(json.dumps([{key: value for key, value in ROW.items() if key != left}]).encode() for left in ROW),
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        read_rules(data)


def test_a_refusal_names_the_rule_by_its_number() -> None:
    with pytest.raises(FormatError, match="rule 2"):
        read_rules(json.dumps([ROW, ROW | {"days": -1}]).encode())
