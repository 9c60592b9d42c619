"""``/api/v1/registry``: who is bound to whom, by what, on which date. Nothing here is about persons; every answer carries its date and
source.

``on`` is the day asked about, today where it is left out. Parties are named by ISO 3166 code or by name, instruments and bodies by id.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi import Query as Parameter
from pydantic import BeforeValidator

from comity.identity import Permission
from comity.model import Mode, UsageError
from comity.node.service import Service
from comity.registry import (
    Day,
    Need,
    Registry,
    bases_between,
    changes_since,
    count_on,
    freshness_of,
    gaps_of,
    in_force_between,
    in_force_for,
    members_on,
    obligations_of,
    told,
)
from comity.registry.members import FULL
from comity.registry.search import found_by
from comity.web.access import Caller, Serving, allowed
from comity.web.parameters import only_known

Record = dict[str, Any]
MOST_CHANGES = 5_000
Viewing = Annotated[Caller, Depends(allowed(Permission.REGISTRY_VIEW))]
Said = Annotated[str, Parameter(min_length=1, max_length=100)]
InPath = Annotated[str, Path(min_length=1, max_length=100)]
On = Annotated[date | None, Parameter(description="the day asked about; today where left out")]
NeedAsked = Annotated[
    Need,
    BeforeValidator(lambda said: said.replace("-", "_") if isinstance(said, str) else said),
    Parameter(alias="for", description="words may be joined with hyphens, too"),
]
router = APIRouter(prefix="/api/v1/registry", tags=["registry"], dependencies=[Depends(only_known)])


@router.get("/in-force", summary="Whether an instrument binds a party, or is in force between two")
def in_force(
    instrument: Said,
    party: Said,
    _: Viewing,
    service: Serving,
    other: Annotated[str, Parameter(max_length=100)] = "",
    article: Annotated[str, Parameter(max_length=40)] = "",
    on: On = None,
) -> Record:
    """As last known, with its date; ``in_force`` is null only where nothing is known. ``proof`` are the events it rests on."""
    registry, day = _asked(service, on)
    held, one = registry.instrument(instrument), registry.party(party)
    if not other:
        return told.in_force_record(in_force_for(registry, held, one, day, article))
    return told.in_force_record(in_force_between(registry, held, (one, registry.party(other)), day, article))


@router.get("/bases", summary="Every legal basis between two parties for a need")
def bases(
    party: Said,
    other: Said,
    need: NeedAsked,
    _: Viewing,
    service: Serving,
    on: On = None,
) -> Record:
    """The most particular first: why each applies, what limits it, how sure the data are."""
    registry, day = _asked(service, on)
    pair = (registry.party(party), registry.party(other))
    if pair[0] == pair[1]:
        raise UsageError(f"{pair[0].name} is both parties", "give two")
    found = bases_between(registry, pair, need, day)
    return {"parties": [one.id for one in pair], "for": need.value, "on": str(day.on), "bases": [told.basis_record(one) for one in found]}


@router.get("/instruments/{instrument}", summary="Everything known of an instrument")
def instrument_of(instrument: InPath, _: Viewing, service: Serving) -> Record:
    """Titles, dates, articles, obligations, final clauses, and every event of its participants."""
    registry, day = _asked(service, None)
    held = registry.instrument(instrument)
    events = [told.event_record(event) for event in registry.events(held.id)]
    return told.instrument_record(held) | {"bound_today": count_on(registry, held.id, day.today), "events": events}


@router.get("/bodies/{body}", summary="Everything known of a body")
def body_of(body: InPath, _: Viewing, service: Serving) -> Record:
    """Names, dates, what belonging to it is a basis for, and every event of its members."""
    registry, day = _asked(service, None)
    held = registry.body(body)
    events = [told.event_record(event) for event in registry.events(held.id)]
    return told.body_record(held) | {"members_today": count_on(registry, held.id, day.today), "events": events}


@router.get("/bodies/{body}/members", summary="The members of a body on a day")
def members(body: InPath, _: Viewing, service: Serving, on: On = None, every: Annotated[bool, Parameter(alias="all")] = False) -> Record:  # noqa: FBT002 - a parameter of the address
    """Full members; with ``all`` observers, partners and others, too."""
    registry, day = _asked(service, on)
    held = registry.body(body)
    found = members_on(registry, held.id, day, tuple(Mode) if every else FULL)
    listed = [told.member_record(one, registry, held.id) for one in found]
    return {"body": held.id, "on": str(day.on), "coverage": told.coverage_record(held.coverage), "members": listed}


@router.get("/bodies/{body}/gaps", summary="The members of a body and the instruments, as a matrix")
def gaps(body: InPath, _: Viewing, service: Serving, on: On = None) -> Record:
    """A row for each full member, a cell for each instrument that states can join."""
    registry, day = _asked(service, on)
    parties, instruments, rows = gaps_of(registry, body, day)
    return {"body": registry.body(body).id, "on": str(day.on)} | told.matrix_record(parties, instruments, rows)


@router.get("/parties/{party}", summary="A party, and the authorities that act for it")
def party_of(party: InPath, _: Viewing, service: Serving) -> Record:
    """Codes, kind, predecessors and successors, and organisations in their roles."""
    registry, _day = _asked(service, None)
    held = registry.party(party)
    return told.party_record(held) | {"authorities": [told.authority_record(one) for one in registry.authorities if one.party == held.id]}


@router.get("/parties/{party}/obligations", summary="What a state is obliged to, and what it has not taken on")
def obligations(party: InPath, _: Viewing, service: Serving, on: On = None) -> Record:
    """By instrument: ``bound``, ``not_taken_on`` or ``unknown``."""
    registry, day = _asked(service, on)
    held = registry.party(party)
    duties = obligations_of(registry, held, day)
    return {"party": held.id, "on": str(day.on), "obligations": [told.duty_record(one) for one in duties]}


@router.get("/changes", summary="What changed since a day")
def changes(since: date, _: Viewing, service: Serving, of: Annotated[str, Parameter(max_length=100)] = "") -> Record:
    """Events that were done or took effect since then, the oldest first; ``left_out`` says how many of the oldest are not shown."""
    registry, _day = _asked(service, None)
    found = changes_since(registry, since, of)
    return {
        "since": str(since),
        "left_out": max(0, len(found) - MOST_CHANGES),
        "changes": [told.change_record(one) for one in found[-MOST_CHANGES:]],
    }


@router.get("/search", summary="Instruments, bodies and parties by words")
def search(q: Said, _: Viewing, service: Serving) -> Record:
    """Those whose ids, titles and short names hold all the words."""
    found = found_by(service.registry.registry(), q)
    return {"found": [{"id": one.id, "kind": one.kind, "title": one.title} for one in found]}


@router.get("/status", summary="How fresh and how complete the registry is")
def status(_: Viewing, service: Serving) -> Record:
    """For each instrument and body; the stalest first."""
    registry, day = _asked(service, None)
    return {"status": [told.freshness_record(one) for one in freshness_of(registry, day)]}


def _asked(service: Service, on: date | None) -> tuple[Registry, Day]:
    today = service.now().date()
    return service.registry.registry(), service.registry.day(on or today, today)
