"""The UK Sanctions List's CSV: rows of one Unique ID are one entry. The entries are invented; the layout is the published one."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest

from comity.lists.read import read
from comity.lists.source import Reading
from comity.model import (
    Address,
    Detail,
    FormatError,
    Gender,
    Identifier,
    IdentifierType,
    Listing,
    NameKind,
    PartialDate,
    PartKind,
    Schema,
    Severity,
)

HEADER = [
    *("Last Updated", "Unique ID", "OFSI Group ID", "UN Reference Number", "Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5"),
    *("Name type", "Alias strength", "Title", "Name non-latin script", "Non-latin script type", "Non-latin script language", "Regime Name"),
    *("Individual, Entity, Ship", "Designation source", "Sanctions Imposed", "Other Information", "UK Statement of Reasons"),
    *(f"Address Line {number}" for number in range(1, 7)),
    *(
        "Address Postal Code",
        "Address Country",
        "Phone number",
        "Website",
        "Email address",
        "Date Designated",
        "D.O.B",
        "Nationality(/ies)",
    ),
    *("National Identifier number", "National Identifier additional information", "Passport number", "Passport additional information"),
    *("Position", "Gender", "Town of birth", "Country of birth", "Type of entity", "Subsidiaries", "Parent Company"),
    *("Business registration number (s)", "IMO number", "Current owner/operator (s)", "Previous owner/operator (s)"),
    *("Current believed flag of ship", "Previous flags", "Type of ship", "Tonnage of ship", "Length of ship", "Year Built"),
    "Hull identification number (HIN)",
]
PERSON = {
    "Last Updated": "05/03/2024",
    "Unique ID": "XYZ0001",
    "OFSI Group ID": "12345",
    "Name 6": "EXAMPLE",
    "Name 1": "Anna",
    "Name 2": "Maria",
    "Name type": "Primary Name",
    "Regime Name": "The Example (Sanctions) Regulations 2020",
    "Individual, Entity, Ship": "Individual",
    "Designation source": "UK",
    "Sanctions Imposed": "Asset freeze|Travel Ban",
    "UK Statement of Reasons": "An invented reason.",
    "Date Designated": "01/02/2023",
    "D.O.B": "dd/mm/1968",
    "Nationality(/ies)": "France",
    "Gender": "Female",
    "Town of birth": "Lyon",
    "Country of birth": "France",
    "Passport number": "X1234567",
    "Passport additional information": "Issued in 2019",
    "National Identifier number": "998877",
}
SHIP = {
    "Unique ID": "XYZ0003",
    "Name 6": "SEA EXAMPLE",
    "Name type": "Primary Name",
    "Individual, Entity, Ship": "Ship",
    "IMO number": "9074729",
    "Current believed flag of ship": "Panama",
    "Previous flags": "Liberia",
    "Year Built": "2004",
    "Tonnage of ship": "5,000",
}
ENTITY = {
    "Unique ID": "XYZ0002",
    "Name 6": "EXAMPLE TRADING LLC",
    "Name type": "Primary Name",
    "Individual, Entity, Ship": "Entity",
    "Business registration number (s)": "Tax ID No: 77123|OGRN: 10277",
    "Address Line 1": "1 Example Street",
    "Address Line 6": "Nicosia",
    "Address Postal Code": "1010",
    "Address Country": "Cyprus",
}


def listings(*rows: dict[str, str], report: str = "Report Date: 19-Nov-2025", extra: tuple[str, ...] = ()) -> tuple[list[Listing], Reading]:
    text = io.StringIO()
    header = [*HEADER, *extra]
    writer = csv.writer(text)
    if report:
        writer.writerow([report])
    writer.writerow(header)
    writer.writerows([row.get(column, "") for column in header] for row in rows)
    reading = Reading("uk-sl", "UK-Sanctions-List.csv")
    return list(read(io.BytesIO(text.getvalue().encode("utf-8-sig")), source="uk-sl", reading=reading)), reading


def test_rows_of_one_id_are_one_entry_wherever_they_stand() -> None:
    rows = [
        PERSON,
        ENTITY,
        PERSON | {"Name 6": "SAMPLE", "Name 1": "Anya", "Name 2": "", "Name type": "Alias", "Alias strength": "Low quality a.k.a"},
        PERSON | {"Name 6": "EXAMPEL", "Name type": "Primary name variation", "D.O.B": "07/08/1969", "Passport number": "Y7654321"},
        PERSON | {"Name non-latin script": "Анна Экзампл", "Non-latin script type": "Cyrillic", "Non-latin script language": "Russian"},
    ]
    found, reading = listings(*rows)
    assert [listing.id for listing in found] == ["XYZ0001", "XYZ0002"]
    person = found[0].subject
    assert [(name.full, name.kind, name.script, name.language) for name in person.names] == [
        ("Anna Maria EXAMPLE", NameKind.PRIMARY, "Latn", ""),
        ("Anya SAMPLE", NameKind.WEAK, "Latn", ""),
        ("Anna Maria EXAMPEL", NameKind.STRONG, "Latn", ""),
        ("Анна Экзампл", NameKind.STRONG, "Cyrl", "ru"),
    ]
    assert [(part.kind, part.text) for part in person.names[0].parts] == [
        (PartKind.ORDINAL, "Anna"),
        (PartKind.ORDINAL, "Maria"),
        (PartKind.ORDINAL, "EXAMPLE"),
    ]
    assert person.birth_dates == (PartialDate(1968), PartialDate(1969, 8, 7))
    assert (person.schema, person.gender, person.nationalities) == (Schema.PERSON, Gender.FEMALE, ("FR",))
    assert person.birth_places == (Address("Lyon, France", city="Lyon", country="FR"),)
    assert set(person.identifiers) == {
        Identifier(IdentifierType.PASSPORT, "X1234567"),
        Identifier(IdentifierType.PASSPORT, "Y7654321"),
        Identifier(IdentifierType.NATIONAL_ID, "998877"),
    }
    assert found[0].programmes == ("The Example (Sanctions) Regulations 2020",)
    assert (found[0].listed_on, found[0].amended_on) == (date(2023, 2, 1), (date(2024, 3, 5),))
    assert Detail("sanctions imposed", "Travel Ban") in found[0].details
    assert Detail("UK statement of reasons", "An invented reason.") in found[0].details
    assert reading.published == datetime(2025, 11, 19, tzinfo=UTC)
    assert reading.issues == []


def test_entities_and_ships() -> None:
    found, reading = listings(ENTITY, SHIP)
    entity, ship = found[0].subject, found[1].subject
    assert entity.schema is Schema.ORGANIZATION
    assert entity.identifiers == (Identifier(IdentifierType.TAX, "77123"), Identifier(IdentifierType.REGISTRATION, "10277"))
    assert entity.addresses == (Address("1 Example Street, Nicosia, 1010, Cyprus", postal_code="1010", country="CY"),)
    assert (ship.schema, ship.jurisdictions, ship.founded) == (Schema.VESSEL, ("PA",), (PartialDate(2004),))
    assert ship.identifiers == (Identifier(IdentifierType.IMO, "9074729"),)
    assert Detail("previous flags", "Liberia") in found[1].details
    assert reading.issues == []


def test_unknown_columns_kinds_and_name_types_are_issues_and_kept() -> None:
    row = PERSON | {"Favourite colour": "blue", "Individual, Entity, Ship": "Robot", "Name type": "Stage name"}
    found, reading = listings(row, extra=("Favourite colour",))
    said = "\n".join(map(str, reading.issues))
    assert "column Favourite colour: the column is not known" in said
    assert "'Robot' is not known" in said
    assert "'stage name' is not known" in said
    assert found[0].subject.schema is Schema.THING
    assert Detail("favourite colour", "blue") in found[0].details


def test_bad_cells_cost_only_themselves() -> None:
    found, reading = listings(
        PERSON | {"D.O.B": "99/99/1968", "Nationality(/ies)": "Atlantis"}, {"Name 6": "NOBODY", "Name type": "Alias"}, ENTITY
    )
    assert len(found) == 2
    assert found[0].subject.birth_dates == ()
    said = "\n".join(map(str, reading.issues))
    assert "date of birth" in said
    assert "Atlantis" in said
    assert "row 2, line 4: the row has no Unique ID" in said
    assert Severity.ERROR in {issue.severity for issue in reading.issues}


def test_another_file_is_refused_and_a_missing_report_date_said() -> None:
    with pytest.raises(FormatError, match="not the UK Sanctions List"):
        list(read(io.BytesIO(b"name,dob\nAnn,1970\n"), source="uk-sl", reading=Reading("uk-sl", "x.csv")))
    _, reading = listings(PERSON, report="")
    assert reading.published is None
    assert "report date" in str(reading.issues[0])
