"""The page of settings: all of them, with their value and where it was made, never a secret; and the rules that are in force."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.homes import begin_home

from comity.node.node_file import Told
from comity.node.service import Service, open_service
from comity.node.settings import TABLES, Settings
from comity.node.settings_in_force import settings_in_force
from comity.review import Policy, policy_to_record
from comity.safeguards.retention import Confidence, Duty, Event
from comity.storage.database import shown_address
from comity.web.app import application
from comity.web.console.settings import retention_table, review_policy
from comity.web.console.settings.explained import EXPLAINED

from ..persons import ADA, ANA, LENA
from .filling import TOM, look

DOCUMENT = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"
SECRET = "never to be shown"
NODE = """
[front]
origin = "https://node.example.org"
[oidc]
issuer = "https://login.example.org/realms/main"
client_id = "comity"
[oidc.roles]
"<b>team</b>" = "analyst"
"""
ENVIRONMENT = {
    "COMITY_FRONT_HOSTS": "node.internal",
    "COMITY_OIDC_CLIENT_SECRET": SECRET,
    "COMITY_LIST_UPDATES": "off",
    "HTTPS_PROXY": f"http://ana:{SECRET}@proxy.example:3128",
}
Opening = Callable[..., TestClient]


@pytest.fixture
def opened(tmp_path: Path, index_home: Path) -> Iterator[Callable[..., TestClient]]:
    """Opens a node by its environment and its file."""
    clients = []

    def one(node: str = "", **environment: str) -> TestClient:
        home = begin_home(tmp_path / "home", index_home)
        (home / "node.toml").write_text(node, encoding="utf-8")
        made = Settings.read({"COMITY_HOME": str(home), **environment}, "linux", tmp_path)
        client = TestClient(application(lambda: open_service(made, lambda: datetime.now(UTC))), raise_server_exceptions=False)
        clients.append(client.__enter__())
        return clients[-1]

    yield one
    for client in clients:
        client.__exit__(None, None, None)


def as_file(client: TestClient, table: str) -> list[dict[str, str]]:
    answer = look(client, f"/settings?as=csv&table={table}", ADA)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.text.lstrip("\ufeff"))))


def documented() -> set[str]:
    """Every variable that the page of the documentation describes, in its tables of settings."""
    text = DOCUMENT.read_text(encoding="utf-8").partition("## What cannot be set")[0]
    rows = "\n".join(line for line in text.splitlines() if line.startswith("|"))
    return set(re.findall(r"`([A-Z][A-Z_]{6,})`", rows))


def known() -> set[str]:
    """Every variable that the program reads."""
    told = [Told(name, keys, {}, {}) for name, keys in TABLES.items()]
    return {one.variable(key) for one in told for key in one.keys}


def test_every_setting_is_on_the_page_and_explained(client: TestClient) -> None:
    wanted = documented() | known()
    assert len(wanted) > 25
    page = look(client, "/settings", TOM)
    shown = set(re.findall(r'<div id="([A-Z_]+)">', page.text))
    assert wanted - shown == set(), "settings that are not on the page"
    assert set(EXPLAINED) == shown, "settings without an explanation, or explanations of nothing"
    assert {row["Setting"] for row in as_file(client, "settings")} == shown
    assert len(page.content) < 150_000


def test_a_setting_says_its_value_and_where_it_was_made(opened: Opening) -> None:
    client = opened(NODE, **ENVIRONMENT)
    rows = {row["Setting"]: row for row in as_file(client, "settings")}
    for name, value, origin in (
        ("COMITY_FRONT_ORIGIN", "https://node.example.org", "from node.toml"),
        ("COMITY_FRONT_HOSTS", "node.internal", "from the environment"),
        ("COMITY_FRONT_PROXIES", "127.0.0.1, ::1", "default"),
        ("COMITY_LIST_UPDATES", "off", "from the environment"),
        ("COMITY_PRIVATE_WEBHOOKS", "off", "default"),
        ("COMITY_OIDC_ISSUER", "https://login.example.org/realms/main", "from node.toml"),
        ("COMITY_OIDC_ROLES", "<b>team</b> = analyst", "from node.toml"),
        ("COMITY_OIDC_SKEW_SECONDS", "60", "default"),
        ("COMITY_OIDC_CLIENT_SECRET", "set, not shown", "from the environment"),
        ("COMITY_OIDC_CLIENT_SECRET_FILE", "not set", "default"),
        ("HTTPS_PROXY", "set, not shown", "from the environment"),
        ("COMITY_DATABASE_URL", "not set: node.db in the home", "default"),
    ):
        assert (rows[name]["In force"], rows[name]["Where it was made"]) == (value, origin), name
    page = look(client, "/settings", TOM).text
    assert "&lt;b&gt;team&lt;/b&gt;" in page
    assert SECRET not in page + str(rows)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ana:se/cr@et@db.example:5433/comity", "postgresql://ana@db.example:5433/comity"),
        ("postgresql://db.example/comity?password=secret&sslmode=require", "postgresql://db.example/comity"),
        ("postgresql://ana:a%40secret@/comity?host=/run/secret", "postgresql://ana@/comity"),
    ],
    ids=["signs", "query", "socket"],
)
def test_a_password_of_the_database_is_never_shown(url: str, shown: str, tmp_path: Path) -> None:
    assert shown_address(url) == shown
    made = Settings.read({"COMITY_HOME": str(tmp_path), "COMITY_DATABASE_URL": url}, "linux", tmp_path)
    (found,) = [one for one in settings_in_force(made) if one.variable == "COMITY_DATABASE_URL"]
    assert found.value == shown


def test_the_rules_of_review_are_told_rule_by_rule(client: TestClient, service: Service) -> None:
    fields = set(policy_to_record(Policy()))
    assert fields == set(review_policy.MEANINGS)
    rows = {row["Field"]: row for row in as_file(client, "policy")}
    assert set(rows) == fields
    assert rows["four_eyes"]["In force"] == "review → match; strong → match; strong → not a match"
    assert {row["Default"] for row in rows.values()} == {"the same"}
    (service.settings.home / "policy.json").write_text(json.dumps({"exemption_days": 30, "exemption_days_by_list": {"eu-fsf": 0}}))
    rows = {row["Field"]: row for row in as_file(client, "policy")}
    assert (rows["exemption_days"]["In force"], rows["exemption_days"]["Default"]) == ("30 days", "365 days")
    assert (rows["exemption_days_by_list"]["In force"], rows["exemption_days_by_list"]["Default"]) == ("eu-fsf: 0 days", "none")
    assert "These are your own rules." in look(client, "/settings", TOM).text


def test_who_may_change_settings_is_told_how(client: TestClient, service: Service) -> None:
    place = str(service.settings.home / "policy.json")
    assert place in look(client, "/settings", TOM).text
    page = look(client, "/settings", LENA).text
    assert place not in page
    assert "They are changed by whoever operates the node" in page
    assert look(client, "/settings", ANA).status_code == 403


def test_rules_that_cannot_be_read_are_told_and_the_rest_is_shown(client: TestClient, service: Service) -> None:
    (service.settings.home / "policy.json").write_text('{"four_eye": []}')
    (service.settings.home / "retention.json").write_text("{}")
    page = look(client, "/settings", TOM)
    assert page.status_code == 200
    assert "a policy has no field" in page.text
    assert "the retention rules are not a list" in page.text
    assert "COMITY_HOME" in page.text
    assert look(client, "/settings?as=csv&table=policy", TOM).status_code == 404


def test_the_rules_of_retention_name_statute_article_and_how_they_are_known(client: TestClient, service: Service) -> None:
    rule = {
        "kind": "subject",
        "regime": "own",
        "basis": "Invented Act",
        "provision": "section 7",
        "as_of": "2026-01-02",
        "confidence": "reported",
        "after": "relationship_ended",
        "years": 5,
        "days": 0,
        "duty": "exactly",
    }
    unknown = rule | {"kind": "case", "days": None, "confidence": "unknown", "after": "decided"}
    (service.settings.home / "retention.json").write_text(json.dumps([rule, unknown]))
    rows = {row["Statute or practice"] + row["Records"]: row for row in as_file(client, "retention")}
    assert list(rows["Invented Actsubject"].values())[:7] == [
        *("subject", "5 years, then erased", "the relationship ended", "Invented Act", "section 7", "as others report it", "2026-01-02")
    ]
    assert rows["Invented Actcase"]["Kept"] == "not known: put before a person"
    for kind, told in ((Confidence, retention_table.CONFIDENCES), (Event, retention_table.EVENTS), (Duty, retention_table.DUTIES)):
        assert set(told) == set(kind)


def test_the_schedule_says_when_and_how_it_went(client: TestClient, service: Service) -> None:
    from comity.node.schedule import Schedule

    before = {row["Job"]: row for row in as_file(client, "schedule")}
    assert (before["Hourly sweep"]["Every"], before["Hourly sweep"]["Next run"]) == ("1 hour", "")
    jobs = Schedule(service.means).tick()
    rows = {row["Job"] + row["About"]: row for row in as_file(client, "schedule")}
    assert rows["Update of a listun-sc"]["Next run"]
    assert rows["Retention"]["Every"] == "1 day"
    (sweep,) = [job for job in jobs if job.kind == "node.sweep"]
    with service.database.writing() as writing:
        writing.jobs.cancel(sweep.id, service.now())
    ended = {row["Job"]: row for row in as_file(client, "schedule")}["Hourly sweep"]
    assert (ended["Next run"], ended["How it went"]) == ("", "cancelled")


def test_what_cannot_be_set_is_said_as_the_documentation_says_it(client: TestClient) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    rows = as_file(client, "fixed")
    in_both = [row for row in rows if f"{row['How much']} |" in document]
    assert len(in_both) == 8
