"""``/registry``: what is looked for, what the registry holds, and how fresh it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi import Query as Parameter

from comity.model import PartyKind, UnknownName
from comity.registry import Area, Freshness, InstrumentKind, Need, freshness_of
from comity.registry.search import Found, found_by
from comity.web.console.registry.asked import After, Asked, Asking, Chosen, cut
from comity.web.console.registry.rows import dated, sure, to_what
from comity.web.console.registry.shown import shown
from comity.web.console.route import ConsoleRoute
from comity.web.console.tables import Cell, Column, Table, csv_of, wants_csv
from comity.web.parameters import only_known

PATH = "/registry"
Fresh = Mapping[str, Freshness]
router = APIRouter(include_in_schema=False, route_class=ConsoleRoute, dependencies=[Depends(only_known)])


@router.get(PATH)
def start(asked: Asking, q: Annotated[str, Parameter(max_length=100)] = "", area: Chosen = "", after: After = 0) -> Response:
    """Search, the form for a pair, how fresh the data are, and the instruments and bodies."""
    registry, chosen = asked.registry, _area(area)
    fresh = {one.of: one for one in freshness_of(registry, asked.day)}
    tables = {"instruments": _instruments(asked, fresh, chosen), "bodies": _bodies(asked, fresh)}
    if q.strip():
        tables["found"] = _found(asked, q)
    if wants_csv(asked.visitor.request):
        return csv_of(asked.visitor.request, tables, asked.words)
    values = {
        "q": q,
        "area": chosen,
        "areas": sorted(Counter(one for held in registry.instruments.values() for one in held.areas).items()),
        "needs": tuple(Need),
        "found": cut(asked, tables["found"], 0, PATH, q=q) if q.strip() else None,
        "instruments": cut(asked, tables["instruments"], after, PATH, area=chosen.value if chosen else ""),
        "bodies": cut(asked, tables["bodies"], 0, PATH, rows=100),
        "known": _known(asked, fresh),
    }
    return shown(asked, "start.html", values)


def _area(said: str) -> Area | None:
    try:
        return Area(said) if said else None
    except ValueError:
        raise UnknownName("there is no such area", f"areas are {', '.join(Area)}") from None


def _known(asked: Asked, fresh: Fresh) -> Mapping[str, int]:
    registry = asked.registry
    return {
        "instruments": len(registry.instruments),
        "bodies": len(registry.bodies),
        "parties": sum(not one.kind.is_body for one in registry.naming.parties.values()),
        "events": sum(one.events for one in fresh.values()),
        "tables": len(fresh),
        "complete": sum(one.is_complete for one in fresh.values()),
        "stale": sum(one.is_stale for one in fresh.values()),
        "conflicts": sum(one.conflicts for one in fresh.values()),
    }


def _instruments(asked: Asked, fresh: Fresh, area: Area | None) -> Table:
    say = asked.words.say
    among = [one for one in asked.registry.instruments.values() if area is None or area in one.areas]
    columns = (
        *(Column("what", say("Instrument")), Column("kind", say("Kind")), Column("in_force", say("In force since"))),
        *_fresh_columns(asked, say("Parties known")),
    )
    rows = [
        {
            "what": to_what(asked, one.id),
            "kind": Cell(one.kind),
            "in_force": Cell(str(one.in_force or "")),
            **_fresh_row(asked, fresh.get(one.id)),
        }
        for one in sorted(among, key=lambda one: (list(InstrumentKind).index(one.kind), one.title))
    ]
    caption = say("Instruments: %(num)s", num=len(rows))
    return Table("instruments", caption, columns, rows, say("No instrument of this area is held."))


def _bodies(asked: Asked, fresh: Fresh) -> Table:
    say = asked.words.say
    among: Sequence[str] = sorted(asked.registry.bodies, key=asked.title)
    columns = (Column("what", say("Body")), Column("kind", say("Kind")), *_fresh_columns(asked, say("Members known")))
    kinds = {one: PartyKind(asked.registry.bodies[one].kind) for one in among}
    rows = [{"what": to_what(asked, one), "kind": Cell(kinds[one]), **_fresh_row(asked, fresh.get(one))} for one in among]
    return Table("bodies", say("Bodies: %(num)s", num=len(rows)), columns, rows, say("No body is held."))


def _fresh_columns(asked: Asked, parties: str) -> tuple[Column, ...]:
    say = asked.words.say
    return (
        *(Column("parties", parties, is_number=True), Column("complete", say("Complete")), Column("as_of", say("As of"))),
        Column("sure", say("Certainty")),
    )


def _fresh_row(asked: Asked, one: Freshness | None) -> Mapping[str, Cell]:
    if one is None:
        return {"complete": Cell(asked.words.say("no table"), kind="quiet")}
    return {
        "parties": Cell(one.parties),
        "complete": Cell(asked.words.say("complete") if one.is_complete else asked.words.say("not complete")),
        "as_of": dated(asked, one.as_of),
        "sure": sure(asked, one.weakest),
    }


def _found(asked: Asked, q: str) -> Table:
    say = asked.words.say
    found = found_by(asked.registry, q)
    try:  # a party by its name in another language
        named = asked.registry.party(q)
        found = found if any(one.id == named.id for one in found) else [Found(named.id, named.kind.value, named.name), *found]
    except UnknownName:
        pass
    rows = [
        {"what": Cell(one.title, _page_of(asked, one), "name"), "kind": Cell(_kind(one)), "id": Cell(one.id, kind="code")} for one in found
    ]
    columns = (Column("what", say("What")), Column("kind", say("Kind")), Column("id", say("Id")))
    empty = say("Nothing holds all of these words. Parties are found by their code and by their name in many languages.")
    return Table("found", say("Found: %(num)s", num=len(rows)), columns, rows, empty)


def _page_of(asked: Asked, one: Found) -> str:
    return asked.of_what(one.id) or asked.of_party(one.id)


def _kind(one: Found) -> InstrumentKind | PartyKind:
    return InstrumentKind(one.kind) if one.kind in set(InstrumentKind) else PartyKind(one.kind)
