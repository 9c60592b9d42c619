"""``comity explain``: the arithmetic of a score, read back from a file of answers."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("row", type=click.IntRange(min=1))
@click.argument("result", metavar="RESULT.jsonl", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def explain(row: int, result: Path) -> None:
    """Show how the score of a ROW came about.

    ROW counts data rows from 1. RESULT.jsonl comes from: comity screen FILE --out RESULT.jsonl. Every pair of values compared is shown
    with what it
    added or took away; facts that contradict are shown like facts that agree.
    """
    from comity.batch.ledger import find_answer
    from comity.cli.console import answers, say
    from comity.cli.render import forgiving
    from comity.cli.screen_ledger import print_answer

    with result.open("rb") as stream:
        answer, search = find_answer(stream, row, result.name)
    print_answer(forgiving(answers()), answer, f"Row {answer.row}")
    if search.warning:
        say(f"warning: {result.name}: {search.warning}")
