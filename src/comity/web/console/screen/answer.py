"""The answer to one subject: what was found, against which editions, and what could not be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from comity.batch import Freshness, freshness, is_empty, not_compared, why_empty
from comity.model import Hit, Locator, Outcome, Query, ScreeningRule, Subject
from comity.web.api.screen import entry_of
from comity.web.console.explain import explained_hit
from comity.web.console.pages import part
from comity.web.console.screen.asked import Asked
from comity.web.console.visitor import Visitor

ROOM = 90_000
"""Characters of a page that whole explanations may take; hits beyond it are shown in short, and whole when they are asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of screening ``subject``. ``refused`` says why it was not screened, and is empty otherwise. ``hits`` come best first."""

    subject: Subject
    rule: ScreeningRule
    ages: Sequence[Freshness]
    hits: Sequence[Hit] = ()
    uncompared: Sequence[str] = ()
    refused: str = ""
    screening: str = ""

    @property
    def outcome(self) -> Outcome:
        """The most serious outcome."""
        return Outcome.worst(hit.outcome for hit in self.hits)

    @property
    def stale(self) -> Sequence[Freshness]:
        """The editions that are too old for their lists."""
        return [age for age in self.ages if age.stale]


def answered(visitor: Visitor, asked: Asked) -> Answer:
    """Screen what was asked, as ``POST /api/v1/screen`` does, with its entry in the ledger.

    Raises ``UsageError`` for a value that cannot be read, ``TooMany`` over the person's rate.
    """
    service, caller = visitor.service, visitor.caller
    subject, rule = asked.subject(), asked.rule(service.list_names)
    caller.spend(1)
    refused = why_empty(subject) if is_empty(subject) else ""
    found = service.screener.submit([] if refused else [Query("1", subject)], rule).result()
    ages = _ages(freshness(found.editions, service.now()), rule)
    hits = found.hits[0] if found.hits else ()
    record = {"hits": hits} | ({"error": refused} if refused else {})
    entry = entry_of(service, caller, [record], ages)
    service.journal.write(entry).result()
    uncompared = [issue.what for issue in not_compared(subject, Locator())]
    return Answer(subject, rule, tuple(ages.values()), hits, uncompared, refused, entry.object.partition(":")[2])


def _ages(ages: Mapping[str, Freshness], rule: ScreeningRule) -> Mapping[str, Freshness]:
    return {key: age for key, age in ages.items() if not rule.lists or age.edition.source in rule.lists}


def panels(visitor: Visitor, answer: Answer, whole: int) -> Sequence[Markup]:
    """Each hit as a part of the page: number ``whole`` (from 1) open, the others closed; as many whole as there is room for."""
    ages = {age.edition.id: age for age in answer.ages}
    room, made = ROOM, []
    for number, hit in enumerate(answer.hits, start=1):
        explained = explained_hit(visitor.words, answer.subject, hit, ages[hit.edition.id], answer.rule)
        values = {"explained": explained, "number": number, "is_open": number == whole, "form": "subject"}
        text = part(visitor, "screen/hit.html", {**values, "is_whole": True}) if room > 0 or number == whole else ""
        if len(text) > room and number != whole:
            text = ""
        room -= len(text)
        made.append(Markup(text or part(visitor, "screen/hit.html", {**values, "is_whole": False})))  # noqa: S704 - made by a template
    return made
