"""Hashing happens in threads of its own, few at once, and a bounded queue before them."""

from __future__ import annotations

import threading
import time

import pytest

from comity.model import TooMany
from comity.node.turnstile import Turnstile


def test_few_work_at_once_and_too_many_are_turned_away() -> None:
    turnstile = Turnstile(at_once=2, waiting=3)
    go, inside, most = threading.Event(), [0], [0]
    lock = threading.Lock()

    def work() -> str:
        with lock:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
        assert go.wait(10)
        with lock:
            inside[0] -= 1
        return threading.current_thread().name

    futures = [turnstile.soon(work) for _ in range(5)]
    with pytest.raises(TooMany) as refused:
        turnstile.soon(work)
    assert refused.value.retry_after > 0
    go.set()
    names = {future.result(10) for future in futures}
    assert most[0] == 2
    assert all(name.startswith("sign-in") for name in names)
    assert turnstile.soon(lambda: "again").result(10) == "again"
    turnstile.close()


def test_work_that_fails_leaves_its_place() -> None:
    turnstile = Turnstile(at_once=1, waiting=0)
    for _ in range(3):
        deadline = time.monotonic() + 10
        while True:
            try:
                future = turnstile.soon(lambda: 1 // 0)
                break
            except TooMany:
                assert time.monotonic() < deadline
        with pytest.raises(ZeroDivisionError):
            future.result(10)
    turnstile.close()
