"""What changed since yesterday: editions that came, and what became of cases."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from comity.identity import Permission
from comity.node.casework import Happened
from comity.node.overview import DECIDING, Changes, NewEdition
from comity.web.console.overview.lists import list_path
from comity.web.console.overview.waiting import review_path, said
from comity.web.console.tables import Cell, Column, Table
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words


def edition_table(words: Words, changes: Changes) -> Table:
    """The editions that came into use, newest first, with how many listings came, went and were amended."""
    columns = (
        Column("list", words.say("List")),
        Column("at", words.say("In use since")),
        Column("entries", words.say("Entries"), is_number=True),
        Column("added", words.say("Added"), is_number=True),
        Column("removed", words.say("Removed"), is_number=True),
        Column("amended", words.say("Amended"), is_number=True),
    )
    empty = words.say("No list has another edition since yesterday.")
    rows = [_edition_row(one) for one in changes.editions]
    not_compared = words.say("What came, went and was amended is counted once the node has screened against the edition.")
    notes = [not_compared] if any(not one.changed for one in changes.editions) else []
    return Table("editions", words.say("Editions that came"), columns, rows, empty, csv="/?as=csv&table=editions", notes=notes)


def _edition_row(one: NewEdition) -> Mapping[str, Cell]:
    row = {"list": Cell(one.name, list_path(one.name)), "at": Cell(one.at)}
    if one.entries.isdecimal():
        row["entries"] = Cell(int(one.entries))
    path = f"{list_path(one.name)}/changes"
    for what, count in one.changed.items():
        row[what] = Cell(count, f"{path}?{urlencode({'old': one.before, 'new': one.edition, 'kind': what})}")
    return row


def case_table(visitor: Visitor, changes: Changes) -> Table:
    """How many cases came, changed, lapsed and were decided; each number leads to the ledger's entries for those who may read them."""
    words = visitor.words
    columns = (Column("what", words.say("What happened")), Column("cases", words.say("Cases"), is_number=True))
    told = {
        Happened.NEW.value: words.say("came: somebody resembles a listing who did not before"),
        Happened.CHANGED.value: words.say("came back: the facts are others than those that were looked at"),
        Happened.LAPSED.value: words.say("lapsed: nobody resembles the listing any more"),
        DECIDING[0]: words.say("decided, or proposed to a second person"),
        DECIDING[1]: words.say("approved by a second person"),
        DECIDING[2]: words.say("closed with others at once"),
    }
    counts = changes.cases or {}
    rows = [
        {"what": Cell(text), "cases": Cell(said(words, counts[action]), _where(visitor, action, changes))} for action, text in told.items()
    ]
    happened = rows if any(count != 0 for count in counts.values()) else []
    empty = words.say("Nothing happened to cases since yesterday.")
    return Table("cases", words.say("What became of cases"), columns, happened, empty, csv="/?as=csv&table=cases")


def _where(visitor: Visitor, action: str, changes: Changes) -> str:
    """Where what was counted is to be seen."""
    if visitor.may(Permission.LEDGER_VIEW):
        return f"/ledger?{urlencode({'action': action, 'since': changes.since.date().isoformat()})}"
    if action in DECIDING:
        return review_path(state="decided")
    return review_path(state="lapsed") if action == Happened.LAPSED.value else review_path()
