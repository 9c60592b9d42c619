"""What each ``idType`` of the OFAC files is: a number that identifies, a fact of another kind, or a text for people.

All types of the SDN list of 2024-05-07 and the consolidated list of 2024-05-06 are here, and a few that OFAC used in other editions. The
classes are ours. Documents that stand in for a passport count as passports (ICAO Doc 9303, machine readable travel documents); voters',
residents' and population register numbers as national identity numbers; military, visa and certificate numbers as ``other``.
"""

from __future__ import annotations

from comity.model import IdentifierType

_NUMBERS: dict[IdentifierType, tuple[str, ...]] = {
    IdentifierType.PASSPORT: (
        "British National Overseas Passport",
        "Diplomatic Passport",
        "Passport",
        "Stateless Person Passport",
        "Travel Document Number",
    ),
    IdentifierType.NATIONAL_ID: (
        "Bosnian Personal ID No.",
        "C.U.I.",
        "C.U.I.P.",
        "C.U.R.P.",
        "CNP (Personal Numerical Code)",
        "Cedula No.",
        "Citizen's Card Number",
        "Credencial electoral",
        "D.N.I.",
        "Electoral Registry No.",
        "I.F.E.",
        "Identification Number",
        "Kenyan ID No.",
        "LE Number",
        "Moroccan Personal ID No.",
        "N.I.E.",
        "National Foreign ID Number",
        "National ID No.",
        "Numero de Identidad",
        "Personal ID Card",
        "Refugee ID Card",
        "Residency Number",
        "Romanian Permanent Resident",
        "SSN",
        "Stateless Person ID Card",
        "Tarjeta de Identidad",
        "Tazkira National ID Card",
        "Turkish Identification Number",
        "UAE Identification",
    ),
    IdentifierType.DRIVING_LICENCE: ("Driver's License No.",),
    IdentifierType.TAX: (
        "C.I.F.",
        "C.U.I.T.",
        "Fiscal Code",
        "Italian Fiscal Code",
        "N.I.F.",
        "NIT #",
        "Numero Unico de Identificacao Tributaria (NUIT)",
        "Paraguayan tax identification number",
        "R.F.C.",
        "RFC",
        "RIF #",
        "RTN",
        "RUC #",
        "Romanian Tax Registration",
        "Tax ID No.",
        "US FEIN",
        "V.A.T. Number",
    ),
    IdentifierType.REGISTRATION: (
        "Afghan Money Service Provider License Number",
        "BIK (RU)",
        "Branch Unit Number",
        "Business Number",
        "Business Registration Document #",
        "Business Registration Number",
        "C.I.N.",
        "C.R. No.",
        "Central Registration System Number",
        "Certificate of Incorporation Number",
        "Chamber of Commerce Number",
        "Commercial Registry Number",
        "Company Number",
        "D-U-N-S Number",
        "Dubai Chamber of Commerce Membership No.",
        "Economic Register Number (CBLS)",
        "Enterprise Number",
        "File Number",
        "Folio Mercantil No.",
        "Government Gazette Number",
        "Istanbul Chamber of Comm. No.",
        "Legal Entity Number",
        "License",
        "MSB Registration Number",
        "Matricula Mercantil No",
        "Organization Code",
        "Public Registration Number",
        "Registered Charity No.",
        "Registration Certificate Number (Dubai)",
        "Registration ID",
        "Registration Number",
        "Romanian C.R.",
        "Russian State Individual Business Registration Number Pattern (OGRNIP)",
        "Tourism License No.",
        "Trade License No.",
        "UK Company Number",
        "Unified Social Credit Code (USCC)",
        "United Social Credit Code Certificate (USCCC)",
        "Vessel Registration Identification",
    ),
    IdentifierType.BIC: ("SWIFT/BIC",),
    IdentifierType.MMSI: ("MMSI",),
    IdentifierType.CALL_SIGN: ("Other Vessel Call Sign",),
    IdentifierType.AIRCRAFT_TAIL: ("Aircraft Tail Number", "Previous Aircraft Tail Number"),
    IdentifierType.AIRCRAFT_SERIAL: (
        "Aircraft Construction Number (also called L/N or S/N or F/N)",
        "Aircraft Manufacturer's Serial Number (MSN)",
        "Aircraft Serial Identification",
    ),
    IdentifierType.OTHER: (
        "Aircraft Mode S Transponder Code",
        "Birth Certificate Number",
        "Cartilla de Servicio Militar Nacional",
        "Immigration No.",
        "Military Registration Number",
        "Permit Number",
        "Pilot License Number",
        "Public Security and Immigration No.",
        "SRE Permit No.",
        "Seafarer's Identification Document",
        "Serial No.",
        "Trademark number",
        "VisaNumberID",
    ),
}

NUMBERS: dict[str, IdentifierType] = {name: kind for kind, names in _NUMBERS.items() for name in names}
"""Types whose text is a number that identifies the subject."""

PLAIN_NUMBERS = frozenset(
    {
        "Aircraft Tail Number",
        "Driver's License No.",
        "MMSI",
        "National ID No.",
        "Passport",
        "Registration Number",
        "SWIFT/BIC",
        "Tax ID No.",
        "Vessel Registration Identification",
    }
)
"""Types that say no more than the class of the number does; of all others the publisher's own word is kept as a detail."""

WALLET_PREFIX = "Digital Currency Address"
"""Types that begin so, followed by the currency, hold the address of a wallet."""

DATES_OF_ORIGIN = frozenset({"Aircraft Manufacture Date", "Organization Established Date", "Vessel Year of Build"})
"""Types whose text is the date on which the subject began."""

COUNTRIES = frozenset({"Nationality of Registration", "Other Vessel Flag", "Registration Country"})
"""Types whose text is a country the subject belongs to."""

GENDER = "Gender"
"""The type whose text is a person's gender."""

TEXTS = frozenset(
    {
        "Additional Sanctions Information -",
        "Aircraft Model",
        "Aircraft Operator",
        "CAATSA Section 235 Information:",
        "Chinese Commercial Code",
        "Email Address",
        "Equity Ticker",
        "Former Vessel Flag",
        "IFCA Determination -",
        "ISIN",
        "Issuer Name",
        "MICEX Code",
        "Organization Type:",
        "Other Vessel Type",
        "PEESA Information:",
        "Phone Number",
        "Purchase/Sales For Divestment Date (CMIC)",
        "Secondary sanctions risk:",
        "Target Type",
        "Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions:",
        "UN/LOCODE",
        "Website",
    }
)
"""Types whose text is for people."""

TEXT_PREFIXES = ("Effective Date (", "Executive Order ", "Listing Date (")
"""Types that begin so hold texts for people too."""


def is_text(id_type: str) -> bool:
    """Return True when ``id_type`` is known to hold a text for people."""
    return id_type in TEXTS or id_type.startswith(TEXT_PREFIXES)
