"""How much is heard from one address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from comity.model import TooMany
from comity.node.addresses import ATTEMPTS, BAD_KEYS, Addresses, network

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_neighbours_in_one_subscribers_network_are_one_caller() -> None:
    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9")
    assert network("2001:db8:1:2::1") != network("2001:db8:1:3::1")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") != network("192.0.2.2")
    assert network("fe80::1%eth0") == network("fe80::2")
    assert network("") == ""


def test_an_address_waits_and_is_heard_again_and_others_do_not_wait() -> None:
    addresses = Addresses()
    for _ in range(ATTEMPTS.burst):
        addresses.attempt("192.0.2.1", NOON)
    with pytest.raises(TooMany):
        addresses.attempt("192.0.2.1", NOON)
    addresses.attempt("192.0.2.2", NOON)
    addresses.attempt("192.0.2.1", NOON + timedelta(seconds=2))


def test_keys_are_not_heard_after_too_many_that_were_none() -> None:
    addresses = Addresses()
    for _ in range(BAD_KEYS.burst):
        addresses.bad_key("192.0.2.1", NOON)
        addresses.hear_key("192.0.2.1", NOON)
    with pytest.raises(TooMany):
        addresses.bad_key("192.0.2.1", NOON)
    with pytest.raises(TooMany):
        addresses.hear_key("192.0.2.1", NOON)
    addresses.hear_key("192.0.2.2", NOON)
    addresses.hear_key("192.0.2.1", NOON + timedelta(seconds=1))
    addresses.hear_key("192.0.2.1", NOON)
