"""Laws of screening a file: every input row comes out exactly once, in order, whatever the cells hold."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from comity.batch import freshness, screen_table
from comity.cli.screen_output import Recorder, Stated, open_recorder
from comity.model import ComityError, Edition, Evidence, EvidenceKind, Hit, Listing, Name, Outcome, Query, ScreeningRule, Subject
from comity.tables import SubjectBuilder, Table, open_table, recognise
from comity.tables.sinks import defused

EDITION = Edition("un-sc-1", "un-sc", "UN", None, datetime(2026, 2, 27, tzinfo=UTC), "0" * 64, 1, 1)
RULE = ScreeningRule()
STATED = Stated(RULE, freshness([EDITION], datetime(2026, 3, 1, tzinfo=UTC)))
HEADER = ["name", "note", "dob"]
CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ROWS = st.lists(st.tuples(CELL, CELL, CELL), max_size=12)


class VowelScreener:
    """Every name that begins with a vowel resembles the one listing; a name with an X spoils its whole chunk."""

    editions = (EDITION,)

    def screen_many(self, queries: Sequence[Query], rule: ScreeningRule) -> list[list[Hit]]:
        """See ``comity.batch.ports.Screener``."""
        names = [query.subject.caption for query in queries]
        if any("x" in name.lower() for name in names):
            raise RuntimeError("spoilt")
        return [[self._hit(name)] if name[:1].lower() in set("aeiou") else [] for name in names]

    def _hit(self, name: str) -> Hit:
        listed = Name("=Aeiou")
        evidence = (Evidence(EvidenceKind.NAME, name, listed.full, 0.8, "a vowel"),)
        return Hit(Listing("XXi.001", "un-sc", Subject(names=(listed,))), EDITION, listed, 0.8, Outcome.REVIEW, evidence)


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def screen(source: Path, out: Path) -> None:
    """Screen ``source`` into ``out``, as the command does."""
    with open_table(source) as table:
        recorder: Recorder = open_recorder(out, table, STATED)
        for answer in screen_table(table, SubjectBuilder(recognise(table.columns), file=table.file), VowelScreener(), RULE):
            recorder.write(answer)
        recorder.close()


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([HEADER, *rows])
    return text.getvalue().encode()


@given(ROWS)
def test_every_row_of_a_csv_comes_out_once_in_order(rows: list[tuple[str, str, str]]) -> None:
    with folder() as here:
        (here / "in.csv").write_bytes(as_csv(rows))
        screen(here / "in.csv", here / "out.csv")
        with (here / "out.csv").open(encoding="utf-8", newline="") as stream:
            header, *out = list(csv.reader(stream))
    assert header[:3] == HEADER
    assert [row[:3] for row in out] == [[defused(cell) for cell in row] for row in rows]
    assert all(row[3] in {"clear", "review", "error"} and len(row) == 9 for row in out)


@given(ROWS)
def test_every_row_has_one_answer_in_order(rows: list[tuple[str, str, str]]) -> None:
    with folder() as here:
        (here / "in.csv").write_bytes(as_csv(rows))
        screen(here / "in.csv", here / "out.jsonl")
        answers = [json.loads(line) for line in (here / "out.jsonl").read_bytes().splitlines()]
    assert [answer["row"] for answer in answers] == list(range(1, len(rows) + 1))


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows()]


@given(
    st.lists(
        st.sampled_from([b"name,dob\n", b'"', b",", b"\n", b"\r", b"Ann\xe9", "Ånn".encode(), b"=x", b"\0", b"1,2,3\n", b";"]), max_size=30
    )
)
def test_whatever_the_bytes_are_each_row_that_is_read_is_written(pieces: list[bytes]) -> None:
    with folder() as here:
        (here / "in.csv").write_bytes(b"name,dob\n" + b"".join(pieces))
        try:
            with open_table(here / "in.csv") as table:
                recognise(table.columns).require_subject()  # a table without a column of names is refused as a whole
                read = cells(table)
        except ComityError:
            return
        screen(here / "in.csv", here / "out.csv")
        screen(here / "in.csv", here / "out.jsonl")
        with (here / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
            _, *out = list(csv.reader(stream))
        answers = (here / "out.jsonl").read_bytes().splitlines()
    assert [tuple(row[:2]) for row in out] == [tuple(defused(cell) for cell in row[:2]) for row in read]
    assert len(answers) == len(read)
