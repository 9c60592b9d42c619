"""The questions of the screening benchmark: the same each time, never a name that the index keeps, siblings never another's alias."""

from __future__ import annotations

from random import Random

import pytest
from bench.screening import companies, noise, siblings
from bench.screening.plain import in_order, plain
from bench.screening.questions import INNOCENT, QUESTION, SIBLING, Question, Sizes, make
from bench.screening.related import common_words, is_related

from comity.model import Listing, Name, NameKind, NamePart, PartKind, Schema, Subject

GIVEN = (
    *("Anselm", "Borut", "Casimir", "Dragutin", "Emeric", "Ferdinand", "Gaspard", "Hedwig", "Isolde", "Jaromir", "Kunigunde", "Lothar"),
    *("Melchior", "Nepomuk", "Ottokar", "Philibert", "Quirin", "Rosamund", "Sebald", "Thaddeus", "Ulrike", "Valentin", "Wenzel", "Xaver"),
)
FAMILY = ("Abendroth", "Birnbaum", "Czerwinski", "Dolgoruki", "Esterhazy", "Fontainebleau", "Grodzinski", "Hohenfels", "Iwaszkiewicz")
STEMS = tuple(f"{start}{end}" for start in ("Quill", "Vant", "Brass", "Ostri", "Pelth", "Wendr") for end in ("mark", "orel", "fen", "lume"))
CYRILLIC = ("Ансельм", "Борут", "Казимир", "Драгутин")
SIZES = Sizes(aliases=20, innocent=60, each=4, siblings=10)


def _person(number: int, given: str, family: str) -> Listing:
    parts = NamePart(PartKind.GIVEN, given), NamePart(PartKind.FAMILY, family)
    names = [
        Name(f"{given} {family.upper()}", parts=parts),
        Name(f"{family}, {given[:-1]}us Maria", NameKind.STRONG),
        Name(f"Abu {family[::-1].title()}", NameKind.WEAK),
    ]
    if number % 3 == 0:
        names.append(Name(f"{CYRILLIC[number % 4]} {number}-й Князев", NameKind.STRONG))
    return Listing(f"p{number}", "invented", Subject(Schema.PERSON, tuple(names), nationalities=("XA",)))


def _company(number: int, stem: str, rest: str) -> Listing:
    names = Name(f"{stem} {rest}"), Name(f"{stem} Overseas Trading Company Limited", NameKind.STRONG)
    return Listing(f"c{number}", "invented", Subject(Schema.ORGANIZATION, names))


@pytest.fixture(scope="module")
def listings() -> list[Listing]:
    pairs = [(given, family) for row, given in enumerate(GIVEN) for column, family in enumerate(FAMILY) if (row + column) % 2]
    people = [_person(at, given, family) for at, (given, family) in enumerate(pairs)]
    rests = ("Trading Company Ltd", "International Trading LLC", "Shipping Company 7", "Industrial Company of Iran", "Trading Company")
    return people + [_company(at, stem, rest) for at, (stem, rest) in enumerate((s, r) for s in STEMS for r in rests)]


@pytest.fixture(scope="module")
def made(listings: list[Listing]) -> tuple[list[Listing], list[Question]]:
    return make(listings, SIZES, 7)


def test_the_same_seed_makes_the_same_questions(listings: list[Listing], made: tuple[list[Listing], list[Question]]) -> None:
    assert make(listings, SIZES, 7) == made
    assert make(listings, SIZES, 8)[1] != made[1]


def test_no_question_equals_a_name_that_is_kept(made: tuple[list[Listing], list[Question]]) -> None:
    kept, questions = made
    names = {plain(name.full) for listing in kept for name in listing.subject.names}
    assert len(questions) > 100
    reordered = f"noise: {noise.REORDERED}"
    assert not [question for question in questions if plain(question.text) in names and question.kind != reordered]
    spelt = {in_order(name.full) for listing in kept for name in listing.subject.names}
    assert not [question for question in questions if in_order(question.text) in spelt]


def test_every_class_is_asked(made: tuple[list[Listing], list[Question]]) -> None:
    kinds = {question.kind for question in made[1]}
    assert kinds >= {f"noise: {kind}" for kind in noise.KINDS}
    assert kinds >= {f"company: {kind}" for kind in companies.KINDS}


