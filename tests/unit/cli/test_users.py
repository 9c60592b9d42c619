"""``comity users`` and the first start of ``comity serve``, for whoever holds the node's folder."""

from __future__ import annotations

import gc
import re
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest

from comity.cli.main import run
from comity.identity import Cost, Passwords
from comity.model import Entry
from comity.node.links import Chosen, use_link
from comity.storage.database import Database

LINK = re.compile(r"http://127\.0\.0\.1:8321/welcome#(\S{43})")
PASSWORD = "nine green lamps at dusk"


def choose(home: Path, link: str) -> None:
    database = Database.at(f"sqlite:///{home}/node.db")
    use_link(database, LINK.fullmatch(link.strip())[1], Chosen(PASSWORD), Passwords(Cost(64, 1, 1)), datetime.now(UTC))  # type: ignore[index]
    database.close()


def entries(home: Path) -> list[Entry]:
    database = Database.at(f"sqlite:///{home}/node.db")
    with database.reading() as reading:
        found = [entry for _, entry, _ in reading.ledger.rows(0, 100)]
    database.close()
    return found


def test_somebody_is_added_helped_and_ended(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["users", "list"]) == 0
    assert "nobody" in capsys.readouterr().err
    assert run(["users", "add", "ada", "--display", "Ada Vidal", "--role", "administrator"]) == 0
    said = capsys.readouterr()
    assert "once" in said.err
    assert "#" not in said.err
    choose(home, said.out)
    assert run(["users", "add", "lena", "--role", "analyst"]) == 0
    capsys.readouterr()
    assert run(["users", "invite", "lena"]) == 0
    choose(home, capsys.readouterr().out)
    assert run(["users", "invite", "lena"]) == 2
    assert run(["users", "roles", "lena", "--role", "analyst", "--role", "approver"]) == 0
    assert run(["users", "reset", "lena", "--remove-second-factor"]) == 0
    assert LINK.search(capsys.readouterr().out)
    assert run(["users", "disable", "lena"]) == 0
    assert run(["users", "disable", "ada"]) == 2
    assert "nobody would be left" in capsys.readouterr().err
    assert run(["users", "list"]) == 0
    assert capsys.readouterr().out.splitlines() == ["ada  password  administrator  Ada Vidal", "lena  disabled  analyst approver  lena"]
    acts = [entry for entry in entries(home) if entry.actor.endswith("@console")]
    assert [entry.action for entry in acts] == [
        *("user.add", "user.invite", "user.add", "user.invite", "user.invite", "user.roles", "user.reset", "user.invite", "user.disable"),
    ]
    assert "Vidal" not in repr(acts)


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "Lena", "--role", "analyst"],
        ["add", "lena"],
        ["add", "lena", "--role", "owner"],
        ["add", "lena", "--role", "analyst", "--role", "auditor"],
        ["add", "oidc-lena", "--role", "analyst"],
        ["roles", "nobody", "--role", "analyst"],
        ["invite", "nobody"],
        ["disable", "nobody"],
        ["reset", "nobody"],
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["users", *arguments]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("host", "listening", "link"),
    [
        ("127.0.0.1", "http://127.0.0.1:8321", "http://127.0.0.1:8321"),
        ("::1", "http://[::1]:8321", "http://[::1]:8321"),
        ("0.0.0.0", "http://0.0.0.0:8321", "http://127.0.0.1:8321"),
        ("::", "http://[::]:8321", "http://[::1]:8321"),
    ],
    ids=["version 4", "version 6", "every 4", "every 6"],
)
def test_the_address_that_is_shown_can_be_followed(
    host: str, listening: str, link: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comity.cli.serve._run", lambda *_: None)
    monkeypatch.setenv("COMITY_JOBS", "off")
    assert run(["serve", "--host", host, "--expose", "--no-jobs"]) == 0
    gc.enable()  # a server goes without until it is loaded
    said = capsys.readouterr().err
    assert f"Comity listens on {listening} " in said
    assert f"  {link}/welcome#" in said


@pytest.mark.usefixtures("home")
def test_the_name_of_a_key_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["keys", "issue", "till\x1b[2J", "--scope", "screen", "--purpose", "customer_screening"]) == 0
    capsys.readouterr()
    assert run(["keys", "list"]) == 0
    assert "till\ufffd[2J" in capsys.readouterr().out


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_the_first_start_shows_a_link_that_makes_the_first_administrator(tmp_path: Path) -> None:
    port = free_port()
    errors = tmp_path / "stderr"
    with errors.open("wb") as stream:
        served = subprocess.Popen([sys.executable, "-m", "comity.cli", "serve", "--port", str(port)], stdout=subprocess.PIPE, stderr=stream)
        try:
            base = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + 120
            while not _answers(base):
                assert time.monotonic() < deadline
                assert served.poll() is None, errors.read_text()
                time.sleep(0.2)
            shown = re.findall(rf"{re.escape(base)}/welcome#(\S+)", errors.read_text())
            assert len(shown) == 1
            form = {"token": shown[0], "password": PASSWORD, "name": "ada", "display": "Ada"}
            assert httpx2.post(f"{base}/api/v1/invitation", json=form, timeout=30).status_code == 200
            answer = httpx2.post(f"{base}/api/v1/sign-in", json={"name": "ada", "password": PASSWORD}, timeout=30)
            assert answer.json()["roles"] == ["administrator"]
            assert httpx2.get(f"{base}/health", headers={"Host": "evil.example"}, timeout=30).status_code == 400
        finally:
            served.terminate()
            out = served.communicate(timeout=30)[0]
    assert out == b""


def _answers(base: str) -> bool:
    try:
        return httpx2.get(f"{base}/health", timeout=2).status_code == 200
    except httpx2.HTTPError:
        return False
