"""Questions with known answers, made from the lists: names are taken out of the index and asked for, or asked for with changes.

Each listing serves at most one question. No question, sibling or innocent name is equal (the same words without accents and case, in any
order) to a name that any listing keeps: finding equal names proves nothing, and every matcher must alert on them. Only where words are
reordered are the words the same, never their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from bench.invent import invent
from bench.screening import companies, noise, siblings
from bench.screening.plain import in_order, plain, words_of
from bench.screening.related import common_words, is_related
from comity.model import Listing, Name, NameKind, Schema
from comity.names.scripts import script_of

LATIN, NO_LETTERS = "Latn", "Zyyy"
SMALLEST_SCRIPT = 10
"""Scripts with fewer listings than this are put together as "other"."""

GENERIC = 1 / 300
"""Words of a larger share of the organisations tell none of them apart."""

INNOCENT, QUESTION, SIBLING = "innocent", "question", "sibling"


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many aliases and innocent names in all; how many of each class of noise, of each change of a company's name, of each kind of
    sibling, of each script and direction.
    """

    aliases: int
    innocent: int
    each: int
    siblings: int


@dataclass(frozen=True, slots=True)
class Question:
    """A name to ask for.

    ``place`` is the number of the listing it was made from, or -1 for an innocent name. ``same`` are other listings that bore an equal name
    of at least two words before names were taken out: the same party on another list.
    """

    set: str
    kind: str
    text: str
    schema: Schema
    place: int
    same: tuple[int, ...] = ()


