"""Parties by code or by name: exact, in many languages, never by guess."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping

from comity.model import Party, UnknownName

Names = Callable[[], Iterable[tuple[str, str]]]
"""Gives pairs of a party's id and a name of it."""


class Naming:
    """Finds parties. ``names`` is read when the first name is asked that is no code: there are thousands."""

    def __init__(self, parties: Iterable[Party], names: Names) -> None:
        self.parties: Mapping[str, Party] = {one.id: one for one in parties}
        self._codes = {code: one.id for one in reversed(self.parties.values()) for code in (one.iso2, one.id) if code}
        self._names = names
        self._by_name: dict[str, tuple[str, ...]] | None = None

    def party(self, said: str) -> Party:
        """The party that ``said`` names: by its id, ISO alpha-2 or alpha-3 code, or a name, whatever the case and the accents.

        Raises ``UnknownName`` when nobody, or more than one, is meant: nothing is guessed.
        """
        text = said.strip()
        found = self.parties.get(self._codes.get(text.upper(), ""))
        if found is not None:
            return found
        among = self._named().get(folded_name(text[:200]), ())
        if len(among) == 1:
            return self.parties[among[0]]
        if among:
            raise UnknownName(f"{text[:60]!r} may be {' or '.join(among)}", "give a code")
        raise UnknownName(
            f"no state, territory or body is known as {text[:60]!r}", "give an ISO 3166 code, or a name as the state itself uses it"
        )

    def holding(self, words: Iterable[str]) -> frozenset[str]:
        """The ids of the parties one of whose names, in any language, holds all of ``words``, each as ``folded_name`` gives it."""
        wanted = tuple(words)
        found = (among for name, among in self._named().items() if all(word in name for word in wanted))
        return frozenset(party for among in found for party in among)

    def _named(self) -> Mapping[str, tuple[str, ...]]:
        if self._by_name is None:
            found: dict[str, tuple[str, ...]] = {}
            for party, name in self._names():
                key = folded_name(name)
                if key and party not in found.get(key, ()):
                    found[key] = (*found.get(key, ()), party)
            self._by_name = found
        return self._by_name


def folded_name(name: str) -> str:
    """``name`` as names are compared: letters, vowel signs and digits only, without case, accents, "the" or "&"."""
    text = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    words = "".join(sign if sign.isalnum() else _of_mark(sign) for sign in text).split()
    return "".join(word for word in words if word != "the") or "".join(words)


def _of_mark(sign: str) -> str:
    """Nothing for an accent, a space for punctuation. Vowels of Indian scripts are marks too, and stay: Togo is not Tonga in Hindi."""
    if unicodedata.combining(sign):
        return ""
    return sign if unicodedata.category(sign) in ("Mc", "Mn") else " "
