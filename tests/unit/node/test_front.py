"""The settings of how the node is reached and who may say who somebody is: from the file, from the environment, and refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from comity.model import Role, UsageError
from comity.node import Settings
from comity.node.front import authority, is_address

OIDC = """
[oidc]
issuer = "https://login.example.org/realms/main"
client_id = "comity"
roles_claim = "realm_access.roles"
scopes = ["profile", "groups"]
skew_seconds = 30

[oidc.roles]
"screening-team" = "analyst"
"operators" = "administrator"
"""


def read(home: Path, text: str = "", **environment: str) -> Settings:
    home.mkdir(exist_ok=True)
    if text:
        (home / "node.toml").write_text(text, encoding="utf-8")
    return Settings.read({"COMITY_HOME": str(home), **environment}, "linux", home)


def test_without_settings_people_sign_in_on_this_machine_only(home: Path) -> None:
    settings = read(home)
    assert (settings.front.origin, settings.front.names, settings.oidc) == ("", frozenset(), None)
    assert settings.front.proxies == ("127.0.0.1", "::1")


def test_the_file_is_read_and_the_environment_wins(home: Path) -> None:
    file = '[front]\norigin = "https://Node.Example.org:443/"\nhosts = ["node.internal"]\n' + OIDC
    settings = read(home, file, COMITY_OIDC_CLIENT_SECRET="s3cret", COMITY_FRONT_HOSTS="a.internal, B.internal")
    assert settings.front.origin == "https://node.example.org"
    assert settings.front.names == {"node.example.org", "a.internal", "b.internal"}
    assert settings.oidc
    assert settings.oidc.roles == {"screening-team": Role.ANALYST, "operators": Role.ADMINISTRATOR}
    assert settings.oidc.scopes == ("openid", "profile", "groups")
    assert (settings.oidc.roles_claim, settings.oidc.skew) == ("realm_access.roles", timedelta(seconds=30))
    assert settings.oidc.label == "login.example.org"
    assert settings.oidc.client_secret == "s3cret"
    assert "s3cret" not in repr(settings)


def test_everything_can_be_said_in_the_environment(home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from a file\n", encoding="utf-8")
    settings = read(
        home,
        COMITY_FRONT_ORIGIN="http://localhost:8321",
        COMITY_OIDC_ISSUER="https://login.example.org",
        COMITY_OIDC_CLIENT_ID="comity",
        COMITY_OIDC_CLIENT_SECRET_FILE=str(tmp_path / "secret"),
        COMITY_OIDC_ROLES="cn=screening=analyst, operators = administrator",
    )
    assert settings.front.origin == "http://localhost:8321"
    assert settings.oidc
    assert settings.oidc.client_secret == "from a file"
    assert settings.oidc.roles == {"cn=screening": Role.ANALYST, "operators": Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    "text",
    [
        "origin = 'https://node.example.org'",
        "[front]\norigin = 7",
        "[front]\norigins = 'https://node.example.org'",
        "[front]\norigin = 'http://node.example.org'",
        "[front]\norigin = 'https://node.example.org/path'",
        "[front]\norigin = 'https://lena@node.example.org'",
        "[front]\norigin = 'https://'",
        "[front]\norigin = 'https://node.example.org:x'",
        "[front]\nhosts = 'a.internal:80'",
        "[front]\nhosts = [7]",
        "[fornt]\n",
        "[oidc",
        OIDC.replace("https://login", "http://login"),
        OIDC.replace("realms/main", "realms/main?x=1"),
        OIDC.replace('client_id = "comity"', ""),
        OIDC.replace('client_id = "comity"', 'client_id = "comity"\nclient_secret = "s3cret"'),
        OIDC.replace("= 30", "= 3000"),
        OIDC.replace("= 30", "= -1"),
        OIDC.replace("= 30", "= true"),
        OIDC.replace('"analyst"', '"analysts"'),
        OIDC.replace('"analyst"', "7"),
        OIDC.partition("[oidc.roles]")[0],
        OIDC.replace("skew_seconds = 30", "client_secret_file = '/nowhere/secret'"),
    ],
)
def test_what_cannot_be_is_refused_without_repeating_a_value(text: str, home: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(home, text)
    assert "s3cret" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    "environment",
    [{"COMITY_FRONT_ORIGINS": "x"}, {"COMITY_OIDC_ISUER": "x"}, {"COMITY_FRONT_ORIGIN": "ftp://x"}, {"COMITY_OIDC_ISSUER": "login"}],
)
def test_a_misspelt_variable_is_refused(environment: dict[str, str], home: Path) -> None:
    with pytest.raises(UsageError):
        read(home, **environment)


@pytest.mark.parametrize(
    ("text", "scheme", "wanted"),
    [
        ("Node.Example.org", "https", "node.example.org"),
        ("node.example.org:443", "https", "node.example.org"),
        ("node.example.org:443", "http", "node.example.org:443"),
        ("[::1]:8321", "http", "[::1]:8321"),
        ("node.example.org#x", "https", ""),
        ("node.example.org/x", "https", ""),
        ("lena@node.example.org", "https", ""),
        ("node.example.org:x", "https", ""),
        ("[::1", "https", ""),
        ("", "https", ""),
        ("?x", "https", ""),
    ],
)
def test_an_authority_is_read_strictly(text: str, scheme: str, wanted: str) -> None:
    assert authority(text, scheme) == wanted


def test_an_address_is_no_name() -> None:
    assert all(map(is_address, ("127.0.0.1", "::1", "10.0.0.7")))
    assert not any(map(is_address, ("localhost", "127.0.0.1.example", "", "2130706433")))
