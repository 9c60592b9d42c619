"""What the pages name exists: commands, options, exit codes, links, fields, columns, keys, numbers, lists."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from comity.batch import ANNOTATIONS, CHUNK
from comity.batch.ledger import LIMIT
from comity.batch.rules import LARGEST, find_rule
from comity.batch.tally import KEPT_ISSUES
from comity.cli import exit_codes
from comity.cli import main as cli
from comity.cli.screen_subject import LONGEST_NAME
from comity.exchange.download import TransferLimits
from comity.lists import sources
from comity.lists.sources.ftm import MAX_LINKED
from comity.lists.xml import MAX_DEPTH, MAX_ELEMENTS
from comity.model import EvidenceKind, ScreeningRule
from comity.model.date_text import MAX_LENGTH
from comity.names.roles import MAX_WORDS
from comity.node import file_screening, name_search
from comity.node.bases import MOST_ISSUES
from comity.node.review_desk import finding
from comity.screening.identifiers import LEAST_KEY
from comity.tables import TableOptions
from comity.tables.cells import MAX_VALUES
from comity.tables.encoding import MAX_LINE
from comity.tables.naming import MAX_NAME
from comity.tables.records import MAX_RECORD_CHARACTERS, MAX_RECORD_LINES
from comity.tables.sinks import XLSX_CELL, XLSX_ROWS

from .documents import PAGES, ROOT, blocks, command_lines, inline_code, name_of, prose

REFERENCE = ROOT / "docs" / "reference"
OTHER_OPTIONS = {"--check", "--postgres", "--write", "--only", "--work", "--shared", "--strict", "--fresh", "--subjects", "--hits"}
"""Options of scripts, ``make bench`` and mypy that pages mention."""

_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")


def command_tree(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            member = command.get_command(context, name)
            assert member is not None
            yield from command_tree(member, (*path, name))


COMMANDS = dict(command_tree(cli.comity))


def options_of(path: tuple[str, ...]) -> set[str]:
    stated = {option for parameter in COMMANDS[path].params for option in parameter.opts}
    return stated | {"--help", "-h", "--verbose"}


ALL_OPTIONS = {option for path in COMMANDS for option in options_of(path)}


def wrong_with(line: str) -> str:
    """What is wrong with a command line, or an empty text. Stops at a pipe, a redirection or a comment."""
    path: tuple[str, ...] = ()
    for word in shlex.split(line.replace("…", ""), comments=True)[1:]:
        if word in {"|", "||", "&&", ">", "2>", "<"}:
            break
        if (*path, word) in COMMANDS:
            path = (*path, word)
        elif word.startswith("--") and word.partition("=")[0] not in options_of(path):
            return f"{' '.join(path)} has no option {word}"
        elif isinstance(COMMANDS[path], click.Group) and not word.startswith("-"):
            return f"there is no command {' '.join((*path, word))}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_commands_and_options_exist(page: Path) -> None:
    assert [(line, wrong) for line in command_lines(page) if (wrong := wrong_with(line))] == []


def test_the_next_steps_exist() -> None:
    steps = (ROOT / "examples" / "next-steps.txt").read_text(encoding="utf-8")
    lines = [re.split(r"\s{3,}", line.strip())[0] for line in steps.splitlines() if line.startswith("  comity")]
    assert len(lines) >= 5
    assert [(line, wrong_with(line)) for line in lines if wrong_with(line)] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_options_named_by_themselves_exist(page: Path) -> None:
    named = {found[0] for code in inline_code(page) if (found := re.match(r"--[a-z][a-z-]*", code))}
    assert named - ALL_OPTIONS - OTHER_OPTIONS == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(prose(page)):
        if re.match(r"https?:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        assert aim.exists(), target
        assert aim.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(aim), target


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [name_of(page).removeprefix("docs/") for page in PAGES if page.is_relative_to(ROOT / "docs") and page.name != "README.md"]
    assert [page for page in pages if f"({page})" not in index] == []


def test_exit_codes_are_those_of_the_program() -> None:
    real = {code for name, code in vars(exit_codes).items() if name.isupper()}
    table = re.findall(r"^\| (\d+) \|", (REFERENCE / "exit-codes.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {int(code) for code in table} == real
    for page in PAGES:
        named = {int(code) for code in re.findall(r"\bexit (?:code )?(\d+)\b", page.read_text(encoding="utf-8"), re.IGNORECASE)}
        assert named <= real, page


@pytest.mark.parametrize("script", ["make_cli_reference.py", "make_reference_tables.py"])
def test_made_pages_are_fresh(script: str) -> None:
    made = subprocess.run([sys.executable, str(ROOT / "scripts" / script), "--check"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


def test_every_field_of_an_answer_is_described(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    said = (REFERENCE / "answers.md").read_text(encoding="utf-8")
    assert cli.run(["screen", str(ROOT / "examples" / "customers.csv"), "--json"]) == exit_codes.HITS
    answers = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    fields = {key for answer in answers for key in keys(answer)}
    assert {"row", "evidence", "effect", "age_days"} <= fields
    assert {field for field in fields if f"`{field}`" not in said} == set()
    assert {column for column in ANNOTATIONS if f"`{column}`" not in said} == set()
    assert {kind.value for kind in EvidenceKind if f"`{kind.value}`" not in said} == set()
    assert LIMIT in said


def test_the_examples_come_out_as_their_page_says(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| C-1(\d{3}) \|[^|]+\| (\w+\.\d+) \|$", page, re.MULTILINE))
    cli.run(["screen", str(ROOT / "examples" / "customers.csv"), "--lists", "un-sc", "--json"])
    answers = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert {f"{answer['row']:03}": answer["hits"][0]["listing_id"] for answer in answers if answer["hits"]} == said


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def test_the_rule_of_its_page_can_be_used(tmp_path: Path) -> None:
    page = REFERENCE / "rules.md"
    example = next(block.text for block in blocks(page) if block.language == "toml")
    file = tmp_path / "payments.toml"
    file.write_text(example, encoding="utf-8")
    rule, default = find_rule(str(file)), ScreeningRule()
    assert (rule.name, rule.review, rule.strong, rule.max_hits) == ("payments", 0.72, 0.90, 10)
    said = page.read_text(encoding="utf-8")
    assert f"| `review` | {default.review:.2f} |" in said
    assert f"| `strong` | {default.strong:.2f} |" in said
    assert f"| `max_hits` | {default.max_hits} |" in said


def test_sizes_are_those_of_the_program() -> None:
    said = (REFERENCE / "sizes.md").read_text(encoding="utf-8")
    options, transfer = TableOptions(), TransferLimits()
    real = {
        "columns of a table": options.max_columns,
        "one line of text, bytes": MAX_LINE,
        "lines in one quoted cell": MAX_RECORD_LINES,
        "characters in one quoted cell": MAX_RECORD_CHARACTERS,
        "characters of a cell that are compared": options.max_cell,
        "characters of a name that are compared": MAX_NAME,
        "words of a name that are compared": MAX_WORDS,
        "values in one cell": MAX_VALUES,
        "characters of a date": MAX_LENGTH,
        "characters of `--name`": LONGEST_NAME,
        "a workbook, packed or unpacked, bytes": options.max_bytes,
        "a file uploaded in the console, bytes": file_screening.LARGEST,
        "rows of such a file": file_screening.MOST_ROWS,
        "such files of one person at a time": file_screening.MOST_FILES,
        "days that such a file is kept": file_screening.KEPT.days,
        "subjects in the file of a search by name": name_search.MOST_FOUND,
        "cases in the file of a search for evidence": finding.MOST_FOUND,
        "rows of an import that are told as refused": MOST_ISSUES,
        "hits for one row": ScreeningRule().max_hits,
        "shortest number compared, letters and digits": LEAST_KEY,
        "a rule file, bytes": LARGEST,
        "rows of an `.xlsx` output": XLSX_ROWS - 1,
        "characters of an `.xlsx` cell": XLSX_CELL,
        "issues kept for the summary": KEPT_ISSUES,
        "depth of a list's XML": MAX_DEPTH,
        "elements in one entry of a list's XML": MAX_ELEMENTS,
        "addresses and sanctions to join in FollowTheMoney entities": MAX_LINKED,
        "a download, seconds in all": int(transfer.total),
        "redirects of a download": transfer.redirects,
    }
    rows = re.findall(r"^\| (?!what|-)([^|]+) \| ([\d,]+)", said, re.MULTILINE)
    assert {what: int(number.replace(",", "")) for what, number in rows} == real
    assert f"holds {CHUNK} rows at a time" in said


def test_limits_name_every_source_that_is_to_check() -> None:
    said = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    unsure = [source.name for source in sources() if source.confidence == "to check"]
    assert unsure
    assert [name for name in unsure if f"`{name}`" not in said] == []


def test_figures_of_the_readme_are_those_of_the_benchmarks() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    begin, end = text.index("<!-- figures begin"), text.index("<!-- figures end")
    figures = re.findall(r"\d[\d,]*(?:\.\d+)?", text[begin:end])
    measured = set(re.findall(r"\d[\d,]*(?:\.\d+)?", (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")))
    assert len(figures) > 8
    assert [figure for figure in figures if figure not in measured] == []


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 150


def test_nothing_is_left_to_do_on_a_page() -> None:
    for page in PAGES:
        assert not re.search(r"\b(?:TODO|FIXME|TBD|XXX)\b", prose(page)), page
