"""The explain panel: everything that a person needs to decide about one hit, as plain values for ``parts/explain.html``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from comity.batch import Freshness
from comity.model import Hit, Name, Outcome, ScreeningRule, Subject
from comity.node.review_desk import ShownCase
from comity.web.console.explain.arithmetic import Arithmetic, arithmetic, decimals, thresholds
from comity.web.console.explain.letters import AlignedPair, Stretch, marked, word_by_word
from comity.web.console.explain.likeness import Likeness, likeness_of, name_evidence
from comity.web.console.explain.listed import Listed, listed, original_forms
from comity.web.console.explain.past import PastDecision, Spared, past, spared
from comity.web.console.explain.points import Point, Points, points
from comity.web.console.explain.sides import Fact, Sides, facts
from comity.web.console.explain.uncompared import Uncompared, silent, uncompared
from comity.web.console.explain.written import Written, is_foreign, written
from comity.web.console.words import Words


@dataclass(frozen=True, slots=True)
class Named:
    """One of the two names that were compared: as written, and in the letters that were compared with those that differ marked.

    ``read`` is empty for a name without a comparison. ``is_read``: it was read from another script, or holds what is not compared, so both
    forms are shown; else the marked form is the name itself.
    """

    name: Written
    read: tuple[Stretch, ...] = ()
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class Explained:
    """One hit, explained. ``hides`` are the ids of decisions whose author is not named to this reader.

    ``subject_has_changed``: the evidence speaks of facts that the subject no longer has. ``is_erased``: the subject is gone. ``letters`` is
    empty where the sentence of the evidence could not be taken apart; ``name_said`` then holds it. ``subject_key`` is the owner's number
    in ``base``; a hit without a case has neither.
    """

    subject_name: Named
    listing_name: Named
    originals: tuple[Written, ...]
    outcome: Outcome
    score: float
    score_said: str
    points: Points
    uncompared: tuple[Uncompared, ...]
    letters: tuple[AlignedPair, ...]
    name_said: str
    arithmetic: Arithmetic
    facts: tuple[Fact, ...]
    listed: Listed
    found_at: datetime | None = None
    decisions: tuple[PastDecision, ...] = ()
    exemption: Spared | None = None
    subject_has_changed: bool = False
    is_erased: bool = False
    is_case: bool = False
    subject_id: str = ""
    subject_key: str = ""
    base: str = ""
    hides: frozenset[str] = frozenset()

    @property
    def strongest_for(self) -> Point | None:
        """The fact that speaks most for a match."""
        return self.points.favour[0] if self.points.favour else None

    @property
    def strongest_against(self) -> Point | None:
        """The fact that speaks most against a match."""
        return self.points.against[0] if self.points.against else None


def explained_hit(words: Words, subject: Subject, hit: Hit, age: Freshness, rule: ScreeningRule | None = None) -> Explained:
    """A hit that has no case: ``subject`` was screened under ``rule`` (None: the default one), in an edition as old as ``age`` says."""
    return _explained(words, Sides(subject, hit), age, rule or ScreeningRule())


def explained_case(words: Words, shown: ShownCase, now: datetime, hides: frozenset[str] = frozenset()) -> Explained:
    """The hit that stands in a case, at ``now``; of the decisions in ``hides`` (ids) nobody is named."""
    laid = shown.laid
    stored = laid.hit
    subject = laid.subject.subject if laid.subject else None
    return replace(
        _explained(words, Sides(subject, stored.hit), shown.edition, thresholds(stored.rule)),
        found_at=stored.found_at,
        decisions=past(laid.trail, stored.id, hides),
        exemption=spared(words, laid.exemption, shown.standing, now),
        subject_has_changed=laid.subject_has_changed,
        is_erased=subject is None,
        is_case=True,
        subject_id=laid.subject.id if laid.subject else "",
        subject_key=laid.subject.key if laid.subject else "",
        base=laid.base if laid.subject else "",
        hides=hides,
    )


def _explained(words: Words, sides: Sides, age: Freshness, rule: ScreeningRule | None) -> Explained:
    hit = sides.hit
    said = name_evidence(hit.evidence)
    likeness = likeness_of(said) if said else None
    pairs = word_by_word(likeness) if likeness else ()
    subject = sides.subject or Subject()
    mine, theirs = _named(_asked(subject, likeness, hit), pairs, is_left=True), _named(hit.name, pairs, is_left=False)
    return Explained(
        subject_name=mine,
        listing_name=theirs,
        originals=original_forms(hit),
        outcome=hit.outcome,
        score=hit.score,
        score_said=f"{hit.score:.{decimals(hit.score, rule)}f}",
        points=points(words, hit, subject, silent(words, subject, sides.listed, hit.evidence)),
        uncompared=uncompared(words, subject, sides.listed, hit.evidence) if sides.subject else (),
        letters=pairs,
        name_said=said.why if said and likeness is None else "",
        arithmetic=arithmetic(words, hit, rule),
        facts=facts(words, sides),
        listed=listed(words, hit, age),
    )


def _asked(subject: Subject, likeness: Likeness | None, hit: Hit) -> Name:
    """The subject's name that was compared, with its language where the subject still has it."""
    said = name_evidence(hit.evidence)
    text = likeness.left if likeness else (said.query if said else subject.caption)
    known = next((name for name in subject.names if name.full == text), None)
    return known or Name(text)


def _named(name: Name, pairs: tuple[AlignedPair, ...], *, is_left: bool) -> Named:
    if not pairs:
        return Named(written(name))
    read = marked(name.full, pairs, is_left=is_left)
    is_read = is_foreign(name.full) or "".join(stretch.text for stretch in read) != name.full
    return Named(written(name), read, is_read)
