"""The documentation as the tests see it: pages, fenced blocks, inline code, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "bench" / "README.md",
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_NEEDS = re.compile(r"<!-- needs (\S+) -->\n$")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, its text, the file it needs (or empty), and the block of output after it (or empty)."""

    language: str
    text: str
    needs: str = ""
    output: str = ""


def name_of(page: Path) -> str:
    """The page's path from the root, for the names of tests."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of ``page``. A block of ``text`` is output of the last commands or program that are run."""
    text = page.read_text(encoding="utf-8")
    found: list[Block] = []
    for fence in _FENCE.finditer(text):
        language, content = fence[1], fence[2]
        at = next((place for place in reversed(range(len(found))) if found[place].language in {"sh", "python"}), None)
        if language == "text" and at is not None:
            found[at] = replace(found[at], output=found[at].output + content)
            continue
        needs = _NEEDS.search(text[: fence.start()])
        found.append(Block(language, content, needs[1] if needs else ""))
    return found


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def inline_code(page: Path) -> Iterator[str]:
    """Texts between single backticks, outside fenced blocks."""
    for found in _INLINE.finditer(prose(page)):
        yield found[1]


def command_lines(page: Path) -> Iterator[str]:
    """Every line that calls ``comity``, fenced or inline, without comments and what follows a pipe or redirection."""
    for block in blocks(page):
        if block.language in {"sh", "console", ""}:
            yield from (line.strip() for line in block.text.splitlines() if line.strip().startswith("comity "))
    yield from (code for code in inline_code(page) if code.startswith("comity "))
