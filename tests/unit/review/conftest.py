"""Invented people, a listing, a hit and a case of them, for the tests of review."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from comity.model import (
    Actor,
    Address,
    Because,
    Detail,
    Edition,
    Entry,
    Evidence,
    EvidenceKind,
    Gender,
    Hit,
    Identifier,
    IdentifierType,
    Listing,
    Locator,
    Name,
    NameKind,
    Outcome,
    Pair,
    PartialDate,
    Purpose,
    Reason,
    Role,
    Schema,
    StoredHit,
    Subject,
    Verdict,
)
from comity.review import Act, Basis, CaseFile, Consulted, Judgement, Made, Recorded, Surroundings, open_case

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PAIR = Pair("s-71", "un-sc", "QDi.901")

SUBJECT = Subject(
    Schema.PERSON,
    (Name("Ilvar Marenkov"),),
    birth_dates=(PartialDate(1968, 3, 7),),
    nationalities=("SI",),
    gender=Gender.MALE,
    identifiers=(Identifier(IdentifierType.PASSPORT, "PB 204 118", "SI"),),
    addresses=(Address("12 Lipova ulica", "Maribor", country="SI"),),
)
LISTED = Subject(
    Schema.PERSON,
    (
        Name("Ilvar Marenkow"),
        Name("إلفار بن مارينكو", NameKind.STRONG, language="ar", script="Arab"),
        Name("Ильвар Маренков", NameKind.WEAK, script="Cyrl"),
    ),
    birth_dates=(PartialDate(1971),),
    nationalities=("RS",),
    gender=Gender.MALE,
    identifiers=(Identifier(IdentifierType.NATIONAL_ID, "0703971", "RS", doubtful=True),),
    birth_places=(Address(city="Novi Kraj", country="RS"),),
)
LISTING = Listing(
    "QDi.901",
    "un-sc",
    LISTED,
    programmes=("Invented programme",),
    legal_basis=("Resolution 9999 (2011)",),
    listed_on=date(2011, 10, 6),
    details=(Detail("Remark", "An invented person of an invented group."),),
    locator=Locator("consolidated.xml", line=412, entry="QDi.901"),
)
EDITION = Edition("un-sc-2026-03-01-1a2b3c4d", "un-sc", "UN Security Council", NOON - timedelta(days=1), NOON, "1a2b3c4d" * 8, 712, 2051)
EVIDENCE = (
    Evidence(EvidenceKind.NAME, "Ilvar Marenkov", "Ilvar Marenkow", 0.9412, "both words agree; one letter differs"),
    Evidence(EvidenceKind.BIRTH_DATE, "1968-03-07", "1971", -0.15, "dates of birth: 3 years apart"),
    Evidence(EvidenceKind.COUNTRY, "Slovenia", "Serbia", -0.04, "no country in common"),
)
RULE = json.dumps({"name": "default", "review": 0.7, "strong": 0.88, "lists": [], "max_hits": 20})


def hit_of(outcome: Outcome = Outcome.REVIEW, score: float = 0.7512, **changes: object) -> Hit:
    """A hit on the invented listing."""
    hit = Hit(LISTING, EDITION, LISTED.names[0], score, outcome, EVIDENCE)
    return replace(hit, **changes)  # type: ignore[arg-type]


def stored(hit: Hit | None = None, number: int = 1, at: datetime = NOON) -> StoredHit:
    """That hit, as it is kept."""
    return StoredHit(f"h-{number}", PAIR, hit or hit_of(), RULE, at, f"scr-{number}")


def file_of(outcome: Outcome = Outcome.REVIEW) -> CaseFile:
    """An open case with its hit and subject."""
    kept = stored(hit_of(outcome))
    return CaseFile(open_case(kept), Basis(kept, SUBJECT))


def person(name: str, *roles: Role, purpose: Purpose | None = Purpose.CUSTOMER_SCREENING) -> Actor:
    """Somebody who works here."""
    return Actor(f"user:{name}", frozenset(roles or {Role.ANALYST}), purpose)


ANA = person("ana")
BO = person("bo", Role.APPROVER)
CHI = person("chi", Role.SUPERVISOR)


def act(by: Actor, file: CaseFile, hours: int = 1, owner: str = "") -> Act:
    """An act on the version that the file shows."""
    return Act(by, NOON + timedelta(hours=hours), file.case.version, owner)


MATCH = Judgement(Verdict.MATCH, Because(Reason.FACTS_AGREE, "The passport office confirmed the date of birth."))
NOT_A_MATCH = Judgement(Verdict.NOT_A_MATCH, Because(Reason.BIRTH_DATE_DIFFERS, "Born three years earlier, seen on the passport."))
CANNOT_TELL = Judgement(Verdict.CANNOT_TELL, Because(Reason.FACTS_MISSING))

MADE = Made(NOON + timedelta(days=2), "user:ana", "Invented Bank, Ljubljana", "customer_screening")


def surroundings() -> Surroundings:
    """The edition of the hit, a stale one, and two entries of the ledger."""
    stale = replace(
        EDITION, id="own-guests-2025-11-02-99", source="own:guests", publisher="Invented Bank", published=NOON - timedelta(days=120)
    )
    entries = (
        Recorded(1041, Entry(NOON + timedelta(hours=1), "user:ana", "case.propose", "case:1")),
        Recorded(1057, Entry(NOON + timedelta(hours=2), "user:bo", "case.approve", "case:1")),
    )
    return Surroundings((Consulted(EDITION, 7), Consulted(stale, 30)), entries)
