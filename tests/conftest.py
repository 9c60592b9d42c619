"""Shared rules of the suite: sockets are shut except to loopback, and the node's home is a folder of the test's own."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest
from hypothesis import settings

# Kernels are compiled on first use, so a first example may take seconds; CI must not fail by chance.
settings.register_profile("comity", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("comity")

# A shell that begins the suite in the background has it ignore interrupts, and so would every program that a test begins and interrupts.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SHARED = Path(__file__).resolve().parents[2] / "shared"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else address
        if self.family in {socket.AF_INET, socket.AF_INET6} and host not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty COMITY_HOME for each test."""
    folder = tmp_path / "home"
    monkeypatch.setenv("COMITY_HOME", str(folder))
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip corpus tests, by name, where the lists are not; fail them in CI."""
    if SHARED.is_dir():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"the corpus tests need the real lists in {SHARED}, and CI must have them")
    missing = pytest.mark.skip(reason="the real lists are not beside this repository")
    for item in items:
        if "corpus" in item.keywords:
            item.add_marker(missing)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real public data beside the repository."""
    return SHARED
