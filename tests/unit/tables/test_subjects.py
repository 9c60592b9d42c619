"""Rows as subjects: each cell read for what it is, each that cannot be read said, and the row screened all the same."""

from __future__ import annotations

from datetime import date

from comity.model import Address, Gender, Identifier, IdentifierType, NameKind, PartialDate, PartKind, Schema, Severity, Subject
from comity.tables import Role, Row, SubjectBuilder, parse_map, recognise


def build(**cells: str) -> tuple[Subject, list[str]]:
    columns = tuple(cells)
    builder = SubjectBuilder(recognise(columns), file="people.csv")
    subject, issues = builder.build(Row(3, 4, tuple(cells.values())))
    return subject, [str(issue) for issue in issues]


def test_parts_are_joined_and_kept() -> None:
    subject, issues = build(last="Ivanova", first="Maria", middle="Q", title="Dr")
    assert subject.names[0].full == "Maria Q Ivanova"
    assert [(part.kind, part.text) for part in subject.names[0].parts] == [
        (PartKind.TITLE, "Dr"),
        (PartKind.GIVEN, "Maria"),
        (PartKind.MIDDLE, "Q"),
        (PartKind.FAMILY, "Ivanova"),
    ]
    assert subject.schema is Schema.PERSON
    assert issues == []


def test_a_whole_name_takes_the_parts_that_stand_in_it() -> None:
    subject, _ = build(full_name="Ivanova, Maria", first="Maria", last="Ivanova")
    assert [name.full for name in subject.names] == ["Ivanova, Maria"]
    assert [part.text for part in subject.names[0].parts] == ["Maria", "Ivanova"]
    assert len(build(name="Ann Lee", alias="A. Lee; Annie | ANN LEE")[0].names) == 3


def test_aliases_are_split_also_from_json_lists() -> None:
    subject, _ = build(name="Ann Lee", alias='["Annie", "A; B"]')
    assert [(name.full, name.kind) for name in subject.names] == [
        ("Ann Lee", NameKind.PRIMARY),
        ("Annie", NameKind.STRONG),
        ("A; B", NameKind.STRONG),
    ]


def test_dates_countries_gender_and_kind() -> None:
    subject, issues = build(name="Ann", dob="07/03/1968", nationality="French; GB", country="Germany", gender="F", type="Individual")
    assert subject.birth_dates == (PartialDate(1968, 3, 7),)
    assert subject.nationalities == ("FR", "GB")
    assert subject.addresses == (Address(country="DE"),)
    assert (subject.gender, subject.schema) == (Gender.FEMALE, Schema.PERSON)
    assert issues == []


def test_words_in_other_languages() -> None:
    subject, issues = build(ФИО="Иванова Мария", пол="женский", гражданство="Россия", тип="физическое лицо")
    assert (subject.gender, subject.nationalities, subject.schema) == (Gender.FEMALE, ("RU",), Schema.PERSON)
    assert issues == []


def test_organisations_and_ships() -> None:
    company, _ = build(name="Example Trading", type="company", country="Cyprus", dob="1999")
    assert (company.schema, company.jurisdictions, company.founded, company.birth_dates) == (
        Schema.COMPANY,
        ("CY",),
        (PartialDate(1999),),
        (),
    )
    ship, _ = build(vessel="Sea Example", imo="IMO 9074729", flag="Panama")
    assert (ship.schema, ship.jurisdictions) == (Schema.VESSEL, ("PA",))
    assert ship.identifiers == (Identifier(IdentifierType.IMO, "IMO 9074729"),)


def test_impossible_dates_and_unknown_words_cost_only_themselves() -> None:
    subject, issues = build(name="Ann", dob="31/02/1980", nationality="Atlantis", gender="purple", type="gizmo")
    assert subject.names[0].full == "Ann"
    assert (subject.birth_dates, subject.nationalities, subject.gender) == ((), (), None)
    assert any("people.csv, row 3, line 4, column dob" in text and "YYYY-MM-DD" in text for text in issues)
    assert any("column nationality: 'Atlantis' is not a known country" in text for text in issues)
    assert any("column gender" in text for text in issues)
    assert any("column type" in text for text in issues)


def test_placeholders_are_nothing() -> None:
    subject, issues = build(name="Ann", dob="00/00/0000", nationality="n/a", gender="unknown", passport="-")
    assert subject == Subject(names=subject.names)
    assert issues == []


def test_a_blank_row_is_an_error_but_still_a_subject() -> None:
    for name in ("", "   ", "\u202e\u200b", "-", "#N/A"):
        subject, issues = build(name=name, dob="")
        assert subject.names == ()
        assert any("column name: nothing to screen" in text for text in issues)


