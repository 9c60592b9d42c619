"""``/registry/bodies/ID``: a body, who belongs to it on a day and as what, and every event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter, Depends, Response

from comity.model import Mode, PartyKind
from comity.registry import Body, Member, members_on
from comity.web.console.registry.asked import After, Asked, Asking, InPath, cut, download
from comity.web.console.registry.over_time import drawn
from comity.web.console.registry.rows import dated, events_table, spanned, sure, to_party
from comity.web.console.registry.shown import shown
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import Cell, Column, Table, csv_of, wants_csv
from comity.web.parameters import only_known

router = APIRouter(include_in_schema=False, route_class=ConsoleRoute, dependencies=[Depends(only_known)])


@router.get("/registry/bodies/{of}")
def body(asked: Asking, of: InPath, after: After = 0, events: After = 0) -> Response:
    """One body, its members on the day, how their number grew, and the log."""
    held, registry = asked.registry.body(of), asked.registry
    path = f"/registry/bodies/{held.id}"
    chart, years = drawn(asked, held.id)
    tables = {"members": _members(asked, held), "years": years, "events": events_table(asked, "events", registry.events(held.id))}
    if wants_csv(asked.visitor.request):
        return csv_of(asked.visitor.request, tables, asked.words)
    values = {
        "held": held,
        "kind": PartyKind(held.kind),
        "path": path,
        "members": cut(asked, tables["members"], after, path),
        "chart": chart,
        "years": replace(years, csv=download(asked, years, path)),
        "events_table": cut(asked, tables["events"], events, path, next="events", rows=25),
        "conflicts": [one for party in registry.parties_of(held.id) for one in registry.standing(held.id, party).conflicts],
        "made": [one for one in registry.instruments.values() if one.body == held.id or held.id in one.binds],
    }
    return shown(asked, "body.html", values)


def _members(asked: Asked, held: Body) -> Table:
    say = asked.words.say
    found = members_on(asked.registry, held.id, asked.day)
    columns = (
        *(Column("party", say("Party")), Column("kind", say("Kind")), Column("suspended", say("Suspended"))),
        *(Column("since", say("Since")), Column("scope", say("Only as far as"))),
        *(Column("source", say("Source")), Column("as_of", say("As of")), Column("sure", say("Certainty"))),
    )
    caption = say("Members on %(on)s: %(num)s", on=asked.on, num=len(found))
    rows = [_row(asked, held, one) for one in found]
    return Table("members", caption, columns, rows, say("Nobody is known to belong to it on this day: this says nothing of the facts."))


def _row(asked: Asked, held: Body, one: Member) -> Mapping[str, Cell]:
    return {
        "party": to_party(asked, one.party.id),
        "kind": Cell(Mode(one.kind)),
        "suspended": Cell(asked.words.say("suspended"), kind="badge review") if one.is_suspended else Cell(""),
        "since": spanned(asked, one.since),
        "scope": Cell(one.scope, kind="name"),
        "source": Cell(one.source, kind="name"),
        "as_of": dated(asked, asked.registry.known_as_of(held.id, one.party.id)),
        "sure": sure(asked, one.confidence),
    }
