"""Text read in a wrong encoding is told, and text in a right one is not called so."""

from __future__ import annotations

import pytest

from comity.tables.garbled import WINDOWS_1252, encoded_twice, looks_garbled

WESTERN = ["José Núñez", "Åsa Çelik-Ñandú", "MÜLLER", "Éé", "Søren Ærø", "“Ääkkönen”", "CAFÉ»", "N° 5", "Mª José", "Łukasz", "D´Angelo"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Иванов", "cp1251"),
        ("Ким", "cp1251"),
        ("Иванов", "koi8-r"),
        ("Ким", "cp866"),
        ("محمد", "cp1256"),
        ("דוד", "cp1255"),
        ("金英哲", "gb18030"),
        ("Παπάς", "cp1253"),
    ],
)
def test_bytes_of_another_alphabet_look_garbled_in_windows_1252(name: str, encoding: str) -> None:
    assert looks_garbled(name.encode(encoding).decode("cp1252", errors="replace"))


@pytest.mark.parametrize("name", WESTERN)
def test_western_names_do_not(name: str) -> None:
    assert not looks_garbled(name)
    assert not encoded_twice(name)


@pytest.mark.parametrize("name", ["José", "Núñez Ibáñez", "Иванов", "محمد", "金英哲", "Łukasz Żak", "Ким Ан"])
def test_utf_8_that_was_encoded_twice_is_told(name: str) -> None:
    assert not encoded_twice(name)
    assert encoded_twice(name.encode().decode("latin-1"))
    assert encoded_twice("".join(WINDOWS_1252[byte] for byte in name.encode()))


def test_a_name_cut_short_after_it_was_encoded_twice_is_told() -> None:
    assert encoded_twice("Иванов".encode().decode("latin-1")[:-1])


@pytest.mark.parametrize("name", ["CAFÉ»", "ANDRÉ\xa0MARTIN", "PERÙ\xa0SRL", "É« »"])
def test_a_letter_and_a_sign_that_happen_to_be_utf_8_are_not(name: str) -> None:
    assert not encoded_twice(name)
