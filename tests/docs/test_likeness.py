"""The comparison itself: it must see a difference, or the other tests of this folder prove nothing."""

from __future__ import annotations

import pytest

from .likeness import missing_lines


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("un-sc: 268 days old, 1,003 entries", "un-sc: 3 days old, 1,003 entries"),
        ("42 rows in 0.4 s, 107 rows/s: 30 clear", "42 rows in 13.5 s, 3 rows/s: 30 clear"),
        ("  strong 0.97  un-sc", "  strong 0.94  un-sc"),
        ("name +0.82: a = a; ...", "name +0.82: a = a; b ~ c (0.91)"),
        ("un-sc: new edition: un-sc-...", "un-sc: new edition: un-sc-2026-02-27-66b392a4 (published)"),
        ("... added, ... removed", "130 added, 4 removed"),
        ("...", "anything"),
    ],
)
def test_what_may_differ(shown: str, printed: str) -> None:
    assert missing_lines(shown, f"before\n{printed}\nafter") == []


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("30 clear, 3 review", "31 clear, 2 review"),
        ("  strong 0.97  un-sc", "  strong 0.77  un-sc"),
        ("  strong 0.97  un-sc", "  review 0.97  un-sc"),
        ("row 11: Kim", "row 12: Kim"),
        ("... added, ... removed", "130 added"),
    ],
)
def test_what_may_not(shown: str, printed: str) -> None:
    assert missing_lines(shown, printed) == [shown]
