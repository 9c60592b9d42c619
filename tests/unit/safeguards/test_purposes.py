"""Purposes: no personal data without one, and the two tables of rights and purposes agree."""

from __future__ import annotations

import pytest

from comity.identity import Permission, permissions
from comity.model import Purpose
from comity.safeguards import ALLOWS, PERSONAL, DoesNotFit, Fits, fits

DECIDING = {"case.decide", "case.approve", "case.close_many", "exemption.grant"}


def test_the_acts_are_exactly_the_permissions_that_touch_personal_data() -> None:
    assert {right.value for right in permissions.PERSONAL} == PERSONAL
    assert ALLOWS.keys() == set(Purpose)


@pytest.mark.parametrize("act", sorted(PERSONAL))
def test_nothing_personal_is_done_without_a_purpose(act: str) -> None:
    answer = fits(None, act)
    assert isinstance(answer, DoesNotFit)
    assert "needs a purpose" in answer.reason
    assert isinstance(fits(Purpose.OPERATION, act), DoesNotFit)


@pytest.mark.parametrize("act", sorted({right.value for right in Permission} - PERSONAL))
def test_what_shows_nobody_needs_no_purpose(act: str) -> None:
    assert all(fits(purpose, act) == Fits() for purpose in (None, *Purpose))


@pytest.mark.parametrize("purpose", [Purpose.OVERSIGHT, Purpose.QUALITY_REVIEW, Purpose.LEGAL_REQUEST, Purpose.SUBJECT_REQUEST])
def test_looking_back_decides_nothing(purpose: Purpose) -> None:
    assert {act for act in DECIDING if fits(purpose, act) == Fits()} == set()


def test_oversight_only_reads() -> None:
    assert {act for act in PERSONAL if fits(Purpose.OVERSIGHT, act) == Fits()} == {"subject.view", "case.view", "request.view"}


def test_erasing_and_handling_requests_are_for_the_persons_own_request_only() -> None:
    for act in ("subject.erase", "request.handle"):
        assert [purpose for purpose in Purpose if fits(purpose, act) == Fits()] == [Purpose.SUBJECT_REQUEST]


def test_the_reason_names_the_purposes_that_fit() -> None:
    answer = fits(Purpose.AID_DELIVERY, "subject.erase")
    assert answer == DoesNotFit("subject.erase does not serve the purpose aid_delivery; it can be done for subject_request")
