"""The way to a provider and back: bound to one browser, and nobody is taken for another."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.identity.federated import FOREIGN, PATIENCE, arrive, authorization_address, depart, login_name, roles_of
from comity.identity.users import check_name
from comity.model import NotAllowed, NotSignedIn, Role

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_journey_comes_back_to_its_own_browser_in_time() -> None:
    gone = depart(NOON, fresh=True)
    back = arrive(gone.seed, gone.state, NOON + MINUTE)
    assert (back.state, back.nonce, back.verifier, back.fresh) == (gone.state, gone.nonce, gone.verifier, True)
    for seed, state, at in (
        (depart(NOON, fresh=True).seed, gone.state, NOON),
        ("", gone.state, NOON),
        (gone.seed, depart(NOON, fresh=True).state, NOON),
        (gone.seed, gone.state.replace(".f.", ".n."), NOON),
        (gone.seed, gone.state, NOON + PATIENCE + MINUTE),
        (gone.seed, gone.state, NOON - MINUTE),
    ):
        with pytest.raises(NotSignedIn):
            arrive(seed, state, at)


@given(st.text(), st.text())
def test_no_text_arrives(seed: str, state: str) -> None:
    with pytest.raises(NotSignedIn):
        arrive(seed, state, NOON)


def test_the_request_says_what_it_must_and_no_secret() -> None:
    gone = depart(NOON, fresh=False)
    address = authorization_address("https://login.example.org/auth?tenant=a", gone, {"client_id": "comity", "scope": "openid"})
    asked = parse_qs(urlsplit(address).query)
    assert asked["tenant"] == ["a"]
    assert asked["state"] == [gone.state]
    assert asked["nonce"] == [gone.nonce]
    digest = hashlib.sha256(gone.verifier.encode()).digest()
    assert asked["code_challenge"] == [base64.urlsafe_b64encode(digest).decode().rstrip("=")]
    assert gone.verifier not in address
    assert gone.seed not in address
    assert "prompt" not in asked


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_login_name_is_one_whatever_the_subject(issuer: str, subject: str) -> None:
    assert check_name(login_name(issuer, subject)).startswith(FOREIGN)


def test_the_same_subject_of_another_issuer_is_another_person() -> None:
    names = {login_name(issuer, subject) for issuer in ("https://a", "https://b") for subject in ("1", "2", "1 ")}
    assert len(names) == 6


def test_roles_come_from_the_claim_by_name_or_by_path() -> None:
    mapping = {"team": Role.ANALYST}
    assert roles_of({"a.b": ["team"]}, "a.b", mapping) == {Role.ANALYST}
    assert roles_of({"a": {"b": ["x", "team"]}}, "a.b", mapping) == {Role.ANALYST}
    for claims in ({}, {"a": {"b": ["Team"]}}, {"a": ["team"]}, {"a": {"b": {"team": 1}}}, {"a": {"b": [["team"]]}}):
        with pytest.raises(NotAllowed):
            roles_of(claims, "a.b", mapping)
