"""Authorities as roles of organisations: the table that is shipped, and how another is refused."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from comity.model import Confidence, FormatError
from comity.registry.authority import COLUMNS, AuthorityRole, read_authorities
from comity.registry.shipped import shipped

HEAD = ",".join(COLUMNS)


def test_every_authority_acts_for_a_party_and_says_where_it_is_known_from() -> None:
    for one in shipped().authorities:
        assert one.party in shipped().naming.parties
        assert one.name
        assert one.source
        assert one.confidence is Confidence.TO_CHECK or "general knowledge" not in one.source, one


def test_all_roles_are_there_and_no_row_twice() -> None:
    shipped_ones = shipped().authorities
    assert set(Counter(one.role for one in shipped_ones)) == set(AuthorityRole)
    assert len({(one.party, one.role, one.name, one.note) for one in shipped_ones}) == len(shipped_ones)


def test_there_are_no_numbers_to_call_and_no_mail_boxes() -> None:
    for one in shipped().authorities:
        text = f"{one.name} {one.place} {one.note}"
        assert "@" not in text
        assert not re.search(r"\+\d|\d{5,}|(?i:\btel\b|\bfax\b)", text), text


def test_a_row_is_read_with_its_instruments() -> None:
    row = "FRA,fiu,TRACFIN,Paris,T-1990;T-1991,,the unit's own page,2026-11,official"
    (found,) = read_authorities(f"{HEAD}\n{row}\n", "here")
    assert (found.party, found.role, found.under, str(found.as_of)) == ("FRA", AuthorityRole.FIU, ("T-1990", "T-1991"), "2026-11")


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("party,name\n", "columns"),
        (f"{HEAD}\nFRA,friend,X,,,,s,2026,official\n", "here line 2"),
        (f"{HEAD}\nFRA,fiu,X,,,,s,2026,certain\n", "here line 2"),
        (f"{HEAD}\nFRA,fiu,X,,,,s,lately,official\n", "as_of"),
    ],
    ids=["columns", "role", "confidence", "date"],
)
def test_what_is_not_as_it_must_be_is_refused_with_its_place(table: str, what: str) -> None:
    with pytest.raises(FormatError, match=what):
        list(read_authorities(table, "here"))
