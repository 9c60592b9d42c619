"""``comity explain``: the arithmetic of a score, read back from a file of answers."""

from __future__ import annotations

from pathlib import Path

import click

MOST_UNPACKED = 1 << 40
"""Bytes that a packed file of answers may become: they pass in a stream, so this bounds time, not memory."""


@click.command()
@click.argument("row", type=click.IntRange(min=1))
@click.argument("result", metavar="RESULT.jsonl", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def explain(row: int, result: Path) -> None:
    """Show how the score of a ROW came about.

    ROW counts data rows from 1. RESULT.jsonl comes from: comity screen FILE --out RESULT.jsonl; .gz and .xz are read too. Every pair of
    values compared is shown with what it added or took away; facts that contradict are shown like facts that agree.
    """
    from comity.batch.ledger import find_answer
    from comity.cli.console import answers, say
    from comity.cli.render import forgiving
    from comity.cli.screen_ledger import print_answer, print_searched
    from comity.lists.unpack import unpack

    with result.open("rb") as stream:
        answer, search = find_answer(unpack(stream, MOST_UNPACKED), row, result.name)
    console = forgiving(answers())
    print_answer(console, answer, f"Row {answer.row}")
    print_searched(console, answer)
    if search.warning:
        say(f"warning: {result.name}: {search.warning}")
