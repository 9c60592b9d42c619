"""Every country and nationality that the real lists state resolves to a code, but for the values that name no country."""

from __future__ import annotations

import html
import lzma
import re
from pathlib import Path

import pytest

from comity.names.countries import country_code

pytestmark = pytest.mark.corpus

JUSTICE_FOR_VICTIMS = (
    "Justice for Victims of Corrupt Foreign Officials Regulations (JVCFOR) / Règlement relatif à la justice pour les victimes de "
    "dirigeants étrangers corrompus (RJVDEC)"
)
NO_COUNTRY = {
    "00",  # EU: unknown
    "UNKNOWN",
    "undetermined",
    "None Identified",
    "na",
    "Region: Commonwealth of Independent States",
    "Region: Kafia Kingi",  # claimed by two states; ISO 3166 gives it no code
    # Canada files three measures that concern no country under the measure's own title.
    "Extremist Settler Violence / Violence extrémiste des colons",
    "Hamas Terrorist Attacks / Attaques terroristes du Hamas",
    JUSTICE_FOR_VICTIMS,
}
FIELDS = {
    "un-sc-*.xml.xz": r"<NATIONALITY>\s*<VALUE>([^<]*)<|<(?:COUNTRY|COUNTRY_OF_BIRTH|ISSUING_COUNTRY|COUNTRY_OF_ISSUE)>([^<]*)<",
    "ofac-*.xml.xz": r"<(?:country|idCountry|vesselFlag)>([^<]*)<",
    "eu-fsf-*.xml.xz": r'country(?:Iso2Code|Description)="([^"]*)"',
    "ca-sema-*.xml.xz": r"<Country>([^<]*)<",
}


@pytest.mark.parametrize("pattern", sorted(FIELDS))
def test_every_country_of_a_publisher_resolves(shared: Path, pattern: str) -> None:
    values: set[str] = set()
    for file in sorted((shared / "lists").glob(pattern)):
        text = lzma.decompress(file.read_bytes()).decode("utf-8")
        values.update(html.unescape(value).strip() for found in re.finditer(FIELDS[pattern], text) for value in found.groups() if value)
    values.discard("")
    assert len(values) > 15
    assert {value for value in values if not country_code(value)} <= NO_COUNTRY


def test_the_eu_codes_and_its_own_descriptions_agree(shared: Path) -> None:
    (file,) = (shared / "lists").glob("eu-fsf-*.xml.xz")
    text = lzma.decompress(file.read_bytes()).decode("utf-8")
    pairs = set(re.findall(r'countryIso2Code="([^"]*)" countryDescription="([^"]*)"', text))
    assert len(pairs) > 80
    assert {(code, html.unescape(name)) for code, name in pairs if country_code(html.unescape(name)) != code} == {("00", "UNKNOWN")}
