"""Which lists are meant: a scope in the path, and lists put in or left out by parameters.

The danger is a search in nothing: it finds nothing, and is taken for clear. So a name that is not known, and a choice that leaves no list,
is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from comity.model import NoEdition, UnknownName, UsageError

EVERYTHING = "default"
"""The scope of all lists in use, as yente calls it."""

ALSO_CALLED = {
    "ca_dfatd_sema_sanctions": "ca-sema",
    "eu_fsf": "eu-fsf",
    "gb_fcdo_sanctions": "uk-sl",
    "un_sc_sanctions": "un-sc",
    "us_ofac_cons": "ofac-cons",
    "us_ofac_sdn": "ofac-sdn",
}
"""Names that OpenSanctions gives to data sets of the same publishers, and ours. Collections of theirs have no counterpart."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a request says of lists: the name in its path, and the names in ``include_dataset`` and ``exclude_dataset``."""

    name: str
    included: Sequence[str] = ()
    excluded: Sequence[str] = ()

    def lists(self, in_use: Collection[str]) -> frozenset[str]:
        """The names of the lists meant, of those ``in_use``.

        Raises ``NoEdition`` when none is in use, ``UnknownName`` for another scope, and ``UsageError`` for another list or a choice that
        leaves none.
        """
        if not in_use:
            raise NoEdition("there is no list to screen against yet", "ask again when /readyz answers with 200")
        everything = frozenset(in_use)
        if self.name == EVERYTHING:
            chosen = everything
        elif (name := ALSO_CALLED.get(self.name, self.name)) in everything:
            chosen = frozenset({name})
        else:
            raise UnknownName("this node has no list of that name", _known(everything))
        if self.included:
            chosen &= _named(self.included, everything)
        chosen -= _named(self.excluded, everything)
        if not chosen:
            hint = f"to screen against several lists, ask the scope {EVERYTHING} with include_dataset for each"
            raise UsageError("the parameters leave no list to screen against", hint)
        return chosen


def _named(names: Iterable[str], everything: frozenset[str]) -> frozenset[str]:
    found = frozenset(ALSO_CALLED.get(name, name) for name in names)
    if EVERYTHING in found:
        return everything
    if found - everything:
        raise UsageError("a list in include_dataset or exclude_dataset is not in use here", _known(everything))
    return found


def _known(names: Iterable[str]) -> str:
    return "lists in use: " + ", ".join([EVERYTHING, *sorted(names)])
