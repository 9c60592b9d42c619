"""Entries of the ledger as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from comity.model import Purpose
from comity.storage.database.ledger import LedgerRow
from comity.web.console.labels import label
from comity.web.console.ledger.links import thing_link
from comity.web.console.ledger.said import act_said, facts_said, thing_said, who_said
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.visitor import Visitor
from comity.web.console.words import Words

_PURPOSES = frozenset(Purpose)


def entries_table(visitor: Visitor, rows: Sequence[LedgerRow], addresses: tuple[str, str], empty: str) -> Table:
    """The table of ``rows``; ``addresses`` are those of the rows behind them and of the download."""
    words = visitor.words
    columns = (
        Column("number", words.say("Number"), is_number=True),
        Column("at", words.say("When")),
        Column("who", words.say("Who")),
        Column("what", words.say("What they did")),
        Column("of", words.say("To what")),
        Column("purpose", words.say("What for")),
        Column("facts", words.say("Facts")),
    )
    shown = list(entry_rows(visitor, rows))
    return Table("ledger", words.say("Entries, newest first"), columns, shown, empty, *addresses)


def entry_rows(visitor: Visitor, rows: Iterable[LedgerRow]) -> Iterator[Row]:
    """``rows`` as rows of the table."""
    return (_row(visitor, row) for row in rows)


def _row(visitor: Visitor, row: LedgerRow) -> Row:
    number, entry, _ = row
    words = visitor.words
    return {
        "number": Cell(number, f"/ledger/{number}"),
        "at": Cell(entry.at),
        "who": Cell(who_said(words, entry.actor), kind="name"),
        "what": Cell(act_said(words, entry.action)),
        "of": Cell(thing_said(words, entry.object), thing_link(visitor, entry.object), "name"),
        "purpose": Cell(purpose_said(words, entry.purpose)),
        "facts": Cell(facts_said(entry), kind="folded"),
    }


def purpose_said(words: Words, purpose: str) -> str:
    """What the purpose of an entry is called; empty where none was named."""
    return label(words, Purpose(purpose)) if purpose in _PURPOSES else purpose
