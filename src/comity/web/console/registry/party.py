"""``/registry/parties/ID``: what binds a party on a day, what it has not taken on, what is not known, and what it is obliged to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, Response

from comity.model import EventKind, Party
from comity.registry import Applies, CellState, Duty, Instrument, InstrumentKind, in_force_for, obligations_of
from comity.registry.obligations import cell
from comity.web.console.registry.asked import After, Asked, Asking, Chosen, InPath, cut, known_choice
from comity.web.console.registry.rows import dated, events_table, spanned, sure, to_what
from comity.web.console.registry.shown import shown
from comity.web.console.route import ConsoleRoute, go
from comity.web.console.tables import Cell, Column, Table, csv_of, wants_csv
from comity.web.parameters import only_known

BOUND = (CellState.IN_FORCE, CellState.PROVISIONAL, CellState.SUSPENDED)
PARTS = ("bound", "not-taken-on", "not-known", "obligations")
"""Parts of the page, one of which is shown at a time."""

_JOINED = (InstrumentKind.CONVENTION, InstrumentKind.PROTOCOL, InstrumentKind.REGIONAL_CONVENTION)
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute, dependencies=[Depends(only_known)])


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page in its menu: its name, title, address, and how many rows it has."""

    name: str
    title: str
    href: str
    count: int


@router.get("/registry/parties/{of}")
def party(asked: Asking, of: InPath, show: Chosen = "", after: After = 0) -> Response:
    """One party; bodies have a page of their own."""
    held, registry = asked.party(of), asked.registry
    if held.id in registry.bodies:
        return go(asked.visitor.request, asked.of_party(held.id))
    part, path = known_choice(show, PARTS), f"/registry/parties/{held.id}"
    said = [event for event in registry.events() if event.party == held.id and event.kind is EventKind.ASSESSMENT]
    tables = {**_tables(asked, held), "bodies": _bodies(asked, held), "assessments": events_table(asked, "assessments", said)}
    if wants_csv(asked.visitor.request):
        return csv_of(asked.visitor.request, tables, asked.words)
    values = {
        "held": held,
        "path": path,
        "part": part,
        "parts": [Part(name, tables[name].caption, asked.address(path, show=name), len(tables[name].rows)) for name in PARTS],
        "shown_table": cut(asked, tables[part], after, path, show=part),
        "bodies": cut(asked, tables["bodies"], 0, path),
        "authorities": [one for one in registry.authorities if one.party == held.id],
        "before": [one for one in registry.naming.parties.values() if held.id in one.successors],
        "territories": [one for one in registry.naming.parties.values() if one.part_of == held.id],
        "assessments": cut(asked, tables["assessments"], 0, path),
    }
    return shown(asked, "party.html", values)


def _tables(asked: Asked, held: Party) -> dict[str, Table]:
    say, registry = asked.words.say, asked.registry
    state = [(one, cell(registry, one, held, asked.day).state) for one in registry.instruments.values()]
    bound = [one for one, its in state if its in BOUND]
    open_ = [one for one, its in state if its is CellState.UNKNOWN and one.kind is not InstrumentKind.BILATERAL_TREATY]
    away = [one for one, its in state if its not in (*BOUND, CellState.UNKNOWN) and _is_gap(asked, one, held)]
    duties = obligations_of(registry, held, asked.day)
    return {
        "bound": _instruments(asked, held, bound, ("bound", say("What binds it"))),
        "not-taken-on": _instruments(asked, held, away, ("not-taken-on", say("Not taken on"))),
        "not-known": _instruments(asked, held, open_, ("not-known", say("Not known"))),
        "obligations": _duties(asked, duties),
    }


def _is_gap(asked: Asked, one: Instrument, held: Party) -> bool:
    """Whether it could be bound by its own consent: a convention that is not kept to others, or one under which it did something."""
    if asked.registry.standing(one.id, held.id).events:
        return True
    return one.kind in _JOINED and not one.binds and not one.within and not _is_of_others(asked, one, held)


