"""The entry of the ``comity`` command: finds the verb, runs it, and turns errors into sentences and exit codes.

Verbs are registered by name and loaded when they are called, so that ``comity lists`` never waits for the screening engine.
"""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from comity import __version__
from comity.cli.console import plain
from comity.cli.exit_codes import ERROR, INTERRUPTED, PIPE_CLOSED, USAGE
from comity.model import ComityError, StoreError, UsageError

VERBS: Mapping[str, tuple[str, str]] = {
    "screen": ("comity.cli.screen:screen", "Screen a file, or one name, against the lists in use."),
    "explain": ("comity.cli.explain:explain", "Show the arithmetic of one row's score."),
    "lists": ("comity.cli.lists:lists", "Update, import, compare and look up lists."),
    "registry": ("comity.cli.registry:registry", "Ask who is bound to whom, by what, on which date."),
    "serve": ("comity.cli.serve:serve", "Run this node as a service."),
    "exercise": ("comity.cli.exercise:exercise", "Practise on a node of invented people, with a queue to work through."),
    "work": ("comity.cli.work:work", "Carry out this node's jobs in a process of its own."),
    "keys": ("comity.cli.keys:keys", "Issue, list and revoke keys for programs."),
    "users": ("comity.cli.users:users", "Add, invite and help the people who sign in."),
    "retention": ("comity.cli.retention:retention", "Erase what is due, and show the rules of retention."),
    "requests": ("comity.cli.requests:requests", "Handle what people ask about their own data."),
    "ledger": ("comity.cli.ledger:ledger", "Look into the ledger, and check what any ledger proves."),
    "backup": ("comity.cli.backup:backup", "Write everything that this node keeps into one file."),
    "restore": ("comity.cli.restore:restore", "Put a backup back."),
    "doctor": ("comity.cli.doctor:doctor", "Look whether this node is well, and what to do."),
}
"""Each verb: where its command is, and one sentence for the help, so that the help loads none of them."""

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Errors that only writing gives."""


def load(target: str) -> click.Command:
    """The command at ``package.module:name``."""
    module, _, name = target.partition(":")
    command = getattr(importlib.import_module(module), name)
    assert isinstance(command, click.Command)
    return command


class VerbGroup(click.Group):
    """A group whose commands are named in a table and loaded when called."""

    def __init__(self, verbs: Mapping[str, tuple[str, str]] | None = None, **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]
        self._verbs = dict(verbs or {})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Give the verbs in the order of the table."""
        return list(self._verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Load the verb's command, or give None when there is no such verb."""
        return load(self._verbs[cmd_name][0]) if cmd_name in self._verbs else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the verbs and their sentences without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in self._verbs.items()])


@click.group(cls=VerbGroup, verbs=VERBS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="comity")
@click.option("--verbose", is_flag=True, expose_value=False, help="Show the traceback of an error. May stand anywhere.")
def comity() -> None:
    """Screen people, companies and ships against shared lists, with reasons.

    The lists in use and their age: comity lists status.
    """


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line and return its exit code. Errors are told on standard error; with ``--verbose``, as tracebacks."""
    verbose, out = "--verbose" in arguments, sys.stdout
    if out is None:
        return _told(StoreError("standard output is closed", "send it to a file, or to /dev/null"))
    try:
        code = comity.main([a for a in arguments if a != "--verbose"], prog_name="comity", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        return _pipe_closed()
    except SystemExit:
        if sys.stdout is out:
            raise
        return _pipe_closed()  # click answers a closed pipe by wrapping the stream and leaving
    except Exception as error:  # the last line of defence: a user sees a sentence
        full = _write_error(error) if isinstance(error, OSError) else None
        if verbose and full is None:
            raise
        return _told(full or error)
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> int:
    """Say what went wrong and give the exit code: 2 for wrong usage, else 1."""
    if isinstance(error, ComityError):
        click.echo(f"Error: {plain(error.message)}", err=True)
        if error.hint:
            click.echo(f"  {plain(error.hint)}", err=True)
        return USAGE if isinstance(error, UsageError) else ERROR
    click.echo(f"Internal error ({type(error).__name__}). Run again with --verbose and report what it shows.", err=True)
    return ERROR


def _show(error: click.ClickException) -> None:
    """Tell a wrong usage in click's words, which may quote any argument, without what could steer the terminal."""
    said = io.StringIO()
    error.show(said)
    for line in said.getvalue().splitlines():
        click.echo(plain(line), err=True)


def _write_error(problem: OSError) -> StoreError | None:
    """What to tell when ``problem`` is an output that takes no more; what is unwritten is dropped, so that leaving does not fail again.

    Standard output fails again when it is flushed, unless it is not buffered; then the kind of the problem tells.
    """
    try:
        sys.stdout.flush()
    except OSError as again:
        problem = again
    else:
        if problem.errno not in NO_ROOM:
            return None
    _drop_output()
    return StoreError(f"the output cannot be written: {problem.strerror}", "make room, or send it elsewhere")


def _pipe_closed() -> int:
    """End quietly, as ``comity … | head`` expects; the exit code is the shell's for SIGPIPE."""
    _drop_output()
    return PIPE_CLOSED


def _drop_output() -> None:
    """Send what standard output still holds nowhere."""
    with suppress(OSError):  # a stream without a descriptor holds nothing that leaving would write
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> NoReturn:
    """Run the command line of this process. What a console's encoding lacks is escaped instead of failing; a closed standard error takes
    remarks and drops them.
    """
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # open until the process ends
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))
