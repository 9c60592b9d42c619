"""The panel as a whole: what a person sees of a case, and what not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from comity.identity import Permission
from comity.model import Evidence, EvidenceKind, Exemption, ExemptionState, Name, NameKind, Outcome, Step
from comity.review import Standing
from comity.web.console.explain import explained_case, explained_hit
from comity.web.console.explain.listed import MOST_DETAILS, MOST_NAMES
from comity.web.console.explain.sides import Relation
from comity.web.console.words import words_in

from .conftest import EDITION, ENGLISH, EVIDENCE, HIT, LISTED, LISTING, NOON, PAIR, SUBJECT, aged, case, decision, hit, markup, text_of

EXEMPTION = Exemption("d-2", PAIR, "d-2", NOON - timedelta(days=8), NOON + timedelta(days=30), "0" * 64, "0" * 64)


def test_a_hit_without_a_case_is_explained_with_its_own_threshold() -> None:
    found = explained_hit(ENGLISH, SUBJECT, HIT, aged())
    assert (found.outcome, found.score, found.is_case) == (Outcome.REVIEW, 0.73, False)
    assert found.strongest_for is not None
    assert found.strongest_for.fact == "Name"
    assert found.strongest_against is not None
    assert found.strongest_against.why == "years apart: 3"
    assert "Earlier decisions" not in markup(found)


def test_the_facts_of_both_sides_stand_beside_each_other() -> None:
    facts = {fact.title: fact for fact in explained_hit(ENGLISH, SUBJECT, HIT, aged()).facts}
    assert list(facts) == ["Kind", "Names", "Date of birth", "Nationality", "Gender", "Identifiers"]
    relations = {title: fact.relation for title, fact in facts.items()}
    assert relations == {
        "Kind": Relation.AGREE,
        "Names": Relation.SHOWN,
        "Date of birth": Relation.DIFFER,
        "Nationality": Relation.DIFFER,
        "Gender": Relation.ONE_SIDE,
        "Identifiers": Relation.ONE_SIDE,
    }
    assert [one.text for one in facts["Identifiers"].listing] == ["PB 204 118 (passport, Serbia, doubtful, says the source)"]


def test_the_name_that_was_compared_comes_first_and_originals_beside_it() -> None:
    weak = replace(HIT, name=LISTED.names[3])
    found = explained_hit(ENGLISH, SUBJECT, weak, aged())
    names = next(fact for fact in found.facts if fact.title == "Names")
    assert names.listing[0].text == "The Carpenter"
    assert [(one.text, one.lang, one.latin) for one in found.originals] == [
        ("إلفار بن مارينكو", "ar-Arab", found.originals[0].latin),
        ("Ильвар Маренков", "und-Cyrl", "ilvar marenkov"),
    ]
    assert found.originals[0].latin.isascii()


def test_good_and_low_quality_aliases_are_told_apart() -> None:
    listed = explained_hit(ENGLISH, SUBJECT, HIT, aged()).listed
    assert [(group.title, len(group.names)) for group in listed.names] == [("good alias", 1), ("low-quality alias", 2)]
    assert not listed.has_many_names


def test_many_names_are_folded_and_counted() -> None:
    many = tuple(Name(f"Alias {number}", NameKind.STRONG) for number in range(MOST_NAMES + 20))
    listing = replace(LISTING, subject=replace(LISTED, names=(LISTED.names[0], *many)))
    found = explained_hit(ENGLISH, SUBJECT, hit(listing=listing), aged())
    page = markup(found)
    assert (found.listed.name_count, found.listed.more_names) == (MOST_NAMES + 20, 20)
    assert "<details><summary>120 other names: good alias: 100" in page
    assert "20 more are not shown here." in page


def test_edition_basis_designation_and_place_are_shown() -> None:
    page = markup(explained_hit(ENGLISH, SUBJECT, HIT, aged()))
    for said in (
        EDITION.id,
        "1 day old",
        "Resolution 9999 (2011)",
        "Invented programme",
        "2011-10-06",
        "An invented person of an invented group.",
        "consolidated.xml",
        "row 7",
        "Article 41",
    ):
        assert said in page
    assert "STALE" not in page


def test_a_stale_edition_is_said_to_be_stale() -> None:
    old = aged(at=NOON + timedelta(days=40))
    page = markup(explained_hit(ENGLISH, SUBJECT, HIT, old))
    assert "The edition of un-sc is 41 days old; more than 7 is too old for this list." in text_of(page)


def test_a_list_of_ones_own_has_no_basis_of_a_publisher() -> None:
    own = hit(listing=replace(LISTING, source="own:guests"), edition=replace(EDITION, source="own:guests"))
    assert explained_hit(ENGLISH, SUBJECT, own, aged()).listed.list_title != ""
    strange = hit(listing=replace(LISTING, source="gone-list"))
    assert explained_hit(ENGLISH, SUBJECT, strange, aged()).listed.list_title == ""


def test_earlier_decisions_come_latest_first_with_author_unless_hidden() -> None:
    trail = decision(1, Step.PROPOSAL, "Seen on the passport.", on="h-0"), decision(2, Step.APPROVAL, by="user:bo")
    found = explained_case(ENGLISH, case(*trail), NOON, frozenset({"d-1"}))
    assert [(one.id, one.by, one.is_on_this_hit) for one in found.decisions] == [("d-2", "bo", True), ("d-1", "", False)]
    page = markup(found)
    assert "Seen on the passport." in page
    assert "ana" not in page.replace("Earlier", "")
    assert ">bo<" in page
    assert "somebody who is named once it is decided" in page


def test_a_case_that_nobody_decided_says_so() -> None:
    assert "Nobody has decided about this pair before." in markup(explained_case(ENGLISH, case(), NOON))


def test_an_exemption_says_whether_it_holds_and_why_not() -> None:
    holds = explained_case(ENGLISH, case(exemption=EXEMPTION, standing=Standing(ExemptionState.ACTIVE)), NOON)
    assert holds.exemption is not None
    assert (holds.exemption.holds, holds.exemption.days_left) == (True, 30)
    assert "30 days left" in markup(holds)
    ended = case(exemption=EXEMPTION, standing=Standing(ExemptionState.LAPSED, "the listing has changed"))
    page = text_of(markup(explained_case(ENGLISH, ended, NOON)))
    assert "It does not hold: the listing has changed" in page
    assert "days left" not in page


def test_an_erased_subject_leaves_what_the_list_says() -> None:
    gone = explained_case(ENGLISH, case(exemption=EXEMPTION, subject=None), NOON)
    assert gone.is_erased
    assert gone.uncompared == ()
    assert gone.exemption is not None
    assert not gone.exemption.holds
    page = markup(gone)
    assert "The subject has been erased." in page
    assert "the subject has been erased" in page


def test_a_subject_that_changed_is_told_of() -> None:
    laid = case().laid
    assert laid.subject is not None
    changed = replace(laid.subject, changed_at=NOON)
    found = explained_case(ENGLISH, case(subject=changed), NOON)
    assert found.subject_has_changed
    assert "The subject has changed since this hit was found" in markup(found)
    assert "The subject has changed" not in markup(explained_case(ENGLISH, case(), NOON))


def test_nothing_against_is_said_with_what_could_not_be_compared() -> None:
    page = markup(explained_hit(ENGLISH, SUBJECT, hit(EVIDENCE[0], score=0.92), aged()))
    assert "Nothing that was compared speaks against it." in page
    assert "One side says nothing of these, so they could not speak against it: Gender, Identifier." in page


def test_a_sentence_that_cannot_be_taken_apart_is_shown_as_it_is() -> None:
    strange = Evidence(EvidenceKind.NAME, "Ilvar Marenkov", "ILVAR BIN MARENKO", 0.92, "both words agree <b>well</b>")
    found = explained_hit(ENGLISH, SUBJECT, hit(strange), aged())
    assert (found.letters, found.name_said) == ((), strange.why)
    assert "both words agree &lt;b&gt;well&lt;/b&gt;" in markup(found)


def test_in_short_is_one_line_of_both_names_and_the_strongest_on_either_side() -> None:
    page = markup(explained_hit(ENGLISH, SUBJECT, HIT, aged()), "explain_in_short")
    for said in ("Ilvar Marenkov", "QDi.901", "0.73", "+0.92", "−0.15", "years apart: 3"):
        assert said in page
    assert "<table" not in page


def test_what_strangers_wrote_is_never_markup() -> None:
    evil = '<script>alert(1)</script>"\u202e'
    listing = replace(
        LISTING,
        id=evil,
        subject=replace(LISTED, names=(Name(evil), Name(f"ي{evil}"))),
        programmes=(evil,),
        legal_basis=(evil,),
        details=(replace(LISTING.details[0], label=evil, text=evil),),
        locator=replace(LISTING.locator, file=evil, entry=evil),
    )
    evidence = tuple(replace(one, query=evil, listing=evil, why=evil) for one in EVIDENCE)
    given = hit(*evidence, listing=listing, name=Name(evil))
    page = markup(explained_hit(ENGLISH, replace(SUBJECT, names=(Name(evil),)), given, aged()))
    assert "<script" not in page
    assert "\u202e" not in page


def test_a_name_in_its_own_script_has_its_language_and_reads_for_screen_readers() -> None:
    evidence = Evidence(EvidenceKind.NAME, "Ильвар Маренков", "ILVAR BIN MARENKO", 0.9, "ilvar = ilvar; marenkov ~ marenko (0.90)")
    page = markup(explained_hit(words_in("ar"), replace(SUBJECT, names=(Name("Ильвар Маренков", language="ru"),)), hit(evidence), aged()))
    assert '<bdi dir="auto" lang="ru-Cyrl">Ильвар Маренков</bdi>' in page
    assert 'marenko<mark class="differ">v</mark>' in page
    assert "marenkov beside marenko" in page


def test_the_panel_has_no_styles_and_scripts_of_its_own() -> None:
    page = markup(explained_case(ENGLISH, case(decision(1, Step.FINAL)), NOON))
    assert "style=" not in page
    assert "<script" not in page
    assert " on" + "click" not in page


class _Visitor:
    """Who may see pages of the permissions given."""

    def __init__(self, *permissions: Permission) -> None:
        self._permissions = permissions

    def may(self, permission: Permission) -> bool:
        return permission in self._permissions


def test_what_has_a_page_leads_there_for_those_who_may_see_it() -> None:
    found = explained_case(ENGLISH, case(), NOON)
    sees = markup(found, visitor=_Visitor(Permission.LIST_VIEW, Permission.SUBJECT_VIEW))
    assert '<a href="/listings/un-sc/QDi.901">' in sees
    assert '<a href="/subjects/s-71">' in sees
    sees_not = markup(found, visitor=_Visitor())
    assert "<a " not in sees_not
    assert "customers K-1" in text_of(sees_not)


def test_an_entry_with_a_strange_id_leads_to_its_own_page() -> None:
    found = explained_hit(ENGLISH, SUBJECT, hit(listing=replace(LISTING, source="own:guests", id='7 "a"/b?')), aged())
    assert found.listed.path == "/listings/own:guests/7%20%22a%22/b%3F"


def test_long_listings_are_cut_and_say_so() -> None:
    details = LISTING.details * (MOST_DETAILS + 3)
    page = text_of(markup(explained_hit(ENGLISH, SUBJECT, hit(listing=replace(LISTING, details=details, programmes=("P",) * 25)), aged())))
    assert "3 more details are not shown here." in page
    assert "and 5 more" in page


def test_the_largest_listing_makes_a_panel_of_bounded_size() -> None:
    names = tuple(Name("ي" * 10_000 + str(number), NameKind.STRONG) for number in range(500))
    details = tuple(replace(LISTING.details[0], text="x" * 10_000) for _ in range(100))
    listing = replace(LISTING, subject=replace(LISTED, names=names), details=details)
    page = markup(explained_hit(ENGLISH, replace(SUBJECT, names=names), hit(listing=listing, name=names[0]), aged()))
    assert len(page.encode()) < 140_000
