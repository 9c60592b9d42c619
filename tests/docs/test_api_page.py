"""The pages on the API, webhooks and the service are what the program does."""

from __future__ import annotations

import hashlib
import hmac
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.exchange import signature
from comity.identity import Permission
from comity.node.delivering import PAUSES
from comity.node.events import EVENTS
from comity.node.webhooks import OVERLAP
from comity.web.described import OPEN, SIGNED_IN

from .documents import ROOT, blocks

HOW_TO = ROOT / "docs" / "how-to"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
BODY = b'{"event":"hit.new"}'
Check = Callable[[bytes, str, str, float], bool]


def test_the_page_of_the_api_is_fresh() -> None:
    script = ROOT / "scripts" / "make_api_page.py"
    made = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


def test_each_path_names_a_permission_that_there_is() -> None:
    page = (ROOT / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [A-Z]+ \| `(/[^`]*)` \| ([^|]+) \|", page, re.MULTILINE)
    assert len(rows) > 80
    known = {right.value for right in Permission} | {OPEN, SIGNED_IN}
    assert {word for _, named in rows for word in named.replace("`", "").split(" and ")} <= known
    open_paths = {path for path, named in rows if named == OPEN}
    assert not [path for path in open_paths if re.search("subject|case|ledger|webhook|job|/screen|/match|/search|user|key", path)]


def test_the_page_names_every_event() -> None:
    page = (HOW_TO / "webhooks.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^\| `([a-z_.]+)` \| (.+) \|$", page, re.MULTILINE)) == dict(EVENTS)
    assert f"For {OVERLAP / timedelta(hours=1):.0f} hours the node signs with both" in page
    assert len(PAUSES) + 1 == 10
    assert "ten times in all" in page


@pytest.fixture(scope="module")
def is_genuine() -> Check:
    """The function that the page tells receivers to use."""
    (program,) = [block.text for block in blocks(HOW_TO / "webhooks.md") if block.language == "python"]
    names: dict[str, Check] = {}
    exec(program.partition("\n\n\nbody,")[0], names)
    return names["is_genuine"]


def test_receivers_that_follow_the_page_know_the_nodes_events(is_genuine: Check) -> None:
    header, now = signature(("whsec_one",), NOW, BODY), NOW.timestamp()
    assert is_genuine(BODY, header, "whsec_one", now)
    assert is_genuine(BODY, header, "whsec_one", now + 299)
    assert not is_genuine(BODY, header, "whsec_two", now)
    assert not is_genuine(BODY + b" ", header, "whsec_one", now)
    assert not is_genuine(BODY, header, "whsec_one", now + 301)
    assert not is_genuine(BODY, header, "whsec_one", now - 301)


def test_receivers_know_both_secrets_while_one_replaces_the_other(is_genuine: Check) -> None:
    header = signature(("whsec_new", "whsec_old"), NOW, BODY)
    assert is_genuine(BODY, header, "whsec_new", NOW.timestamp())
    assert is_genuine(BODY, header, "whsec_old", NOW.timestamp())


@given(st.text(max_size=80), st.text(max_size=10))
def test_no_header_that_somebody_makes_up_is_genuine(is_genuine: Check, made_up: str, moment: str) -> None:
    for header in (made_up, f"t={moment},v1={made_up}", f"t={int(NOW.timestamp())},v1={made_up}", f"t={int(NOW.timestamp())}"):
        assert not is_genuine(BODY, header, "whsec_one", NOW.timestamp())


def test_a_moment_cannot_be_exchanged(is_genuine: Check) -> None:
    old = int(NOW.timestamp()) - 10_000
    mark = hmac.new(b"whsec_one", f"{old}.".encode() + BODY, hashlib.sha256).hexdigest()
    assert not is_genuine(BODY, f"t={int(NOW.timestamp())},v1={mark}", "whsec_one", NOW.timestamp())
    assert not is_genuine(BODY, f"t={old},t={int(NOW.timestamp())},v1={mark}", "whsec_one", NOW.timestamp())


def test_the_settings_of_the_page_are_read_by_the_program() -> None:
    named = set(re.findall(r"^\| `(COMITY_[A-Z_]+)` \|", (HOW_TO / "run-as-a-service.md").read_text(encoding="utf-8"), re.MULTILINE))
    code = (ROOT / "src" / "comity" / "node" / "settings.py").read_text(encoding="utf-8")
    assert named
    assert [name for name in sorted(named) if f'"{name}"' not in code] == []