class Making:
    """The listings as they are left, and the questions so far; each ``take_…`` adds questions of one sort."""

    def __init__(self, listings: Sequence[Listing], seed: int) -> None:
        self.listings = list(listings)
        self._original = listings
        self.questions: list[Question] = []
        self._random = Random(seed)
        self._seed = seed
        self._order = list(range(len(listings)))
        self._random.shuffle(self._order)
        self._used: set[int] = set()
        self._bearers: dict[str, set[int]] = {}
        for place, listing in enumerate(listings):
            for name in listing.subject.names:
                self._bearers.setdefault(plain(name.full), set()).add(place)
        self._spelt = {in_order(name.full) for listing in listings for name in listing.subject.names}
        self._common = common_words([_texts(listing) for listing in listings])
        organisations = [_texts(listing) for listing in listings if listing.subject.schema is Schema.ORGANIZATION]
        self._generic = common_words(organisations, GENERIC)
        self._siblings = siblings.Siblings(listings, self._generic)

    def take_scripts(self, each: int) -> None:
        """Names in another script asked of listings that keep only Latin names, and Latin names of listings that keep only the others."""
        scripts = {place: script for place in self._order if (script := _other_script(self.listings[place]))}
        sizes = Counter(scripts.values())
        counts: Counter[str] = Counter()
        for place, script in scripts.items():
            if place not in self._used and counts[script] < 2 * each:
                is_rare = sizes[script] < SMALLEST_SCRIPT
                counts[script] += self._ask_across(place, script, "other" if is_rare else script, asks_latin=counts[script] % 2 == 1)

    def _ask_across(self, place: int, script: str, label: str, *, asks_latin: bool) -> bool:
        latin, others = _parted(self.listings[place])
        people = "people" if self.listings[place].subject.schema is Schema.PERSON else "others"
        if asks_latin:
            asked = self._random.choice([name for name in latin if name.kind is not NameKind.WEAK] or latin)
            return self._ask_removed(f"{label} listed, Latin asked: {people}", asked, place, latin)
        asked = self._random.choice([name for name in others if script_of(name.full) == script])
        return self._ask_removed(f"Latin listed, {label} asked: {people}", asked, place, others)

    def take_aliases(self, count: int) -> None:
        """Latin aliases, never a listing's first name, taken out of every listing that bears them."""
        for place in self._left():
            names = self.listings[place].subject.names
            aliases = [name for name in names[1:] if _is_latin(name) and plain(name.full) != plain(names[0].full)]
            if not count or not aliases or not _is_latin(names[0]):
                continue
            alias = self._random.choice(aliases)
            rest = [name.full for name in names if plain(name.full) != plain(alias.full)]
            related = "related" if is_related(alias.full, rest, self._common) else "unrelated"
            kind = f"alias, {'weak' if alias.kind is NameKind.WEAK else related}"
            count -= self._ask_removed(kind, alias, place, [name for name in names if plain(name.full) == plain(alias.full)])

    def take_noise(self, each: int) -> None:
        """Names that stay, asked for with noise."""

        def change(listing: Listing, kind: str) -> str | None:
            text = noise.noised(self._name(listing), listing.subject.schema, kind, self._random)
            return text if text and not self._generic.issuperset(words_of(text)) else None

        self._take_changed("noise", noise.KINDS, each, change)

    def take_companies(self, each: int) -> None:
        """Names of organisations that stay, asked for as files write them."""

        def change(listing: Listing, kind: str) -> str | None:
            is_organisation = listing.subject.schema is Schema.ORGANIZATION
            return companies.changed(self._name(listing).full, kind, self._random) if is_organisation else None

        self._take_changed("company", companies.KINDS, each, change)

    def take_siblings(self, each: int) -> None:
        """Near misses; their listings keep all their names."""
        for kind in siblings.KINDS:
            wanted = each
            for place in self._left():
                made = self._siblings.of(self.listings[place], kind, self._random) if wanted else None
                if made and not self.is_listed(made):
                    self._add(SIBLING, kind, made, place)
                    wanted -= 1

    def take_innocent(self, count: int) -> None:
        """Invented names; those that equal a listed name by chance are left out."""
        spare = invent(count + count // 5, self._seed) if count else []
        free = [one for one in spare if not self.is_listed(one.name)][:count]
        self.questions.extend(Question(INNOCENT, "", one.name, one.schema, -1) for one in free)

    def is_listed(self, text: str) -> bool:
        """Whether a listing bears, or bore at the beginning, a name equal to ``text``."""
        return plain(text) in self._bearers

    def _left(self) -> Iterator[int]:
        return (place for place in self._order if place not in self._used)

    def _name(self, listing: Listing) -> Name:
        """One of the first three names, Latin and not weak where there is one."""
        names = listing.subject.names[:3]
        return self._random.choice([name for name in names if _is_latin(name) and name.kind is not NameKind.WEAK] or names[:1])

    def _take_changed(self, group: str, kinds: Sequence[str], each: int, change: Callable[[Listing, str], str | None]) -> None:
        """``each`` questions of each of ``kinds``, or as many as the free listings give."""
        for kind in kinds:
            wanted = each
            for place in self._left():
                text = change(self.listings[place], kind) if wanted else None
                if text and not self._is_spelt(text) and (kind == noise.REORDERED or not self.is_listed(text)):
                    self._add(QUESTION, f"{group}: {kind}", text, place)
                    wanted -= 1

    def _is_spelt(self, text: str) -> bool:
        return in_order(text) in self._spelt

    def _ask_removed(self, kind: str, asked: Name, place: int, removed: Sequence[Name]) -> bool:
        """Take ``removed`` out of the listing and all names equal to ``asked`` out of all; False if a listing would lose its last name."""
        bearers = self._bearers[plain(asked.full)]
        gone = {plain(name.full) for name in removed}
        kept = {place: _without(self.listings[place], gone)}
        kept |= {other: _without(self.listings[other], {plain(asked.full)}) for other in bearers - {place}}
        if not plain(asked.full) or self._used & kept.keys() or not all(listing.subject.names for listing in kept.values()):
            return False
        for other, listing in kept.items():
            self.listings[other] = listing
        self._used |= kept.keys()
        self._add(QUESTION, kind, asked.full, place)
        return True

    def _add(self, set_: str, kind: str, text: str, place: int) -> None:
        self._used.add(place)
        self.questions.append(Question(set_, kind, text, self.listings[place].subject.schema, place, self._same(place)))

    def _same(self, place: int) -> tuple[int, ...]:
        listing = self._original[place]
        names = [plain(name.full) for name in listing.subject.names if name.kind is not NameKind.WEAK]
        bearers = {other for name in names if " " in name for other in self._bearers[name]} - {place}
        return tuple(sorted(other for other in bearers if self._original[other].subject.schema is listing.subject.schema))


def make(listings: Sequence[Listing], sizes: Sizes, seed: int) -> tuple[list[Listing], list[Question]]:
    """The listings with what they keep, in their order, and the questions in random order; the same for the same ``seed``."""
    making = Making(listings, seed)
    making.take_scripts(sizes.each)
    making.take_aliases(sizes.aliases)
    making.take_noise(sizes.each)
    making.take_companies(sizes.each)
    making.take_siblings(sizes.siblings)
    making.take_innocent(sizes.innocent)
    Random(seed).shuffle(making.questions)
    return making.listings, making.questions


def _texts(listing: Listing) -> list[str]:
    return [name.full for name in listing.subject.names]


def _is_latin(name: Name) -> bool:
    return script_of(name.full) == LATIN


def _parted(listing: Listing) -> tuple[list[Name], list[Name]]:
    """The Latin names and those in other scripts; names without letters are neither."""
    latin = [name for name in listing.subject.names if _is_latin(name)]
    return latin, [name for name in listing.subject.names if script_of(name.full) not in (LATIN, NO_LETTERS)]


def _other_script(listing: Listing) -> str:
    """The script of the first name that is not Latin, of listings that have Latin names too; else empty."""
    latin, others = _parted(listing)
    return script_of(others[0].full) if latin and others else ""


def _without(listing: Listing, gone: set[str]) -> Listing:
    names = tuple(name for name in listing.subject.names if plain(name.full) not in gone)
    return replace(listing, subject=replace(listing.subject, names=names))
