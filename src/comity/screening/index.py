"""The index: an immutable folder of listings that answers queries with hits."""

from __future__ import annotations

import json
import mmap
import shutil
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from comity.matching.comparison import Comparison, best
from comity.model import Edition, Hit, Listing, Name, Outcome, Query, Schema, ScreeningRule, Subject
from comity.model.record import edition_from_record, listing_from_record
from comity.names.analysis import NameAnalysis, analyse
from comity.screening import identifiers
from comity.screening.builder import Builder
from comity.screening.facts import states_facts
from comity.screening.judgement import MOST_THAT_FACTS_ADD, ROUNDING, expected, judge
from comity.screening.layout import LISTINGS, open_array, read_manifest
from comity.screening.names import NameSearch

NAMES_COMPARED = 3
"""Names of one listing compared in full for one query, the most promising first."""

SPARE = 5
"""Listings compared in full beyond the hits asked for: the search scores nearly as the comparison does, and may order them otherwise."""

REMEMBERED_LISTINGS = 4096
CHUNK = 256
"""Queries scored together; bounds memory, not results."""


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
        self._names = NameSearch(folder, manifest["forms"])
        self._offsets = open_array(folder, "listing_offsets")
        self._edition_of = open_array(folder, "listing_editions")
        self._hashes = open_array(folder, "identifier_hashes")
        self._holders = open_array(folder, "identifier_listings")
        self._blob = _map(folder / LISTINGS)
        self._listings: OrderedDict[int, Listing] = OrderedDict()
        self._analyses: OrderedDict[tuple[int, int], list[NameAnalysis]] = OrderedDict()

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

    def warm(self) -> None:
        """Answer one query about a listed name and read a name of each kind, so that compiled code is loaded (or compiled, on a machine's
        first use) and the tables of names are.
        """
        for schema in (Schema.PERSON, Schema.ORGANIZATION):
            analyse("Warm Trading", schema)
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

    def _screen_chunk(self, queries: Sequence[Query], rule: ScreeningRule) -> list[list[Hit]]:
        """The hits of each query; what is asked twice is answered once."""
        numbers: dict[Subject, int] = {}
        asked = [numbers.setdefault(query.subject, len(numbers)) for query in queries]
        resembling = self._resembling(_floors(numbers, rule))
        answers = [self._hits(subject, resembling, rule) for subject in numbers]
        return [answers[number].copy() for number in asked]

    def _resembling(self, floors: Mapping[tuple[str, Schema], float]) -> dict[tuple[str, Schema], list[_Resemblance]]:
        """For each name, asked of a kind of subject, the listed names that resemble it: those that score at least its floor."""
        asked = [_Asked(text, schema, analyse(text, schema)) for text, schema in floors]
        flat = [(one, reading) for one in asked for reading in one.readings]
        least = [floors[one.text, one.schema] for one, _ in flat]
        resembling: dict[tuple[str, Schema], list[_Resemblance]] = {}
        for number, listing, at, score in self._names.search([reading for _, reading in flat], least) if flat else ():
            one = flat[number][0]
            resembling.setdefault((one.text, one.schema), []).append(_Resemblance(score, one, listing, at))
        return resembling

    def _hits(self, subject: Subject, found: Mapping[tuple[str, Schema], list[_Resemblance]], rule: ScreeningRule) -> list[Hit]:
        by_listing: dict[int, list[_Resemblance]] = {}
        for name in dict.fromkeys([name.full for name in subject.names]):
            for one in found.get((name, subject.schema), ()):
                by_listing.setdefault(one.listing, []).append(one)
        if not by_listing and not subject.identifiers:
            return []
        resembling = {number: _most_promising(names) for number, names in by_listing.items()}
        numbers = sorted(resembling, key=lambda number: _by_score(resembling[number][0]))[: 4 * rule.max_hits]
        holders = {holder for identifier in subject.identifiers for holder in identifiers.find(self._hashes, self._holders, identifier)}
        hits = []
        for number in (*sorted(holders), *self._worth_comparing(subject, [n for n in numbers if n not in holders], resembling, rule)):
            edition = self._edition(number)
            if rule.lists and edition.source not in rule.lists:
                continue
            listing = self._listing(number)
            hit = judge(subject, (listing, edition), self._compare(resembling.get(number, []), number, listing), rule)
            if hit.outcome is not Outcome.CLEAR:
                hits.append(hit)
        hits.sort(key=lambda hit: (-hit.outcome.rank, -hit.score, hit.edition.source, hit.listing.id))
        return hits[: rule.max_hits]

    def _worth_comparing(
        self, subject: Subject, numbers: Sequence[int], resembling: dict[int, list[_Resemblance]], rule: ScreeningRule
    ) -> list[int]:
        """Of the listings found by name those that may be among the hits, by the search's own score and the facts."""
        promising = []
        for number in numbers:
            if rule.lists and self._edition(number).source not in rule.lists:
                continue
            best = resembling[number][0]
            listed = self._listing(number).subject
            promise = expected(subject, listed, listed.names[best.name], best.score)
            # A number too short to find anybody may still confirm a name that agrees.
            alone = rule.review if subject.identifiers and listed.identifiers else rule.strong
            if promise >= rule.review - ROUNDING or best.score >= alone - ROUNDING:
                promising.append((-promise, number))
        return [number for _, number in sorted(promising)[: rule.max_hits + SPARE]]

    def _edition(self, number: int) -> Edition:
        return self.editions[int(self._edition_of[number])]

    def _compare(self, seen: Sequence[_Resemblance], number: int, listing: Listing) -> tuple[str, Name, Comparison] | None:
        """The query's name, the listed name most like it, and their comparison; None when no name brought them together."""
        compared = []
        for one in seen:
            if not one.asked.weighted:
                one.asked.weighted = [self._names.weighted(reading) for reading in one.asked.readings]
            listed = self._readings(number, one.name, listing)
            compared.append((one.asked.text, listing.subject.names[one.name], best(one.asked.weighted, listed)))
        return max(compared, key=lambda row: row[2].score, default=None)

    def _listing(self, number: int) -> Listing:
        """The listing with that number, kept while recently read."""
        known = self._listings.get(number)
        if known is None:
            start, end = self._offsets[number : number + 2]
            known = self._listings[number] = listing_from_record(json.loads(self._blob[start:end]))
            if len(self._listings) > REMEMBERED_LISTINGS:
                self._listings.popitem(last=False)
        return known

    def _readings(self, number: int, name: int, listing: Listing) -> list[NameAnalysis]:
        """The readings of one name of ``listing`` under the index's weights, kept while recently read."""
        known = self._analyses.get((number, name))
        if known is None:
            readings = analyse(listing.subject.names[name].full, listing.subject.schema)
            known = self._analyses[number, name] = [self._names.weighted_listed(reading) for reading in readings]
            if len(self._analyses) > REMEMBERED_LISTINGS:
                self._analyses.popitem(last=False)
        return known


