"""What FollowTheMoney's schemata and properties mean here. Source: FollowTheMoney 4 schemata,
https://followthemoney.tech/explorer/schemata/ .

Protected attributes (ethnicity, religion, political association) are never kept: no rule may use them (red line 2).
"""

from __future__ import annotations

from comity.model import IdentifierType, NameKind, PartKind, Schema

SUBJECTS = {
    "Person": Schema.PERSON,
    "Company": Schema.COMPANY,
    "PublicBody": Schema.ORGANIZATION,
    "Organization": Schema.ORGANIZATION,
    "LegalEntity": Schema.LEGAL_ENTITY,
    "Vessel": Schema.VESSEL,
    "Airplane": Schema.AIRPLANE,
}
"""Schemata that become listings; of several in one entity, the first here is the most telling."""

ADDRESS, SANCTION, WALLET = "Address", "Sanction", "CryptoWallet"
DOCUMENTS = frozenset({"Identification", "Passport"})
LINKED = frozenset({ADDRESS, SANCTION, WALLET, *DOCUMENTS})
"""Schemata whose facts are joined to the subject they point to."""
OWNER_PROPERTIES = ("entity", "holder")
NESTED = frozenset({"sanctions", "identification", "cryptoWallets"})
"""Properties under which nested files hold them."""
WALLET_KEYS = ("publicKey", "cryptoAddress")

KINDS = {**SUBJECTS, "Thing": Schema.THING, "Vehicle": Schema.THING, WALLET: Schema.THING}
"""Schemata that can be asked about; a vehicle may be a vessel or an aircraft."""

NAMES = {
    "name": NameKind.PRIMARY,
    "alias": NameKind.STRONG,
    "abbreviation": NameKind.WEAK,
    "weakAlias": NameKind.WEAK,
    "previousName": NameKind.FORMER,
}
PARTS = {
    "title": PartKind.TITLE,
    "firstName": PartKind.GIVEN,
    "secondName": PartKind.MIDDLE,
    "middleName": PartKind.MIDDLE,
    "fatherName": PartKind.PATRONYMIC,
    "lastName": PartKind.FAMILY,
}
FOUNDED = ("incorporationDate", "buildDate")
NATIONALITIES = ("nationality", "citizenship")
JURISDICTIONS = ("jurisdiction", "mainCountry", "flag")

IDENTIFIERS = {
    "passportNumber": IdentifierType.PASSPORT,
    "idNumber": IdentifierType.NATIONAL_ID,
    "socialSecurityNumber": IdentifierType.NATIONAL_ID,
    "taxNumber": IdentifierType.TAX,
    "vatCode": IdentifierType.TAX,
    "innCode": IdentifierType.TAX,
    "voenCode": IdentifierType.TAX,
    "irsCode": IdentifierType.TAX,
    "registrationNumber": IdentifierType.REGISTRATION,
    "ogrnCode": IdentifierType.REGISTRATION,
    "uscCode": IdentifierType.REGISTRATION,
    "leiCode": IdentifierType.LEI,
    "swiftBic": IdentifierType.BIC,
    "imoNumber": IdentifierType.IMO,
    "mmsi": IdentifierType.MMSI,
    "callSign": IdentifierType.CALL_SIGN,
    **dict.fromkeys(WALLET_KEYS, IdentifierType.WALLET),
    "serialNumber": IdentifierType.AIRCRAFT_SERIAL,
    "bikCode": IdentifierType.OTHER,
    "bvdId": IdentifierType.OTHER,
    "cageCode": IdentifierType.OTHER,
    "cikCode": IdentifierType.OTHER,
    "crsNumber": IdentifierType.OTHER,
    "dunsCode": IdentifierType.OTHER,
    "giiNumber": IdentifierType.OTHER,
    "icaoCode": IdentifierType.OTHER,
    "isinCode": IdentifierType.OTHER,
    "jibCode": IdentifierType.OTHER,
    "kppCode": IdentifierType.OTHER,
    "licenseNumber": IdentifierType.OTHER,
    "npiCode": IdentifierType.OTHER,
    "okpoCode": IdentifierType.OTHER,
    "permId": IdentifierType.OTHER,
    "pfrNumber": IdentifierType.OTHER,
    "ricCode": IdentifierType.OTHER,
    "sayariId": IdentifierType.OTHER,
    "ticker": IdentifierType.OTHER,
    "uniqueEntityId": IdentifierType.OTHER,
    "wikidataId": IdentifierType.OTHER,
}
"""``OTHER`` where a number is shared (KPP: by a company's branches and others), names a security or only points to another database."""

