"""The columns of the UK Sanctions List's CSV file, by their names without case and punctuation.

Layout: FCDO, "UK Sanctions List: change to the list's format" (GOV.UK, 17 February 2022) and the header as public readers of the file
state it in 2026; no real file was at hand (see ``docs/divergences.md``).
"""

from __future__ import annotations

ID = "unique id"
KIND = ("individual entity ship", "designation type")
NAME_PARTS = ("name 1", "name 2", "name 3", "name 4", "name 5", "name 6")
NAME_TYPE, STRENGTH = "name type", "alias strength"
NON_LATIN = ("name non latin script", "non latin script type", "non latin script language")
ADDRESS_LINES = tuple(f"address line {number}" for number in range(1, 7))
POSTAL_CODE, ADDRESS_COUNTRY = "address postal code", "address country"
TOWN, BIRTH_COUNTRY = "town of birth", "country of birth"

BIRTH_DATE, GENDER, NATIONALITY, REGIME = "d o b", "gender", "nationality ies", "regime name"
DESIGNATED, UPDATED, BUILT, FLAG = "date designated", "last updated", "year built", "current believed flag of ship"
NATIONAL_ID, PASSPORT, IMO = "national identifier number", "passport number", "imo number"
REGISTRATION, HULL = "business registration number s", "hull identification number hin"

DETAILS = {
    "ofsi group id": "OFSI group id",
    "un reference number": "UN reference number",
    "title": "title",
    "designation source": "designation source",
    "sanctions imposed": "sanctions imposed",
    "other information": "other information",
    "uk statement of reasons": "UK statement of reasons",
    "phone number": "phone number",
    "website": "website",
    "email address": "email address",
    "national identifier additional information": "national identifier: additional information",
    "passport additional information": "passport: additional information",
    "position": "position",
    "type of entity": "type of entity",
    "subsidiaries": "subsidiaries",
    "parent company": "parent company",
    "current owner operator s": "current owner or operator",
    "previous owner operator s": "previous owner or operator",
    "previous flags": "previous flags",
    "type of ship": "type of ship",
    "tonnage of ship": "tonnage of ship",
    "length of ship": "length of ship",
}
_OF_NAMES = {ID, NAME_TYPE, STRENGTH, *KIND, *NAME_PARTS, *NON_LATIN}
_OF_PLACES = {POSTAL_CODE, ADDRESS_COUNTRY, TOWN, BIRTH_COUNTRY, *ADDRESS_LINES}
_OF_SUBJECTS = {BIRTH_DATE, GENDER, NATIONALITY, REGIME, DESIGNATED, UPDATED, BUILT, FLAG, NATIONAL_ID, PASSPORT, IMO, REGISTRATION, HULL}
KNOWN = frozenset(_OF_NAMES | _OF_PLACES | _OF_SUBJECTS | DETAILS.keys())

LANGUAGES = {
    "arabic": "ar",
    "armenian": "hy",
    "belarusian": "be",
    "bosnian": "bs",
    "bulgarian": "bg",
    "burmese": "my",
    "chinese": "zh",
    "georgian": "ka",
    "greek": "el",
    "hebrew": "he",
    "japanese": "ja",
    "korean": "ko",
    "kurdish": "ku",
    "macedonian": "mk",
    "pashto": "ps",
    "persian": "fa",
    "farsi": "fa",
    "dari": "fa",
    "russian": "ru",
    "serbian": "sr",
    "thai": "th",
    "ukrainian": "uk",
    "urdu": "ur",
}
"""Names of languages in English and their ISO 639-1 codes."""
