"""The commands and programs of the pages, run in a copy of the repository's folder: their exit codes and what they print."""

from __future__ import annotations

import lzma
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .documents import PAGES, ROOT, Block, blocks, name_of
from .likeness import missing_lines

UN_LIST = "un-sc-2026-02-27.xml.xz"
RUNNABLE = [page for page in PAGES if any(block.language == "sh" for block in blocks(page))]
WITH_LIST = [page for page in RUNNABLE if any(block.needs for block in blocks(page))]
PROGRAMS = [page for page in PAGES if any(block.language == "python" for block in blocks(page))]
_EXPECTED = re.compile(r"#\s+exit (\d+)\b")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder like a fresh clone in which ``make run`` has set up, with nothing downloaded."""
    folder = tmp_path / "clone"
    (folder / ".venv" / "bin").mkdir(parents=True)
    shutil.copytree(ROOT / "examples", folder / "examples")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    command = folder / ".venv" / "bin" / "comity"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m comity.cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (folder / ".venv" / ".run").touch()
    return folder


def in_shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """``script`` in bash, with the command on the path and a home of its own; standard error among the output."""
    environment = {
        **os.environ,
        "PATH": f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "COMITY_HOME": str(folder / ".comity"),
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        ["bash", "-u", "-c", script],
        cwd=folder,
        env=environment,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=120,
        check=False,
    )


def made_by(target: str, folder: Path) -> str:
    """The commands that ``make TARGET`` would run in ``folder`` now, found without running them; but for the last of ``make run``, which
    serves until it is stopped: tests/browser starts that.
    """
    found = in_shell(f"make -n {target}", folder)
    assert found.returncode == 0, found.stdout
    return "".join(line + "\n" for line in found.stdout.splitlines() if not line.startswith("make") and "exercise start" not in line)


def prepared(text: str, folder: Path) -> str:
    """A block as a script that names each exit code which is not the stated one (``# exit 3``; else 0)."""
    script = []
    for line in text.splitlines():
        if line == "make run":
            line = made_by("run", folder).rstrip()
        wanted = _EXPECTED.search(line)
        script.append(line)
        if line.startswith("comity ") or wanted:
            code = wanted[1] if wanted else "0"
            script.append(f'code=$?; test $code -eq {code} || echo "WRONG EXIT CODE $code of: "{_quoted(line)}')
    return "\n".join(script)


def _quoted(line: str) -> str:
    return "'" + line.replace("'", "") + "'"


def check(block: Block, folder: Path) -> None:
    """Run one block and compare."""
    ran = in_shell(prepared(block.text, folder), folder)
    assert ran.returncode == 0, ran.stdout
    assert "WRONG EXIT CODE" not in ran.stdout, ran.stdout
    assert "Traceback" not in ran.stdout, ran.stdout
    assert missing_lines(block.output, ran.stdout) == [], ran.stdout


@pytest.mark.parametrize("page", RUNNABLE, ids=name_of)
def test_the_commands_of_a_page_do_what_it_says(page: Path, desk: Path) -> None:
    for block in blocks(page):
        if block.language == "sh" and not block.needs:
            check(block, desk)


@pytest.mark.corpus
@pytest.mark.parametrize("page", WITH_LIST, ids=name_of)
def test_commands_on_a_downloaded_list(page: Path, desk: Path, shared: Path) -> None:
    content = lzma.decompress((shared / "lists" / UN_LIST).read_bytes())
    for block in blocks(page):
        if block.needs:
            (desk / block.needs).write_bytes(content)
            check(block, desk)


@pytest.mark.parametrize("page", PROGRAMS, ids=name_of)
def test_the_programs_of_a_page_print_what_it_says(page: Path, desk: Path) -> None:
    for number, block in enumerate(block for block in blocks(page) if block.language == "python"):
        program = desk / f"program{number}.py"
        program.write_text(block.text, encoding="utf-8")
        ran = in_shell(f'"{sys.executable}" -W error {program.name}', desk)
        assert ran.returncode == 0, ran.stdout
        assert missing_lines(block.output, ran.stdout) == [], ran.stdout


def test_make_run_screens_the_example_and_names_the_next_steps(desk: Path) -> None:
    commands = made_by("run", desk)
    assert "comity screen examples/customers.csv --lists un-sc" in commands
    assert "examples/next-steps.txt" in commands


def test_a_home_holds_what_its_page_says(desk: Path) -> None:
    page = next(block for block in blocks(ROOT / "docs" / "how-to" / "your-own-watch-list.md") if block.language == "sh")
    in_shell(page.text, desk)
    in_shell("comity screen --name 'Silke Harms'", desk)
    said = (ROOT / "docs" / "reference" / "home.md").read_text(encoding="utf-8")
    found = {path.name for path in (desk / ".comity").iterdir()}
    assert {"editions", "lists", "index"} <= found
    assert [name for name in sorted(found) if f"`{name}" not in said] == []
    kept = {path.name for path in (desk / ".comity" / "editions").glob("*/*/*")}
    assert {name for name in kept if f"`{name}`" not in said} == set()
