"""Cells and rows that the pages of the registry share: how sure, as of when, and events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from comity.model import Confidence, PartialDate
from comity.model.participation import Participation
from comity.registry.entry_rules import Span
from comity.web.console.labels import label
from comity.web.console.registry.asked import Asked
from comity.web.console.tables import Cell, Column, Table

LOOKS: Mapping[Confidence, str] = {
    Confidence.DEPOSITARY: "good",
    Confidence.OFFICIAL: "good",
    Confidence.SEED: "plain",
    Confidence.TO_CHECK: "review",
}
"""The badge of each certainty."""


def sure(asked: Asked, confidence: Confidence) -> Cell:
    """How sure a fact is, as a badge with its word."""
    return Cell(label(asked.words, confidence), kind=f"badge {LOOKS[confidence]}")


def dated(asked: Asked, as_of: PartialDate | None) -> Cell:
    """As of when a fact is known; a badge with a word where that is too long ago or not known."""
    if as_of is None:
        return Cell(asked.words.say("not known"), kind="badge plain")
    return Cell(asked.words.say("%(date)s, stale", date=as_of), kind="badge review") if asked.day.is_stale(as_of) else Cell(str(as_of))


def spanned(asked: Asked, span: Span | None) -> Cell:
    """Since when, or the word for not known."""
    return Cell(span.text) if span else unknown(asked)


def unknown(asked: Asked) -> Cell:
    """The word for not known."""
    return Cell(asked.words.say("not known"), kind="quiet")


def to_party(asked: Asked, party: str) -> Cell:
    """The name of a party, which leads to its page."""
    known = asked.registry.naming.parties.get(party)
    return Cell(known.name, asked.of_party(party), "name") if known else Cell(party, kind="name")


def to_what(asked: Asked, of: str) -> Cell:
    """The title of an instrument or body, which leads to its page."""
    return Cell(asked.title(of), asked.of_what(of))


def events_table(asked: Asked, name: str, events: Iterable[Participation]) -> Table:
    """The log, the newest act first; acts of unknown day last."""
    say = asked.words.say
    columns = (
        *(Column("date", say("Day of the act")), Column("effective", say("Takes effect")), Column("party", say("Party"))),
        *(Column("event", say("Event")), Column("mode", say("How")), Column("articles", say("Articles")), Column("text", say("In words"))),
        *(Column("source", say("Source")), Column("as_of", say("As of")), Column("sure", say("Certainty"))),
    )
    newest = sorted(events, key=lambda event: (event.when.earliest.toordinal() if event.when else 0, event.party), reverse=True)
    rows = [_event_row(asked, event) for event in newest]
    return Table(
        name, say("Events: %(num)s", num=f"{len(rows):,}"), columns, rows, say("No event is known: this says nothing of the facts.")
    )


def _event_row(asked: Asked, event: Participation) -> Mapping[str, Cell]:
    return {
        "date": Cell(str(event.date)) if event.date else unknown(asked),
        "effective": Cell(str(event.effective) if event.effective else ""),
        "party": to_party(asked, event.party),
        "event": Cell(event.kind),
        "mode": Cell(event.mode or ""),
        "articles": Cell(", ".join(event.articles), kind="name"),
        "text": Cell(_said(asked, event), kind="name"),
        "source": Cell(event.source, kind="name"),
        "as_of": dated(asked, event.as_of),
        "sure": sure(asked, event.confidence),
    }


def _said(asked: Asked, event: Participation) -> str:
    against = asked.registry.naming.parties.get(event.against)
    territory = asked.registry.naming.parties.get(event.territory)
    return " · ".join(
        text for text in (against.name if against else "", territory.name if territory else "", event.scope, event.text) if text
    )
