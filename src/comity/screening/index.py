"""The index: an immutable folder of listings that answers queries with hits."""

from __future__ import annotations

import gc
import json
import mmap
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from comity.matching.comparison import Comparison
from comity.model import Edition, Hit, Listing, Outcome, Query, Schema, ScreeningRule, Subject
from comity.model.record import edition_from_record, listing_from_record
from comity.names.analysis import analyse
from comity.names.readiness import read_tables
from comity.screening import identifiers
from comity.screening.builder import SCHEMAS, Builder
from comity.screening.facts import states_facts
from comity.screening.found import Compared, Found, Match
from comity.screening.grounds import readings
from comity.screening.judgement import MOST_THAT_FACTS_ADD, ROUNDING, expected, expected_of_name, judge
from comity.screening.layout import LISTINGS, open_array, read_manifest
from comity.screening.names import NameSearch

READINGS_COMPARED = 6
"""Readings of one listing's names compared in full for one query, the most promising first."""

CLOSE_BEHIND = 0.05
"""How far the search's score may lie behind the best of the same listing: in full, words that the search did not find alike count too."""

SPARE = 5
"""Listings compared in full beyond the hits asked for: the search scores nearly as the comparison does, and may order them otherwise."""

REMEMBERED_LISTINGS = 4096
CHUNK = 256
"""Queries scored together; bounds memory, not results."""

Asked = tuple[str, Schema]
"""A name, and the kind of subject whose name it is."""


