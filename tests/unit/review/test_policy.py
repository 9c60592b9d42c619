"""The owner's rules: readable defaults, strict reading, and what no rule can allow."""

from __future__ import annotations

import pytest

from comity.model import Outcome, UsageError, Verdict
from comity.review import Policy, policy_from_record, policy_to_record


def test_the_defaults_ask_a_second_person_where_it_weighs() -> None:
    policy = Policy()
    second = {(o, v) for o in (Outcome.REVIEW, Outcome.STRONG) for v in Verdict if policy.needs_second(o, v)}
    assert second == {(Outcome.REVIEW, Verdict.MATCH), (Outcome.STRONG, Verdict.MATCH), (Outcome.STRONG, Verdict.NOT_A_MATCH)}
    assert policy.days_exempt("un-sc") == 365
    assert Policy(exemption_days_by_list={"un-sc": 90}).days_exempt("un-sc") == 90


def test_a_record_gives_the_policy_back_and_leaves_the_rest_as_it_is() -> None:
    policy = Policy(
        four_eyes=frozenset({(Outcome.REVIEW, Verdict.NOT_A_MATCH)}), exemption_days_by_list={"b": 0, "a": 12}, bulk_limit=3, blind=True
    )
    record = policy_to_record(policy)
    assert policy_to_record(policy_from_record(record)) == record
    assert policy_from_record(record) == policy
    assert policy_from_record({}) == Policy()
    assert policy_from_record({"exemption_days": 30}) == Policy(exemption_days=30)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"four_eye": []}, "no field 'four_eye'"),
        ({"exemption_days": "365"}, "exemption_days .* whole number"),
        ({"exemption_days": True}, "whole number"),
        ({"exemption_days": -1}, "from 0 to 3660"),
        ({"exemption_days_by_list": {"un-sc": 4000}}, "from 0 to 3660"),
        ({"exemption_days_by_list": [1]}, "an object with names"),
        ({"due_days": {"review": 3}}, "days until a strong hit"),
        ({"due_days": {"urgent": 3}}, "due_days"),
        ({"look_again_days": 0}, "look_again_days"),
        ({"blind": 1}, "blind .* true or false"),
        ({"blind": "yes"}, "true or false"),
        ({"bulk_limit": 0}, "bulk_limit"),
        ({"bulk_limit": 1001}, "bulk_limit"),
        ({"bulk": [["strong", "not_a_match"]]}, "never closed in bulk"),
        ({"bulk": [["review", "match"]]}, "never decided in bulk"),
        ({"bulk": [["review"]]}, "an outcome and a verdict"),
        ({"bulk": "all"}, "a list was expected"),
        ({"four_eyes": [["clear", "match"]]}, "no case to decide"),
        ({"four_eyes": [["review", "maybe"]]}, "maybe"),
        ({"reasons": {"match": ["facts_agree"]}}, "every verdict needs"),
        ({"reasons": {"match": ["because"]}}, "because"),
    ],
)
def test_what_is_wrong_is_named(record: dict[str, object], told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        policy_from_record(record)
    assert caught.value.hint
