"""The rows with hits, reduced to what a terminal shows, and only as many of them as a person will read there."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from comity.batch import ScreenedRow, why
from comity.model import Hit, Name

LAST_LATIN = 0x024F
"""End of the block Latin Extended-B; letters beyond it, but for Latin Extended Additional, are of another script."""

LATIN_ADDITIONAL = range(0x1E00, 0x1F00)


@dataclass(frozen=True, slots=True)
class Finding:
    """One row with a hit: the caller's name for it and its best hit. ``original`` is the listed name in its own script, where that is not
    Latin.
    """

    row: int
    query: str
    outcome: str
    score: float
    rank: int
    list: str
    listing_id: str
    listed_name: str
    original: str
    why: str


def finding(answer: ScreenedRow) -> Finding:
    """What to show of a row with at least one hit."""
    best = answer.hits[0]
    return Finding(
        row=answer.row.number,
        query=answer.subject.caption or ", ".join(number.value for number in answer.subject.identifiers),
        outcome=answer.outcome,
        score=best.score,
        rank=best.outcome.rank,
        list=best.listing.source,
        listing_id=best.listing.id,
        listed_name=best.name.full,
        original=original_script(best),
        why=why(answer.hits),
    )


def original_script(hit: Hit) -> str:
    """The first name of the listing that is not in Latin letters, unless it is the name shown already; empty when there is none."""
    if _is_foreign(hit.name):
        return ""
    return next((name.full for name in hit.listing.subject.names if _is_foreign(name)), "")


def _is_foreign(name: Name) -> bool:
    if name.script:
        return name.script != "Latn"
    return any(letter.isalpha() and ord(letter) > LAST_LATIN and ord(letter) not in LATIN_ADDITIONAL for letter in name.full)


class Findings:
    """The most serious findings of a run, at most ``room`` of them, and the count of all."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: list[tuple[tuple[int, float, int], Finding]] = []
        self.count = 0

    def add(self, answer: ScreenedRow) -> None:
        """Keep a row with a hit, if it is among the most serious so far. Rows without a hit are passed over."""
        if not answer.hits:
            return
        self.count += 1
        best = answer.hits[0]
        order = (best.outcome.rank, best.score, -answer.row.number)
        if len(self._kept) < self._room:
            heapq.heappush(self._kept, (order, finding(answer)))
        elif self._kept and order > self._kept[0][0]:
            heapq.heapreplace(self._kept, (order, finding(answer)))

    def join(self, other: Findings) -> None:
        """Take over the findings of another part of the run."""
        self.count += other.count
        for entry in other._kept:
            if len(self._kept) < self._room:
                heapq.heappush(self._kept, entry)
            elif self._kept and entry[0] > self._kept[0][0]:
                heapq.heapreplace(self._kept, entry)

    @property
    def kept(self) -> list[Finding]:
        """The kept findings in the order of the file."""
        return sorted((entry[1] for entry in self._kept), key=lambda one: one.row)

    @property
    def left_out(self) -> int:
        """How many findings are not among the kept."""
        return self.count - len(self._kept)
