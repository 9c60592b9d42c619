"""What changed between two editions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from comity.lists.diff import changes, compare
from comity.model import (
    Address,
    Detail,
    Edition,
    FieldChange,
    Gender,
    Identifier,
    IdentifierType,
    Listing,
    Locator,
    Name,
    NameKind,
    PartialDate,
    Schema,
    Subject,
)

THEN = datetime(2026, 1, 1, tzinfo=UTC)
OLD = Edition("own:a-1", "own:a", "Invented House", THEN, THEN, "1" * 64, 2, 2)
NEW = replace(OLD, id="own:a-2", sha256="2" * 64)
ILVA = Listing("G.1", "own:a", Subject(Schema.PERSON, (Name("Ilva Marenko"),), (PartialDate(1971),)), ("GUESTS",))
TOBIN = replace(ILVA, id="G.2", subject=Subject(Schema.PERSON, (Name("Tobin Achterberg"),)))


def test_who_came_went_and_changed_each_by_id() -> None:
    older = replace(ILVA, subject=replace(ILVA.subject, birth_dates=(PartialDate(1971), PartialDate(1970, circa=True))))
    delta = compare(OLD, [TOBIN, ILVA], NEW, [replace(TOBIN, id="G.3"), older, replace(TOBIN, id="G.10")])
    assert [listing.id for listing in delta.added] == ["G.10", "G.3"]
    assert delta.removed == (TOBIN,)
    (amendment,) = delta.amended
    assert (amendment.old, amendment.new) == (ILVA, older)
    assert amendment.changes == (FieldChange("birth dates", (), ("circa 1970",)),)


@pytest.mark.parametrize(
    ("field", "changed", "removed", "added"),
    [
        ("schema", {"schema": Schema.ORGANIZATION}, ("Person",), ("Organization",)),
        ("names", {"names": (Name("Ilva Marenko", NameKind.WEAK, language="sl"),)}, ("Ilva Marenko",), ("Ilva Marenko (weak alias, sl)",)),
        ("founded", {"founded": (PartialDate(2001, 2),)}, (), ("2001-02",)),
        ("nationalities", {"nationalities": ("SI", "HR")}, (), ("SI", "HR")),
        ("jurisdictions", {"jurisdictions": ("PA",)}, (), ("PA",)),
        ("gender", {"gender": Gender.FEMALE}, (), ("female",)),
        (
            "identifiers",
            {"identifiers": (Identifier(IdentifierType.NATIONAL_ID, "77", "SI", doubtful=True),)},
            (),
            ("national id 77 (SI, doubtful)",),
        ),
        ("addresses", {"addresses": (Address("Quay 1, Port", "Port", postal_code="9", country="SI"),)}, (), ("Quay 1, Port, 9 (SI)",)),
        ("birth places", {"birth_places": (Address(country="SI"),)}, (), ("SI",)),
    ],
)
def test_each_fact_of_the_subject_is_compared_as_people_read_it(
    field: str, changed: dict[str, object], removed: tuple[str, ...], added: tuple[str, ...]
) -> None:
    new = replace(ILVA, subject=replace(ILVA.subject, **changed))  # type: ignore[arg-type]
    assert changes(ILVA, new) == (FieldChange(field, removed, added),)


def test_the_facts_of_the_listing_are_compared() -> None:
    new = replace(
        ILVA,
        programmes=("STAFF",),
        legal_basis=("House rule 4",),
        listed_on=date(2026, 1, 2),
        amended_on=(date(2026, 2, 3),),
        details=(Detail("Remark", "left early"),),
    )
    assert {change.field: (change.removed, change.added) for change in changes(ILVA, new)} == {
        "programmes": (("GUESTS",), ("STAFF",)),
        "legal basis": ((), ("House rule 4",)),
        "listed on": ((), ("2026-01-02",)),
        "amended on": ((), ("2026-02-03",)),
        "details": ((), ("Remark: left early",)),
    }


def test_order_repetition_and_place_in_the_file_are_not_facts() -> None:
    two = replace(ILVA, subject=replace(ILVA.subject, names=(Name("A", NameKind.STRONG), Name("B", NameKind.STRONG))))
    again = replace(two, subject=replace(two.subject, names=(*two.subject.names[::-1], two.subject.names[0])), locator=Locator("x", line=9))
    assert changes(two, again) == ()


def test_a_repeated_id_is_compared_turn_by_turn() -> None:
    twin = replace(TOBIN, id="G.1")
    delta = compare(OLD, [ILVA, twin], NEW, [ILVA])
    assert delta.removed == (twin,)
    assert delta.amended == ()
