"""What the registry holds: parties, instruments, bodies and the log of events, and standings worked out from it when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from comity.model import PartialDate, Party, UnknownName
from comity.model.participation import Participation
from comity.registry.authority import Authority
from comity.registry.dates import last_day
from comity.registry.entry_rules import Span
from comity.registry.instrument import Body, Coverage, Instrument, InstrumentKind
from comity.registry.naming import Naming
from comity.registry.standing import NOTES, Standing, standing

T = TypeVar("T")
MOST_REMEMBERED = 50_000


class Registry:
    """All of it, as one value that does not change; ``with_events`` gives another.

    ``instruments`` and ``bodies`` by id; ``naming`` finds parties by code or name; ``authorities`` act for parties. Raises ``UnknownName``
    for ids that are not there.
    """

    def __init__(
        self,
        naming: Naming,
        instruments: Iterable[Instrument],
        bodies: Iterable[Body],
        events: Iterable[Participation],
        authorities: Sequence[Authority] = (),
    ) -> None:
        self.authorities = tuple(authorities)
        self.naming = naming
        self.instruments: Mapping[str, Instrument] = {one.id: one for one in instruments}
        self.bodies: Mapping[str, Body] = {one.id: one for one in bodies}
        named: Iterable[Instrument | Body] = chain(self.instruments.values(), self.bodies.values())
        self._aliases = {_folded(alias): one.id for one in named for alias in (one.id, *one.aliases, one.short) if alias}
        self._log: dict[str, dict[str, list[Participation]]] = {}
        for event in events:
            self._log.setdefault(event.instrument, {}).setdefault(event.party, []).append(event)
        self._memory: dict[Hashable, Any] = {}
        self._standings: dict[tuple[str, str], Standing] = {}

    def with_events(self, events: Iterable[Participation]) -> Registry:
        """This registry, and ``events``."""
        return Registry(self.naming, self.instruments.values(), self.bodies.values(), chain(self.events(), events), self.authorities)

    def events(self, of: str = "") -> Iterator[Participation]:
        """Every event, or those of the instrument or body ``of``, as they came in."""
        for by_party in [self._log.get(of, {})] if of else self._log.values():
            yield from chain.from_iterable(by_party.values())

    def party(self, said: str) -> Party:
        """The party of an id, an ISO code or a name in any of the languages known. Raises ``UnknownName``."""
        return self.naming.party(said)

    def id_of(self, said: str) -> str:
        """The id of the instrument or body that ``said`` names by id, alias or short title, in whatever case. Raises ``UnknownName``."""
        found = self._aliases.get(_folded(said))
        if found is None:
            raise UnknownName(f"the registry holds no instrument or body {said[:60]!r}", "comity registry search finds them by words")
        return found

    def instrument(self, said: str) -> Instrument:
        """The instrument that ``said`` names. Raises ``UnknownName``."""
        found = self.id_of(said)
        if found not in self.instruments:
            raise UnknownName(f"{found} is a body, not an instrument", f"comity registry members {found}")
        return self.instruments[found]

    def body(self, said: str) -> Body:
        """The body that ``said`` names. Raises ``UnknownName``."""
        found = self.id_of(said)
        if found not in self.bodies:
            raise UnknownName(f"{found} is an instrument, not a body", f"comity registry show {found}")
        return self.bodies[found]

    def coverage(self, of: str) -> Coverage:
        """How far the events of the instrument or body ``of`` go."""
        return (self.instruments.get(of) or self.bodies[of]).coverage

    def parties_of(self, of: str) -> Sequence[str]:
        """The ids of all that have an event with the instrument or body ``of``, in the order of ids."""
        return sorted(self._log.get(of, ()))

    def standing(self, of: str, party: str) -> Standing:
        """How ``party`` stands to the instrument or body ``of`` over time."""
        found = self._standings.get((of, party))
        if found is None:
            events = self._log.get(of, {}).get(party)
            if events is None:
                found = Standing(of, party)
            else:
                ends = self.naming.parties[party].ends if party in self.naming.parties else None
                found = standing(self._as_instrument(of), party, events, Span.of(ends) if ends else None)
            self._standings[of, party] = found
        return found

    def known_as_of(self, of: str, party: str) -> PartialDate | None:
        """The newest date at which what is known of ``party`` and ``of`` was current: of its own acts (not its reservations:
        who tells of one does not tell that it is still a party), or of the table of all.
        """
        cover = self.coverage(of)
        newest = cover.as_of if cover.is_complete else None
        for event in self._log.get(of, {}).get(party, ()):
            if event.kind in NOTES or event.as_of is None:
                continue
            if newest is None or last_day(event.as_of) > last_day(newest):
                newest = event.as_of
        return newest

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` gave for ``key`` before, or gives now: for what many questions of one day ask again. A few thousand are kept."""
        found: T | None = self._memory.get(key)
        if found is None:
            if len(self._memory) > MOST_REMEMBERED:
                self._memory.clear()
            found = self._memory[key] = make()
        return found

    def _as_instrument(self, of: str) -> Instrument:
        found = self.instruments.get(of)
        return found or Instrument(of, self.bodies[of].name, InstrumentKind.AGREEMENT, in_force=self.bodies[of].founded)


def _folded(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
