"""Answers as plain values, for JSON: the same words in the command's output, the API and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.model import Party
from comity.model.participation import Participation
from comity.registry.answers import Basis, Cell, Change, Duty, Freshness, InForce, Limit, Member
from comity.registry.authority import Authority
from comity.registry.entry_rules import Span
from comity.registry.instrument import Body, Coverage, Instrument
from comity.registry.records import Registry
from comity.registry.standing import Conflict

Record = dict[str, Any]


def event_record(event: Participation) -> Record:
    """One event: what it says and nothing that it does not; ``id`` first."""
    found: Record = {"id": event.id, "instrument": event.instrument, "party": event.party, "event": event.kind.value}
    optional: Mapping[str, object] = {
        "mode": event.mode.value,
        "date": _text(event.date),
        "effective": _text(event.effective),
        "articles": list(event.articles),
        "effect": event.effect.value,
        "against": event.against,
        "excludes_force": event.excludes_force,
        "territory": event.territory,
        "scope": event.scope,
        "text": event.text,
    }
    found.update({key: value for key, value in optional.items() if value})
    return found | {"source": event.source, "as_of": _text(event.as_of), "confidence": event.confidence.value}


def in_force_record(answer: InForce) -> Record:
    """``{"in_force": true|false|null, "applies", "why", "since", "until", "as_of", "confidence", "stale", "proof", "limits",
    "conflicts"}``.
    """
    return {
        "in_force": answer.in_force,
        "applies": answer.applies.value,
        "why": answer.why,
        "since": _span(answer.since),
        "until": _span(answer.until),
        "as_of": _text(answer.as_of),
        "confidence": answer.confidence.value,
        "stale": answer.is_stale,
        "proof": [event_record(event) for event in answer.proof],
        "limits": [limit_record(limit) for limit in answer.limits],
        "conflicts": [_conflict(one) for one in answer.conflicts],
    }


def limit_record(limit: Limit) -> Record:
    """One limit: a reservation or declaration with the objections to it, or one in words."""
    if limit.event is None:
        return {"said": limit.said}
    return event_record(limit.event) | {"objections": [event_record(one) for one in limit.objections]}


def _conflict(conflict: Conflict) -> Record:
    return {"what": conflict.what, "events": [event_record(event) for event in conflict.events]}


def basis_record(basis: Basis) -> Record:
    """One basis: the instrument or body, the article, why, how near it is, how it stands, and all that limits it."""
    return {
        "instrument": basis.of.id,
        "title": basis.of.title if isinstance(basis.of, Instrument) else basis.of.name,
        "article": basis.rule.article,
        "reach": basis.reach.value,
        "why": basis.rule.why,
        "protocols": list(basis.protocols),
        "replaced_by": basis.replaced_by or None,
        "standing": in_force_record(basis.standing),
        "limits": [limit_record(limit) for limit in basis.limits],
        "source": basis.of.source,
    }


def member_record(member: Member, registry: Registry, body: str) -> Record:
    """``{"iso2", "id", "name", "kind", "suspended", "since", "scope", "source", "as_of", "confidence"}``."""
    return {
        "iso2": member.party.iso2 or None,
        "id": member.party.id,
        "name": member.party.name,
        "kind": member.kind,
        "suspended": member.is_suspended,
        "since": _span(member.since),
        **({"scope": member.scope} if member.scope else {}),
        "source": member.source,
        "as_of": _text(registry.known_as_of(body, member.party.id)),
        "confidence": member.confidence.value,
    }


def duty_record(duty: Duty) -> Record:
    """One obligation of a state and how it stands."""
    said = duty.obligation
    return {
        "id": said.id,
        "instrument": duty.of.id,
        "title": duty.of.short or duty.of.title,
        "article": said.article,
        "duty": said.duty,
        "addressee": said.addressee.value,
        "trigger": said.trigger.value,
        "due": said.due or None,
        "area": said.area.value if said.area else None,
        "state": duty.state,
        "since": _span(duty.standing.since),
        "why": duty.standing.why,
        "as_of": _text(duty.standing.as_of),
        "confidence": duty.standing.confidence.value,
        "stale": duty.standing.is_stale,
    }


def matrix_record(parties: Sequence[Party], instruments: Sequence[Instrument], rows: Sequence[Sequence[Cell]]) -> Record:
    """``{"instruments": [{"id", "title"}], "rows": [{"iso2", "id", "name", "cells": {id: {"state", "since", "as_of", "stale"}}}]}``."""
    return {
        "instruments": [{"id": one.id, "title": one.short or one.title} for one in instruments],
        "rows": [
            {"iso2": party.iso2 or None, "id": party.id, "name": party.name, "cells": {cell.instrument: _cell(cell) for cell in row}}
            for party, row in zip(parties, rows, strict=True)
        ],
    }


def _cell(cell: Cell) -> Record:
    return {"state": cell.state.value, "since": _span(cell.since), "as_of": _text(cell.as_of), "stale": cell.is_stale}


def change_record(change: Change) -> Record:
    """One change: the day by which it counts (or the month, or the year), and its event."""
    return {"on": change.on.text} | event_record(change.event)


def freshness_record(fresh: Freshness) -> Record:
    """How fresh one instrument's or body's data are."""
    return {
        "id": fresh.of,
        "title": fresh.title,
        "as_of": _text(fresh.as_of),
        "stale": fresh.is_stale,
        "complete": fresh.is_complete,
        "events": fresh.events,
        "parties": fresh.parties,
        "expected": fresh.expected,
        "conflicts": fresh.conflicts,
        "weakest": fresh.weakest.value,
    }


def instrument_record(instrument: Instrument) -> Record:
    """All that is known of an instrument, but for who takes part."""
    return {
        "id": instrument.id,
        "title": instrument.title,
        "short": instrument.short or None,
        "titles": instrument.titles,
        "aliases": list(instrument.aliases),
        "kind": instrument.kind.value,
        "adopted": _text(instrument.adopted),
        "in_force": _text(instrument.in_force),
        "ended": _text(instrument.ended),
        "depositary": instrument.depositary or None,
        "reference": instrument.reference or None,
        "url": instrument.url or None,
        "parent": instrument.parent or None,
        "body": instrument.body or None,
        "binds": list(instrument.binds),
        "yields_to": list(instrument.yields_to),
        "open_to": instrument.open_to or None,
        "within": instrument.within or None,
        "areas": [one.value for one in instrument.areas],
        "articles": [{"article": one.article, "text": one.text, "confidence": one.confidence.value} for one in instrument.articles],
        "obligations": [
            {"id": one.id, "article": one.article, "duty": one.duty, "addressee": one.addressee.value, "trigger": one.trigger.value}
            | {"due": one.due or None, "confidence": one.confidence.value}
            for one in instrument.obligations
        ],
        "bases": _rules(instrument),
        "entry": {"rule": instrument.entry.rule, "first": instrument.entry.first, "article": instrument.entry.article},
        "withdrawal": {"months": instrument.withdrawal.months, "article": instrument.withdrawal.article},
        "reservations": {"rule": instrument.reservations.rule, "article": instrument.reservations.article},
        "coverage": coverage_record(instrument.coverage),
        **_origin(instrument),
    }


def body_record(body: Body) -> Record:
    """All that is known of a body, but for its members."""
    return {
        "id": body.id,
        "name": body.name,
        "short": body.short or None,
        "titles": body.titles,
        "aliases": list(body.aliases),
        "kind": body.kind,
        "founded": _text(body.founded),
        "ended": _text(body.ended),
        "founding_instrument": body.founding_instrument or None,
        "seat": body.seat or None,
        "url": body.url or None,
        "areas": [one.value for one in body.areas],
        "bases": _rules(body),
        "coverage": coverage_record(body.coverage),
        **_origin(body),
    }


def coverage_record(cover: Coverage) -> Record:
    """How far the events go."""
    return {
        "complete": cover.is_complete,
        "as_of": _text(cover.as_of),
        "expected": cover.expected,
        "source": cover.source or None,
        "confidence": cover.confidence.value,
        "note": cover.note or None,
    }


def party_record(party: Party) -> Record:
    """A party."""
    return {
        "id": party.id,
        "iso2": party.iso2 or None,
        "m49": party.m49 or None,
        "name": party.name,
        "kind": party.kind.value,
        "part_of": party.part_of or None,
        "begins": _text(party.begins),
        "ends": _text(party.ends),
        "successors": list(party.successors),
        "note": party.note or None,
    }


def authority_record(authority: Authority) -> Record:
    """An organisation in a role."""
    return {
        "party": authority.party,
        "role": authority.role.value,
        "name": authority.name,
        "place": authority.place or None,
        "under": list(authority.under),
        "note": authority.note or None,
        "source": authority.source,
        "as_of": _text(authority.as_of),
        "confidence": authority.confidence.value,
    }


def _rules(one: Instrument | Body) -> list[Record]:
    return [{"for": rule.need.value, "article": rule.article, "why": rule.why, "limits": list(rule.limits)} for rule in one.bases]


def _origin(one: Instrument | Body) -> Record:
    return {"note": one.note or None, "source": one.source or None, "as_of": _text(one.as_of), "confidence": one.confidence.value}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _span(span: Span | None) -> str | None:
    return span.text if span else None
