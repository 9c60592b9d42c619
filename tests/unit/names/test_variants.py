"""Families of given and family names."""

from __future__ import annotations

import pytest

from comity.names import variants
from comity.names.tables import folded, rows


@pytest.mark.parametrize(
    ("key", "tokens"),
    [
        ("muhammad", "mohammed mohamed mohammad muhamad mohd md mhd محمد мухаммад mehmet"),
        ("ahmad", "ahmed achmed احمد أحمد ахмед"),
        ("husayn", "hussein hossein husain حسين"),
        ("yusuf", "youssef yousef yousuf joseph يوسف"),
        ("ibrahim", "ebrahim ibraheem abraham ابراهيم ابراهیم"),
        ("uthman", "othman osman عثمان"),
        ("iskandar", "alexander aleksandr oleksandr aliaksandr alexandros sasha александр"),
        ("sergey", "sergei serhiy siarhei сергей"),
        ("yevgeny", "evgeny evgenii yevhen"),
        ("william", "bill will guillermo"),
        ("ivan", "john juan jean johannes jan giovanni"),
        ("yelizaveta", "elizabeth liz beth"),
        ("li", "lee yi rhee 李"),
        ("park", "pak 박"),
        ("chen", "chan tan"),
        ("wu", "ng goh"),
        ("htun", "tun"),
        ("soe", "so"),
        ("zaw", "zau"),
    ],
)
def test_spellings_of_one_family_share_a_key(key: str, tokens: str) -> None:
    assert {token: variants.canonical(token) for token in tokens.split()} == dict.fromkeys(tokens.split(), key)


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        ("mohammed", "محمد", "spelling"),
        ("mehmet", "mehmed", "spelling"),
        ("mehmet", "mohamed", "translation"),
        ("yusuf", "joseph", "translation"),
        ("bill", "william", "diminutive"),
        ("bill", "will", "diminutive"),
        ("bill", "guillermo", "translation"),
        ("lee", "li", "spelling"),
        ("li", "yi", "translation"),
        ("chan", "tan", "translation"),
        ("sergey", "serhiy", "spelling"),
        ("robert", "robert", "spelling"),
        ("bob", "bob", "spelling"),
        ("hassan", "hussein", None),
        ("northwind", "northwind", None),
        ("robert", "northwind", None),
    ],
)
def test_relations(a: str, b: str, relation: str | None) -> None:
    assert variants.relation(a, b) == relation
    assert variants.relation(b, a) == relation


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("ali", "alia"),
        ("marwan", "maryam"),
        ("salim", "salman"),
        ("hasan", "husayn"),
        ("hamid", "hamdan"),
        ("karim", "kareema"),
        ("nasr", "nasir"),
    ],
)
def test_neighbouring_names_are_different_families(a: str, b: str) -> None:
    assert variants.relation(a, b) is None


def test_each_spelling_stands_once_and_each_family_says_something() -> None:
    families: dict[str, list[str]] = {}
    for table in ("given_names", "family_names"):
        for key, relation, spellings in rows(table, ("key", "relation", "spellings")):
            assert relation in {"spelling", "diminutive", "translation"}
            families.setdefault(f"{table}:{key}", []).extend(spelling for group in spellings.split(";") for spelling in folded(group))
    every = [spelling for spellings in families.values() for spelling in spellings]
    assert len(every) == len(set(every))
    assert all(len(spellings) > 1 for spellings in families.values())
    assert len({name.split(":")[1] for name in families}) == len(families) > 800
