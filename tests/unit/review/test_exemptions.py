"""When a namesake is spared, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from comity.model import (
    Actor,
    Address,
    Conflict,
    Detail,
    Exemption,
    ExemptionState,
    Gender,
    Identifier,
    IdentifierType,
    Listing,
    Name,
    NameKind,
    NotAllowed,
    PartialDate,
    Role,
    Schema,
    Subject,
    UsageError,
)
from comity.review import Policy, decide, listing_digest, state_at, subject_digest, withdraw
from comity.review.exemptions import changed_fields

from .conftest import ANA, LISTED, LISTING, NOON, NOT_A_MATCH, SUBJECT, act, file_of

Change = Callable[[Subject], Subject]


@pytest.fixture
def exemption() -> Exemption:
    file = file_of()
    granted = decide(file, NOT_A_MATCH, act(ANA, file, 0), Policy()).exemption
    assert granted is not None
    return granted


MATTERS: dict[str, Change] = {
    "kind": lambda s: replace(s, schema=Schema.COMPANY),
    "names": lambda s: replace(s, names=(*s.names, Name("Ilvar the Younger"))),
    "names ": lambda s: replace(s, names=(replace(s.names[0], kind=NameKind.WEAK), *s.names[1:])),
    "dates of birth": lambda s: replace(s, birth_dates=(PartialDate(1972),)),
    "founded": lambda s: replace(s, founded=(PartialDate(1972),)),
    "nationalities": lambda s: replace(s, nationalities=(*s.nationalities, "FR")),
    "jurisdictions": lambda s: replace(s, jurisdictions=("FR",)),
    "gender": lambda s: replace(s, gender=Gender.FEMALE),
    "identifiers": lambda s: replace(s, identifiers=(*s.identifiers, Identifier(IdentifierType.TAX, "77", "FR"))),
    "places of birth": lambda s: replace(s, birth_places=(Address(city="Elsewhere"),)),
    "countries of addresses": lambda s: replace(s, addresses=(*s.addresses, Address(country="FR"))),
}
DOES_NOT_MATTER: dict[str, Change] = {
    "order": lambda s: replace(s, names=s.names[::-1], nationalities=s.nationalities[::-1]),
    "repetition": lambda s: replace(s, names=s.names * 2, identifiers=s.identifiers * 2),
    "letter case and white space": lambda s: replace(s, names=(replace(s.names[0], full=f" {s.names[0].full.upper()}  "), *s.names[1:])),
    "the writing of a number": lambda s: replace(
        s, identifiers=tuple(replace(i, value=f"{i.value[:2]}-{i.value[2:]}") for i in s.identifiers)
    ),
    "the wording of an address": lambda s: replace(s, addresses=tuple(replace(a, full="Lipova 12", city="") for a in s.addresses)),
    "parts, language and script of a name": lambda s: replace(s, names=tuple(replace(n, language="", script="") for n in s.names)),
}


@pytest.mark.parametrize("side", [SUBJECT, LISTED], ids=["subject", "listing"])
@pytest.mark.parametrize("field", MATTERS)
def test_a_fact_that_matters_changes_the_digest_and_is_named(side: Subject, field: str) -> None:
    changed = MATTERS[field](side)
    assert subject_digest(changed) != subject_digest(side)
    assert changed_fields(side, changed) == (field.strip(),)


@pytest.mark.parametrize("side", [SUBJECT, LISTED], ids=["subject", "listing"])
@pytest.mark.parametrize("field", DOES_NOT_MATTER)
def test_what_does_not_tell_persons_apart_does_not(side: Subject, field: str) -> None:
    changed = DOES_NOT_MATTER[field](side)
    assert subject_digest(changed) == subject_digest(side)
    assert changed_fields(side, changed) == ()


def test_why_somebody_is_listed_does_not_matter() -> None:
    other = replace(LISTING, programmes=("Another",), legal_basis=(), details=(Detail("x", "y"),), amended_on=(NOON.date(),))
    assert listing_digest(other) == listing_digest(LISTING)
    assert len(listing_digest(other)) == 64


def test_it_holds_until_it_runs_out(exemption: Exemption) -> None:
    last = exemption.expires_at - timedelta(seconds=1)
    assert state_at(exemption, LISTING, SUBJECT, last).holds
    ended = state_at(exemption, LISTING, SUBJECT, exemption.expires_at)
    assert (ended.state, ended.reason) == (ExemptionState.EXPIRED, "it ran out on 2027-03-02")


def test_it_ends_when_either_side_changes(exemption: Exemption) -> None:
    basis = file_of().basis
    amended: Listing = replace(LISTING, subject=MATTERS["dates of birth"](LISTED))
    gone = state_at(exemption, amended, SUBJECT, NOON, basis)
    assert (gone.state, gone.reason) == (ExemptionState.LAPSED, "the listing has changed: dates of birth")
    moved = state_at(exemption, LISTING, MATTERS["names"](SUBJECT), NOON, basis)
    assert (moved.state, moved.reason) == (ExemptionState.LAPSED, "the subject has changed: names")
    assert state_at(exemption, amended, SUBJECT, NOON).reason == "the listing has changed"


def test_it_is_of_its_own_listing_only(exemption: Exemption) -> None:
    with pytest.raises(UsageError, match="another listing"):
        state_at(exemption, replace(LISTING, id="QDi.902"), SUBJECT, NOON)


def test_a_person_withdraws_it_and_it_stays_withdrawn(exemption: Exemption) -> None:
    file = file_of()
    with pytest.raises(NotAllowed):
        withdraw(exemption, act(Actor("key:1", frozenset(Role), ANA.purpose), file))
    ended = withdraw(exemption, act(ANA, file))
    assert ended.state is ExemptionState.WITHDRAWN
    assert not state_at(ended, LISTING, SUBJECT, NOON).holds
    with pytest.raises(Conflict, match="withdrawn already"):
        withdraw(ended, act(ANA, file))
    with pytest.raises(Conflict, match="lapsed already"):
        withdraw(replace(exemption, state=ExemptionState.LAPSED), act(ANA, file))
