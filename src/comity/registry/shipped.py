"""The registry that ships with the product, read from the files of this package, and the one of a node: with the events it has imported.

::

    data/parties.csv              who there is
    data/authorities.csv          who acts for whom, in which role
    data/names/LANGUAGE.csv       names of parties, for looking up
    data/instruments/ID.json      one instrument each
    data/bodies/ID.json           one body each
    data/events/ID.csv            the events of one instrument or body each
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from comity.model import EventKind, FormatError, Mode, Party, PartyKind
from comity.model.participation import Participation
from comity.registry.authority import read_authorities
from comity.registry.dates import partial_date
from comity.registry.entry_rules import check_rule
from comity.registry.event_table import read_events
from comity.registry.instrument import Body, InstrumentKind
from comity.registry.json_files import read_body, read_instrument
from comity.registry.naming import Naming
from comity.registry.records import Registry

PARTY_COLUMNS = ("id", "kind", "name", "iso2", "m49", "part_of", "begins", "ends", "successors", "note")


@lru_cache(maxsize=1)
def shipped() -> Registry:
    """The registry that ships with the product. Raises ``FormatError`` for a file that is not as it must be, and for an id that is
    unknown.
    """
    data = files("comity.registry") / "data"
    instruments = [read_instrument(_text(file), file.name) for file in _within(data / "instruments", ".json")]
    bodies = [read_body(_text(file), file.name) for file in _within(data / "bodies", ".json")]
    for instrument in instruments:
        check_rule(instrument.entry, instrument.id)
    parties = [*read_parties(_text(data / "parties.csv"), "parties.csv"), *(_as_party(body) for body in bodies)]
    events = (event for file in _within(data / "events", ".csv") for event in read_events(_text(file), file.name))
    authorities = list(read_authorities(_text(data / "authorities.csv"), "authorities.csv"))
    registry = Registry(Naming(parties, lambda: _names(data / "names", parties, bodies)), instruments, bodies, (), authorities)
    return registry.with_events(checked(registry, events))


def checked(registry: Registry, events: Iterable[Participation], where: str = "") -> Iterator[Participation]:
    """``events``, whose instruments and parties are known and which can have happened.

    Raises ``FormatError`` for the first that are not, with ``where`` they stand and the number of the event.
    """
    for number, event in enumerate(events, 1):
        if problem := _problem(registry, event):
            place = f"{where}, event {number}" if where else event.instrument
            raise FormatError(f"{place}: {problem[0]}", problem[1])
        yield event


def _problem(registry: Registry, event: Participation) -> tuple[str, str] | None:
    """What is wrong with an event, and what to do; None for one that can be."""
    is_of_body = event.instrument in registry.bodies
    if not is_of_body and event.instrument not in registry.instruments:
        return f"{event.instrument[:40]!r} is no instrument or body of the registry", "see comity registry status"
    unknown = next(
        (party for party in (event.party, event.against, event.territory) if party and party not in registry.naming.parties), None
    )
    if unknown is not None:
        return (
            f"{unknown[:40]!r} is no party of the registry",
            "parties are named by their id: KEN, not KE or Kenya; see comity registry search",
        )
    if event.against == event.party:
        return f"{event.party} against itself", "name whose reservation it answers"
    belongs = event.kind in (EventKind.JOIN, EventKind.LEAVE)
    if is_of_body and not belongs and event.kind not in (EventKind.SUSPENSION, EventKind.RESUMPTION):
        return f"{event.kind.value} of a body", "members join and leave; treaties are consented to"
    if belongs and not is_of_body:
        return f"{event.kind.value} of an instrument", "treaties are consented to; members join bodies"
    if event.mode.is_membership and not belongs:
        return f"the mode {event.mode.value} of a {event.kind.value}", "it is said of who joins a body"
    return _impossible(registry, event)


def _impossible(registry: Registry, event: Participation) -> tuple[str, str] | None:
    held = registry.instruments.get(event.instrument)
    if (
        event.kind in (EventKind.OPT_OUT, EventKind.OPT_IN)
        and held is not None
        and held.kind not in (InstrumentKind.LAW, InstrumentKind.AGREEMENT)
    ):
        return f"{event.kind.value} of a {held.kind.value}", "only acts of a body have members that stand outside"
    retroactive = event.date is not None and event.effective is not None and event.effective.latest < event.date.earliest
    if event.kind is EventKind.CONSENT and event.mode is not Mode.SUCCESSION and retroactive:
        return f"a consent of {event.date} that takes effect on {event.effective}", "check the two days"
    return None


def read_parties(text: str, where: str) -> list[Party]:
    """The parties of a table. Raises ``FormatError`` that names the line."""
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    if tuple(rows.fieldnames or ()) != PARTY_COLUMNS:
        raise FormatError(f"{where}: the columns are not as they must be", f"columns are {', '.join(PARTY_COLUMNS)}")
    found = []
    for row in rows:
        place = f"{where} line {rows.line_num}"
        try:
            kind = PartyKind(row["kind"])
        except ValueError:
            raise FormatError(f"{place}: {row['kind'][:40]!r} is no kind of party", f"one of {', '.join(PartyKind)}") from None
        begins, ends = (partial_date(row[name], f"{place}, {name}") if row[name] else None for name in ("begins", "ends"))
        successors = tuple(one for one in row["successors"].split(";") if one)
        found.append(Party(row["id"], kind, row["name"], row["iso2"], row["m49"], row["part_of"], begins, ends, successors, row["note"]))
    return found


def _as_party(body: Body) -> Party:
    return Party(body.id, PartyKind(body.kind), body.name, begins=body.founded, ends=body.ended, note=body.note)


def _names(folder: Traversable, parties: Iterable[Party], bodies: Iterable[Body]) -> Iterator[tuple[str, str]]:
    for party in parties:
        yield party.id, party.name
    for body in bodies:
        yield from ((body.id, name) for name in (body.short, *body.aliases, *body.titles.values()))
    for file in _within(folder, ".csv"):
        yield from ((row[0], row[1]) for row in csv.reader(io.StringIO(_text(file), newline="")) if len(row) == 2)


def _within(folder: Traversable, ending: str) -> list[Traversable]:
    return sorted((file for file in folder.iterdir() if file.name.endswith(ending)), key=lambda file: file.name)


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
