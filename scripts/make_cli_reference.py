"""Make ``docs/reference/cli.md`` from the help that the commands themselves give, or check that it is what they give.

python scripts/make_cli_reference.py            writes the page
python scripts/make_cli_reference.py --check    exit code 1 when the page there is another
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from comity.cli.main import comity

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "cli.md"
HEAD = """# Commands

The help of every command, as the command itself gives it with `--help`. Made by `scripts/make_cli_reference.py`; do not edit.
What the exit codes mean: [exit codes](exit-codes.md).
"""
WIDTH = 100


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Context]]:
    """Yield each command with the words that call it, groups before their members."""
    context = click.Context(command, info_name=" ".join(path), max_content_width=WIDTH, terminal_width=WIDTH, **command.context_settings)
    context.help_option_names = ["-h", "--help"]
    yield path, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            member = command.get_command(context, name)
            assert member is not None
            yield from commands(member, (*path, name))


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for path, context in commands(comity, ("comity",)):
        parts.append(f"## {' '.join(path)}\n\n```text\n{context.get_help().rstrip()}\n```\n")
    return "\n".join(parts)


def main() -> int:
    """Write or check; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; compare")
    if parser.parse_args().check:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == page()
        sys.stdout.write("The page is what the commands say.\n" if same else f"{PAGE.name} is not what the commands say: make it again\n")
        return 0 if same else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
