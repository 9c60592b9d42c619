"""What an import would add, beside what the registry holds already: shown before anything is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.model import Participation
from comity.registry.records import Registry


@dataclass(frozen=True, slots=True)
class Compared:
    """Events that are new, those that say again what is held (by another source or of another day), and those held word for word.

    ``missing`` are ids of parties that the registry holds as bound and the import does not name: a sign of a file that was cut, or of
    parties that left.
    """

    new: tuple[Participation, ...]
    confirming: tuple[Participation, ...]
    held: tuple[Participation, ...]
    differing: tuple[tuple[Participation, Participation], ...]
    missing: tuple[str, ...]

    @property
    def to_keep(self) -> tuple[Participation, ...]:
        """What is kept when the import is confirmed: nothing that is held word for word."""
        return (*self.new, *self.confirming, *(ours for _, ours in self.differing))


def compared(registry: Registry, events: Iterable[Participation], *, is_whole: bool = True) -> Compared:
    """How ``events`` stand to ``registry``; ``is_whole``: they are a whole table of parties, so that who is not in it is told.

    Nothing in the registry changes: what differs is kept beside it, as a conflict.
    """
    ids = {event.id for event in registry.events()}
    new: list[Participation] = []
    confirming: list[Participation] = []
    held: list[Participation] = []
    differing: list[tuple[Participation, Participation]] = []
    read = list({event.id: event for event in events}.values())
    for event in read:
        if event.id in ids:
            held.append(event)
            continue
        same = [one for one in registry.standing(event.instrument, event.party).events if _is_of_one_act(one, event)]
        agreeing = [one for one in same if _says_the_same(one, event)]
        if agreeing:
            confirming.append(event)
        elif same:
            differing.append((same[-1], event))
        else:
            new.append(event)
    return Compared(tuple(new), tuple(confirming), tuple(held), tuple(differing), _missing(registry, read) if is_whole else ())


def _is_of_one_act(one: Participation, other: Participation) -> bool:
    return (one.kind, one.territory, one.against, one.articles) == (other.kind, other.territory, other.against, other.articles)


def _says_the_same(one: Participation, other: Participation) -> bool:
    mine = (one.date, one.effective or other.effective, one.mode or other.mode, one.text, one.effect, one.excludes_force)
    yours = (other.date, other.effective or one.effective, other.mode or one.mode, other.text, other.effect, other.excludes_force)
    return mine == yours


def _missing(registry: Registry, read: Sequence[Participation]) -> tuple[str, ...]:
    named = {(event.instrument, event.party) for event in read}
    return tuple(
        party
        for of in sorted({event.instrument for event in read})
        for party in registry.parties_of(of)
        if (of, party) not in named and registry.standing(of, party).periods
    )
