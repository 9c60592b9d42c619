"""What people see on terminals of different widths."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from comity.batch import ScreenedRow
from comity.cli.render import print_findings, shown
from comity.cli.screen_findings import Findings, original_script
from comity.model import Edition, Evidence, EvidenceKind, Hit, Listing, Name, Outcome, Subject
from comity.tables import Row

EDITION = Edition("un-sc-1", "un-sc", "UN", None, datetime(2026, 2, 27, tzinfo=UTC), "0" * 64, 1, 1)


def row(number: int, name: str, score: float = 0.9, outcome: Outcome = Outcome.STRONG) -> ScreenedRow:
    listed = (Name("Anselm Quill"), Name("انسلم كويل"))
    evidence = (Evidence(EvidenceKind.NAME, name, "Anselm Quill", score, "the same name"),)
    hit = Hit(Listing("XXi.001", "un-sc", Subject(names=listed)), EDITION, listed[0], score, outcome, evidence)
    return ScreenedRow(Row(number, None, (name,)), Subject(names=(Name(name),)), (hit,))


def drawn(width: int, *rows: ScreenedRow, room: int = 10, terminal: bool = True) -> str:
    findings = Findings(room)
    for one in rows:
        findings.add(one)
    console = Console(file=io.StringIO(), force_terminal=terminal, width=width, color_system="truecolor" if terminal else None)
    print_findings(console, findings)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_wide_terminal_gets_a_table_with_every_fact() -> None:
    text = drawn(140, row(7, "Anselm Quill"))
    for fact in ("your name", "listing id", "7", "strong", "0.90", "un-sc", "XXi.001", "Anselm Quill", "انسلم كويل", "the same name"):
        assert fact in text


def test_a_narrow_terminal_and_a_pipe_get_lines_with_every_fact() -> None:
    for text in (drawn(60, row(7, "Anselm Quill")), drawn(200, row(7, "Anselm Quill"), terminal=False)):
        assert "─" not in text
        for fact in ("row 7", "strong", "0.90", "un-sc", "XXi.001", "Anselm Quill", "انسلم كويل", "the same name"):
            assert fact in text


@pytest.mark.parametrize("width", [60, 140])
def test_a_hit_is_never_shown_in_red(width: int) -> None:
    text = drawn(width, row(1, "A"), row(2, "B", 0.75, Outcome.REVIEW))
    assert not any(code in text for code in ("\x1b[31m", "\x1b[1;31m", "\x1b[91m", "\x1b[41m"))


def test_names_that_look_like_markup_are_shown_as_they_are() -> None:
    assert "[red]Anselm[/red] :smile:" in drawn(60, row(1, "[red]Anselm[/red] :smile:"))
    assert "[red]" in drawn(140, row(1, "[red]Anselm[/red]"))


def test_the_most_serious_are_kept_and_shown_in_file_order() -> None:
    rows = [row(number, f"Name{number}", 0.70 + number / 100, Outcome.REVIEW) for number in range(1, 9)]
    text = drawn(60, row(20, "Strongest"), *rows, room=3)
    places = [text.index(name) for name in ("Name7", "Name8", "Strongest")]
    assert places == sorted(places)
    assert "Name6" not in text
    assert "3 of 9 rows with hits are shown" in text


def test_a_listed_name_in_its_own_script_is_not_repeated() -> None:
    hit = row(1, "Anselm Quill").hits[0]
    assert original_script(hit) == "انسلم كويل"
    foreign = Hit(hit.listing, EDITION, hit.listing.subject.names[1], 0.9, Outcome.STRONG, ())
    assert original_script(foreign) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\x1b[2J", "\ufffd[2J"),
        ("a\u202eb", "a\ufffdb"),
        ("می\u200cروم", "می\u200cروم"),
        ("x" * 500, "x" * 119 + "…"),
        (" " * 9000 + "x", "x"),
        ("a" + " " * 9000 + "b", "a…"),
    ],
)
def test_text_is_made_safe_and_short(text: str, expected: str) -> None:
    assert shown(text) == expected
