"""The nouns keep their promises: dates that can be, identifiers reduced to what two writings share, rules that make sense."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import comity.model
from comity.model import ComityError, Edition, Identifier, IdentifierType, Issue, Locator, Outcome, PartialDate, ScreeningRule


@pytest.mark.parametrize(
    ("value", "text", "earliest", "latest"),
    [
        (PartialDate(1968), "1968", date(1968, 1, 1), date(1968, 12, 31)),
        (PartialDate(1968, 2), "1968-02", date(1968, 2, 1), date(1968, 2, 29)),
        (PartialDate(1968, 3, 7), "1968-03-07", date(1968, 3, 7), date(1968, 3, 7)),
        (PartialDate(1968, circa=True), "circa 1968", date(1968, 1, 1), date(1968, 12, 31)),
        (PartialDate(1968, to_year=1971), "1968 to 1971", date(1968, 1, 1), date(1971, 12, 31)),
    ],
)
def test_a_partial_date_says_what_it_can_mean(value: PartialDate, text: str, earliest: date, latest: date) -> None:
    assert (str(value), value.earliest, value.latest) == (text, earliest, latest)


@pytest.mark.parametrize(
    "fields",
    [{"year": 0}, {"year": 10_000}, {"month": 13}, {"month": 0}, {"month": 2, "day": 30}, {"day": 3}, {"to_year": 1960}],
)
def test_a_date_that_cannot_be_is_refused(fields: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        PartialDate(**({"year": 1968} | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (IdentifierType.PASSPORT, "N 00-4512/345", "n004512345"),
        (IdentifierType.IMO, "IMO 9074729", "9074729"),
        (IdentifierType.LEI, "5493 00AB CDEF", "549300abcdef"),
        (IdentifierType.WALLET, " 0xAbC123 ", "0xabc123"),
        (IdentifierType.PASSPORT, "Ｎ００４５", "N0045"),
    ],
)
def test_two_writings_of_a_number_share_a_key(kind: IdentifierType, one: str, other: str) -> None:
    assert Identifier(kind, one).key == Identifier(kind, other).key


def test_letters_of_a_base58_wallet_keep_their_case() -> None:
    assert Identifier(IdentifierType.WALLET, "1BoatSLRHt").key != Identifier(IdentifierType.WALLET, "1boatslrht").key


def test_an_edition_is_as_old_as_its_facts() -> None:
    fetched = datetime(2026, 3, 1, tzinfo=UTC)
    now = datetime(2026, 3, 11, 12, tzinfo=UTC)
    dated = Edition("a", "un-sc", "UN", datetime(2026, 2, 27, tzinfo=UTC), fetched, "", 1, 1)
    undated = Edition("b", "ca-sema", "Canada", None, fetched, "", 1, 1)
    assert (dated.age_days(now), undated.age_days(now), dated.age_days(fetched.replace(year=2020))) == (12, 10, 0)


def test_outcomes_are_ordered() -> None:
    assert Outcome.worst([Outcome.REVIEW, Outcome.STRONG, Outcome.CLEAR]) is Outcome.STRONG
    assert Outcome.worst([]) is Outcome.CLEAR


@pytest.mark.parametrize("fields", [{"review": 0.9, "strong": 0.8}, {"review": 0.0}, {"strong": 1.1}, {"max_hits": 0}])
def test_a_rule_must_make_sense(fields: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must"):
        ScreeningRule(**fields)  # type: ignore[arg-type]


def test_an_issue_says_where() -> None:
    issue = Issue(Locator("customers.csv", row=3, column="dob"), "the month is 13", "write 1968-03-07")
    assert str(issue) == "customers.csv, row 3, column dob: the month is 13 (write 1968-03-07)"
    assert str(Locator()) == "unknown place"


def test_every_error_has_a_place_in_the_tree_and_in_its_drawing() -> None:
    import comity.model.errors as errors

    classes = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, ComityError)]
    for error in classes:
        assert error.__name__ in (errors.__doc__ or "")
        assert error is ComityError or error.__name__ in comity.model.__all__
    assert ComityError("what", "do").hint == "do"


def test_the_door_is_complete() -> None:
    assert sorted(comity.model.__all__) == comity.model.__all__
    assert all(hasattr(comity.model, name) for name in comity.model.__all__)
