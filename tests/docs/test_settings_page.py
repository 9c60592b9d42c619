"""The page of settings names every setting that the program reads, and none that it does not."""

from __future__ import annotations

import re
import tomllib

from comity.identity.rates import Rate
from comity.identity.sittings import Ends
from comity.identity.throttle import FIRST_WAIT, FREE, LONGEST_WAIT, MOST
from comity.node import addresses, doorkeeper, links, turnstile
from comity.node.front import Front
from comity.node.node_file import Told
from comity.node.oidc_settings import LONGEST_SKEW, OidcSettings
from comity.node.settings import TABLES

from .documents import ROOT, blocks

FILE = ROOT / "docs" / "reference" / "settings.md"
PAGE = FILE.read_text(encoding="utf-8")
VARIABLE = re.compile(r"\bCOMITY_[A-Z][A-Z_]*[A-Z]\b")
NOT_SETTINGS = {"COMITY_TABLE_KEY"}
"""Words of the source that explain how variables are named."""


def read_by_the_program() -> set[str]:
    told = {name: Told(name, keys, {}, {}) for name, keys in TABLES.items()}
    named = {found for path in (ROOT / "src").rglob("*.py") for found in VARIABLE.findall(path.read_text(encoding="utf-8"))}
    return named - NOT_SETTINGS | {one.variable(key) for one in told.values() for key in one.keys}


def test_every_variable_is_described_and_every_one_described_is_read() -> None:
    described = set(VARIABLE.findall(PAGE)) - NOT_SETTINGS
    assert read_by_the_program() - described == set(), "not on the page"
    assert described - read_by_the_program() == set(), "on the page, and read by nothing"


def test_every_variable_of_others_that_is_read_is_described() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"environ(?:ment)?(?:\.get\(|\[)\"([A-Z_]+)\"(?!\] = )", source))
    assert {"COMITY_DATABASE_URL", "XDG_DATA_HOME"} <= read
    assert {name for name in read if f"`{name}`" not in PAGE} == set()


def test_every_key_of_the_file_has_a_row_in_its_table() -> None:
    for table, keys in TABLES.items():
        part = PAGE.partition(f"\n## `[{table}]`")[2].partition("\n## ")[0]
        rows = set(re.findall(r"^\| `([a-z_]+)` \|", part, re.MULTILINE))
        assert rows == keys - {"client_secret"}, table  # for the environment only


def test_the_example_is_read_as_it_stands() -> None:
    example = tomllib.loads(next(block.text for block in blocks(FILE) if block.language == "toml"))
    for table, given in example.items():
        Told(table, TABLES[table], {}, given)
    assert Front.read(Told("front", TABLES["front"], {}, example["front"])).origin == "https://node.example.org"
    secretless = {key: value for key, value in example["oidc"].items() if key != "client_secret_file"}
    assert OidcSettings.read(Told("oidc", TABLES["oidc"], {}, secretless))


def test_what_cannot_be_set_is_as_it_is() -> None:
    ends = Ends()
    for words in (
        f"after {ends.idle.seconds // 60} minutes without a request, and {ends.whole.seconds // 3600} hours after",
        f"acts of weight | {doorkeeper.PROVED.seconds // 60} minutes",
        f"{links.FIRST_START.seconds // 3600} hour (first start), {links.NEW_USER.days} days (new user), {links.RESET.days} day (reset)",
        f"after {FREE} in a row the name rests: {FIRST_WAIT.seconds} seconds",
        f"{LONGEST_WAIT.seconds // 60} minutes at most; after {MOST} an administrator",
        said(addresses.ATTEMPTS),
        said(addresses.BAD_KEYS),
        f"computed at once | {turnstile.AT_ONCE}; {turnstile.WAITING} people may wait",
        f"may ask for | {doorkeeper.OF_A_PERSON.per_minute} requests a minute",
        f"at most {LONGEST_SKEW.seconds}",
    ):
        assert words in PAGE, words


def said(rate: Rate) -> str:
    return f"{rate.burst} at once, then {rate.per_minute} a minute"
