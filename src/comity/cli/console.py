"""What every verb shares in talking to people: two consoles, text that cannot move the cursor, and words for ages."""

from __future__ import annotations

import json
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

PIPE_WIDTH = 160


def answers() -> Console:
    """The console for answers: standard output; wide enough not to break lines when it is a pipe."""
    return _console(error=False)


def remarks() -> Console:
    """The console for everything said about the answer: standard error."""
    return _console(error=True)


def _console(*, error: bool) -> Console:
    from rich.console import Console

    class PipedConsole(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # the entry of the command answers it, for every kind of output alike

    stream = sys.stderr if error else sys.stdout
    width = None if stream.isatty() else PIPE_WIDTH
    return PipedConsole(file=stream, width=width, markup=False, highlight=False, emoji=False, soft_wrap=True)


def plain(text: str) -> str:
    """Text from a list or file, safe for a terminal.

    Control characters (C0, C1, escapes) and bidirectional overrides (Unicode Standard Annex 9) become U+FFFD: none can move the cursor or
    make a name read as another. Other format characters, which some scripts need, stay.
    """
    return "".join(c if c.isprintable() or _harmless(c) else "\N{REPLACEMENT CHARACTER}" for c in text)


def _harmless(char: str) -> bool:
    category = unicodedata.category(char)
    return category == "Zs" or (category == "Cf" and not ("\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"))


def say(text: str) -> None:
    """One remark on standard error."""
    click.echo(plain(text), err=True)


def print_json(value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """One JSON value on standard output, in UTF-8 text, keys in the order given."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 entry``, ``1,003 entries``; ``many`` defaults to ``one`` and an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def age(days: int | None) -> str:
    """An age for people: ``today``, ``1 day``, ``268 days``, or ``-`` when there is none."""
    if days is None:
        return "-"
    return "today" if days == 0 else "1 day" if days == 1 else f"{days:,} days"