DETAILS = frozenset(
    {
        *(
            "topics",
            "position",
            "notes",
            "summary",
            "description",
            "status",
            "legalForm",
            "sector",
            "classification",
            "keywords",
            "website",
        ),
        *("email", "phone", "deathDate", "dissolutionDate", "pastFlags", "pastTypes", "type", "model", "tonnage", "grossRegisteredTonnage"),
        *(
            "deadweightTonnage",
            "registrationPort",
            "registrationDate",
            "deregistrationDate",
            "nameChangeDate",
            "manufacturer",
            "nameSuffix",
        ),
        *("motherName", "profession", "education", "spokenLanguage", "currency", "currencySymbol", "accountId", "balance", "creationDate"),
        *("amount", "amountEur", "amountUsd", "balanceDate", "biography", "blockchain", "custodyType", "caemCode", "coatoCode", "fnsCode"),
        *("fssCode", "ipoCode", "mbsCode", "okopfCode", "oksmCode", "okvedCode"),
        *("navigationArea", "capital", "taxStatus", "managingExchange", "appearance", "height", "weight", "eyeColor", "hairColor"),
    }
)
PROTECTED = frozenset({"ethnicity", "religion", "political"})
PUBLISHING = frozenset(
    {
        *("sourceUrl", "publisher", "publisherUrl", "alephUrl", "wikipediaUrl", "opencorporatesUrl", "programUrl", "recordId"),
        *("createdAt", "modifiedAt", "retrievedAt", "indexText", "icijId", "brightQueryId", "brightQueryOrgId"),
    }
)
RELATIONS = frozenset({"parent", "riskSource", "owner", "operator", "proof", "holder", "subsidiaries"})

SANCTION_DETAILS = (
    "authority",
    "authorityId",
    "unscId",
    "provisions",
    "reason",
    "status",
    "duration",
    "endDate",
    "country",
    "summary",
    "description",
)
HISTORIC = {"suhh": "SU", "yucs": "YU", "csxx": "CS", "ddde": "DD", "cshh": "CSHH", "anhh": "AN"}
"""Codes FollowTheMoney gives to states that ended."""

LANGUAGES = dict(
    pair.split("-")
    for pair in [
        "ara-ar",
        "aze-az",
        "bel-be",
        "ben-bn",
        "bos-bs",
        "bul-bg",
        "ces-cs",
        "dan-da",
        "deu-de",
        "ell-el",
        "eng-en",
        "est-et",
        "fas-fa",
        "fin-fi",
        "fra-fr",
        "heb-he",
        "hin-hi",
        "hrv-hr",
        "hun-hu",
        "hye-hy",
        "ind-id",
        "ita-it",
        "jpn-ja",
        "kat-ka",
        "kaz-kk",
        "khm-km",
        "kir-ky",
        "kor-ko",
        "kur-ku",
        "lav-lv",
        "lit-lt",
        "mkd-mk",
        "mya-my",
        "nld-nl",
        "nor-no",
        "pol-pl",
        "por-pt",
        "prs-fa",
        "pus-ps",
        "ron-ro",
        "rus-ru",
        "slk-sk",
        "slv-sl",
        "spa-es",
        "sqi-sq",
        "srp-sr",
        "swe-sv",
        "tgk-tg",
        "tha-th",
        "tuk-tk",
        "tur-tr",
        "uig-ug",
        "ukr-uk",
        "urd-ur",
        "uzb-uz",
        "vie-vi",
        "zho-zh",
    ]
)
"""ISO 639-3 codes, as FollowTheMoney states languages, and their ISO 639-1 codes."""
