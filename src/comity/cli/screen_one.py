"""Screening one subject from the command line: the answer, with the whole arithmetic of each hit."""

from __future__ import annotations

import sys

from comity.batch import ScreenedRow, answer_line, answer_record
from comity.batch.ledger import read_answer
from comity.cli.console import answers, say
from comity.cli.desk import open_node
from comity.cli.exit_codes import CLEAR, HITS
from comity.cli.render import forgiving, issue_line, line, print_editions
from comity.cli.screen_findings import original_script
from comity.cli.screen_input import ORDERS
from comity.cli.screen_ledger import print_answer
from comity.cli.screen_progress import RunBar
from comity.cli.screen_run import ages_of, open_screener
from comity.cli.screen_shield import Shield
from comity.cli.screen_subject import Asked, numbers_not_compared, subject_row
from comity.model import Query, ScreeningRule


def screen_one(asked: Asked, order: str, rule: ScreeningRule, *, as_json: bool) -> int:
    """Screen the subject and give the exit code: 0 clear, 3 hits. Raises ``UsageError`` for a value that cannot be read or compared."""
    node = open_node()
    row, subject = subject_row(asked, ORDERS[order], node.now.date())
    with Shield() as shield, RunBar() as bar:
        screener = open_screener(node, sorted(rule.lists), bar, shield)
    issues = numbers_not_compared(subject)
    answer = ScreenedRow(row, subject, tuple(screener.screen_many([Query("1", subject)], rule)[0]), issues=issues)
    ages = ages_of(screener, rule, node)
    for issue in issues:
        say(issue_line(issue))
    if as_json:
        sys.stdout.buffer.write(answer_line(answer, rule, ages).encode())
        return HITS if answer.hits else CLEAR
    console = forgiving(answers())
    originals = [original_script(hit) for hit in answer.hits]
    print_answer(console, read_answer(answer_record(answer, rule, ages), "the answer"), "You asked", originals)
    line(console)
    if answer.hits:
        line(console, "A hit is a resemblance, not an offence: a person decides.")
    print_editions(console, ages.values())
    return HITS if answer.hits else CLEAR
