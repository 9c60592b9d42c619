"""The rules of retention in force: what is kept how long, under which statute and article, and how well that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from comity.safeguards import RetentionRule
from comity.safeguards.retention import Confidence, Duty, Event
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.words import Words


def _(text: str) -> str:
    """``text``, marked for the catalogues."""
    return text


CONFIDENCES: Mapping[Confidence, str] = {
    Confidence.READ: _("read where it is published"),
    Confidence.REPORTED: _("as others report it"),
    Confidence.OPERATOR: _("set by the operator"),
    Confidence.UNKNOWN: _("not known"),
}
EVENTS: Mapping[Event, str] = {
    Event.RELATIONSHIP_ENDED: _("the relationship ended"),
    Event.TRANSACTION_DONE: _("the transaction was done"),
    Event.TRANSMITTED: _("it was transmitted"),
    Event.UNBLOCKED: _("it was unblocked"),
    Event.DECIDED: _("it was decided"),
    Event.CREATED: _("it was made"),
    Event.PURPOSE_ENDED: _("its purpose ended"),
}
DUTIES: Mapping[Duty, str] = {
    Duty.AT_LEAST: _("at least %(period)s"),
    Duty.AT_MOST: _("at most %(period)s"),
    Duty.EXACTLY: _("%(period)s, then erased"),
}


def retention_table(words: Words, rules: Iterable[RetentionRule]) -> Table:
    """The rules, in their order."""
    columns = (
        Column("kind", words.say("Records")),
        Column("period", words.say("Kept")),
        Column("after", words.say("Counted from when")),
        Column("basis", words.say("Statute or practice")),
        Column("provision", words.say("Article")),
        Column("confidence", words.say("How well it is known")),
        Column("as_of", words.say("Looked up")),
        Column("source", words.say("Source")),
        Column("note", words.say("Note")),
    )
    rows = [_row(words, rule) for rule in rules]
    empty = words.say("No rule is in force: nothing is erased by itself.")
    return Table("retention", words.say("Rules of retention in force"), columns, rows, empty, csv="/settings?as=csv&table=retention")


def _row(words: Words, rule: RetentionRule) -> Mapping[str, Cell]:
    return {
        "kind": Cell(rule.kind.replace("_", " ")),
        "period": Cell(period_of(words, rule)),
        "after": Cell(words.say(EVENTS[rule.after])),
        "basis": Cell(rule.basis, kind="name"),
        "provision": Cell(rule.provision, kind="name"),
        "confidence": Cell(words.say(CONFIDENCES[rule.confidence])),
        "as_of": Cell(rule.as_of),
        "source": Cell(rule.source, kind="name"),
        "note": Cell(rule.note, kind="name"),
    }


def period_of(words: Words, rule: RetentionRule) -> str:
    """How long, and whether that is the least or the most. A period that no source gives is unknown: a person decides then."""
    if rule.days is None:
        return words.say("not known: put before a person")
    parts = [words.count("%(num)s year", "%(num)s years", rule.years)] if rule.years else []
    if rule.days or not parts:
        parts.append(words.count("%(num)s day", "%(num)s days", rule.days))
    return words.say(DUTIES[rule.duty], period=" ".join(parts))
