"""An invented person, a listing that resembles them, and the case of the two; and the panel as markup."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from gettext import NullTranslations

from comity.batch import Freshness, freshness
from comity.model import (
    Because,
    Decision,
    Detail,
    Edition,
    Evidence,
    EvidenceKind,
    Exemption,
    Gender,
    Hit,
    Identifier,
    IdentifierType,
    Listing,
    Locator,
    MonitoredSubject,
    Name,
    NameKind,
    Outcome,
    Pair,
    PartialDate,
    Reason,
    Schema,
    ScreeningRule,
    Step,
    StoredHit,
    Subject,
    Verdict,
)
from comity.model.record import rule_to_text
from comity.node.review_desk import LaidCase, ShownCase
from comity.node.review_desk.waiting import Waiting
from comity.review import Ageing, Standing, open_case
from comity.web.console.explain import Explained
from comity.web.console.pages import _environment
from comity.web.console.words import Words, words_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENGLISH = words_in("en")
PAIR = Pair("s-71", "un-sc", "QDi.901")
SUBJECT = Subject(
    Schema.PERSON,
    (Name("Ilvar Marenkov"),),
    birth_dates=(PartialDate(1968, 3, 7),),
    nationalities=("SI",),
    gender=Gender.MALE,
)
LISTED = Subject(
    Schema.PERSON,
    (
        Name("ILVAR BIN MARENKO"),
        Name("إلفار بن مارينكو", NameKind.STRONG, language="ar"),
        Name("Ильвар Маренков", NameKind.WEAK),
        Name("The Carpenter", NameKind.WEAK),
    ),
    birth_dates=(PartialDate(1971),),
    nationalities=("RS",),
    identifiers=(Identifier(IdentifierType.PASSPORT, "PB 204 118", "RS", doubtful=True),),
)
LISTING = Listing(
    "QDi.901",
    "un-sc",
    LISTED,
    programmes=("Invented programme",),
    legal_basis=("Resolution 9999 (2011)",),
    listed_on=date(2011, 10, 6),
    details=(Detail("Remark:", "An invented person of an invented group."),),
    locator=Locator("consolidated.xml", row=7, entry="QDi.901"),
)
EDITION = Edition("un-sc-2026-03-01-1a2b3c4d", "un-sc", "UN Security Council", NOON - timedelta(days=1), NOON, "1a2b3c4d" * 8, 712, 2051)
EVIDENCE = (
    Evidence(
        EvidenceKind.NAME, "Ilvar Marenkov", "ILVAR BIN MARENKO", 0.92, "ilvar = ilvar; marenkov ~ marenko (0.90). only in the listing: bin"
    ),
    Evidence(EvidenceKind.BIRTH_DATE, "1968-03-07", "1971", -0.15, "dates of birth: 3 years apart"),
    Evidence(EvidenceKind.COUNTRY, "Slovenia", "Serbia", -0.04, "no country in common"),
)
HIT = Hit(LISTING, EDITION, LISTED.names[0], 0.73, Outcome.REVIEW, EVIDENCE)


class _Marked(NullTranslations):
    """A language in which every text that is looked up begins with a sign."""

    def gettext(self, message: str) -> str:
        return f"¤{message}"


MARKED = Words("en", _Marked())


def aged(edition: Edition = EDITION, at: datetime = NOON) -> Freshness:
    """How old an edition is."""
    return freshness([edition], at)[edition.id]


def hit(*evidence: Evidence, **changes: object) -> Hit:
    """The hit with other evidence."""
    return replace(HIT, evidence=evidence or EVIDENCE, **changes)  # type: ignore[arg-type]


def decision(number: int, step: Step, text: str = "", by: str = "user:ana", on: str = "h-1") -> Decision:
    """The decision of that number on the case."""
    because = Because(Reason.BIRTH_DATE_DIFFERS, text)
    at = NOON - timedelta(days=10 - number)
    return Decision(f"d-{number}", "c-1", on, step, Verdict.NOT_A_MATCH, because, by, at, "customer_screening")


def case(*trail: Decision, exemption: Exemption | None = None, standing: Standing | None = None, **changes: object) -> ShownCase:
    """The case as it is laid before a person; ``changes`` are of what is laid."""
    found = StoredHit("h-1", PAIR, HIT, rule_to_text(ScreeningRule()), NOON - timedelta(days=3), "scr-1")
    subject = MonitoredSubject("s-71", "customers", "K-1", SUBJECT, "5" * 64, NOON - timedelta(days=9), NOON - timedelta(days=9))
    laid = LaidCase(open_case(found), "customers", None, found, subject, trail, exemption)
    return ShownCase(replace(laid, **changes), Waiting(NOON, Ageing.FRESH, 1), aged(), standing)  # type: ignore[arg-type]


def markup(explained: Explained, macro: str = "explain", language: str = "en", visitor: object = None) -> str:
    """The panel as a page has it."""
    template = f"{{% from 'parts/explain.html' import {macro} with context %}}{{{{ {macro}(given) }}}}"
    return _environment(language).from_string(template).render(given=explained, words=words_in(language), visitor=visitor)


def text_of(page: str) -> str:
    """What a person reads of some markup."""
    return " ".join(re.sub("<[^>]+>", "", page).split())


def rule_record(**changes: float) -> str:
    """The record of a rule, as it is kept with a hit."""
    return json.dumps({"name": "own", "review": 0.6, "strong": 0.9, "lists": [], "max_hits": 20} | changes)
