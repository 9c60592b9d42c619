"""A flood of sign-ins stops nobody else, and takes a bounded share of the machine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

from fastapi.testclient import TestClient

from comity.identity import Checked, Passwords
from comity.node.service import Service
from comity.node.turnstile import AT_ONCE, WAITING

from .conftest import PASSWORD


class Slow(Passwords):
    """Passwords whose check takes until it is told to go on."""

    __slots__ = ()
    go = threading.Event()
    inside = threading.Semaphore(0)

    def check(self, kept: str, password: str) -> Checked:
        self.inside.release()
        assert self.go.wait(30)
        return Checked(right=False)


def test_while_hashes_are_computed_others_are_answered(client: TestClient, service: Service, key: Callable[..., dict[str, str]]) -> None:
    service.signing_in._passwords = Slow()
    headers = key("metrics:read")
    most = AT_ONCE + WAITING

    def try_to_sign_in(at: int) -> int:
        # From many addresses: one alone would be told to wait before the door is full.
        name = {"name": f"user{at}", "password": PASSWORD}
        return client.post("/api/v1/sign-in", json=name).status_code

    with ThreadPoolExecutor(most + 3) as threads:
        futures = [threads.submit(try_to_sign_in, at) for at in range(most + 3)]
        for _ in range(AT_ONCE):
            assert Slow.inside.acquire(timeout=30)
        turned_away = [next(done).result() for done in [as_completed(futures, timeout=60)] for _ in range(3)]
        assert client.get("/health").status_code == 200
        assert client.get("/metrics", headers=headers).status_code == 200
        assert not Slow.inside.acquire(blocking=False), "no more than so many at once"
        Slow.go.set()
        codes = [future.result(60) for future in futures]
    assert codes.count(429) == 3
    assert codes.count(401) == most
    assert turned_away == [429] * 3
