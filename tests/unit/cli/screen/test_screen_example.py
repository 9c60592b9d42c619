"""The example file against the list that ships with the product: what examples/README.md promises."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from comity.cli.main import run

EXAMPLES = Path(__file__).parents[4] / "examples"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Outcome and listing id by customer."""
    folder = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMITY_HOME", str(folder / "home"))
        assert run(["screen", str(EXAMPLES / "customers.csv"), "--lists", "un-sc", "--out", str(folder / "result.csv")]) == 3
    with (folder / "result.csv").open(encoding="utf-8", newline="") as stream:
        return {row["customer_id"]: (row["comity_outcome"], row["comity_listing_id"]) for row in csv.DictReader(stream)}


def promised() -> dict[str, str]:
    """The listing that each row of the README's first table resembles."""
    text = (EXAMPLES / "README.md").read_text(encoding="utf-8").partition("Two rows")[0]
    return dict(re.findall(r"^\| (C-\d+) \|.*\| (\S+) \|$", text, re.MULTILINE))


def test_every_resemblance_that_is_promised_is_found(outcomes: dict[str, tuple[str, str]]) -> None:
    assert len(promised()) == 12
    assert {customer: outcomes[customer][1] for customer in promised()} == promised()


def test_everybody_else_is_clear(outcomes: dict[str, tuple[str, str]]) -> None:
    assert {customer for customer, (outcome, _) in outcomes.items() if outcome != "clear"} == set(promised())
    assert len(outcomes) == 42


def test_a_name_that_agrees_beside_a_date_that_contradicts_is_never_strong(outcomes: dict[str, tuple[str, str]]) -> None:
    assert outcomes["C-1011"][0] == "review"
