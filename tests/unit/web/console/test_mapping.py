"""What a form says about the columns of a customer file."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from comity.model import MissingColumn, UsageError
from comity.web.console.filled import Filled
from comity.web.console.monitoring.mapping import MOST_COLUMNS, chosen, guessed


def form(*roles: str) -> Filled:
    return Filled(FormData([(f"role-{at}", role) for at, role in enumerate(roles)]))


@pytest.mark.parametrize(
    ("columns", "roles"),
    [
        (("Customer no", "Name", "DOB", "Branch"), ["key", "name", "birth_date", ""]),
        (("id", "name"), ["key", "name"]),
        (("x", "y"), ["", ""]),
        (("Name", "Programme"), ["name", ""]),
    ],
    ids=["named", "an-id-is-the-key", "nothing-known", "roles-of-lists"],
)
def test_columns_are_guessed_by_their_names(columns: tuple[str, ...], roles: list[str]) -> None:
    assert [one.role for one in guessed(columns)] == roles


def test_what_was_chosen_wins_and_the_rest_is_left_out() -> None:
    columns = ("Name", "a, key=b", "dob")
    assert chosen(form("", "name", "key"), columns) == (("ignore", "Name"), ("name", "a, key=b"), ("key", "dob"))


def test_a_mapping_needs_a_key_and_something_to_screen() -> None:
    with pytest.raises(MissingColumn, match="own number"):
        chosen(form("name", ""), ("a", "b"))
    with pytest.raises(MissingColumn, match="no column holds a name"):
        chosen(form("key", ""), ("a", "b"))
    with pytest.raises(UsageError, match="not known"):
        chosen(form("key", "remark"), ("a", "b"))


def test_columns_beyond_those_shown_keep_their_meaning() -> None:
    columns = ("no", *(f"c{at}" for at in range(MOST_COLUMNS)), "full name")
    assert len(guessed(columns)) == MOST_COLUMNS
    assert len(chosen(form("key"), columns)) == MOST_COLUMNS
