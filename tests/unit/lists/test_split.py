"""Texts with several names are taken apart only where that is beyond doubt."""

from __future__ import annotations

import pytest

from comity.lists.split import by_script, is_latin, last_parenthesis, split_outside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A; B ;C", ["A", "B", "C"]),
        ("A (x; y); B", ["A (x; y)", "B"]),
        (";A;;", ["A"]),
        ("(A; B", ["(A", "B"]),
        ("A); B", ["A)", "B"]),
        ("", []),
    ],
)
def test_split_outside(text: str, expected: list[str]) -> None:
    assert split_outside(text, ";") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alfa Front (AF)", ("Alfa Front", "AF")),
        ("Alfa (x (y))", ("Alfa", "x (y)")),
        ("Alfa (x) Beta", ("Alfa (x) Beta", "")),
        ("Alfa x)", ("Alfa x)", "")),
    ],
)
def test_last_parenthesis(text: str, expected: tuple[str, str]) -> None:
    assert last_parenthesis(text) == expected


def test_is_latin() -> None:
    assert is_latin("Žižka ĐORĐE")
    assert not is_latin("Иван IV Петров")
    assert not is_latin("12")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agha Beispiel اغا بايشبيل", ["Agha Beispiel", "اغا بايشبيل"]),
        ("Иван Петров Ivan Petrov", ["Иван Петров", "Ivan Petrov"]),
        ("ООО Alfa", ["ООО Alfa"]),
        ("Завод Alfa Beta имени Петрова", ["Завод Alfa Beta имени Петрова"]),
    ],
)
def test_by_script(text: str, expected: list[str]) -> None:
    assert by_script(text) == expected
