"""The page on moving from yente names every parameter, path and limit there is."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi.testclient import TestClient

from comity.lists.sources.ftm.asked import MAX_TEXT, MAX_VALUES
from comity.lists.sources.ftm.parts import MAX_JOINED
from comity.model import Purpose
from comity.web.compat import asked, searching
from comity.web.compat.route import ERRORS, MAX_BODY
from comity.web.compat.scopes import ALSO_CALLED

PAGE = (Path(__file__).resolve().parents[4] / "docs" / "how-to" / "migrate-from-yente.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_every_parameter_and_path_is_on_the_page(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path in paths:
        assert f"{path.replace('{entity_id}', '{id}').removeprefix('/entities/{id}/adjacent')}`" in PAGE, path
    for path, verb in (("/match", "post"), ("/search", "get")):
        told = set(re.findall(r"`(\w+)`", section(f"Parameters of `{path}`")))
        names = {one["name"] for one in paths[f"{path}/{{scope}}"][verb]["parameters"] if one["in"] == "query"}
        assert names <= told, names - told


def test_limits_are_those_of_the_program() -> None:
    match, search = section("Parameters of `/match`"), section("Parameters of `/search`")
    for text in (
        f"1 to {asked.MOST_RESULTS}; queries times limit at most {asked.MOST_ANSWERED:,}",
        f"{asked.THRESHOLD:.2f} by default | the same; {asked.LEAST_SCORE} to 1",
        f"{asked.CUTOFF:.2f} by default",
        f"at most {asked.MOST_EXCLUDED}.",
        f"at most {asked.MAX_BATCH} entities and {MAX_BODY >> 20} MiB",
        f"at most {MAX_VALUES}\nvalues to compare, of at most {MAX_TEXT:,} characters",
    ):
        assert text in match, text
    assert f"at most {asked.LONGEST_QUERY:,} characters" in search
    assert f"within the first {asked.MOST_RESULTS} results" in search
    assert f"a score of {searching.LOWEST:.2f} or more" in search
    assert f"at most {MAX_JOINED};" in section("Fields")


def test_names_and_errors_are_those_of_the_program() -> None:
    assert [name for name in ALSO_CALLED if f"`{name}`" not in PAGE] == []
    assert [status for status in ERRORS if f"{status}:" not in section("Errors")] == []
    named = re.search(r'"Comity-Purpose": "(\w+)"', PAGE)
    assert named is not None
    assert named[1] in {purpose.value for purpose in Purpose}
