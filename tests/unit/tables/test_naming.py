"""Names out of cells: several in one, within JSON lists and objects; what cannot be compared whole is an error of its row."""

from __future__ import annotations

import json

import pytest

from comity.model import Issue, PartKind, Severity, Subject
from comity.tables import Row, SubjectBuilder, recognise


def build(guessed: bool = False, **cells: object) -> tuple[Subject, list[Issue]]:  # a short word for many tests
    texts = tuple(cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False) for cell in cells.values())
    subject, issues = SubjectBuilder(recognise(tuple(cells)), file="people.jsonl").build(Row(3, 4, texts, guessed=guessed))
    return subject, list(issues)


def names(subject: Subject) -> list[str]:
    return [name.full for name in subject.names]


def errors(issues: list[Issue]) -> list[str]:
    assert all(issue.where.row == 3 and issue.where.column for issue in issues)
    return [issue.what for issue in issues if issue.severity is Severity.ERROR]


def test_a_list_is_several_names() -> None:
    subject, issues = build(names=["Ann Lee", "Bea Moor", 7])
    assert (names(subject), issues) == (["Ann Lee", "Bea Moor", "7"], [])


@pytest.mark.parametrize(
    "value",
    [
        {"first_name": "Ann", "family_name": "Lee"},
        {"full": "Ann Lee"},
        {"given": ["Ann"], "family": "Lee", "use": "official"},
        {"name": {"first": "Ann", "last": "Lee"}},
        [{"full": "Ann Lee", "given": "Ann", "surname": "Lee"}],
    ],
)
def test_an_object_gives_the_texts_of_keys_that_name_parts(value: object) -> None:
    subject, issues = build(name=value)
    assert (names(subject), errors(issues)) == (["Ann Lee"], [])


def test_an_object_gives_the_parts_too() -> None:
    subject, _ = build(name={"first_name": "Ann", "family_name": "Lee"})
    assert [(part.kind, part.text) for part in subject.names[0].parts] == [(PartKind.GIVEN, "Ann"), (PartKind.FAMILY, "Lee")]


@pytest.mark.parametrize("value", [{"value": "Ann Lee"}, ["Bea Moor", {"value": "Ann Lee"}], [["Ann", "Lee"]], [True], {}])
def test_an_object_that_names_nothing_is_an_error_and_its_text_no_name(value: object) -> None:
    subject, issues = build(name=value)
    assert any("not a text" in what for what in errors(issues))
    assert not any(char in name for name in names(subject) for char in "[{:")


def test_objects_within_objects_without_end_are_an_error() -> None:
    value: object = "Ann Lee"
    for _ in range(50):
        value = {"name": value}
    assert any("not a text" in what for what in errors(build(name=value)[1]))


def test_an_object_as_a_part_is_an_error() -> None:
    subject, issues = build(first={"x": "Ann"}, last="Lee")
    assert names(subject) == ["Lee"]
    assert errors(issues) == ["the name is an object, not a text"]


def test_a_list_longer_than_what_is_taken_is_an_error() -> None:
    subject, issues = build(names=[f"Ann {chr(65 + number % 26)} {number}" for number in range(500)])
    assert len(subject.names) == 200
    assert errors(issues) == ["only the first 200 of 500 names in the cell were compared"]


@pytest.mark.parametrize("between", ["; ", "\n", "\r\n", " / ", " c/o ", ";"])
def test_several_names_in_a_cell_are_names_of_their_own_beside_the_whole(between: str) -> None:
    subject, issues = build(name=f"Ann Lee{between}Bea Moor")
    assert names(subject)[1:] == ["Ann Lee", "Bea Moor"]
    assert {"Ann", "Lee", "Bea", "Moor"} <= set(names(subject)[0].replace(";", " ").split())
    assert issues == []


@pytest.mark.parametrize("name", ["Ann/Lee", "Example A/S", "Ann Lee;", "Smith & Lee", "A / S"])
def test_other_signs_part_nothing(name: str) -> None:
    assert names(build(name=name)[0]) == [name]


def test_a_name_longer_than_what_is_compared_is_an_error() -> None:
    subject, issues = build(name="Ab " * 500 + "Lee")
    assert len(subject.names[0].full) <= 1_000
    assert errors(issues) == ["only the first 1,000 of 1,503 characters were compared"]


def test_a_sign_that_stands_for_many_letters_counts_as_them() -> None:
    assert errors(build(name="\ufdfa" * 100)[1]) == ["only the first 1,000 of 1,800 characters were compared"]


def test_a_long_cell_of_short_names_is_compared_whole() -> None:
    subject, issues = build(name="; ".join(f"Ann Lee{chr(97 + number)}" for number in range(26)) + "; " + "; ".join(["Bea Moor"] * 120))
    assert len(subject.names) == 27
    assert errors(issues) == []


def test_a_garbled_name_is_an_error_only_where_the_encoding_was_guessed() -> None:
    garbled = "Иванова Мария".encode("cp1251").decode("cp1252")
    assert "another encoding" in errors(build(guessed=True, name=garbled)[1])[0]
    assert errors(build(name=garbled)[1]) == []
    assert errors(build(guessed=True, name="José Núñez")[1]) == []


def test_a_name_encoded_twice_is_an_error() -> None:
    assert "encoded twice" in errors(build(name="Núñez".encode().decode("cp1252"))[1])[0]
