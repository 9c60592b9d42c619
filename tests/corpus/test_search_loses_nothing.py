"""What the search leaves out, against every listed name compared in full: at most one in a hundred of those that would be hits."""

from __future__ import annotations

from random import Random

import pytest

from comity.matching.comparison import best
from comity.model import EvidenceKind, Listing, Name, Query, ScreeningRule, Subject
from comity.names.analysis import NameAnalysis, analyse
from comity.names.roles import PLAIN
from comity.screening import Index
from comity.storage import EditionStore

RULE = ScreeningRule(max_hits=1000)
ASKED, FEW = 150, 8
"""Names asked: enough that one in a hundred of what they should find is more than one; and enough to see quickly that scores agree."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("search")
    store = EditionStore(folder / "home")
    edition = store.current("un-sc")
    assert edition is not None
    return Index.build([(edition, store.listings(edition))], folder / "index")


def slipped(name: str, random: Random) -> str:
    at = random.randrange(1, max(2, len(name) - 1))
    shorter = " ".join(name.split()[:-1]) or name
    return random.choice((name, shorter, name[:at] + name[at + 1 :], name[:at] + random.choice(name.replace(" ", "")) + name[at:]))


class Weighing:
    """Readings under the index's weights, worked out apart from its own comparisons."""

    def __init__(self, index: Index) -> None:
        names = index._names
        words, families = names._alike._listed.tables, names._alike._families.tolist()
        keys = {number: key for key, number in names._alike._family_numbers.items()}
        spelt = [names._alike.word(number) for number in range(len(words.searchable))]
        rarity = names._alike._rarity.tolist()
        self._names = names
        self._rarity = {(spelt[at], keys.get(families[at], "")): rarity[at] for at in range(len(spelt)) if words.searchable[at] != 2}

    def listed(self, reading: NameAnalysis) -> NameAnalysis:
        rarity = [self._rarity[word] for word in zip(reading.words, reading.keys, strict=True)]
        weighed = zip(reading.weights, reading.kinds, rarity, strict=True)
        return reading._replace(weights=tuple(weight * rare if kind in PLAIN else weight for weight, kind, rare in weighed))

    def asked(self, reading: NameAnalysis) -> NameAnalysis:
        return reading._replace(weights=tuple(self._names._queries([reading]).weights.tolist()))

    def readings(self, listing: Listing) -> list[tuple[str, list[NameAnalysis]]]:
        return [(listing.id, [self.listed(one) for one in analyse(name.full, listing.subject.schema)]) for name in listing.subject.names]


def exhaustive(asked: list[NameAnalysis], listed: list[tuple[str, list[NameAnalysis]]]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for identity, readings in listed:
        scores[identity] = max(scores.get(identity, 0.0), best(asked, readings).score)
    return scores


@pytest.mark.corpus
@pytest.mark.parametrize("count", [FEW, pytest.param(ASKED, marks=pytest.mark.slow)])
def test_the_search_finds_what_comparing_every_name_finds(index: Index, count: int) -> None:
    listings = [index._listing(number) for number in range(index.counts["listings"])]
    weighing = Weighing(index)
    listed = [one for listing in listings for one in weighing.readings(listing)]
    random = Random(2026)
    wanted = missing = 0
    for listing in random.sample(listings, count):
        name = slipped(random.choice(listing.subject.names[:4]).full, random)
        subject = Subject(listing.subject.schema, (Name(name),))
        found = {hit.listing.id: hit for hit in index.screen(Query("", subject), RULE)}
        asked = [weighing.asked(reading) for reading in analyse(name, listing.subject.schema)]
        scores = exhaustive(asked, listed)
        # A weak alias loses a little after the names are compared, and another kind of subject much: only what is certain is counted.
        certain = {one.id for one in listings if scores[one.id] >= RULE.review + 0.07 and one.subject.schema is listing.subject.schema}
        wanted += len(certain)
        missing += len(certain - set(found))
        for identity in certain & set(found):
            name_score = max(e.effect for e in found[identity].evidence if e.kind is EvidenceKind.NAME)
            assert name_score == pytest.approx(scores[identity], abs=0.02)
    assert wanted > count // 2
    assert missing <= 0.01 * wanted
