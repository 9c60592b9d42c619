"""Reservations, declarations and objections that bear on an answer (Vienna Convention on the Law of Treaties, 1969, articles 19 to 23)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from comity.model import Party
from comity.model.participation import Effect, EventKind, Participation
from comity.registry.answers import Limit
from comity.registry.instrument import Instrument
from comity.registry.records import Registry
from comity.registry.standing import is_by


def limits_on(registry: Registry, instrument: Instrument, parties: Iterable[Party], on: date, article: str) -> tuple[Limit, ...]:
    """The reservations and declarations of ``parties`` that stand on ``on`` and bear on ``article``, with the objections to each."""
    among = tuple(parties)
    return tuple(
        Limit(note, _objections(registry, instrument, note, among, on))
        for party in among
        for notes in [registry.standing(instrument.id, party.id).notes]
        for note in notes
        if note.kind in (EventKind.RESERVATION, EventKind.DECLARATION) and _stands(note, notes, on) and concerns(note.articles, article)
    )


def _stands(note: Participation, among: Sequence[Participation], on: date) -> bool:
    """Whether ``note`` was made by ``on`` and not withdrawn by then; one of unknown day stands."""
    if note.when is not None and note.when.earliest > on:
        return False
    return not any(
        one.kind is EventKind.RESERVATION_WITHDRAWN
        and is_by(one, on)
        and (not one.articles or set(note.articles) <= set(one.articles))
        and (note.when is None or (one.when is not None and one.when.latest >= note.when.earliest))
        for one in among
    )


def _objections(
    registry: Registry, instrument: Instrument, note: Participation, among: Sequence[Party], on: date
) -> tuple[Participation, ...]:
    """Objections to ``note`` by the others asked about; of all, where one party alone is asked about."""
    others = [party.id for party in among if party.id != note.party] or [
        party for party in registry.parties_of(instrument.id) if party != note.party
    ]
    return tuple(event for party in others for event in _standing_objections(registry, instrument, party, note.party, on))


def _standing_objections(registry: Registry, instrument: Instrument, by: str, against: str, on: date) -> list[Participation]:
    notes = registry.standing(instrument.id, by).notes
    taken_back = [one for one in notes if one.kind is EventKind.OBJECTION_WITHDRAWN and one.against == against and is_by(one, on)]
    return [
        one
        for one in notes
        if one.kind is EventKind.OBJECTION
        and one.against == against
        and (one.when is None or one.when.earliest <= on)
        and not any(back.when and one.when and back.when.latest >= one.when.earliest for back in taken_back)
    ]


def barring(registry: Registry, instrument: Instrument, pair: tuple[Party, Party], on: date) -> tuple[Participation, ...]:
    """The objections of either that keep the instrument from force between the two, until the reservation objected to is withdrawn, and
    declarations to that effect.
    """
    found: list[Participation] = []
    for by, against in (pair, pair[::-1]):
        if not _is_cleared(registry.standing(instrument.id, against.id).notes, on):
            found += [one for one in _standing_objections(registry, instrument, by.id, against.id, on) if one.excludes_force]
        found += _refusing(registry.standing(instrument.id, by.id).notes, against.id, on)
    return tuple(found)


def _refusing(notes: Sequence[Participation], against: str, on: date) -> list[Participation]:
    """Declarations by which one said that no treaty relations arise between it and ``against``, in answer to no reservation."""
    kinds = (EventKind.RESERVATION, EventKind.DECLARATION)
    return [one for one in notes if one.kind in kinds and one.excludes_force and one.against == against and _stands(one, notes, on)]


def _is_cleared(notes: Sequence[Participation], on: date) -> bool:
    """Whether all reservations made by ``on`` were withdrawn by then; where none is known, whether a withdrawal is."""
    kinds = (EventKind.RESERVATION, EventKind.DECLARATION)
    made = [note for note in notes if note.kind in kinds and (note.when is None or note.when.earliest <= on)]
    if made:
        return not any(_stands(note, notes, on) for note in made)
    return any(note.kind is EventKind.RESERVATION_WITHDRAWN and is_by(note, on) for note in notes)


def excluding(limits: Iterable[Limit], article: str) -> tuple[Participation, ...]:
    """The reservations that exclude the article asked about altogether."""
    if not article:
        return ()
    return tuple(
        limit.event
        for limit in limits
        if limit.event is not None and limit.event.effect is Effect.EXCLUDES and any(_covers(one, article) for one in limit.event.articles)
    )


def _covers(reserved: str, asked: str) -> bool:
    """Whether a reservation to ``reserved`` takes in all of ``asked``: article 16 takes in 16(2), not the other way round."""
    return asked == reserved or asked.startswith(f"{reserved}(")


def concerns(articles: Sequence[str], article: str) -> bool:
    """Whether a reservation to ``articles`` bears on ``article``: none named, none asked, or the one within the other."""
    return not article or not articles or any(_covers(one, article) or _covers(article, one) for one in articles)
