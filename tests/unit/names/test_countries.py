"""Countries and nationalities as codes."""

from __future__ import annotations

import pytest

from comity.names import countries
from comity.names.tables import rows

COLUMNS = ("code", "alpha3", "status", "name", "names", "demonyms")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Iran (Islamic Republic of)", "IR"), ("IRAN", "IR"), ("ir", "IR"), ("IRN", "IR"), ("Иран", "IR"), ("إيران", "IR"),
        ("Iranian", "IR"), ("Democratic People's Republic of Korea", "KP"), ("Democratic People’s Republic of Korea", "KP"),
        ("Korea, North", "KP"), ("DPRK", "KP"), ("Republic of Korea", "KR"), ("Korea, Republic of", "KR"), ("South Korean", "KR"),
        ("Congo, Democratic Republic of the", "CD"), ("Congo, Republic of the", "CG"),
        ("CONGO, Democratic Republic of (was Zaire)", "CD"), ("Syrian Arab Republic", "SY"), ("Burma", "MM"),
        ("Myanmar (Burma) / Myanmar (Birmanie)", "MM"), ("Belarus / Bélarus", "BY"), ("West Bank", "PS"), ("Region: Gaza", "PS"),
        ("Palestinian", "PS"), ("Region: Crimea", "UA"), ("Türkiye", "TR"), ("TURKEY", "TR"), ("Cote d Ivoire", "CI"),
        ("Côte d'Ivoire", "CI"), ("Virgin Islands, British", "VG"), ("VIRGIN ISLANDS (BRITISH)", "VG"), ("St. Kitts & Nevis", "KN"),
        ("Bahamas, The", "BS"), ("Man, Isle of", "IM"), ("U.S.A.", "US"), ("UK", "GB"), ("British", "GB"), ("États-Unis", "US"),
        ("Alemania", "DE"), ("Россия", "RU"), ("Российская Федерация", "RU"), ("russe", "RU"), ("العراق", "IQ"), ("中国", "CN"),
        ("AND", "AD"), ("NA", "NA"), ("Nigerien", "NE"), ("Nigerian", "NG"), ("Guinea-Bissau", "GW"), ("Guinea", "GN"),
        ("Soviet Union", "SU"), ("USSR", "SU"), ("former Soviet Union", "SU"), ("Yugoslavia", "YU"),
        ("Serbia and Montenegro", "CS"), ("Czechoslovakia", "CSHH"), ("Kosovo", "XK"),
    ],
)  # fmt: skip
def test_the_many_ways_to_write_a_country(text: str, code: str) -> None:
    assert countries.country_code(text) == code
    assert countries.country_code(f"  {text} ") == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "undetermined",
        "UNKNOWN",
        "00",
        "na",
        "n/a",
        "N/A",
        "None Identified",
        "Atlantis",
        " na ",
        "Korean",
        "Congolese",
        "Belarus / Iran",
        "the",
        "/",
        "()",
        "x" * 10_000,
    ],
)
def test_no_country_or_no_single_one(text: str) -> None:
    assert countries.country_code(text) == ""


def test_every_code_has_a_name_that_leads_back_to_it() -> None:
    for code, alpha3, status, name, _names, _demonyms in rows("countries", COLUMNS):
        assert status in {"official", "user", "former"}
        assert countries.country_name(code) == name
        assert countries.country_code(name) == countries.country_code(alpha3) == countries.country_code(code) == code
    assert countries.country_name("zz") == ""


def test_all_249_countries_of_iso_3166_1_are_there() -> None:
    codes = [row[0] for row in rows("countries", COLUMNS) if row[2] == "official"]
    assert len(codes) == len(set(codes)) == 249
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in codes)


def test_no_name_or_demonym_means_two_countries() -> None:
    for code, _alpha3, _status, name, names, demonyms in rows("countries", COLUMNS):
        for text in (name, *names.split(";"), *demonyms.split(";")):
            assert not text or countries.country_code(text) == code, text