def _is_of_others(asked: Asked, one: Instrument, held: Party) -> bool:
    return one.body in asked.registry.bodies and not asked.registry.standing(one.body, held.id).periods


def _instruments(asked: Asked, held: Party, among: Iterable[Instrument], named: tuple[str, str]) -> Table:
    say = asked.words.say
    columns = (
        *(Column("what", say("Instrument")), Column("kind", say("Kind")), Column("state", say("State of participation"))),
        *(Column("since", say("Since")), Column("why", say("Why")), Column("as_of", say("As of")), Column("sure", say("Certainty"))),
    )
    rows = [_instrument_row(asked, held, one) for one in among]
    return Table(named[0], named[1], columns, rows, say("There is none."))


def _instrument_row(asked: Asked, held: Party, one: Instrument) -> Mapping[str, Cell]:
    answer = in_force_for(asked.registry, one, held, asked.day)
    return {
        "what": to_what(asked, one.id),
        "kind": Cell(one.kind),
        "state": Cell(cell(asked.registry, one, held, asked.day).state),
        "since": spanned(asked, answer.since) if answer.applies is Applies.IN_FORCE else Cell(""),
        "why": Cell(answer.why),
        "as_of": dated(asked, answer.as_of),
        "sure": sure(asked, answer.confidence),
    }


def _duties(asked: Asked, duties: Sequence[Duty]) -> Table:
    say = asked.words.say
    called = {"bound": say("bound"), "unknown": say("not known"), "not_taken_on": say("not taken on")}
    columns = (
        *(Column("what", say("Instrument")), Column("article", say("Article")), Column("duty", say("Duty"))),
        *(Column("due", say("Time limit")), Column("trigger", say("When")), Column("state", say("State of the duty"))),
        *(Column("as_of", say("As of")), Column("sure", say("Certainty"))),
    )
    rows = [
        {
            "what": Cell(asked.short(one.of.id), asked.of_what(one.of.id), "name"),
            "article": Cell(one.obligation.article),
            "duty": Cell(one.obligation.duty),
            "due": Cell(one.obligation.due),
            "trigger": Cell(one.obligation.trigger),
            "state": Cell(called[one.state], kind=f"badge {'good' if one.state == 'bound' else 'plain'}"),
            "as_of": dated(asked, one.standing.as_of),
            "sure": sure(asked, one.standing.confidence),
        }
        for one in sorted(duties, key=lambda one: list(called).index(one.state))
    ]
    return Table("obligations", say("Obligations"), columns, rows, say("There is none."))


def _bodies(asked: Asked, held: Party) -> Table:
    say, registry = asked.words.say, asked.registry
    periods = [
        (body, period, any(one.holds(asked.day.on) for one in registry.standing(body, held.id).suspended))
        for body in registry.bodies
        for period in registry.standing(body, held.id).periods
        if period.holds(asked.day.on) is not False
    ]
    columns = (
        *(
            Column("body", say("Body")),
            Column("kind", say("As what")),
            Column("suspended", say("Suspended")),
            Column("since", say("Since")),
        ),
        *(Column("as_of", say("As of")), Column("sure", say("Certainty"))),
    )
    rows = [
        {
            "body": to_what(asked, body),
            "kind": Cell(period.mode or say("member")),
            "suspended": Cell(say("suspended"), kind="badge review") if is_suspended else Cell(""),
            "since": spanned(asked, period.since),
            "as_of": dated(asked, registry.known_as_of(body, held.id)),
            "sure": sure(asked, period.proof[0].confidence),
        }
        for body, period, is_suspended in periods
    ]
    caption = say("Bodies on %(on)s: %(num)s", on=asked.on, num=len(rows))
    return Table("bodies", caption, columns, rows, say("It is not known to belong to any body on this day."))
