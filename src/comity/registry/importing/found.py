"""What every importer is given, and what it gives back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from comity.model import Confidence, EventKind, Issue, Locator, Mode, PartialDate, Participation, Severity, UnknownName
from comity.registry.naming import Naming

LARGEST = 16 * 1024 * 1024
"""Bytes of one file."""

MOST_ROWS = 5_000
"""Rows of one table of participants."""

_MARKS = re.compile(r"[\u00b2\u00b3\u00b9\u2070-\u2079*†‡]+|\[\d+\]|(?<=[^\W\d])\s*\d+(?:\s*,\s*\d+)*\s*$")
MONTHS = {name: place for place, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)}
_SPOKEN = re.compile(r"(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read: into events of ``instrument``, from a file called ``file`` that was current on ``as_of``; ``source`` is said of each
    event; parties are found by ``naming``.
    """

    instrument: str
    naming: Naming
    file: str
    source: str
    as_of: date
    confidence: Confidence = Confidence.DEPOSITARY

    def event(
        self, party: str, kind: EventKind, when: PartialDate | None, mode: Mode = Mode.UNKNOWN, effective: PartialDate | None = None
    ) -> Participation:
        """An event of this import."""
        as_of = PartialDate(self.as_of.year, self.as_of.month, self.as_of.day)
        return Participation(
            self.instrument, party, kind, mode, when, effective, source=self.source, as_of=as_of, confidence=self.confidence
        )


@dataclass(slots=True)
class Found:
    """Events, and what could not be taken with its place. ``parties`` and ``signatories`` are how many the table itself has."""

    events: list[Participation] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    parties: int = 0
    signatories: int = 0

    def refuse(self, where: Locator, what: str, hint: str) -> None:
        """Note that a row could not be taken."""
        self.issues.append(Issue(where, what, hint, Severity.ERROR))


def party_of(said: str, wanted: Wanted) -> str | None:
    """The id of the party that a table names, without footnote marks; None when nobody is known by that name."""
    plain = " ".join(_MARKS.sub("", said).split())
    for name in (plain, plain.partition("(")[0].strip()):
        try:
            return wanted.naming.party(name).id
        except UnknownName:
            continue
    return None


def spoken_date(text: str) -> PartialDate | None:
    """``14 Sep 2005`` or ``14 September 2005`` as a date; None for anything else."""
    found = _SPOKEN.fullmatch(text.strip())
    if found is None or found[2].lower() not in MONTHS:
        return None
    try:
        return PartialDate(int(found[3]), MONTHS[found[2].lower()], int(found[1]))
    except ValueError:
        return None


def numbered_date(text: str) -> PartialDate | None:
    """``14-09-2005``, ``14/09/2005`` or ``2005-09-14`` as a date; None for anything else."""
    found = re.fullmatch(r"(\d{2})[-/](\d{2})[-/](\d{4})|(\d{4})-(\d{2})-(\d{2})", text.strip())
    if found is None:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return PartialDate(int(year), int(month), int(day))
    except ValueError:
        return None
