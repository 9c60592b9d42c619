"""The list of a million names: as many names as asked for, the same each time, common words as heavy as in the real list."""

from __future__ import annotations

from bench.screening.perturb import Perturbed, weigh

from comity.model import Listing, Name, NameKind, Schema, Subject

STARTS = ("Quill", "Vant", "Brass", "Ostri", "Pelth", "Wendr", "Zarn", "Kibb", "Almon", "Trev")
ENDS = ("mark", "orel", "fen", "lume", "aro", "igo", "holt", "arex", "dine", "asse")
WORDS = tuple(f"{start}{middle}{end}" for start in STARTS for middle in ("a", "i", "o", "u") for end in ENDS)


def _listings() -> list[Listing]:
    return [
        Listing(str(at), "invented", Subject(Schema.ORGANIZATION, (Name(f"{word} Trading"), Name(f"New {word}", NameKind.STRONG))))
        for at, word in enumerate(WORDS)
    ]


def test_made_names_keep_the_weight_of_common_words() -> None:
    made = list(Perturbed(_listings(), 1).listings(2000))
    names = [name.full for listing in made for name in listing.subject.names]
    assert len(names) == 2000
    assert len({listing.id for listing in made}) == len(made)
    shares = dict(weigh(names).heaviest)
    assert 0.4 < shares["trading"] < 0.6
    assert weigh(names).words > len(WORDS)


def test_the_same_seed_makes_the_same_names() -> None:
    assert list(Perturbed(_listings(), 1).listings(50)) == list(Perturbed(_listings(), 1).listings(50))


def test_a_word_changes_alike_in_all_names_of_a_listing() -> None:
    for listing in Perturbed(_listings(), 2).listings(400):
        first, second = (name.full.split() for name in listing.subject.names)
        assert first[0] == second[1]
