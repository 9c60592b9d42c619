"""How people name an edition: by its id, the beginning of its id, its list, or its list and a day."""

from __future__ import annotations

from datetime import date

from comity.lists.ports import EditionKeeper
from comity.model import Edition, NoEdition, UnknownName, UsageError


def resolve_edition(store: EditionKeeper, ref: str) -> Edition:
    """The edition that ``ref`` names.

    ``un-sc`` is the one in use, ``un-sc@2025-04-19`` the last one dated on or before that day, anything else an id or the unique beginning
    of one. Raises ``UnknownName``, ``NoEdition`` or ``UsageError``.
    """
    name, at, day = ref.partition("@")
    if at:
        return _on_day(store, name, day)
    if name in store.names() and (current := store.current(name)):
        return current
    return store.edition(ref)


def _on_day(store: EditionKeeper, name: str, day: str) -> Edition:
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        raise UsageError(f"{day!r} is not a day", "write the day as 2026-02-27") from error
    history = store.history(name)
    if not history:
        raise NoEdition(f"there is no edition of {name!r}", f"`comity lists import FILE --as {name}`")
    known = [edition for edition in history if edition.dated.date() <= wanted]
    if not known:
        first = history[0]
        raise UnknownName(f"no edition of {name} is as old as {day}", f"the oldest is {first.id}")
    return known[-1]