def _fill(builder: Builder, editions: Iterable[tuple[Edition, Iterable[Listing]]], progress: Callable[[int], None] | None) -> None:
    sealed: list[Edition] = []
    taken = 0
    for number, (edition, listings) in enumerate(editions):
        sealed.append(edition)
        for listing in listings:
            builder.add(listing, number)
            taken += 1
            if progress is not None:
                progress(taken)
    builder.finish(sealed)


def _floors(subjects: Iterable[Subject], rule: ScreeningRule) -> dict[tuple[str, Schema], float]:
    """The names of ``subjects``, each asked of a kind of subject, and from which score on a listed name may make a hit: below the threshold
    only as far as the facts that a subject states may lift it.
    """
    floors: dict[tuple[str, Schema], float] = {}
    for subject in subjects:
        floor = rule.review - (MOST_THAT_FACTS_ADD if states_facts(subject) or subject.identifiers else ROUNDING)
        for name in subject.names:
            asked = name.full, subject.schema
            floors[asked] = min(floor, floors.get(asked, floor))
    return floors


class _Asked:
    """One name asked, of one kind of subject, and its readings; under the index's weights once they are needed."""

    __slots__ = ("readings", "schema", "text", "weighted")

    def __init__(self, text: str, schema: Schema, readings: tuple[NameAnalysis, ...]) -> None:
        self.text = text
        self.schema = schema
        self.readings = readings
        self.weighted: Sequence[NameAnalysis] = ()


class _Resemblance:
    """A listed name found for a name asked: the kernel's score, the listing's number, the name's number in it."""

    __slots__ = ("asked", "listing", "name", "score")

    def __init__(self, score: float, asked: _Asked, listing: int, name: int) -> None:
        self.score = score
        self.asked = asked
        self.listing = listing
        self.name = name


def _most_promising(names: Iterable[_Resemblance]) -> list[_Resemblance]:
    """The names of one listing worth comparing in full, each once, best first: those that score nearly as much as the best."""
    best_of = {one.name: one for one in sorted(names, key=_by_score, reverse=True)}
    ordered = sorted(best_of.values(), key=_by_score)[:NAMES_COMPARED]
    return [one for one in ordered if one.score >= ordered[0].score - ROUNDING]


def _by_score(resemblance: _Resemblance) -> tuple[float, int]:
    """Sorts the best first, ties by the order of the listing's names."""
    return -resemblance.score, resemblance.name


def _map(path: Path) -> Any:  # noqa: ANN401 - bytes or mmap: both are sliced to bytes
    if path.stat().st_size == 0:
        return b""
    with path.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
