"""Columns are recognised in many spellings and languages, or chosen; what cannot be found is said with the nearest."""

from __future__ import annotations

import pytest

from comity.model import MissingColumn, UsageError
from comity.tables import ColumnMap, Role, parse_map, recognise
from comity.tables.columns import normalise, spellings


def roles(*columns: str) -> dict[str, Role]:
    found = recognise(columns)
    return {columns[position]: role for role, positions in found.roles.items() for position in positions}


@pytest.mark.parametrize(
    ("column", "role"),
    [
        ("Customer Name", Role.NAME),
        ("full_name", Role.NAME),
        ("FullName", Role.NAME),
        ("ФИО", Role.NAME),
        ("Ф.И.О.", Role.NAME),
        ("الاسم الكامل", Role.NAME),
        ("姓名", Role.NAME),
        ("Raison sociale", Role.NAME),
        ("Vessel Name", Role.NAME),
        ("DOB", Role.BIRTH_DATE),
        ("Date of Birth", Role.BIRTH_DATE),
        ("birthDate", Role.BIRTH_DATE),
        ("BIRTH_DATE", Role.BIRTH_DATE),
        ("Geburtsdatum", Role.BIRTH_DATE),
        ("fecha de nacimiento", Role.BIRTH_DATE),
        ("дата рождения", Role.BIRTH_DATE),
        ("تاريخ الميلاد", Role.BIRTH_DATE),
        ("Nationality", Role.NATIONALITY),
        ("Citizenship", Role.NATIONALITY),
        ("Country of residence", Role.COUNTRY),
        ("Passport No.", Role.PASSPORT),
        ("IMO number", Role.IMO),
        ("entity type", Role.TYPE),
        ("schema", Role.TYPE),
        ("SWIFT", Role.BIC),
        ("Alias 2", Role.ALIAS),
        ("customer_nationality", Role.NATIONALITY),
        ("Customer ID", Role.KEY),
    ],
)
def test_spellings(column: str, role: Role) -> None:
    columns = ("name", column) if role is not Role.NAME else (column,)
    assert roles(*columns)[column] is role


def test_parts_of_names_in_several_languages() -> None:
    assert roles("Фамилия", "Имя", "Отчество") == {"Фамилия": Role.LAST, "Имя": Role.FIRST, "Отчество": Role.PATRONYMIC}
    assert roles("Nachname", "Vorname") == {"Nachname": Role.LAST, "Vorname": Role.FIRST}
    assert roles("Nom", "Prénom") == {"Nom": Role.LAST, "Prénom": Role.FIRST}
    assert roles("First Name", "Surname") == {"First Name": Role.FIRST, "Surname": Role.LAST}


def test_a_column_means_what_its_neighbours_let_it() -> None:
    assert roles("Nom", "Pays")["Nom"] is Role.NAME
    assert roles("Name", "Vorname") == {"Name": Role.LAST, "Vorname": Role.FIRST}
    assert roles("Nombre", "Apellidos") == {"Nombre": Role.FIRST, "Apellidos": Role.LAST}


def test_no_spelling_has_two_meanings_and_none_is_blank() -> None:
    assert "" not in spellings()
    assert len(spellings()) > 1_000


def test_a_map_is_by_name_by_number_and_over_what_is_recognised() -> None:
    found = parse_map("name=Kunde, Haupt,dob=3,last=zuname", ("Kunde, Haupt", "Zuname", "Datum", "Country"))
    assert found.roles == {Role.NAME: (0,), Role.BIRTH_DATE: (2,), Role.LAST: (1,), Role.COUNTRY: (3,)}
    assert found.describe() == "name from 'Kunde, Haupt'; last from 'Zuname'; birth_date from 'Datum'; country from 'Country'"


def test_a_role_may_be_repeated_and_a_column_ignored() -> None:
    found = parse_map("name=A,alias=B,alias=C,ignore=Country", ("A", "B", "C", "Country", "Extra"))
    assert found.positions(Role.ALIAS) == (1, 2)
    assert found.unused == ("Country", "Extra")


def test_what_a_map_cannot_mean_is_said() -> None:
    with pytest.raises(MissingColumn, match="no column 'Ful name'") as missing:
        parse_map("name=Ful name", ("Full name", "DOB"))
    assert "did you mean 'Full name'?" in missing.value.hint
    with pytest.raises(UsageError, match="no role 'colour'") as unknown:
        parse_map("colour=A", ("A",))
    assert "birth_date" in unknown.value.hint
    with pytest.raises(UsageError, match="ROLE=COLUMN"):
        parse_map("name", ("A",))


def test_a_table_without_names_is_refused_with_its_columns() -> None:
    with pytest.raises(MissingColumn, match="'colour', 'size'") as caught:
        recognise(("colour", "size"))
    assert "--map" in caught.value.hint


def test_normalising_and_the_empty_map() -> None:
    assert {normalise(text) for text in ("Date of Birth", "dateOfBirth", "DATE_OF_BIRTH", " date-of-birth: ")} == {"date of birth"}
    with pytest.raises(MissingColumn):
        ColumnMap(("a",)).require_subject()
