"""Every good name on the UN list, in every script, finds its own listing, and nearly always first."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity import lists
from comity.lists.source import Reading
from comity.model import Edition, Name, NameKind, Outcome, Query, ScreeningRule, Subject
from comity.screening import Index
from comity.storage.shipped import FOLDER, shipped_extracts


@pytest.mark.corpus
def test_listed_names_find_themselves(shared: Path, tmp_path: Path) -> None:
    with (shared / "lists" / "un-sc-2026-02-27.xml.xz").open("rb") as stream:
        listings = tuple(lists.read(stream, source="un-sc", reading=Reading("un-sc", "un")))
    edition: Edition = shipped_extracts(FOLDER)["un-sc"].edition
    index = Index.build([(edition, listings)], tmp_path / "index")
    asked = [(listing, name) for listing in listings for name in listing.subject.names if name.kind is not NameKind.WEAK]
    queries = [Query(listing.id, Subject(listing.subject.schema, (Name(name.full),))) for listing, name in asked]
    answers = index.screen_many(queries, ScreeningRule(max_hits=50))
    outcomes = []
    for (listing, _), hits in zip(asked, answers, strict=True):
        own = [hit.outcome for hit in hits if hit.listing.id == listing.id]
        outcomes.append(Outcome.worst(own))
        assert all(hit.score < 1.0 for hit in hits)
    assert Outcome.CLEAR not in outcomes
    assert outcomes.count(Outcome.STRONG) >= 0.999 * len(outcomes)
