"""The sentence of the evidence about two names is read back as it was written."""

from __future__ import annotations

import pytest

from comity.matching.comparison import best
from comity.model import Evidence, EvidenceKind, Name, Schema
from comity.names.analysis import analyse
from comity.screening.judgement import explain_name
from comity.web.console.explain.likeness import Pair, likeness_of, name_evidence, telling

NAMES = [
    ("Ilvar Marenkov", "Ilvar bin Marenko", Schema.PERSON),
    ("Ильвар Маренков", "MARENKOW Ilwar", Schema.PERSON),
    ("Ilvar", "Katarina", Schema.PERSON),
    ("Abdallah Zemhar", "Abd Allah Zemhar", Schema.PERSON),
    ("Marenko Trading Ltd", "MARENKO TRADING OJSC No. 44", Schema.COMPANY),
    ("", "", Schema.THING),
]


@pytest.mark.parametrize(("asked", "listed", "schema"), NAMES, ids=[asked or "nothing" for asked, _, _ in NAMES])
def test_what_was_compared_is_read_back(asked: str, listed: str, schema: Schema) -> None:
    comparison = best(analyse(asked, schema), analyse(listed, schema))
    found = likeness_of(explain_name(asked, Name(listed), comparison))
    assert found is not None
    assert [(pair.left, pair.right) for pair in found.pairs] == [(pair.left, pair.right) for pair in comparison.pairs]
    assert [pair.likeness for pair in found.pairs] == pytest.approx([pair.similarity for pair in comparison.pairs], abs=0.006)
    assert (found.left_only, found.right_only) == (comparison.left_only, comparison.right_only)
    assert found.forms_differ == comparison.forms_differ


def test_a_sentence_of_another_form_is_not_guessed_at() -> None:
    for why in ("the names agree", "ilvar = ilvar. something else", "Ilvar = ilvar"):
        assert likeness_of(Evidence(EvidenceKind.NAME, "Ilvar", "Ilvar", 0.9, why)) is None


def test_articles_and_particles_do_not_count_as_telling() -> None:
    found = likeness_of(
        Evidence(EvidenceKind.NAME, "a", "b", 0.9, "ilvar ~ ilwa (0.80). only in the query: bin. only in the listing: al zemhar")
    )
    assert found is not None
    assert telling(found.left_only, Schema.PERSON) == ()
    assert telling(found.right_only, Schema.PERSON) == ("zemhar",)
    assert telling(("of", "the", "levant", "abu"), Schema.ORGANIZATION) == ("levant", "abu")
    assert found.rough == (Pair("ilvar", "ilwa", 0.8),)


def test_the_note_on_an_alias_is_no_comparison_of_names() -> None:
    alias = Evidence(EvidenceKind.NAME, "", "Ilvar", -0.06, "the publisher calls this a low-quality alias")
    assert name_evidence((alias,)) is None