def test_an_identifier_alone_is_enough() -> None:
    subject, issues = build(name="", passport="X1234567")
    assert subject.identifiers[0].key == "X1234567"
    assert issues == []


def test_a_very_long_name_is_cut_and_said() -> None:
    subject, issues = build(name="Ab " * 33_334)
    assert len(subject.names[0].full) <= 1_000
    assert any("column name: only the first 1,000 of 100,001 characters were compared" in text for text in issues)


def test_hidden_characters_are_left_out_and_said() -> None:
    subject, issues = build(name="An\u202en \x07Lee")
    assert subject.names[0].full == "Ann Lee"
    assert any("control or direction-changing" in text for text in issues)


def test_identifier_columns_and_typed_ids() -> None:
    subject, _ = build(name="Ann", tax_id="12; 13", id="lei:529900T8BM49AURSDO55", swift="EXAMPLE1")
    assert subject.identifiers == (
        Identifier(IdentifierType.TAX, "12"),
        Identifier(IdentifierType.TAX, "13"),
        Identifier(IdentifierType.LEI, "529900T8BM49AURSDO55"),
        Identifier(IdentifierType.BIC, "EXAMPLE1"),
    )


def test_a_lost_row_gives_an_empty_subject_and_no_second_issue() -> None:
    assert SubjectBuilder(recognise(("name",))).build(Row(1, 1, ("",), lost=True, raw="{")) == (Subject(), ())


def test_keys() -> None:
    builder = SubjectBuilder(recognise(("name", "customer id", "id")))
    assert builder.key(Row(1, 1, ("Ann", " C-7 ", "99"))) == "C-7"
    assert builder.key(Row(1, 1, ("Ann", "", "99"))) == "99"
    assert builder.key(Row(5, 6, ("Ann", "", ""))) == "5"


def test_blank_row_severity_and_short_rows() -> None:
    builder = SubjectBuilder(parse_map("name=a,birth_date=b", ("a", "b")))
    subject, issues = builder.build(Row(1, 2, ("Ann",)))
    assert subject.names[0].full == "Ann"
    assert issues == ()
    assert builder.build(Row(1, 2, ("", "")))[1][0].severity is Severity.ERROR
    assert builder.texts(Row(1, 2, ("Ann", " 1970 ")), Role.BIRTH_DATE) == ("1970",)


def test_dates_that_are_nobodys_are_said_and_not_compared() -> None:
    columns = ("name", "dob", "type")
    builder = SubjectBuilder(recognise(columns), file="people.csv", today=date(2026, 11, 22))
    for text in ("2026-11-23", "2050", "1905-11-22", "1501", "1900-01-01", "01/01/1901", "30.12.1899", "1899-12-31"):
        subject, issues = builder.build(Row(3, 4, ("Ann", text, "")))
        assert (subject.birth_dates, subject.schema) == ((), Schema.PERSON)
        assert [(issue.severity, str(issue.where)) for issue in issues] == [
            (Severity.WARNING, "people.csv, row 3, line 4, column dob"),
        ]
    for text in ("2026-11-22", "2026", "1905-11-23", "1905", "circa 1906"):
        assert builder.build(Row(3, 4, ("Ann", text, "")))[0].birth_dates
    company, issues = builder.build(Row(3, 4, ("Example Trading", "1850", "company")))
    assert (company.founded, issues) == ((PartialDate(1850),), ())


def test_numbers_are_taken_out_of_what_stands_around_them() -> None:
    subject, issues = build(passport="No. X7654321; Y1234567 (lost)", imo="9074729.0")
    assert {"X7654321", "Y1234567", "9074729"} <= {number.value for number in subject.identifiers}
    assert issues == []


def test_a_number_with_an_exponent_is_said_and_not_compared() -> None:
    subject, issues = build(name="Ann", passport="9.074729E+06")
    assert subject.identifiers == ()
    assert len(issues) == 1
    assert "column passport: the number is written with an exponent" in issues[0]


def test_lists_are_values_of_their_own_in_every_role() -> None:
    subject, issues = build(
        name="Ann", passport='["X7654321", 1234567]', dob='["1968", "1970"]', nationality='["FR", "DE"]', gender='["f"]'
    )
    assert [number.value for number in subject.identifiers] == ["X7654321", "1234567"]
    assert subject.birth_dates == (PartialDate(1968), PartialDate(1970))
    assert (subject.nationalities, subject.gender, issues) == (("FR", "DE"), Gender.FEMALE, [])


def test_an_object_as_a_number_is_an_error() -> None:
    builder = SubjectBuilder(recognise(("name", "passport")))
    subject, issues = builder.build(Row(1, 2, ("Ann", '{"number": "X7654321"}')))
    assert subject.identifiers == ()
    assert [(issue.severity, issue.what) for issue in issues] == [(Severity.ERROR, "the number is an object, not a text")]
