"""Requests, their plans, what was done and legal holds as rows of tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from comity.safeguards import Due, LegalHold, PersonRequest
from comity.storage.database.ledger import LedgerRow
from comity.web.console.ledger.said import act_said, facts_said, who_said
from comity.web.console.requests.deadline import deadline_of
from comity.web.console.requests.meaning import FATES, HOLDINGS, KINDS, NOTHING_HELD, STATES, STEP_STATES, ground_said
from comity.web.console.tables import Cell, Column, Row, Table
from comity.web.console.words import Words


def requests_table(words: Words, requests: Sequence[PersonRequest], now: datetime, addresses: tuple[str, str]) -> Table:
    """The table of requests; ``addresses`` are those of the rows behind them and of the download."""
    columns = (
        Column("id", words.say("Request")),
        Column("kind", words.say("The person asks")),
        Column("state", words.say("How far it is")),
        Column("received", words.say("Came")),
        Column("due", words.say("Answer by")),
        Column("left", words.say("Time left")),
    )
    empty = words.say("No request is here. When a person asks for their data, write down that it came: the time to answer runs from then.")
    return Table("requests", words.say("Requests"), columns, list(request_rows(words, requests, now)), empty, *addresses)


def request_rows(words: Words, requests: Iterable[PersonRequest], now: datetime) -> Iterator[Row]:
    """``requests`` as rows of their table."""
    return (
        {
            "id": Cell(one.id, f"/requests/{one.id}", "code"),
            "kind": Cell(words.say(KINDS[one.kind])),
            "state": Cell(words.say(STATES[one.state])),
            "received": Cell(one.received_at.date()),
            "due": Cell(one.answer_by.date()),
            "left": Cell(deadline_of(words, one, now).said),
        }
        for one in requests
    )


def file_path(request_id: str, table: str) -> str:
    """The address of a table of a request's page as a file."""
    return f"/requests/{request_id}?as=csv&table={table}"


def plan_table(words: Words, request: PersonRequest) -> Table:
    """Every holding with what it has of the person, and how its step ended."""
    columns = (
        Column("holding", words.say("Where")),
        Column("records", words.say("Records"), is_number=True),
        Column("state", words.say("How it stands")),
        Column("ground", words.say("Kept on which ground")),
        Column("ended", words.say("Ended")),
    )
    rows = [
        {
            "holding": Cell(words.say(HOLDINGS[step.holding])),
            "records": Cell(step.records),
            "state": Cell(words.say(STEP_STATES[step.state] if step.records else NOTHING_HELD)),
            "ground": Cell(ground_said(words, step.ground) if step.ground else None),
            "ended": Cell(step.ended_at),
        }
        for step in request.plan
    ]
    title = words.say("Every place that may hold the person")
    return Table(f"request-{request.id}-plan", title, columns, rows, csv=file_path(request.id, "plan"))


def retention_table(words: Words, request_id: str, said: Sequence[Due]) -> Table:
    """What rules of retention and legal holds say of each subject of a request."""
    columns = (
        Column("subject", words.say("Subject")),
        Column("fate", words.say("What the rules say")),
        Column("reason", words.say("Why")),
        Column("ends", words.say("Until")),
    )
    rows = [
        {
            "subject": Cell(one.record.id, f"/subjects/{one.record.id}", "code"),
            "fate": Cell(words.say(FATES[one.fate])),
            "reason": Cell(one.reason, kind="name"),
            "ends": Cell(one.ends_at),
        }
        for one in said
    ]
    title = words.say("Rules of retention and legal holds")
    return Table(f"request-{request_id}-retention", title, columns, rows, csv=file_path(request_id, "retention"))


def done_table(words: Words, request_id: str, done: Sequence[LedgerRow], *, sees_ledger: bool) -> Table:
    """What was done about a request and by whom, newest first."""
    columns = (
        Column("at", words.say("When")),
        Column("who", words.say("Who")),
        Column("what", words.say("What they did")),
        Column("entry", words.say("Entry"), is_number=True),
        Column("facts", words.say("Facts")),
    )
    rows = [
        {
            "at": Cell(entry.at),
            "who": Cell(who_said(words, entry.actor), kind="name"),
            "what": Cell(act_said(words, entry.action)),
            "entry": Cell(number, f"/ledger/{number}" if sees_ledger else ""),
            "facts": Cell(facts_said(entry), kind="folded"),
        }
        for number, entry, _ in done
    ]
    return Table(f"request-{request_id}-done", words.say("What was done so far"), columns, rows, csv=file_path(request_id, "done"))


def holds_table(words: Words, holds: Sequence[LegalHold], addresses: tuple[str, str]) -> Table:
    """Legal holds, released ones too; ``addresses`` are those of the rows behind them and of the download."""
    columns = (
        Column("id", words.say("Hold")),
        Column("kind", words.say("Kind of record")),
        Column("record", words.say("Record")),
        Column("basis", words.say("Basis")),
        Column("by", words.say("Placed by")),
        Column("placed", words.say("Placed")),
        Column("released", words.say("Released")),
    )
    empty = words.say("No legal hold was placed. An order that something be kept is placed here, and nothing erases what it covers.")
    return Table("holds", words.say("Legal holds"), columns, list(hold_rows(words, holds)), empty, *addresses)


def hold_rows(words: Words, holds: Iterable[LegalHold]) -> Iterator[Row]:
    """``holds`` as rows of their table."""
    return (
        {
            "id": Cell(one.id, f"#hold-{one.id}" if one.released_at is None else "", "code"),
            "kind": Cell(one.kind.replace("_", " ")),
            "record": Cell(one.record or words.say("every one"), kind="code" if one.record else "text"),
            "basis": Cell(one.basis, kind="name"),
            "by": Cell(who_said(words, one.placed_by), kind="name"),
            "placed": Cell(one.placed_at),
            "released": Cell(one.released_at),
        }
        for one in holds
    )
