"""Every basis between two parties for a need on a day, the most particular first.

Bases that apply come before those of which too little is known, particular ones before general ones, binding ones before political ones,
instruments on acts of terrorism before those on other crimes; and those that another one replaces between the two come last among those
that apply. Bases that surely do not apply are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from comity.model import Party
from comity.registry.answers import Applies, Basis, Reach
from comity.registry.bound import Day, bound, membership
from comity.registry.in_force import both, in_force_between
from comity.registry.instrument import Area, Body, Instrument, InstrumentKind, Need
from comity.registry.records import Registry

_REACHES = {one: place for place, one in enumerate(Reach)}
_APPLIES = {Applies.IN_FORCE: 0, Applies.PROVISIONALLY: 0, Applies.UNKNOWN: 1}
_REGIONAL = (InstrumentKind.REGIONAL_CONVENTION, InstrumentKind.LAW)


def bases_between(registry: Registry, pair: tuple[Party, Party], need: Need, day: Day) -> list[Basis]:
    """The bases for ``need`` between the two on ``day``, best first; those of which too little is known are among them, and say so."""
    found = [basis for basis in _all(registry, pair, need, day) if basis.standing.applies is not Applies.NOT]
    there = {basis.of.id for basis in found if basis.standing.applies is not Applies.UNKNOWN}
    marked = [replace(basis, replaced_by=_replacing(basis, there)) for basis in found]
    return sorted(marked, key=_place)


def one_sided(registry: Registry, pair: tuple[Party, Party], need: Need, day: Day) -> list[Basis]:
    """The instruments for ``need`` that bind one of the two on ``day`` and are surely not in force between them; ``why`` says why not."""
    found = [basis for basis in _of_instruments(registry, pair, need, day) if basis.standing.applies is Applies.NOT]
    return [
        basis
        for basis in found
        if isinstance(basis.of, Instrument) and any(bound(registry, basis.of, party, day).applies is Applies.IN_FORCE for party in pair)
    ]


def _all(registry: Registry, pair: tuple[Party, Party], need: Need, day: Day) -> Iterator[Basis]:
    yield from _of_instruments(registry, pair, need, day)
    yield from _of_bodies(registry, pair, need, day)


def _of_instruments(registry: Registry, pair: tuple[Party, Party], need: Need, day: Day) -> Iterator[Basis]:
    for instrument in registry.instruments.values():
        for rule in instrument.bases:
            if rule.need is not need:
                continue
            standing = in_force_between(registry, instrument, pair, day, rule.article if rule.article.isdigit() else "")
            protocols = () if standing.applies is Applies.NOT else _protocols(registry, instrument, pair, day)
            yield Basis(instrument, rule, standing, reach_of(instrument, registry), protocols)


def _of_bodies(registry: Registry, pair: tuple[Party, Party], need: Need, day: Day) -> Iterator[Basis]:
    for body in registry.bodies.values():
        for rule in body.bases:
            if rule.need is not need:
                continue
            one, other = (membership(registry, body.id, party, day) for party in pair)
            standing = both(one, other, pair)
            if not _has_ended(body, day):
                yield Basis(body, rule, standing, Reach.NON_BINDING)


def _has_ended(body: Body, day: Day) -> bool:
    return body.ended is not None and body.ended.latest <= day.on


def _protocols(registry: Registry, instrument: Instrument, pair: tuple[Party, Party], day: Day) -> tuple[str, ...]:
    among = (one for one in registry.instruments.values() if one.parent == instrument.id and one.kind is InstrumentKind.PROTOCOL)
    return tuple(one.id for one in among if in_force_between(registry, one, pair, day).applies is Applies.IN_FORCE)


def reach_of(instrument: Instrument, registry: Registry) -> Reach:
    """How near ``instrument`` is to those it binds."""
    if not instrument.kind.is_binding:
        return Reach.NON_BINDING
    if instrument.kind is InstrumentKind.RESOLUTION:
        return Reach.GENERAL_DUTY
    if instrument.kind is InstrumentKind.BILATERAL_TREATY:
        return Reach.BILATERAL
    parent = registry.instruments.get(instrument.parent)
    if instrument.kind in _REGIONAL or (parent is not None and parent.kind in _REGIONAL):
        return Reach.REGIONAL
    return Reach.BILATERAL if instrument.kind is InstrumentKind.AGREEMENT else Reach.UNIVERSAL


def _replacing(basis: Basis, there: set[str]) -> str:
    among = basis.of.yields_to if isinstance(basis.of, Instrument) else ()
    return next((one for one in among if one in there), "")


def _place(basis: Basis) -> tuple[object, ...]:
    standing = basis.standing
    return (
        _APPLIES[standing.applies],
        bool(basis.replaced_by),
        _REACHES[basis.reach],
        basis.reach is Reach.UNIVERSAL and Area.TERRORISM not in basis.of.areas,
        isinstance(basis.of, Instrument) and basis.of.kind is not InstrumentKind.LAW,
        standing.is_stale,
        standing.confidence.rank,
        len(basis.limits),
        basis.of.id,
    )
