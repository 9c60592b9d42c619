"""The owner's policy as a file: what it leaves out keeps its default, and what cannot be understood is not passed over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from comity.model import Outcome, StoreError, Verdict
from comity.node.review_desk import policy_in
from comity.review import Policy, policy_to_record


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert policy_in(tmp_path) == Policy()


def test_what_is_kept_is_what_was_written(tmp_path: Path) -> None:
    wanted = Policy(exemption_days=90, four_eyes=frozenset({(Outcome.REVIEW, Verdict.MATCH)}), exemption_days_by_list={"un-sc": 0})
    (tmp_path / "policy.json").write_text(json.dumps(policy_to_record(wanted)), encoding="utf-8")
    assert policy_in(tmp_path) == wanted
    (tmp_path / "policy.json").write_text('{"exemption_days": 30}', encoding="utf-8")
    assert policy_in(tmp_path) == Policy(exemption_days=30)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"exemption_day": 30}',
        '{"exemption_days": "30"}',
        '{"exemption_days": 30, "exemption_days": 0}',
        '{"bulk": [["review", "match"]]}',
        "[" * 100_000,
        "\x00",
    ],
)
def test_a_policy_that_cannot_be_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "policy.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=r"policy\.json"):
        policy_in(tmp_path)


def test_a_policy_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_bytes(b"\xff\xfe{}")
    with pytest.raises(StoreError, match="cannot be read"):
        policy_in(tmp_path)
    (tmp_path / "policy.json").unlink()
    (tmp_path / "policy.json").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        policy_in(tmp_path)