def test_every_listing_keeps_a_name_and_serves_one_question(made: tuple[list[Listing], list[Question]]) -> None:
    kept, questions = made
    places = [question.place for question in questions if question.set != INNOCENT]
    assert all(listing.subject.names for listing in kept)
    assert len(places) == len(set(places))


def test_siblings_are_nobodys_names_and_cost_their_listings_none(
    listings: list[Listing], made: tuple[list[Listing], list[Question]]
) -> None:
    kept, questions = made
    names = {plain(name.full) for listing in listings for name in listing.subject.names}
    near = [question for question in questions if question.set == SIBLING]
    assert {question.kind for question in near} >= {siblings.KINDS[0], siblings.KINDS[3]}
    for question in near:
        assert plain(question.text) not in names
        assert kept[question.place] == listings[question.place]


def test_a_name_in_another_script_leaves_no_name_in_it(made: tuple[list[Listing], list[Question]]) -> None:
    kept, questions = made
    across = [question for question in questions if question.kind.startswith("Latin listed, Cyrl asked")]
    assert across
    for question in across:
        assert all(name.full.isascii() for name in kept[question.place].subject.names)


def test_a_removed_alias_is_gone_from_every_listing() -> None:
    listings = [
        Listing(str(at), "invented", Subject(Schema.PERSON, (Name(f"Person Number{at}"), Name("Shared Secondname", NameKind.STRONG))))
        for at in range(3)
    ]
    kept, questions = make(listings, Sizes(aliases=1, innocent=0, each=0, siblings=0), 1)
    question = questions[0]
    assert len(questions) == 1
    assert question.set == QUESTION
    assert question.text == "Shared Secondname"
    assert set(question.same) == {0, 1, 2} - {question.place}
    assert all(len(listing.subject.names) == 1 for listing in kept)


@pytest.mark.parametrize("kind", noise.KINDS)
def test_noise_changes_the_words(kind: str) -> None:
    name = Name("Shahrokh Ivan Kowalczyk", parts=(NamePart(PartKind.GIVEN, "Shahrokh Ivan"), NamePart(PartKind.FAMILY, "Kowalczyk")))
    changed = noise.noised(name, Schema.PERSON, kind, Random(3))
    assert changed
    assert changed != name.full


def test_initials_leave_the_family_name() -> None:
    name = Name("Shahrokh Ivan Kowalczyk", parts=(NamePart(PartKind.GIVEN, "Shahrokh Ivan"), NamePart(PartKind.FAMILY, "Kowalczyk")))
    assert noise.noised(name, Schema.PERSON, "initials", Random(1)) == "S. I. Kowalczyk"
    assert noise.noised(name, Schema.ORGANIZATION, "initials", Random(1)) is None


def test_a_legal_form_is_written_otherwise_left_out_or_added() -> None:
    random = Random(2)
    assert companies.changed("Quillmark Ltd", "legal form left out", random) == "Quillmark"
    assert companies.changed("LIMITED LIABILITY COMPANY Quillmark", "legal form left out", random) == "Quillmark"
    other = companies.changed("Quillmark Inc", "legal form written otherwise", random)
    assert other == "Quillmark Incorporated"
    assert companies.changed("Quillmark Ltd", "legal form added", random) is None
    assert companies.changed("Quillmark International Trading", "words shortened", Random(1)) != "Quillmark International Trading"


def test_related_names_look_alike_beyond_common_words() -> None:
    common = common_words([["Ali Trading Company"], ["Omar Trading Company"]], 0.9)
    assert common == {"trading", "company"}
    assert is_related("Kowalczik Trading", ["Kowalczyk Company"], common)
    assert is_related("Kowal Czyk", ["Kowalczyk"], common)
    assert not is_related("Trading Company Birnbaum", ["Trading Company Esterhazy"], common)


def test_equal_names_are_equal_in_any_order_but_not_across_scripts() -> None:
    assert plain("GARCÍA, José") == plain("Jose Garcia")
    assert plain("Иван") != plain("Ivan")