class Index:
    """Listings of one or more editions, ready to screen against.

    Made by ``build`` or ``open``; never changes. ``editions`` are those it was built from. Safe to use from several processes at once, not
    from two threads.
    """

    def __init__(self, folder: Path) -> None:
        manifest = read_manifest(folder)
        self.folder = folder
        self.editions: tuple[Edition, ...] = tuple(edition_from_record(record) for record in manifest["editions"])
        self.counts: dict[str, int] = {key: manifest[key] for key in ("listings", "names", "words")}
        self._names = NameSearch(folder, manifest["forms"], manifest["scripts"])
        self._offsets = open_array(folder, "listing_offsets")
        self._edition_of = open_array(folder, "listing_editions")
        self._schema_of = open_array(folder, "listing_schemas")
        self._is_weak = open_array(folder, "name_weak")
        self._hashes = open_array(folder, "identifier_hashes")
        self._holders = open_array(folder, "identifier_listings")
        self._blob = _map(folder / LISTINGS)
        self._listings: OrderedDict[int, Listing] = OrderedDict()

    @classmethod
    def build(
        cls, editions: Iterable[tuple[Edition, Iterable[Listing]]], folder: Path, progress: Callable[[int], None] | None = None
    ) -> Index:
        """Build the index of ``editions`` in ``folder``, which must not exist, and open it.

        ``progress`` is told the number of listings taken so far. The folder is written aside and renamed when complete, so a
        crash leaves nothing under its name. Raises ``FileExistsError`` when the folder exists.
        """
        if folder.exists():
            raise FileExistsError(folder)
        aside = folder.with_name(folder.name + ".building")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        try:
            with Builder(aside) as builder:
                _fill(builder, editions, progress)
            aside.rename(folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        return cls(folder)

    @classmethod
    def open(cls, folder: Path) -> Index:
        """Open the index in ``folder``. Raises ``IndexUnusable`` when it is missing, truncated, altered or of another version."""
        return cls(folder)

    def warm(self, *, every_script: bool = False) -> None:
        """Answer one query about a listed name, so that compiled code is loaded (or compiled, on a machine's first use).

        ``every_script``: read the tables for names in any script, too, some 0.2 s, so that no later query waits for them.
        """
        if every_script:
            read_tables()
        else:
            analyse("Warm Trading", Schema.ORGANIZATION)
        if self.counts["listings"]:
            self.screen(Query("", self._listing(0).subject), ScreeningRule())

    def screen(self, query: Query, rule: ScreeningRule) -> list[Hit]:
        """Hits for one query that the rule calls ``review`` or ``strong``, best first; empty means clear."""
        return self.screen_many([query], rule)[0]

    def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> list[list[Hit]]:
        """Hits for each query, in the order of the queries; the same as ``screen`` for each, only faster."""
        results: list[list[Hit]] = []
        for start in range(0, len(queries), CHUNK):
            results.extend(self._screen_chunk(queries[start : start + CHUNK], rule))
        return results

    def resembling(self, subjects: Sequence[Subject], floor: float) -> list[frozenset[str]]:
        """For each of ``subjects`` the ids of all listings with a name that scores at least ``floor`` (0..1) beside one of its names, or
        with a number of its own. No facts are weighed and nothing is explained: a quick way to leave out what cannot be a hit.
        """
        found: list[frozenset[str]] = []
        for start in range(0, len(subjects), CHUNK):
            some = subjects[start : start + CHUNK]
            _, matches = self._resembling({(name.full, one.schema): floor for one in some for name in one.names})
            for one in some:
                numbers = {match.match.listing for name in one.names for match in matches.get((name.full, one.schema), ())}
                for identifier in one.identifiers:
                    numbers.update(identifiers.find(self._hashes, self._holders, identifier))
                found.append(frozenset(self._listing_id(number) for number in numbers))
        return found

    def _screen_chunk(self, queries: Sequence[Query], rule: ScreeningRule) -> list[list[Hit]]:
        """The hits of each query; what is asked twice is answered once."""
        numbers: dict[Subject, int] = {}
        asked = [numbers.setdefault(query.subject, len(numbers)) for query in queries]
        found, resembling = self._resembling(_floors(numbers, rule))
        seen: list[_Resemblance] = []
        promising = [self._promising(subject, resembling, rule, seen) for subject in numbers]
        compared = self._names.compare(found, [one.match for one in seen]) if found else None
        answers = []
        for subject, chosen in zip(numbers, promising, strict=True):
            named = [(number, _most_alike(seen, places, compared)) for number, places in chosen]
            answers.append(self._hits(subject, named, rule))
        return [answers[number].copy() for number in asked]

    def _resembling(self, floors: Mapping[Asked, float]) -> tuple[Found | None, dict[Asked, list[_Resemblance]]]:
        """What was found, and for each name the listed names that resemble it: those that score at least its floor."""
        flat = [(asked, reading) for asked in floors for reading in readings(*asked)]
        resembling: dict[Asked, list[_Resemblance]] = {}
        if not flat:
            return None, resembling
        found = self._names.search([reading for _, reading in flat], [floors[asked] for asked, _ in flat])
        for match in found.matches:
            asked = flat[match.asked][0]
            resembling.setdefault(asked, []).append(_Resemblance(asked[0], match))
        return found, resembling

    def _promising(
        self, subject: Subject, found: Mapping[Asked, list[_Resemblance]], rule: ScreeningRule, seen: list[_Resemblance]
    ) -> list[tuple[int, range]]:
        """The listings worth judging, and where in ``seen``, to which they are added, the readings are that must be compared for each."""
        by_listing: dict[int, list[_Resemblance]] = {}
        for name in dict.fromkeys([name.full for name in subject.names]):
            for one in found.get((name, subject.schema), ()):
                by_listing.setdefault(one.match.listing, []).append(one)
        resembling = {number: _most_promising(names) for number, names in by_listing.items()}
        numbers = sorted(resembling, key=lambda number: _by_score(resembling[number][0]))[: 4 * rule.max_hits]
        holders = {holder for identifier in subject.identifiers for holder in identifiers.find(self._hashes, self._holders, identifier)}
        chosen = []
        for number in (*sorted(holders), *self._worth_comparing(subject, [n for n in numbers if n not in holders], resembling, rule)):
            start = len(seen)
            seen.extend(resembling.get(number, ()))
            chosen.append((number, range(start, len(seen))))
        return chosen

    def _hits(self, subject: Subject, named: Iterable[tuple[int, _Reason | None]], rule: ScreeningRule) -> list[Hit]:
        hits = []
        for number, reason in named:
            edition = self._edition(number)
            if rule.lists and edition.source not in rule.lists:
                continue
            listing = self._listing(number)
            because = (reason.asked, listing.subject.names[reason.name], reason.comparison) if reason else None
            hit = judge(subject, (listing, edition), because, rule)
            if hit.outcome is not Outcome.CLEAR:
                hits.append(hit)
        hits.sort(key=lambda hit: (-hit.outcome.rank, -hit.score, hit.edition.source, hit.listing.id))
        return hits[: rule.max_hits]

    def _worth_comparing(
        self, subject: Subject, numbers: Sequence[int], resembling: dict[int, list[_Resemblance]], rule: ScreeningRule
    ) -> list[int]:
        """Of the listings found by name those that may be among the hits, by the search's own score and the facts."""
        promising = []
        has_facts = states_facts(subject) or subject.gender is not None
        for number in numbers:
            if rule.lists and self._edition(number).source not in rule.lists:
                continue
            best = resembling[number][0].match
            kinds = subject.schema, SCHEMAS[self._schema_of[number]]
            promise = expected_of_name(kinds, best.score, is_weak=bool(self._is_weak[best.reading]))
            # A number too short to find anybody may still confirm a name that agrees.
            alone = rule.review if subject.identifiers else rule.strong
            if promise + MOST_THAT_FACTS_ADD * has_facts < rule.review - ROUNDING and best.score < alone - ROUNDING:
                continue
            if has_facts:
                promise = expected(subject, self._listing(number).subject, promise)
            if promise >= rule.review - ROUNDING or best.score >= alone - ROUNDING:
                promising.append((-promise, number))
        return [number for _, number in sorted(promising)[: rule.max_hits + SPARE]]

    def _edition(self, number: int) -> Edition:
        return self.editions[int(self._edition_of[number])]

    def _listing_id(self, number: int) -> str:
        start, end = self._offsets[number : number + 2]
        listing_id: str = json.loads(self._blob[start:end])["id"]
        return listing_id

    def _listing(self, number: int) -> Listing:
        """The listing with that number, kept while recently read."""
        known = self._listings.get(number)
        if known is None:
            start, end = self._offsets[number : number + 2]
            known = self._listings[number] = listing_from_record(json.loads(self._blob[start:end]))
            if len(self._listings) > REMEMBERED_LISTINGS:
                self._listings.popitem(last=False)
        return known


def _fill(builder: Builder, editions: Iterable[tuple[Edition, Iterable[Listing]]], progress: Callable[[int], None] | None) -> None:
    sealed: list[Edition] = []
    taken = 0
    with _no_collecting():
        for number, (edition, listings) in enumerate(editions):
            sealed.append(edition)
            for listing in listings:
                builder.add(listing, number)
                taken += 1
                if progress is not None:
                    progress(taken)
        builder.finish(sealed)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Without Python looking for cycles of objects: building makes millions of objects, and none of them in cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _floors(subjects: Iterable[Subject], rule: ScreeningRule) -> dict[Asked, float]:
    """The names of ``subjects``, each asked of a kind of subject, and from which score on a listed name may make a hit: below the threshold
    only as far as the facts that a subject states may lift it.
    """
    floors: dict[Asked, float] = {}
    for subject in subjects:
        floor = rule.review - (MOST_THAT_FACTS_ADD if states_facts(subject) or subject.identifiers else ROUNDING)
        for name in subject.names:
            asked = name.full, subject.schema
            floors[asked] = min(floor, floors.get(asked, floor))
    return floors


class _Resemblance(NamedTuple):
    """The name asked, and a listed name that resembles it."""

    asked: str
    match: Match


class _Reason(NamedTuple):
    """The name asked, the number of the listed name that resembles it most, and why."""

    asked: str
    name: int
    comparison: Comparison


def _most_alike(seen: Sequence[_Resemblance], places: range, compared: Compared | None) -> _Reason | None:
    """Of the readings at ``places`` the one that, compared in full, is most alike; None when there are none."""
    if not places or compared is None:
        return None
    at = max(places, key=compared.scores.__getitem__)
    return _Reason(seen[at].asked, seen[at].match.name, compared.comparison(at))


def _most_promising(found: Iterable[_Resemblance]) -> list[_Resemblance]:
    """The readings of one listing's names worth comparing in full, best first: those that score nearly as much as the best."""
    ordered = sorted(found, key=_by_score)[:READINGS_COMPARED]
    return [one for one in ordered if one.match.score >= ordered[0].match.score - CLOSE_BEHIND]


def _by_score(resemblance: _Resemblance) -> tuple[float, int]:
    """Sorts the best first, ties by the order of the listing's names."""
    return -resemblance.match.score, resemblance.match.name


def _map(path: Path) -> Any:  # noqa: ANN401 - bytes or mmap: both are sliced to bytes
    if path.stat().st_size == 0:
        return b""
    with path.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
