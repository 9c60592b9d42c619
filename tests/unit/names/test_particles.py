"""Particles and what they do to the word beside them."""

from __future__ import annotations

import pytest

from comity.names import particles


@pytest.mark.parametrize(
    ("kind", "tokens"),
    [
        ("article", "al el ul as ash at ad ar an ال"),
        ("patronymic", "bin ben ibn bint binti oğlu oglu kyzy оглы кызы mac mc o' ap ferch بن ابن"),
        ("kunya", "abu abou abo abi umm um oum ابو أبو ام"),
        ("bound", "abd abdul abdel abdal عبد"),
        ("nobiliary", "von van der den de del della di da dos das do du des zu zum af av ter ten san st фон де"),
        ("conjunction", "y e i and"),
    ],
)
def test_each_particle_has_its_kind(kind: str, tokens: str) -> None:
    assert {token: particles.kind(token) for token in tokens.split()} == dict.fromkeys(tokens.split(), kind)


@pytest.mark.parametrize("token", ["ali", "abdullah", "johann", "company", "", "иван"])
def test_names_are_no_particles(token: str) -> None:
    assert particles.kind(token) is None
    assert not particles.is_particle(token)


def test_every_kind_in_the_table_is_known() -> None:
    assert particles.is_particle("la")
    assert particles.kind("الله") is None
